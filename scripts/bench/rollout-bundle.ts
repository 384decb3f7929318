// What scripts/bench/rollout.mjs runs.
export { preload } from '#lab/preload.ts';
export { ROLLOUTS, rolloutUnderLoad } from '../../src/lab/rollout-under-load.test-helper.ts';
