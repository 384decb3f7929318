// What a check asks the learner on the page.

import type { AnswerSpec } from '#grading/kinds/answer/answer.ts';
import type { Check } from '#grading/lesson.ts';

/** Undefined: it asks nothing. Without choices the answer is typed. */
export function questionOf({ kind, spec }: Check): Pick<AnswerSpec, 'choices'> | undefined {
  return kind.question ? (spec as AnswerSpec) : undefined;
}
