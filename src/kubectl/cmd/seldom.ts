// Verbs that are typed seldom: their code is fetched when one of them is first run. Their flags and help pages are always there.

import { Lazy } from '#machine/lazy.ts';
import type { Command } from '../command.ts';

export const seldomVerbs = new Lazy(() => import('./seldom-verbs.ts'));

type Run = NonNullable<Command['run']>;

/** A verb's `run` from that code. */
export function seldom(pick: (verbs: typeof import('./seldom-verbs.ts')) => Run): Run {
  return async (factory) => pick(seldomVerbs.value ?? (await seldomVerbs.load()))(factory);
}
