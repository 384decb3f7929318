// Which wrong ideas a refusal speaks to: near misses that are refused by the same check, with the same words.

import type { Verdict } from './grade.ts';
import type { Lesson } from './lesson.ts';
import { LOCALES } from './text.ts';

/** Their English names; none where the check did not say no. */
export function missedBy({ exercises }: Lesson, verdict: Omit<Verdict, 'trace'>): readonly string[] {
  const { exercise, check, state, because } = verdict;
  if (state !== 'failed') return [];
  const misses = exercises.find(({ id }) => id === exercise)?.nearMisses ?? [];
  return misses
    .filter(({ fails, says }) => fails === check && LOCALES.some((locale) => because[locale].includes(says)))
    .map(({ why }) => why.en);
}
