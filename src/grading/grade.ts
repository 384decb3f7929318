// Judges the exercises of a lesson on a cluster as it is now.

import type { Evidence, Judgement } from './check.ts';
import type { Exercise, Lesson } from './lesson.ts';

export interface Verdict extends Judgement {
  readonly exercise: string;
  readonly check: string;
}

export async function gradeExercise(exercise: Exercise, evidence: Evidence): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const check of exercise.checks) {
    verdicts.push({
      exercise: exercise.id,
      check: check.id,
      ...(await check.kind.judge(check.spec, evidence, check.id)),
    });
  }
  return verdicts;
}

export async function gradeLesson(lesson: Lesson, evidence: Evidence): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const exercise of lesson.exercises) verdicts.push(...(await gradeExercise(exercise, evidence)));
  return verdicts;
}
