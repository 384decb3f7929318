// The list of builtins.

import type { Builtin } from './builtin.ts';
import { declareBuiltins } from './declare.ts';
import { describeBuiltins } from './describe.ts';
import { flowBuiltins } from './flow.ts';
import { folderBuiltins } from './folders.ts';
import { jobBuiltins } from './jobs.ts';
import { optionBuiltins } from './options.ts';
import { outputBuiltins } from './output.ts';
import { read } from './read.ts';
import { variableBuiltins } from './variables.ts';

const READ: ReadonlyMap<string, Builtin> = new Map([['read', read]]);

const GROUPS = [
  () => outputBuiltins,
  () => flowBuiltins,
  () => describeBuiltins,
  () => folderBuiltins,
  () => variableBuiltins,
  () => declareBuiltins,
  () => READ,
  () => jobBuiltins,
  () => optionBuiltins,
];

/** Looked up group by group, as the groups and this list import each other. */
export const builtins = {
  get(name: string): Builtin | undefined {
    for (const group of GROUPS) {
      const found = group().get(name);
      if (found) return found;
    }
    return undefined;
  },
  has(name: string): boolean {
    return builtins.get(name) !== undefined;
  },
  names(): string[] {
    return GROUPS.flatMap((group) => [...group().keys()]);
  },
};

/** Those whose arguments may be assignments. */
export const declares: ReadonlySet<string> = new Set(['export', 'readonly', 'declare', 'typeset', 'local']);

/** POSIX's special builtins: a failed redirection on one ends a script. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set(
  '. : break continue eval exec exit export readonly return set shift times trap unset'.split(' '),
);
