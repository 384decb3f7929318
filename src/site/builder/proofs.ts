// What `lesson lint` and `lesson test` say of the lesson, while they say it.

import { type Problem, showProblem } from '#grading/problem.ts';
import { filled } from '../i18n/filled.ts';
import { el, redraw } from './element.ts';
import type { Told } from './protocol.ts';
import { attempt, type Room } from './room.ts';
import type { BuilderWords } from './words.ts';

/** @returns what the workshop tells. */
export function proofsPanel(w: BuilderWords, room: () => Room, parent: HTMLElement): Told {
  const list = el('ol', { class: 'proofs', data: { proofs: '' } });
  const said = el('p', { role: 'status', data: { proved: '' } });
  let [total, done, bad] = [0, 0, 0];
  const shown = (name: string, problems: readonly Problem[]): HTMLElement =>
    el(
      'li',
      { data: { ok: String(problems.length === 0) } },
      name,
      ...problems.map((problem) => el('pre', {}, showProblem(problem))),
    );
  const button = el('button', { type: 'button', class: 'button primary', data: { prove: '' } }, w.prove);
  button.addEventListener('click', () => {
    const { desk, workshop } = room();
    void attempt(room(), async () => {
      // Each proof that comes in is one of this call's.
      button.disabled = true;
      redraw(list);
      [total, done, bad] = [0, 0, 0];
      delete said.dataset['state'];
      said.textContent = w.looking;
      const of = desk.manuscript;
      const linted = await workshop.lint(of);
      bad += linted.length;
      list.append(shown('lint', linted));
      if (!(await workshop.prove(of))) return;
      said.dataset['state'] = bad === 0 ? 'good' : 'bad';
      said.textContent = bad === 0 ? filled(w.proofsGood, { n: total }) : filled(w.proofsBad, { n: bad });
    }).finally(() => {
      button.disabled = false;
    });
  });
  parent.append(el('p', { class: 'row' }, button, said), list);
  return {
    proving: (count) => void (total = count),
    proved({ name, problems }) {
      done++;
      bad += problems.length;
      list.append(shown(name, problems));
      said.textContent = filled(w.proving, { n: done, total });
    },
  };
}
