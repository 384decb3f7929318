// Hints, for everybody or for whoever stands where something is true.

import type { DraftExercise } from '#authoring/draft.ts';
import { filled } from '../i18n/filled.ts';
import { chooser } from './chooser.ts';
import { control } from './control.ts';
import { el } from './element.ts';
import { add, placeOf, write } from './place.ts';
import { removal } from './removal.ts';
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
      removal(room, title, () => write(room, path, undefined, 'shape'), w.remove),
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
  return chooser(
    path.join('.'),
    { label: w.whenReady, take: w.whenTake },
    all.map(([label, value]) => [value, label]),
    (when) => write(room, path, when, 'shape'),
  );
}
