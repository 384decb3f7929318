// kubectl auth: the head of its subcommands.

import type { Command } from '../../command.ts';
import { canI } from './can-i.ts';
import { reconcile } from './reconcile.ts';
import { whoami } from './whoami.ts';

export const auth: Command = {
  name: 'auth',
  use: 'auth [flags] [options]',
  short: 'Inspect authorization',
  long: 'Inspect authorization.',
  examples: '',
  flags: [],
  subcommands: [canI, reconcile, whoami],
};
