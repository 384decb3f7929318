// What a learner of a class has done in a lesson, as it is noted while they do it.

import type { CheckVerdict } from '../worker/protocol.ts';

export interface ExerciseLog {
  /** Milliseconds since the epoch, of the learner's clock. */
  readonly triedAt?: number;
  readonly passedAt?: number;
  /** How often a check came to say no, or to say it in other words. */
  readonly tries: number;
  /** How often each near miss was met, by its English name. */
  readonly missed: Readonly<Record<string, number>>;
}

export interface LessonLog {
  readonly exercises: Readonly<Record<string, ExerciseLog>>;
  /** What each check said last, when it said no. */
  readonly last: Readonly<Record<string, string>>;
}

export const NO_LOG: LessonLog = { exercises: {}, last: {} };
const MOST_TRIES = 10_000;

/** The log with what these verdicts add to it; the same one where they add nothing. */
export function noted(log: LessonLog, verdicts: readonly CheckVerdict[], now: number): LessonLog {
  let [exercises, last] = [log.exercises, log.last];
  for (const { exercise, check, state, because, missed = [] } of verdicts) {
    if (state !== 'failed' || last[check] === because) continue;
    last = { ...last, [check]: because };
    const { tries = 0, missed: before = {}, ...own } = exercises[exercise] ?? {};
    if (tries >= MOST_TRIES) continue;
    const counts = { ...before };
    for (const name of missed) counts[name] = (counts[name] ?? 0) + 1;
    exercises = { ...exercises, [exercise]: { triedAt: now, ...own, tries: tries + 1, missed: counts } };
  }
  for (const id of new Set(verdicts.map(({ exercise }) => exercise))) {
    const own = exercises[id];
    const isPassed = verdicts.every(({ exercise, state }) => exercise !== id || state === 'passed');
    if (isPassed && own?.passedAt === undefined)
      exercises = { ...exercises, [id]: { triedAt: now, tries: 0, missed: {}, ...own, passedAt: now } };
  }
  return exercises === log.exercises && last === log.last ? log : { exercises, last };
}
