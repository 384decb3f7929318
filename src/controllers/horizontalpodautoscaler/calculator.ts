// Models pkg/controller/podautoscaler/replica_calculator.go: how many Pods would bring what they use to the target.

import type { Pod } from '#api/core/types.ts';
import { milliValue } from '#apimachinery/quantity.ts';
import { podCondition } from '../pods.ts';

/** What a Pod uses, in thousandths. */
export interface PodMetric {
  readonly value: number;
  readonly atMs: number;
  readonly windowMs: number;
}

export interface Proposal {
  readonly replicas: number;
  /** Of all requests, in percent. */
  readonly utilization?: number;
  /** A Pod's use on average, in thousandths. */
  readonly average: number;
}

/** Changes smaller than a tenth are none. Source: --horizontal-pod-autoscaler-tolerance. */
const TOLERANCE = 0.1;
/** Source: --horizontal-pod-autoscaler-cpu-initialization-period, -initial-readiness-delay. */
const CPU_INITIALIZATION_MS = 300_000;
const INITIAL_READINESS_MS = 30_000;

const UNREADY = 'did not receive metrics for targeted pods (pods might be unready)';
const NO_PODS = 'no pods returned by selector while calculating replica count';

interface Groups {
  readonly ready: number;
  readonly ignored: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
}

/** Source: groupPods. */
function group(pods: readonly Pod[], metrics: ReadonlyMap<string, PodMetric>, resource: string, nowMs: number): Groups {
  const ignored = new Set<string>();
  const missing = new Set<string>();
  let ready = 0;
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const { phase, startTime } = pod.status;
    if (deletionTimestamp || phase === 'Failed') continue;
    const metric = metrics.get(name);
    if (phase === 'Pending') ignored.add(name);
    else if (!metric) missing.add(name);
    else if (resource === 'cpu' && isTooYoung(pod, metric, startTime, nowMs)) ignored.add(name);
    else ready++;
  }
  return { ready, ignored, missing };
}

/** A Pod that starts uses more than it will. */
function isTooYoung(pod: Pod, metric: PodMetric, startTime: string | undefined, nowMs: number): boolean {
  const condition = podCondition(pod, 'Ready');
  if (!condition || !startTime) return true;
  const startMs = Date.parse(startTime);
  const changedMs = Date.parse(condition.lastTransitionTime ?? '');
  if (startMs + CPU_INITIALIZATION_MS > nowMs)
    return condition.status === 'False' || metric.atMs < changedMs + metric.windowMs;
  return condition.status === 'False' && startMs + INITIAL_READINESS_MS > changedMs;
}

/** In thousandths, by Pod. `container` empty: all of them. Source: calculatePodRequests. */
function requestsOf(
  pods: readonly Pod[],
  resource: string,
  container: string,
): Map<string, number> | { error: string } {
  const requests = new Map<string, number>();
  for (const { metadata, spec } of pods) {
    let sum = 0;
    for (const { name, resources } of spec.containers) {
      if (container !== '' && container !== name) continue;
      const request = resources?.requests?.[resource];
      if (request === undefined)
        return { error: `missing request for ${resource} in container ${name} of Pod ${metadata.name}` };
      sum += milliValue(request);
    }
    requests.set(metadata.name, sum);
  }
  return requests;
}

interface Ratio extends Omit<Proposal, 'replicas'> {
  readonly ratio: number;
}

type Measure = (metrics: ReadonlyMap<string, PodMetric>) => Ratio | { error: string };

/** Source: GetResourceUtilizationRatio. */
function utilizationRatio(requests: ReadonlyMap<string, number>, target: number): Measure {
  return (metrics) => {
    const known = [...metrics].filter(([name]) => requests.has(name));
    const used = known.reduce((sum, [, { value }]) => sum + value, 0);
    const asked = known.reduce((sum, [name]) => sum + requests.get(name)!, 0);
    if (asked === 0) return { error: 'no metrics returned matched known pods' };
    const utilization = Math.trunc((used * 100) / asked);
    return { ratio: utilization / target, utilization, average: Math.trunc(used / known.length) };
  };
}

/** Source: GetMetricUsageRatio. */
function usageRatio(target: number): Measure {
  return (metrics) => {
    const average = Math.trunc([...metrics.values()].reduce((sum, { value }) => sum + value, 0) / metrics.size);
    return { ratio: average / target, average };
  };
}

export interface Question {
  readonly pods: readonly Pod[];
  /** By Pod. */
  readonly metrics: ReadonlyMap<string, PodMetric>;
  /** `cpu`, `memory` */
  readonly resource: string;
  /** Empty: all of them. */
  readonly container: string;
  readonly currentReplicas: number;
  /** In percent of the requests, or what a Pod should use on average, in thousandths. */
  readonly target: { readonly utilization: number } | { readonly average: number };
  readonly nowMs: number;
}

/** Source: GetResourceReplicas, GetRawResourceReplicas. */
export function replicasFor(question: Question): Proposal | { error: string } {
  const { pods, resource, container, currentReplicas, target, nowMs } = question;
  if (pods.length === 0) return { error: NO_PODS };
  const { ready, ignored, missing } = group(pods, question.metrics, resource, nowMs);
  const metrics = new Map([...question.metrics].filter(([name]) => !ignored.has(name)));
  const isUtilization = 'utilization' in target;
  const requests = isUtilization ? requestsOf(pods, resource, container) : new Map<string, number>();
  if ('error' in requests) return requests;
  if (metrics.size === 0) return { error: UNREADY };
  const measure = isUtilization ? utilizationRatio(requests, target.utilization) : usageRatio(target.average);
  const first = measure(metrics);
  if ('error' in first) return first;
  const { ratio, ...seen } = first;
  const stay: Proposal = { replicas: currentReplicas, ...seen };
  const rebalances = ignored.size > 0 && ratio > 1;
  if (!rebalances && missing.size === 0)
    return Math.abs(1 - ratio) <= TOLERANCE ? stay : { replicas: Math.ceil(ratio * ready), ...seen };
  // Nobody knows what these use: what speaks against a change is taken for true.
  const assumed = (name: string): number =>
    ratio > 1 ? 0 : isUtilization ? (requests.get(name) ?? 0) : (target as { average: number }).average;
  const guess = (names: ReadonlySet<string>): void => {
    for (const name of names) metrics.set(name, { value: assumed(name), atMs: nowMs, windowMs: 0 });
  };
  if (ratio !== 1) guess(missing);
  if (rebalances) guess(ignored);
  const second = measure(metrics);
  if ('error' in second) return second;
  const turns = (ratio < 1 && second.ratio > 1) || (ratio > 1 && second.ratio < 1);
  if (Math.abs(1 - second.ratio) <= TOLERANCE || turns) return stay;
  const replicas = Math.ceil(second.ratio * metrics.size);
  const isBackwards =
    (second.ratio < 1 && replicas > currentReplicas) || (second.ratio > 1 && replicas < currentReplicas);
  return isBackwards ? stay : { replicas, ...seen };
}
