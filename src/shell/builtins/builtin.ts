// The shape of a builtin.

import type { Context } from '../context.ts';

/** `pos`: where the command stands in `context.source`, for error lines. Resolves to the exit code. */
export type Builtin = (args: readonly string[], context: Context, pos: number) => Promise<number> | number;
