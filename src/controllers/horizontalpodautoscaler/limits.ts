// Models normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors of pkg/controller/podautoscaler/horizontal.go: how far, and
// how fast, a proposal may be followed.

import type { HorizontalPodAutoscaler, ScalingRules } from '#api/autoscaling/types.ts';
import type { Change, Memory } from './memory.ts';

/** Source: --horizontal-pod-autoscaler-downscale-stabilization. */
const DOWNSCALE_STABILIZATION_SECONDS = 300;

export interface Limited {
  readonly replicas: number;
  /** For the condition AbleToScale. */
  readonly stabilized: readonly [reason: string, message: string];
  /** For the condition ScalingLimited. */
  readonly limited: readonly [status: 'True' | 'False', reason: string, message: string];
}

const READY = ['ReadyForNewScale', 'recommended size matches current size'] as const;
const WITHIN = ['DesiredWithinRange', 'the desired count is within the acceptable range'] as const;
const TOO_MANY = ['TooManyReplicas', 'the desired replica count is more than the maximum replica count'] as const;
const TOO_FEW = ['TooFewReplicas', 'the desired replica count is less than the minimum replica count'] as const;
const UP_LIMIT = [
  'ScaleUpLimit',
  'the desired replica count is increasing faster than the maximum scale rate',
] as const;
const DOWN_LIMIT = [
  'ScaleDownLimit',
  'the desired replica count is decreasing faster than the maximum scale rate',
] as const;
const DOWN_STABILIZED = [
  'ScaleDownStabilized',
  'recent recommendations were higher than current one, applying the highest recent recommendation',
] as const;
const UP_STABILIZED = [
  'ScaleUpStabilized',
  'recent recommendations were lower than current one, applying the lowest recent recommendation',
] as const;

type Verdict = readonly [replicas: number, why: readonly [string, string]];

export function limit(
  { spec }: HorizontalPodAutoscaler,
  current: number,
  proposed: number,
  memory: Memory,
  nowMs: number,
): Limited {
  const { minReplicas: least = 1, maxReplicas: most, behavior } = spec;
  const isUp = proposed >= current;
  const up = behavior?.scaleUp ?? {};
  const down = behavior?.scaleDown ?? {};
  const downWindow = down.stabilizationWindowSeconds ?? DOWNSCALE_STABILIZATION_SECONDS;
  const window = behavior && isUp ? (up.stabilizationWindowSeconds ?? 0) : downWindow;
  const recent = memory.recommend(proposed, window, Math.max(downWindow, up.stabilizationWindowSeconds ?? 0), nowMs);
  // Without rules of its own only the way down is smoothed.
  const stable = behavior && isUp ? Math.min(proposed, ...recent) : Math.max(proposed, ...recent);
  const stabilized = stable === proposed ? READY : behavior && isUp ? UP_STABILIZED : DOWN_STABILIZED;
  const [replicas, why] = behavior
    ? withRules(current, stable, least, most, up, down, memory, nowMs)
    : within(current, stable, least, most);
  return { replicas, stabilized, limited: [replicas === stable ? 'False' : 'True', ...why] };
}

/** Twice as many, or four. Source: convertDesiredReplicasWithRules. */
function within(current: number, wanted: number, least: number, most: number): Verdict {
  const fastest = Math.max(2 * current, 4);
  if (wanted < least) return [least, TOO_FEW];
  const highest = Math.min(most, fastest);
  if (wanted > highest) return [highest, most > fastest ? UP_LIMIT : TOO_MANY];
  return [wanted, WITHIN];
}

/** Source: convertDesiredReplicasWithBehaviorRate. */
function withRules(
  current: number,
  wanted: number,
  least: number,
  most: number,
  up: ScalingRules,
  down: ScalingRules,
  memory: Memory,
  nowMs: number,
): Verdict {
  if (wanted > current) {
    const fastest = Math.max(current, upLimit(current, up, memory.ups, nowMs));
    const highest = Math.min(most, fastest);
    if (wanted > highest) return [highest, most > fastest ? UP_LIMIT : TOO_MANY];
  } else if (wanted < current) {
    const fastest = Math.min(current, downLimit(current, down, memory.downs, nowMs));
    const lowest = Math.max(least, fastest);
    if (wanted < lowest) return [lowest, least < fastest ? DOWN_LIMIT : TOO_FEW];
  }
  return [wanted, WITHIN];
}

const changed = (changes: readonly Change[], seconds: number, nowMs: number): number =>
  changes.filter((c) => c.atMs > nowMs - seconds * 1000).reduce((sum, c) => sum + c.by, 0);

function upLimit(
  current: number,
  { selectPolicy, policies = [] }: ScalingRules,
  ups: readonly Change[],
  nowMs: number,
): number {
  if (selectPolicy === 'Disabled') return current;
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const before = current - changed(ups, periodSeconds, nowMs);
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
  });
  return selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals);
}

function downLimit(
  current: number,
  { selectPolicy, policies = [] }: ScalingRules,
  downs: readonly Change[],
  nowMs: number,
): number {
  if (selectPolicy === 'Disabled') return current;
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const before = current + changed(downs, periodSeconds, nowMs);
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100));
  });
  return selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals);
}
