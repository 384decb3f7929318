// The browser's own time, as a lab is driven by it.

import type { RealTime } from '#lab/clock.ts';

/** Messages to oneself come in the next turn of the loop; a browser's timers come after four milliseconds. */
const turns = new MessageChannel();
const nextTurn: (() => void)[] = [];
turns.port1.onmessage = () => nextTurn.shift()?.();

export const realTime: RealTime = {
  now: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as number),
  soon: (run) => {
    nextTurn.push(run);
    turns.port2.postMessage(undefined);
  },
};
