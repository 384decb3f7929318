// Plays each of an exercise's plays, and judges every check on it.

import { gradeExercise, type Verdict } from '#grading/grade.ts';
import { parseLesson } from '#grading/lesson.ts';
import { judgedMutants, type MutantJudged } from '#grading/mutant-proof.ts';
import { firstValues } from '#grading/params.ts';
import type { Problem } from '#grading/problem.ts';
import { fillParams } from '#grading/template.ts';
import type { Candidate } from './candidates/candidate.ts';
import { draftOf } from './draft.ts';
import { freeId } from './edits.ts';
import { playable } from './playable.ts';
import type { Rehearsal } from './rehearsal.ts';
import { checkValue, type Play, type Table } from './table.ts';
import { appendAt } from './yaml-text.ts';

/**
 * @param text Of lesson.yaml, as the rehearsal has it.
 * @param plays The solution among them: its mutants are judged.
 */
export async function tellApart(
  rehearsal: Rehearsal,
  text: string,
  exerciseId: string,
  candidates: readonly Candidate[],
  plays: readonly Play[],
): Promise<Table | { readonly problems: readonly Problem[] }> {
  const named = nameCandidates(text, candidates);
  const parsed = withCandidates(text, exerciseId, named);
  if ('problems' in parsed) return parsed;
  const exercise = parsed.lesson.exercises.find(({ id }) => id === exerciseId)!;
  const played = rehearsal.exercise(exerciseId);
  const asked = exercise.checks.map(({ id, kind, spec }) => JSON.stringify([id, kind.kind, spec])).sort();
  const values = firstValues(parsed.lesson.params);
  const filled = (lines: readonly string[]): readonly string[] => fillParams(lines, { values }) as readonly string[];
  const columns: (readonly Verdict[])[] = [];
  for (const { lines: asWritten } of plays) {
    const lines = filled(asWritten);
    columns.push(
      await rehearsal.once(played, [asked, lines], async () => {
        const seat = await rehearsal.seat(played);
        try {
          await seat.run(lines);
          return await gradeExercise(exercise, seat.evidence);
        } finally {
          seat.leave();
        }
      }),
    );
  }
  const solution = filled(plays.find(({ kind }) => kind === 'solution')?.lines ?? []);
  const mutants: readonly MutantJudged[] =
    solution.length === 0
      ? []
      : await rehearsal.once(played, [asked, solution, 'mutants'], () =>
          judgedMutants(
            { ...exercise, solution },
            () => rehearsal.seat(played),
            (solved) => rehearsal.again(solved),
          ),
        );
  const own = draftOf(text)!.exercises.find(({ id }) => id === exerciseId)!;
  const ids = [...own.checks.map(({ id }) => id), ...named.map(({ id }) => id)];
  const of = (verdicts: readonly Verdict[], check: string): Verdict => verdicts.find((one) => one.check === check)!;
  return {
    rows: ids.map((id) => ({
      id,
      ...named.find((one) => one.id === id && 'candidate' in one),
      cells: columns.map((verdicts) => {
        const { state, because } = of(verdicts, id);
        return { state, because };
      }),
      refuses: mutants.filter(({ verdicts }) => of(verdicts, id).state !== 'passed').map(({ name }) => name),
    })),
    mutants: mutants.map(({ name }) => name),
  };
}

interface Named {
  readonly id: string;
  readonly candidate: Candidate;
}

/** Ids are the lesson's: no two checks have one. */
function nameCandidates(text: string, candidates: readonly Candidate[]): readonly Named[] {
  const taken = (draftOf(text)?.exercises ?? []).flatMap(({ checks }) => checks.map(({ id }) => id));
  return candidates.map((candidate) => {
    const id = freeId(candidate.named, taken);
    taken.push(id);
    return { id, candidate };
  });
}

function withCandidates(text: string, exerciseId: string, named: readonly Named[]): ReturnType<typeof parseLesson> {
  const i = draftOf(text)!.exercises.findIndex(({ id }) => id === exerciseId);
  const whole = named.reduce(
    (so, { id, candidate }) => appendAt(so, ['exercises', i, 'checks'], checkValue(id, candidate)),
    playable(text),
  );
  const first = parseLesson('lesson/lesson.yaml', whole);
  return 'problems' in first ? first : parseLesson('lesson/lesson.yaml', whole, firstValues(first.lesson.params));
}
