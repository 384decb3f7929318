// kubectl top: the head of its subcommands.

import type { Command } from '../../command.ts';
import { node } from './node.ts';
import { pod } from './pod.ts';

export const top: Command = {
  name: 'top',
  use: 'top [flags] [options]',
  short: 'Display resource (CPU/memory) usage',
  long: `Display resource (CPU/memory) usage of nodes or pods, as the Metrics Server last collected it.

 The figures are made for autoscaling: a steady signal, not an exact measurement, so they may differ from those of tools on the node.`,
  examples: '',
  flags: [],
  subcommands: [node, pod],
};
