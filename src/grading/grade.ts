// Judges the exercises of a lesson on a cluster as it is now.

import type { Evidence, Judgement } from './check.ts';
import type { Exercise } from './lesson.ts';

export interface Verdict extends Judgement {
  readonly exercise: string;
  readonly check: string;
}

/** Checks do not wait for each other: each sends its own requests. */
export function gradeExercise(exercise: Exercise, evidence: Evidence): Promise<readonly Verdict[]> {
  return Promise.all(
    exercise.checks.map(async (check) => ({
      exercise: exercise.id,
      check: check.id,
      ...(await check.kind.judge(check.spec, evidence, check.id)),
    })),
  );
}

export async function gradeAll(exercises: readonly Exercise[], evidence: Evidence): Promise<readonly Verdict[]> {
  return (await Promise.all(exercises.map((exercise) => gradeExercise(exercise, evidence)))).flat();
}
