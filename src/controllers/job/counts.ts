// What a Job's Pods amount to. Models the syncJobCtx of pkg/controller/job/job_controller.go.

import type { Job } from '#api/batch/types.ts';
import type { Pod } from '#api/core/types.ts';
import { isPodActive, isPodReady } from '../pods.ts';
import { indexOf, parseIndexes } from './indexes.ts';
import { failuresBefore, isTracked } from './pod.ts';
import { isPodFailed, judge } from './policy.ts';

export interface Counts {
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  readonly ready: number;
  readonly terminating: number;
  readonly succeededPods: readonly Pod[];
  readonly failedPods: readonly Pod[];
  /** Everything that has succeeded or failed, counted in the status or not yet. */
  readonly succeeded: number;
  readonly failed: number;
  /** Of Indexed Jobs. */
  readonly succeededIndexes: ReadonlySet<number>;
  readonly failedIndexes: ReadonlySet<number>;
  /** With backoffLimitPerIndex: the last failed Pod of each index that is to be tried again, and how often it has failed by now. */
  readonly retries: ReadonlyMap<number, { readonly pod: Pod; readonly failures: number }>;
}

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === 'Indexed';
}

export function count(job: Job, pods: readonly Pod[]): Counts {
  const { status = {} } = job;
  const uncounted = status.uncountedTerminatedPods ?? {};
  const isNew = (list: readonly string[] | undefined) => (pod: Pod) =>
    isTracked(pod) && !list?.includes(pod.metadata.uid ?? '');
  const active = pods.filter(isPodActive);
  const succeededPods = pods.filter((p) => p.status?.phase === 'Succeeded');
  // One that was taken away on purpose has not failed.
  const failedPods = pods.filter((p) => isPodFailed(p, job) && (isTracked(p) || !p.metadata.deletionTimestamp));
  const newlyFailed = pods
    .filter((p) => isPodFailed(p, job))
    .filter(isNew(uncounted.failed))
    .filter((p) => judge(job, p).counts);
  const { retries, failedIndexes } = byIndex(job, pods);
  const succeededIndexes = indexesOf(job, succeededPods);
  return {
    pods,
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter((p) => p.metadata.deletionTimestamp && !isTerminal(p)).length,
    succeededPods,
    failedPods,
    succeeded: isIndexed(job)
      ? succeededIndexes.size
      : (status.succeeded ?? 0) +
        succeededPods.filter(isNew(uncounted.succeeded)).length +
        (uncounted.succeeded?.length ?? 0),
    failed: (status.failed ?? 0) + newlyFailed.length + (uncounted.failed?.length ?? 0),
    succeededIndexes,
    failedIndexes,
    retries,
  };
}

const isTerminal = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';

/** Source: calculateSucceededIndexes. */
function indexesOf(job: Job, succeeded: readonly Pod[]): ReadonlySet<number> {
  if (!isIndexed(job)) return new Set();
  const { completions = 0 } = job.spec;
  const indexes = parseIndexes(job.status?.completedIndexes, completions);
  for (const pod of succeeded) {
    const index = indexOf(pod);
    if (index >= 0 && index < completions && isTracked(pod)) indexes.add(index);
  }
  return indexes;
}

/** Source: calculateFailedIndexes, getPodsWithDelayedDeletionPerIndex. */
function byIndex(job: Job, pods: readonly Pod[]): Pick<Counts, 'failedIndexes' | 'retries'> {
  const { backoffLimitPerIndex, completions = 0 } = job.spec;
  const failedIndexes = parseIndexes(job.status?.failedIndexes, completions);
  const retries = new Map<number, { pod: Pod; failures: number }>();
  if (backoffLimitPerIndex === undefined || !isIndexed(job)) return { failedIndexes, retries };
  const alive = new Set(pods.filter((p) => !isPodFailed(p, job)).map(indexOf));
  for (const pod of pods) {
    const index = indexOf(pod);
    if (index < 0 || !isTracked(pod) || !isPodFailed(pod, job)) continue;
    const { action, counts } = judge(job, pod);
    const failures = failuresBefore(pod) + (counts ? 1 : 0);
    if (action === 'FailIndex' || failures > backoffLimitPerIndex) failedIndexes.add(index);
    else if (!alive.has(index)) retries.set(index, { pod, failures });
  }
  for (const index of failedIndexes) retries.delete(index);
  return { failedIndexes, retries };
}
