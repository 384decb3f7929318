// The list of commands.

import type { Program } from '#machine/program.ts';
import { curl } from './curl/curl.ts';

export const commands: ReadonlyMap<string, Program> = new Map<string, Program>([['curl', curl]]);
