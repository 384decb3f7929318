// kubectl auth: the head of its subcommands.

import type { Command } from '../../command.ts';
import { notSimulated } from '../not-simulated.ts';
import { canI } from './can-i.ts';
import { whoami } from './whoami.ts';

export const auth: Command = {
  name: 'auth',
  use: 'auth [flags] [options]',
  short: 'Inspect authorization',
  long: 'Inspect authorization.',
  examples: '',
  flags: [],
  subcommands: [
    canI,
    notSimulated(
      'reconcile',
      'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
      'auth',
    ),
    whoami,
  ],
};
