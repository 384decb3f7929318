// Hints, for everybody or for whoever stands where something is true.

import type { DraftExercise } from '#authoring/draft.ts';
import { filled } from '../i18n/filled.ts';
import { add, control, placeOf, write } from './control.ts';
import { el } from './element.ts';
import { type Room, textFields } from './room.ts';

export function hintsForm(room: Room, exercise: DraftExercise, i: number): HTMLElement {
  const { w } = room;
  const path = ['exercises', i, 'hints'];
  return el(
    'div',
    {},
    el('h3', {}, w.hints),
    el('p', { class: 'quietly' }, w.hintsText),
    ...exercise.hints.map((_, j) => hintForm(room, exercise, i, j)),
    el(
      'p',
      { class: 'row' },
      el(
        'button',
        {
          type: 'button',
          class: 'button small',
          data: { addHint: '' },
          click: () => add(room, path, { en: '', zh: '' }),
        },
        w.addHint,
      ),
    ),
  );
}

function hintForm(room: Room, { id, hints, checks }: DraftExercise, i: number, j: number): HTMLElement {
  const { w, desk } = room;
  const path = ['exercises', i, 'hints', j] as const;
  const title = filled(w.hint, { n: j + 1 });
  const now = () => desk.draft!.exercises[i]!.hints[j]!;
  const isFor = hints[j]!.isAsked;
  const whom = el('input', { type: 'checkbox', data: { when: `${id}-${j}` } });
  whom.checked = isFor;
  whom.addEventListener('change', () => {
    const { text } = now();
    write(room, path, whom.checked ? { when: '', text } : text, 'shape');
  });
  return el(
    'section',
    { class: 'miss', data: { at: placeOf(path) } },
    el(
      'h4',
      {},
      title,
      el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-label': `${w.remove}: ${title}`,
          click: () => write(room, path, undefined, 'shape'),
        },
        w.remove,
      ),
    ),
    textFields(w.hintWords, `hint-${id}-${j}`, hints[j]!.text, (text) =>
      write(room, isFor ? [...path, 'text'] : path, text),
    ),
    el('label', { class: 'tick' }, whom, ` ${w.hintWhen}`),
    isFor && control(room, [...path, 'when'], { kind: 'line' }, true),
    isFor &&
      ready(
        room,
        [...path, 'when'],
        checks.map((check) => check.id),
      ),
  );
}

/** Conditions that are often wanted, to begin with. */
function ready(room: Room, path: readonly (string | number)[], checks: readonly string[]): HTMLElement {
  const { w } = room;
  const all: readonly (readonly [string, string])[] = [
    ...checks.map((id) => [filled(w.whenFailed, { id }), `checks['${id}'] == 'failed'`] as const),
    [w.whenThere, "'web' in service"],
    [w.whenTyped, "commands.exists(c, c.contains('kubectl expose'))"],
  ];
  const select = el(
    'select',
    { 'aria-label': w.whenReady, data: { ready: path.join('.') } },
    el('option', { value: '' }, w.whenReady),
    ...all.map(([label, value]) => el('option', { value }, label)),
  );
  select.addEventListener('change', () => select.value !== '' && write(room, path, select.value, 'shape'));
  return select;
}
