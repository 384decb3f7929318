// The stages of Pod life by name.

import type { StageName } from '../runtime.ts';
import { admit, init, reject, sandbox } from './admit.ts';
import { exit, hooked, restart, start } from './container.ts';
import { deadline } from './finish.ts';
import { pull, pulled } from './image.ts';
import { probe } from './probe.ts';
import { resize } from './resize.ts';
import type { Stage } from './stage.ts';
import { kill, remove, terminate } from './terminate.ts';

export const stages: Readonly<Record<StageName, Stage>> = {
  admit,
  reject,
  resize,
  deadline,
  sandbox,
  init,
  pull,
  pulled,
  start,
  exit,
  restart,
  probe,
  hooked,
  terminate,
  kill,
  remove,
};
