// The programs that machines offer, by name.

import type { Program } from '#machine/program.ts';

export const commands: ReadonlyMap<string, Program> = new Map();
