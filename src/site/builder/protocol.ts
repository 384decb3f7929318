// What the builder's page and its workshop say to each other. Values only: they cross as messages.

import type { Candidate } from '#authoring/candidates/candidate.ts';
import type { SiftedLine } from '#authoring/rehearsal.ts';
import type { Play, Table } from '#authoring/table.ts';
import type { Tree } from '#grading/lint/tree.ts';
import type { Param } from '#grading/params.ts';
import type { Problem } from '#grading/problem.ts';
import type { LessonStart } from '#grading/start.ts';

/** The lesson as it stands in the builder. */
export interface Manuscript {
  /** `15-session-affinity` */
  readonly name: string;
  /** Of lesson.yaml. */
  readonly text: string;
  readonly home: Readonly<Record<string, string>>;
  readonly prose: Readonly<Record<string, string | undefined>>;
}

export type OrProblems<T> = T | { readonly problems: readonly Problem[] };

/** Where a play begins. */
export interface Beginning {
  readonly start: LessonStart;
  readonly params: readonly Param[];
  /** Lines that bring one from the lesson's start to where the exercise begins. */
  readonly before: readonly string[];
}

/** Page → workshop. An exercise that is undefined: the lesson's start is being made. */
export interface Workshop {
  /** @param isOwnStart The start of the exercise itself is being made. */
  beginning(of: Manuscript, exercise: string | undefined, isOwnStart: boolean): Promise<OrProblems<Beginning>>;
  /** Which of the lines that were typed a careful person would write down. */
  sift(
    of: Manuscript,
    exercise: string | undefined,
    lines: readonly string[],
  ): Promise<OrProblems<{ readonly lines: readonly SiftedLine[] }>>;
  /**
   * Checks that tell the exercise's beginning from where its solution leads.
   *
   * @param typed All that was typed on the way, requests among it; empty: the solution alone.
   */
  candidates(
    of: Manuscript,
    exercise: string,
    typed: readonly string[],
  ): Promise<OrProblems<{ readonly candidates: readonly Candidate[] }>>;
  tellApart(
    of: Manuscript,
    exercise: string,
    candidates: readonly Candidate[],
    plays: readonly Play[],
  ): Promise<OrProblems<Table>>;
  /** What `lesson lint` says of it. */
  lint(of: Manuscript): Promise<readonly Problem[]>;
  /** Plays all that `lesson test` plays; each proof is told when it is through. Another call ends this one: false. */
  prove(of: Manuscript): Promise<boolean>;
  treeOf(file: string, prose: string): Promise<Tree | Problem>;
}

export interface Proved {
  readonly name: string;
  readonly problems: readonly Problem[];
}

/** Workshop → page. */
export interface Told {
  /** How many proofs there are, before the first. */
  proving(count: number): void;
  proved(proof: Proved): void;
}
