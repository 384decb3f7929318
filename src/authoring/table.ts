// Which of start, solution, alternatives, near misses and mutants each check tells apart.

import { gradeExercise, type Verdict } from '#grading/grade.ts';
import { parseLesson } from '#grading/lesson.ts';
import { judgedMutants, type MutantJudged } from '#grading/mutant-proof.ts';
import { firstValues } from '#grading/params.ts';
import type { Problem } from '#grading/problem.ts';
import type { Text } from '#grading/text.ts';
import type { Candidate } from './candidates/candidate.ts';
import { draftOf } from './draft.ts';
import { freeId } from './edits.ts';
import { playable, type Rehearsal } from './rehearsal.ts';
import { appendAt } from './yaml-text.ts';

export type PlayKind = 'start' | 'solution' | 'alternative' | 'nearMiss';

export interface Play {
  readonly kind: PlayKind;
  readonly lines: readonly string[];
}

/** What a check says of a play. */
export interface Cell {
  readonly state: Verdict['state'];
  readonly because: Text;
}

export interface Row {
  /** Of the check; of a candidate, what it would be called. */
  readonly id: string;
  readonly candidate?: Candidate;
  /** In the order of the plays. */
  readonly cells: readonly Cell[];
  /** Names of the mutants that it refuses. */
  readonly refuses: readonly string[];
}

export interface Table {
  readonly rows: readonly Row[];
  /** Names of all mutants that the API server takes. */
  readonly mutants: readonly string[];
}

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
  const columns: (readonly Verdict[])[] = [];
  for (const { lines } of plays) {
    const seat = await rehearsal.seat(rehearsal.exercise(exerciseId));
    try {
      await seat.run(lines);
      columns.push(await gradeExercise(exercise, seat.evidence));
    } finally {
      seat.leave();
    }
  }
  const solution = plays.find(({ kind }) => kind === 'solution')?.lines ?? [];
  const mutants: readonly MutantJudged[] =
    solution.length === 0
      ? []
      : await judgedMutants(
          { ...exercise, solution },
          () => rehearsal.seat(rehearsal.exercise(exerciseId)),
          (solved) => rehearsal.again(solved),
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

/** A check as it is written. */
export const checkValue = (id: string, { ask, asks }: Candidate): Readonly<Record<string, unknown>> => ({
  id,
  ask,
  ...asks,
});

function withCandidates(text: string, exerciseId: string, named: readonly Named[]): ReturnType<typeof parseLesson> {
  const i = draftOf(text)!.exercises.findIndex(({ id }) => id === exerciseId);
  const whole = named.reduce(
    (so, { id, candidate }) => appendAt(so, ['exercises', i, 'checks'], checkValue(id, candidate)),
    playable(text),
  );
  const first = parseLesson('lesson/lesson.yaml', whole);
  return 'problems' in first ? first : parseLesson('lesson/lesson.yaml', whole, firstValues(first.lesson.params));
}

/** The check that refuses a near miss, and the words that are sure to come again: without addresses and names that were drawn. */
export function refusalOf(table: Table, column: number): { readonly fails: string; readonly says: string } | undefined {
  const row = table.rows.find(({ cells, candidate }) => candidate === undefined && cells[column]?.state === 'failed');
  return row && { fails: row.id, says: sureWords(row.cells[column]!.because.en) };
}

const [FEWEST, MOST] = [12, 60] as const;

/** The first clause that is long enough to be told from others. */
export function sureWords(sentence: string): string {
  const clauses = sentence
    .split(/[.:;](?=\s|$)|\S*\d\S*|[“”"]/)
    .map((clause) => clause.trim().replace(/^[\s,()]+|[\s,(]+$/g, ''))
    .filter((clause) => !clause.includes('://'));
  const found = clauses.find(({ length }) => length >= FEWEST) ?? sentence;
  return found.length <= MOST ? found : found.slice(0, MOST).replace(/\s+\S*$/, '');
}
