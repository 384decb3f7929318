// The choices of a check that the learner answers on the page.

import type { AnswerSpec, Choice } from '#grading/kinds/answer/answer.ts';
import type { Check } from '#grading/lesson.ts';

export function choicesOf(check: Check): readonly Choice[] | undefined {
  return check.kind.kind === 'answer' || check.kind.kind === 'predict' ? (check.spec as AnswerSpec).choices : undefined;
}
