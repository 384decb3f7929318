// One more exercise: its id, and what is asked.

import { freeId, withExerciseAdded } from '#authoring/edits.ts';
import { el, field, redraw } from './element.ts';
import { idsIn, mayBeId } from './ids.ts';
import type { Room } from './room.ts';

export function newExercise(room: Room, parent: HTMLElement): void {
  const { desk } = room;
  const draw = (): void => redraw(parent, desk.draft && form(room));
  desk.onChange((change) => change === 'shape' && draw());
  draw();
}

function form(room: Room): HTMLElement {
  const { desk, w } = room;
  const exercises = desk.draft!.exercises;
  const id = el('input', {
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: freeId('make-it-answer', idsIn(room)),
  });
  const [en, zh] = [el('input', { lang: 'en', autocomplete: 'off' }), el('input', { lang: 'zh', autocomplete: 'off' })];
  const stands = el('input', { type: 'checkbox' });
  stands.checked = exercises.length > 0;
  const add = (): void => {
    const wanted = id.value.trim() || id.placeholder;
    if (!mayBeId(room, wanted)) return;
    const last = exercises.at(-1)?.id;
    const needs = stands.checked && last !== undefined ? [last] : [];
    desk.edit(withExerciseAdded(desk.folder, wanted, { en: en.value, zh: zh.value }, needs), 'shape');
    desk.turnTo(wanted);
    document.querySelector<HTMLElement>(`[data-exercise-tab="${wanted}"]`)?.focus();
  };
  return el(
    'details',
    { class: 'add', open: exercises.length === 0, data: { addExercise: '' } },
    el('summary', {}, w.addExercise),
    field(w.exerciseId, 'new-id', id),
    el('div', { class: 'pair' }, field(`${w.ask} (en)`, 'new-ask-en', en), field(`${w.ask} (zh)`, 'new-ask-zh', zh)),
    exercises.length > 0 && el('label', { class: 'tick' }, stands, ` ${w.standsOn}`),
    el(
      'p',
      {},
      el('button', { type: 'button', class: 'button', data: { add: 'exercise' }, click: add }, w.addExercise),
    ),
  );
}
