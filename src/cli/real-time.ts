// The real clock, for the lab to run by.

import type { RealTime } from '#lab/clock.ts';

export const realTime: RealTime = {
  now: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
  soon: (run) => void setImmediate(run),
};
