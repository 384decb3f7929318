// A rolling update loses nothing when it should not, and something when its Pods ask for it. `npm run bench` prints the same figures.

import { expect, test } from 'vitest';
import { preload } from '#lab/preload.ts';
import { ROLLOUTS, rolloutUnderLoad } from '../scripts/bench/rollout-load.ts';

await preload();

test.each([
  ['readiness-and-prestop', 'nothing is lost', 0, 0],
  ['slow-start', 'nothing is lost, since nothing is sent before it is ready', 0, 0],
  ['no-prestop', 'what kube-proxies send to a Pod that has ended, until they hear of it, is lost', 1, 60],
  ['no-readiness', 'what is sent to a Pod that does not listen yet is lost', 20, 400],
] as const)(
  '%s: %s',
  async (name, _why, least, most) => {
    const { sent, lost, how } = await rolloutUnderLoad(ROLLOUTS[name]);
    console.log(`${name}: ${lost} of ${sent} requests lost${how && `: ${how}`}`);
    expect(lost).toBeGreaterThanOrEqual(least);
    expect(lost).toBeLessThanOrEqual(most);
  },
  60_000,
);
