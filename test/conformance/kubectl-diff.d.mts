// What kubectl-diff.mjs, which runs without a compiler, lends to the suite.

export interface Options {
  readonly project: string;
  /** The real one. */
  readonly kubectl: string;
  readonly verbose: boolean;
}

export interface Case {
  readonly name: string;
  readonly file: string;
}

export type Fault = Readonly<Record<'step' | 'part' | 'real' | 'ours', string>>;

export class Clusters {
  constructor(options: Options);
  stop(): void;
}

export function parseCases(text: string, file: string): readonly Case[];
export function runCase(options: Options, testCase: Case, clusters: Clusters): Promise<readonly Fault[]>;
export function report(testCase: Case, faults: readonly Fault[], options: Options): string;
