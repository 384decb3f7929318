// The exercises, one at a time: what is asked, where it begins, and how it is solved.

import type { DraftExercise } from '#authoring/draft.ts';
import { exerciseSet, withoutExerciseOf } from '#authoring/edits.ts';
import { filled } from '../i18n/filled.ts';
import { renameExercise } from './another-name.ts';
import { beginsForm } from './begins-form.ts';
import { control } from './control.ts';
import { el, redraw } from './element.ts';
import { idField } from './ids.ts';
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
    el('div', { class: 'row' }, nameField(room, id), exerciseRemoval(room, id)),
    textFields(w.ask, `ask-${id}`, exercise.ask, (text) => desk.edit(exerciseSet(desk.folder, id, 'ask', text))),
    beginsForm(room, exercise, i),
    control(room, ['exercises', i, 'solution'], { kind: 'list', item: { kind: 'line' }, orOne: false }, false),
  ];
}

function nameField(room: Room, id: string): HTMLElement {
  const { desk, w } = room;
  return idField(room, w.exerciseId, `id-${id}`, id, (wanted) => renameExercise(desk, id, wanted));
}

function exerciseRemoval({ desk, w }: Room, id: string): HTMLElement {
  const click = (): void => {
    if (!confirm(filled(w.removeConfirm, { id }))) return;
    const waiting = desk.waiting.filter((one) => one.exercise !== id);
    desk.lay({ folder: withoutExerciseOf(desk.folder, id), waiting }, 'shape');
  };
  return el('button', { type: 'button', class: 'quiet', click }, w.removeExercise);
}
