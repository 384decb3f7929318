// Where an exercise begins: at the lesson's start, where others have led to, or at a cluster of its own.

import type { DraftExercise } from '#authoring/draft.ts';
import { exerciseSet, lessonSet } from '#authoring/edits.ts';
import { filled } from '../i18n/filled.ts';
import { fieldsOf } from './control.ts';
import { el } from './element.ts';
import type { Room } from './room.ts';

export function beginsForm(room: Room, exercise: DraftExercise, i: number): HTMLElement {
  const { desk, w, forms } = room;
  const { id, needs, hasStart } = exercise;
  const earlier = desk.draft!.exercises.slice(0, i).map((one) => one.id);
  const ticks = earlier.map((one) => {
    const input = el('input', { type: 'checkbox', data: { needs: one } });
    input.checked = needs.includes(one);
    input.addEventListener('change', () => {
      const now = earlier.filter((other) => (other === one ? input.checked : needs.includes(other)));
      desk.edit(exerciseSet(desk.folder, id, 'needs', now), 'shape');
    });
    return el('label', { class: 'tick' }, input, ` ${filled(w.after, { id: one })}`);
  });
  const own = el('input', { type: 'checkbox', data: { ownStart: '' } });
  own.checked = hasStart;
  own.addEventListener('change', () => {
    const path = ['exercises', i, 'start'];
    const lines = exercise.solution.filter((line) => line.trim() !== `begin ${id}`);
    const { nodes } = desk.draft!.start;
    const started = lessonSet(desk.folder, path, own.checked ? { nodes } : undefined, forms.order);
    const solution = own.checked && lines.length > 0 ? [`begin ${id}`, ...lines] : lines;
    desk.edit(exerciseSet(started, id, 'solution', solution), 'shape');
  });
  const fold = el(
    'details',
    { open: forms.opened.has(`begins-${id}`), data: { begins: '' } },
    el(
      'summary',
      {},
      hasStart ? w.beginsOwn : needs.length > 0 ? filled(w.beginsAfter, { ids: needs.join(', ') }) : w.beginsStart,
    ),
    ...ticks,
    el('label', { class: 'tick' }, own, ` ${w.ownStart}`),
    hasStart && el('p', { class: 'quietly' }, filled(w.ownStartText, { id })),
    hasStart && fieldsOf(room, ['exercises', i, 'start'], forms.of.start.fields),
  );
  fold.addEventListener('toggle', () => {
    if (fold.open) forms.opened.add(`begins-${id}`);
    else forms.opened.delete(`begins-${id}`);
  });
  return fold;
}
