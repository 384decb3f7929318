// kubectl set: one field of an object, changed in place. Models kubectl/pkg/cmd/set.

import type { Command } from '../../command.ts';
import { env } from './env.ts';
import { image } from './image.ts';
import { resources } from './resources.ts';
import { selector } from './selector.ts';
import { serviceaccount } from './serviceaccount.ts';
import { subject } from './subject.ts';

export const set: Command = {
  name: 'set',
  use: 'set SUBCOMMAND [options]',
  short: 'Set specific features on objects',
  long: 'Configure application resources.\n\n These commands help you change what runs already.',
  examples: '',
  flags: [],
  subcommands: [env, image, resources, selector, serviceaccount, subject],
};
