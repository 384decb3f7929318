// Commands that the real kubectl has and this one has not: each says so instead of being unknown.

import type { Command } from '../command.ts';
import { Fail } from '../errors.ts';

export function notSimulated(name: string, short: string): Command {
  return {
    name,
    use: `${name} [options]`,
    short,
    long: `${short}.\n\n Portolan does not simulate kubectl ${name}.`,
    examples: '',
    flags: [],
    run: async () => {
      throw new Fail(`Portolan does not simulate kubectl ${name}`);
    },
  };
}
