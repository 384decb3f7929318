// The host's clock, for a lab to run by: Node's or a page's.

import type { RealTime } from '#lab/clock.ts';

/** Messages to oneself come in the next turn of the loop; a browser's timers come after four milliseconds, Node's after one. */
function nextTurns(): (run: () => void) => void {
  if (typeof setImmediate === 'function') return (run) => void setImmediate(run);
  const turns = new MessageChannel();
  const waiting: (() => void)[] = [];
  // Node's types of it differ; Node does not come here.
  (turns.port1 as { onmessage?: () => void }).onmessage = () => waiting.shift()?.();
  return (run) => {
    waiting.push(run);
    turns.port2.postMessage(undefined);
  };
}

/** Made with the first lab: a channel that is open keeps some hosts from ending. */
export function hostTime(): RealTime {
  return {
    now: () => performance.now(),
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
    soon: nextTurns(),
  };
}
