// What `lesson lint` says of the lesson as it stands: all of it in a list, and beside the field that is meant.

import { type Problem, showProblem } from '#grading/problem.ts';
import { filled } from '../i18n/filled.ts';
import { el, redraw } from './element.ts';
import { attempt, type Room } from './room.ts';

/** An author who goes from field to field is not kept waiting. */
const QUIET_MS = 500;

export function lintNotes(room: Room, parent: HTMLElement): void {
  const { desk, w } = room;
  let problems: readonly Problem[] = [];
  let quiet: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const look = (): void =>
    void attempt(room, async () => {
      const mine = ++turn;
      const found = await room.workshop.lint(desk.manuscript);
      if (mine !== turn) return;
      problems = found;
      draw();
      beside();
    });
  const draw = (): void => {
    const items = problems.map((problem) => {
      const spot = spotOf(problem);
      return el(
        'li',
        {},
        el('pre', {}, showProblem(problem)),
        spot && el('button', { type: 'button', class: 'quiet', click: () => turnTo(problem) }, w.goThere),
      );
    });
    redraw(
      parent,
      el(
        'details',
        { class: 'notes', open: parent.querySelector('details')?.open ?? false, data: { notes: String(items.length) } },
        el('summary', {}, items.length === 0 ? w.notesNone : filled(w.notes, { n: items.length })),
        items.length > 0 && el('ul', {}, ...items),
      ),
    );
  };
  /** Each beside its field. Those of a whole exercise that is still being made are in the list alone. */
  const beside = (): void => {
    for (const old of document.querySelectorAll('[data-problem]')) old.remove();
    for (const field of document.querySelectorAll('[aria-invalid]')) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    }
    for (const [i, problem] of problems.entries()) {
      const spot = spotOf(problem);
      if (!spot) continue;
      const id = `problem-${i}`;
      const text = [problem.message, problem.hint].join('. ');
      const note = el('p', { class: 'warn', id, data: { problem: problem.path ?? '' } }, text);
      // In a label it would be a part of the field's name.
      if (spot.matches('label')) spot.after(note);
      else spot.append(note);
      const input = spot.matches('details') ? null : spot.querySelector('input, select, textarea');
      input?.setAttribute('aria-invalid', 'true');
      input?.setAttribute('aria-describedby', [input.getAttribute('aria-describedby'), id].filter(Boolean).join(' '));
    }
  };
  const turnTo = (problem: Problem): void => {
    const spot = spotOf(problem);
    for (let fold = spot?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true;
    spot?.querySelector<HTMLElement>('input, select, textarea, summary')?.focus();
  };
  desk.onChange((change) => {
    if (change === 'shape') beside();
    clearTimeout(quiet);
    quiet = setTimeout(look, QUIET_MS);
  });
  look();
}

/** The form of the place that is meant, or of what it is in. */
function spotOf({ path = '', file }: Problem): HTMLElement | undefined {
  if (!file.endsWith('lesson.yaml')) return undefined;
  for (let at = path; at !== ''; at = at.replace(/(\.|^)[^.[\]]*$|\[\d+\]$/, '')) {
    const spot = document.querySelector<HTMLElement>(`[data-at="${CSS.escape(at)}"]`);
    if (spot) return spot;
  }
  return undefined;
}
