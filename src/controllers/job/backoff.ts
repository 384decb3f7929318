// Models pkg/controller/job/backoff_utils.go: how long a Job waits before it replaces what has failed.

import type { Pod } from '#api/core/types.ts';

/** Source: DefaultJobPodFailureBackOff, MaxJobPodFailureBackOff. */
const BACKOFF_MS = { first: 10_000, last: 600_000 } as const;

/** Source: getFinishedTime. */
function finishedAtMs({ metadata, status }: Pod): number {
  const times = (status?.containerStatuses ?? []).map((c) => Date.parse(c.state?.terminated?.finishedAt ?? ''));
  if (times.length > 0 && times.every((t) => !Number.isNaN(t))) return Math.max(...times);
  if (metadata.deletionTimestamp)
    return Date.parse(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  const ready = status?.conditions?.find((c) => c.type === 'Ready')?.lastTransitionTime;
  return Date.parse(ready ?? metadata.creationTimestamp ?? '');
}

/** Differs: upstream remembers failures since the last success; here they are read off the Pods, which stay as long as the Job. */
export function backoffMs(succeeded: readonly Pod[], failed: readonly Pod[], nowMs: number): number {
  const lastSuccess = Math.max(Number.NEGATIVE_INFINITY, ...succeeded.map(finishedAtMs));
  const times = failed.map(finishedAtMs).filter((t) => t > lastSuccess);
  return remainingMs(times.length, Math.max(Number.NEGATIVE_INFINITY, ...times), nowMs);
}

/** The wait for one index, which has failed `failures` times, last with this Pod. */
export function indexBackoffMs(failures: number, last: Pod, nowMs: number): number {
  return remainingMs(failures, finishedAtMs(last), nowMs);
}

function remainingMs(failures: number, lastMs: number, nowMs: number): number {
  if (failures === 0) return 0;
  const waitMs = Math.min(BACKOFF_MS.last, BACKOFF_MS.first * 2 ** (failures - 1));
  return Math.max(0, lastMs + waitMs - nowMs);
}
