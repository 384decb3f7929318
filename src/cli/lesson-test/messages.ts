// What `lesson test` and its threads say to each other.

import type { Problem } from '#grading/problem.ts';

export interface ToWorker {
  /** A lesson to play: `content/lessons/02-clusterip`. */
  readonly dir: string;
}

/** How one proof went. */
export interface Proved {
  readonly dir: string;
  readonly name: string;
  readonly ms: number;
  readonly problems: readonly Problem[];
}

export type FromWorker = Proved | { readonly done: string };
