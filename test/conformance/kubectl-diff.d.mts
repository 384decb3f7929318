// What kubectl-diff.mjs, which runs without a compiler, lends to the suite.

import type { Played } from './recording.ts';

export interface Options {
  readonly project: string;
  /** The real one. */
  readonly kubectl: string;
  readonly verbose: boolean;
}

export interface Case {
  readonly name: string;
  readonly file: string;
  /** File names in `manifests/`. */
  readonly manifests: readonly string[];
  readonly steps: readonly { readonly script: string; readonly unordered: boolean }[];
}

export class Clusters {
  constructor(options: Options);
  stop(): void;
}

export function parseCases(text: string, file: string): readonly Case[];
export function playCase(options: Options, testCase: Case, clusters: Clusters): Promise<Played>;
