// Other right answers, the ways in which an exercise is got wrong, what helps, and what is told in the end.

import type { DraftExercise } from '#authoring/draft.ts';
import { exerciseCut, exerciseEdit } from '#authoring/edits.ts';
import type { Form } from '#authoring/form.ts';
import { filled } from '../i18n/filled.ts';
import { control } from './control.ts';
import { el, field, redraw } from './element.ts';
import { hintsForm } from './hints-form.ts';
import { linesList } from './lines-list.ts';
import { removal } from './removal.ts';
import { type Room, textFields } from './room.ts';

const LINES: Form = { kind: 'list', item: { kind: 'line' }, orOne: false };

export function answersForm(room: Room, parent: HTMLElement): void {
  const { desk } = room;
  const draw = (): void => {
    const i = desk.draft?.exercises.findIndex(({ id }) => id === desk.exercise) ?? -1;
    redraw(parent, ...(i < 0 ? [] : parts(room, desk.draft!.exercises[i]!, i)));
  };
  desk.onChange((change) => change === 'shape' && draw());
  draw();
}

function parts(room: Room, exercise: DraftExercise, i: number): readonly HTMLElement[] {
  const { desk, w, forms } = room;
  const { id } = exercise;
  const away = (label: string, act: () => void): HTMLElement => removal(room, label, act, w.remove);
  const cut = (...at: readonly (string | number)[]): void => desk.edit(exerciseCut(desk.folder, id, at), 'shape');
  const waiting = desk.waiting.filter((one) => one.exercise === id);
  const hasNone = exercise.alternatives.length + exercise.nearMisses.length + waiting.length === 0;
  return [
    el('h3', {}, w.answers),
    el('p', { class: 'quietly' }, hasNone ? w.answersNone : w.answersText),
    ...exercise.alternatives.map((_, j) => {
      const title = filled(w.alternative, { n: j + 1 });
      return el(
        'section',
        { class: 'miss' },
        el(
          'h4',
          {},
          title,
          away(title, () => cut('alternatives', j)),
        ),
        control(room, ['exercises', i, 'alternatives', j], LINES, true),
      );
    }),
    ...exercise.nearMisses.map((miss, j) => {
      const title = filled(w.nearMiss, { n: j + 1 });
      return el(
        'section',
        { class: 'miss', data: { nearMiss: String(j) } },
        el(
          'h4',
          {},
          title,
          away(title, () => cut('nearMisses', j)),
        ),
        control(room, ['exercises', i, 'nearMisses', j, 'run'], LINES, true),
        textFields(w.why, `why-${id}-${j}`, miss.why, (text) =>
          desk.edit(exerciseEdit(desk.folder, id, ['nearMisses', j, 'why'], text)),
        ),
        refusal(room, exercise, j),
      );
    }),
    ...waiting.map(({ run }, j) =>
      el(
        'section',
        { class: 'miss' },
        el(
          'h4',
          {},
          filled(w.nearMiss, { n: exercise.nearMisses.length + j + 1 }),
          away(w.notRefused, () => desk.lay({ waiting: desk.waiting.filter((one) => one !== waiting[j]) }, 'shape')),
        ),
        linesList(room, run, `waiting-${j}`),
        el('p', { class: 'warn' }, w.notRefused),
      ),
    ),
    hintsForm(room, exercise, i),
    el('h3', {}, w.ending),
    control(room, ['exercises', i, 'debrief'], { kind: 'text' }, false),
    ...(exercise.letsThrough.length > 0
      ? [control(room, ['exercises', i, 'letsThrough'], forms.of.letsThrough, false)]
      : []),
  ];
}

/** By which check a near miss is refused, and with which words. */
function refusal({ desk, w }: Room, { id, checks, nearMisses }: DraftExercise, j: number): HTMLElement {
  const { fails, says } = nearMisses[j]!;
  const select = el('select', {}, ...checks.map((check) => el('option', { value: check.id }, check.id)));
  select.value = fails;
  const words = el('input', { value: says, autocomplete: 'off' });
  const changed = (key: 'fails' | 'says', value: string): void =>
    desk.edit(exerciseEdit(desk.folder, id, ['nearMisses', j, key], value));
  select.addEventListener('change', () => changed('fails', select.value));
  words.addEventListener('change', () => changed('says', words.value));
  return el(
    'div',
    { class: 'pair' },
    field(w.fails, `fails-${id}-${j}`, select),
    field(w.says, `says-${id}-${j}`, words),
  );
}
