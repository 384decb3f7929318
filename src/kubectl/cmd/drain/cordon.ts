// kubectl cordon and kubectl uncordon.

import type { Command, Factory } from '../../command.ts';
import { dryRunOf } from '../../resource/output.ts';
import { flag } from '../../standard-flags.ts';
import { mark, nodesOf } from './nodes.ts';

async function run(factory: Factory, verb: 'cordon' | 'uncordon'): Promise<number> {
  const dryRun = dryRunOf(factory);
  await mark(factory, await nodesOf(factory, verb), verb === 'cordon', dryRun);
  return 0;
}

const command = (name: 'cordon' | 'uncordon', state: string): Command => ({
  name,
  use: `${name} NODE [options]`,
  short: `Mark node as ${state}`,
  long: `Mark node as ${state}.`,
  examples: `# Mark node "foo" as ${state}\nkubectl ${name} foo`,
  flags: [flag.dryRun, flag.selector],
  run: (factory) => run(factory, name),
});

export const cordon = command('cordon', 'unschedulable');
export const uncordon = command('uncordon', 'schedulable');
