// A lesson's page for a learner of a class: what passes is noted, and the page is as the class has it. Fetched by nobody else.

import { filled } from '../i18n/filled.ts';
import type { CheckVerdict } from '../worker/protocol.ts';
import { keptPlan, note } from './keep.ts';
import { classWords } from './words.ts';

export interface Classwork {
  /** What the lesson is drawn from. Undefined: by chance. */
  readonly seed: number | undefined;
  verdicts(verdicts: readonly CheckVerdict[]): void;
}

/** Undefined: the class does not have this lesson. */
export async function classworkOf(lesson: string, language: string): Promise<Classwork | undefined> {
  const plan = keptPlan();
  if (!plan?.lessons.includes(lesson)) return undefined;
  const w = await classWords(language);
  const home = new URL('../../join/', location.href).href;
  const line = document.createElement('p');
  line.className = 'meta';
  line.dataset['class'] = '';
  const link = document.createElement('a');
  link.href = home;
  link.textContent = filled(w.inClass, { class: plan.title });
  line.append(link, plan.deadline === '' ? '' : ` · ${filled(w.deadlineIs, { deadline: plan.deadline })}`);
  document.querySelector('main')?.prepend(line);
  if (!plan.hints)
    for (const button of document.querySelectorAll<HTMLElement>('[data-exercise] :is([data-hint], [data-solution])'))
      button.hidden = true;
  // The order is the class's: its own page has it.
  const neighbours = document.querySelector<HTMLElement>('.neighbours');
  if (neighbours) neighbours.hidden = true;
  const done = document.querySelector<HTMLAnchorElement>('[data-lesson-done] a');
  if (done) {
    done.href = home;
    done.textContent = w.backToClass;
  }
  return { seed: plan.seed, verdicts: (verdicts) => note(lesson, plan, verdicts, Date.now()) };
}
