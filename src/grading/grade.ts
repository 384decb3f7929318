// Judges the exercises of a lesson on a cluster as it is now.

import type { Evidence, Judgement, JudgeOther } from './check.ts';
import { failed } from './check.ts';
import type { Check, Exercise } from './lesson.ts';
import { fillLive, readyNodes } from './live.ts';

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
      ...(await judgeCheck(exercise, check, evidence)),
    })),
  );
}

export async function gradeAll(exercises: readonly Exercise[], evidence: Evidence): Promise<readonly Verdict[]> {
  return (await Promise.all(exercises.map((exercise) => gradeExercise(exercise, evidence)))).flat();
}

/** Values of the cluster are read first: without one that the check needs, it has failed. */
export async function judgeCheck(
  exercise: Exercise,
  { id, kind, spec }: Check,
  evidence: Evidence,
): Promise<Judgement> {
  const other: JudgeOther = (check, elsewhere) =>
    judgeCheck(exercise, exercise.checks.find((c) => c.id === check)!, elsewhere);
  const once = async (node?: string): Promise<Judgement> => {
    const filled = await fillLive(spec, evidence, node);
    return 'missing' in filled ? failed(filled.missing) : kind.judge(filled.value, evidence, id, other);
  };
  if (kind.every?.(spec) !== 'node') return once();
  const nodes = readyNodes(await evidence.list('nodes')).map(({ metadata }) => metadata.name);
  if (nodes.length === 0) return failed({ en: 'No node is ready.', zh: '没有就绪的节点。' });
  const judgements = await Promise.all(nodes.map((node) => once(node)));
  return judgements.find(({ state }) => state !== 'passed') ?? judgements[0]!;
}
