// What scripts/bench/rollout.mjs runs.
export { preload } from '#lab/preload.ts';
export { ROLLOUTS, rolloutUnderLoad } from './rollout-load.ts';
