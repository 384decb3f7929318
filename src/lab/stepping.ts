// Time as somebody lets it go on who wants to see each thing happen: one turn of a controller, or to the next change.

import type { WatchEvent } from '#apimachinery/wire.ts';
import { isNews } from './cluster.ts';
import type { Lab } from './lab.ts';
import type { Reconciled } from './loop.ts';

/** So much simulated time may one step take. */
const STEP_LIMIT_MS = 600_000;
const JUMP_LIMIT_MS = 3_600_000;

export interface Step extends Reconciled {
  /** So many turns before it found everything as it should be. */
  readonly idle: number;
}

/**
 * The next turn of a controller, or of the scheduler, that asks something of the API server. If none of those that wait does, time moves
 * on as long as something is under way, at most ten simulated minutes. The lab's controllers must be held.
 *
 * @returns Undefined when nothing is to be done, and nothing under way: then the clock has not moved.
 */
export function step(lab: Lab): Step | undefined {
  const { clock, cluster } = lab;
  const limitMs = clock.now() + STEP_LIMIT_MS;
  for (let idle = 0; ; ) {
    const done = cluster.reconcileNext();
    if (done && done.requests.length > 0) return { ...done, idle };
    if (done) idle++;
    else if (clock.pending === 0 || !clock.runNext(limitMs)) return undefined;
  }
}

/** What was written at one moment. */
export interface Jump {
  readonly changes: readonly { readonly type: WatchEvent['type']; readonly resource: string; readonly name: string }[];
}

/**
 * To the next moment at which something is written that is no mere sign of life, at most an hour on. Controllers act on the way, held or not.
 *
 * @param held Afterwards: are controllers to be held again?
 * @param soon Resolves when all programs that are ready have run.
 * @param over It is the moment too when this holds: somebody who waits has gone on. Default: nobody waits.
 * @returns Undefined when nothing is due that could change anything, or nothing came within the hour.
 */
export async function jump(
  lab: Lab,
  held: () => boolean,
  soon: () => Promise<void>,
  over?: () => boolean,
): Promise<Jump | undefined> {
  const { clock, cluster, machines } = lab;
  const changes: Jump['changes'][number][] = [];
  const stop = cluster.storage.subscribe((event) => {
    const { type, resource, object } = event;
    const { namespace, name } = object.metadata;
    if (isNews(event)) changes.push({ type, resource, name: namespace ? `${namespace}/${name}` : name });
  });
  const limitMs = clock.now() + JUMP_LIMIT_MS;
  try {
    cluster.hold(false);
    cluster.run();
    while (changes.length === 0) {
      if (over || machines.runtime.working) await soon();
      if (over?.()) break;
      const newsMs = Math.max(cluster.newsMs, machines.changedMs);
      if (clock.nextEffectMs(newsMs) === undefined || !clock.runNext(limitMs)) break;
      cluster.run();
    }
  } finally {
    stop();
    cluster.hold(held());
  }
  return changes.length > 0 ? { changes } : undefined;
}
