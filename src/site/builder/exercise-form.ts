// The exercises, one at a time: what is asked, where it begins, and how it is solved.

import type { DraftExercise } from '#authoring/draft.ts';
import { exerciseSet, withoutExerciseOf } from '#authoring/edits.ts';
import { withExerciseNamed } from '#authoring/renames.ts';
import { filled } from '../i18n/filled.ts';
import { beginsForm } from './begins-form.ts';
import { control } from './control.ts';
import { el, field, redraw } from './element.ts';
import { ID, idsIn } from './new-exercise.ts';
import { type Room, textFields } from './room.ts';

export function exerciseForm(room: Room, parent: HTMLElement): void {
  const { desk } = room;
  const draw = (): void => {
    const { draft, exercise: id } = desk;
    if (!draft) {
      redraw(parent);
      return;
    }
    const i = draft.exercises.findIndex((exercise) => exercise.id === id);
    const tabs = draft.exercises.map((exercise) =>
      el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-pressed': String(exercise.id === id),
          data: { exerciseTab: exercise.id },
          click: () => desk.turnTo(exercise.id),
        },
        exercise.id,
      ),
    );
    redraw(
      parent,
      el('div', { class: 'row tabs' }, ...tabs),
      ...(i < 0 ? [] : exerciseParts(room, draft.exercises[i]!, i)),
    );
  };
  desk.onChange((change) => change === 'shape' && draw());
  draw();
}

function exerciseParts(room: Room, exercise: DraftExercise, i: number): readonly HTMLElement[] {
  const { desk, w } = room;
  const { id } = exercise;
  return [
    el('div', { class: 'row' }, nameField(room, id), removal(room, id)),
    textFields(w.ask, `ask-${id}`, exercise.ask, (text) => desk.edit(exerciseSet(desk.folder, id, 'ask', text))),
    beginsForm(room, exercise, i),
    control(room, ['exercises', i, 'solution'], { kind: 'list', item: { kind: 'line' }, orOne: false }, false),
  ];
}

function nameField(room: Room, id: string): HTMLElement {
  const { desk, w, say } = room;
  const input = el('input', { value: id, autocomplete: 'off', spellcheck: 'false' });
  input.addEventListener('change', () => {
    const wanted = input.value.trim();
    if (wanted === id) return;
    if (!ID.test(wanted) || idsIn(room).includes(wanted)) {
      input.value = id;
      return say(filled(w.idTaken, { id: wanted }));
    }
    const { [id]: typed = [], ...others } = desk.typed;
    const waiting = desk.waiting.map((one) => (one.exercise === id ? { ...one, exercise: wanted } : one));
    desk.goTo(wanted);
    desk.lay(
      { folder: withExerciseNamed(desk.folder, id, wanted), waiting, typed: { ...others, [wanted]: typed } },
      'shape',
    );
  });
  return field(w.exerciseId, `id-${id}`, input);
}

function removal({ desk, w }: Room, id: string): HTMLElement {
  const click = (): void => {
    if (!confirm(filled(w.removeConfirm, { id }))) return;
    const waiting = desk.waiting.filter((one) => one.exercise !== id);
    desk.lay({ folder: withoutExerciseOf(desk.folder, id), waiting }, 'shape');
  };
  return el('button', { type: 'button', class: 'quiet', click }, w.removeExercise);
}
