// Commands that the real kubectl has and this one has not: each says so instead of being unknown.

import type { Command } from '../command.ts';
import { Fail } from '../errors.ts';

/** `parent`: of a subcommand, `auth`. */
export function notSimulated(name: string, short: string, parent?: string): Command {
  const path = parent ? `${parent} ${name}` : name;
  return {
    name,
    use: `${path} [options]`,
    short,
    long: `${short}.\n\n Portolan does not simulate kubectl ${path}.`,
    examples: '',
    flags: [],
    run: async () => {
      throw new Fail(`Portolan does not simulate kubectl ${path}`);
    },
  };
}
