// The list of commands.

import type { Program } from '#machine/program.ts';
import { tar } from './archive/tar.ts';
import { curl } from './curl/curl.ts';
import { fileCommands } from './files/files.ts';
import { networkCommands } from './network/network.ts';
import { systemCommands } from './system/system.ts';
import { textCommands } from './text/text.ts';

export const commands: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['curl', curl],
  ['tar', tar],
  ...textCommands,
  ...fileCommands,
  ...systemCommands,
  ...networkCommands,
]);
