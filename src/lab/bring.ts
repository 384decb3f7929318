// Brings a lab to the simulated moment at which a line was entered, so that the line finds what it found then. Nobody waits for it: time
// goes from one thing that is due to the next as fast as programs follow.

import { fetched } from '#machine/lazy.ts';
import type { Lab } from './lab.ts';

/** A line that was just entered is given so many turns before time moves on: it asks first, and waits then. */
const TURNS = 20;
/** Over pauses that are longer than this, time leaps where nothing but repetition is due; shorter ones are lived through as they were. */
const LONG_MS = 1_800_000;
/** So much of them at once: whoever watches over the engine hears from it in between, however much happens in that time. */
const AT_ONCE_MS = 600_000;

/**
 * The lab must be driven, at speed 0. A moment that is past already is none to go back to.
 *
 * @param isBusy Whether a line runs somewhere, which is given its turn after each thing that is due.
 * @param soon Resolves when all programs that are ready have run.
 */
export async function bring(lab: Lab, toMs: number, isBusy: () => boolean, soon: () => Promise<void>): Promise<void> {
  const { clock, cluster, machines } = lab;
  const ready = async (): Promise<void> => {
    await fetched();
    await cluster.signing;
    await soon();
  };
  for (let turn = 0; turn < TURNS && isBusy(); turn++) await ready();
  while (clock.now() < toMs) {
    if (!isBusy() && !machines.runtime.working && toMs - clock.now() > LONG_MS) {
      await lab.pass(AT_ONCE_MS);
      await ready();
      continue;
    }
    if (!clock.runNext(toMs)) break;
    cluster.run();
    await ready();
  }
  clock.advanceTo(toMs);
  cluster.run();
}
