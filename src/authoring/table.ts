// Which of start, solution, alternatives, near misses and mutants each check tells apart: what is known of it, and what follows.

import type { Text } from '#grading/text.ts';
import type { Candidate } from './candidates/candidate.ts';

export type PlayKind = 'start' | 'solution' | 'alternative' | 'nearMiss';

export interface Play {
  readonly kind: PlayKind;
  readonly lines: readonly string[];
}

/** What a check says of a play. */
export interface Cell {
  readonly state: 'passed' | 'failed' | 'pending';
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

/** A check as it is written. */
export const checkValue = (id: string, { ask, asks }: Candidate): Readonly<Record<string, unknown>> => ({
  id,
  ask,
  ...asks,
});

/** The check that refuses a near miss, and the words that are sure to come again: without addresses and names that were drawn. */
export function refusalOf(table: Table, column: number): { readonly fails: string; readonly says: string } | undefined {
  const chosen = table.rows.filter(({ candidate, cells }) => candidate === undefined && cells[column] !== undefined);
  const row =
    chosen.find(({ cells }) => cells[column]!.state === 'failed') ??
    chosen.find(({ cells }) => cells[column]!.state === 'pending');
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
