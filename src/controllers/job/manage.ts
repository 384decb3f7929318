// Models pkg/controller/job/job_controller.go manageJob: how many Pods run now, and which are made or removed for it.

import type { Job } from '#api/batch/types.ts';
import type { Pod } from '#api/core/types.ts';
import { podsToDelete } from '../replicaset/ranking.ts';
import { backoffMs, indexBackoffMs } from './backoff.ts';
import { type Counts, isIndexed } from './counts.ts';
import { indexOf } from './indexes.ts';
import { newPod } from './pod.ts';
import { onlyReplacesFailed } from './policy.ts';

/** As many failures as a Job may have by default: what fails on keeps failing. */
const KEEPS_FAILING = 6;
/** Source: MaxPodCreateDeletePerSync. */
const BURST = 500;

export interface Managed {
  readonly create: readonly Pod[];
  readonly remove: readonly Pod[];
  /** Pods are wanted, but not before so many milliseconds. */
  readonly waitMs?: number;
  /** So much has failed that the waiting may never end. */
  readonly keepsFailing?: boolean;
}

export function manage(job: Job, counts: Counts, random: () => number, nowMs: number): Managed {
  const { spec } = job;
  const active = counts.active.length;
  if (spec.suspend) return { create: [], remove: counts.active };
  const { parallelism = 1, completions } = spec;
  const wanted =
    completions === undefined
      ? counts.succeeded > 0
        ? active
        : parallelism
      : Math.max(0, Math.min(parallelism, completions - counts.succeeded));
  const remove = surplus(job, counts.active, Math.max(0, active - wanted), nowMs);
  if (remove.length > 0) return { create: [], remove: remove.slice(0, BURST) };
  const missing = Math.min(BURST, wanted - active - (onlyReplacesFailed(job) ? counts.terminating : 0));
  if (missing <= 0) return { create: [], remove: [] };
  const perIndex = isIndexed(job) && spec.backoffLimitPerIndex !== undefined;
  const waitMs = perIndex ? 0 : backoffMs(counts.succeededPods, counts.failedPods, nowMs);
  if (waitMs > 0) return { create: [], remove: [], waitMs, keepsFailing: counts.failedPods.length > KEEPS_FAILING };
  if (!isIndexed(job))
    return { create: Array.from({ length: missing }, () => newPod(job, undefined, random)), remove: [] };
  return indexed(job, counts, missing, perIndex, random, nowMs);
}

/** Source: firstPendingIndexes, getPodCreationInfoForIndependentIndexes. */
function indexed(
  job: Job,
  counts: Counts,
  missing: number,
  perIndex: boolean,
  random: () => number,
  nowMs: number,
): Managed {
  const taken = new Set([...counts.active.map(indexOf), ...counts.succeededIndexes, ...counts.failedIndexes]);
  if (onlyReplacesFailed(job))
    for (const pod of counts.pods)
      if (pod.metadata.deletionTimestamp && pod.status?.phase !== 'Failed') taken.add(indexOf(pod));
  const create: Pod[] = [];
  let waitMs: number | undefined;
  let keepsFailing = false;
  for (let index = 0, places = 0; index < (job.spec.completions ?? 0) && places < missing; index++) {
    if (taken.has(index)) continue;
    places++;
    const retry = counts.retries.get(index);
    const ms = retry ? indexBackoffMs(retry.failures, retry.pod, nowMs) : 0;
    if (ms > 0) {
      waitMs = Math.min(waitMs ?? ms, ms);
      keepsFailing ||= (retry?.failures ?? 0) > KEEPS_FAILING;
    } else create.push(newPod(job, { index, ...(perIndex && { failures: retry?.failures ?? 0 }) }, random));
  }
  return { create, remove: [], ...(waitMs !== undefined && { waitMs, keepsFailing }) };
}

/** Those without an index, or with one that another has, and then the least far. Source: activePodsForRemoval. */
function surplus(job: Job, active: readonly Pod[], atLeast: number, nowMs: number): readonly Pod[] {
  const seen = new Set<number>();
  const doubled = isIndexed(job)
    ? active.filter((pod) => {
        const index = indexOf(pod);
        const isWrong = index < 0 || index >= (job.spec.completions ?? 0) || seen.has(index);
        seen.add(index);
        return isWrong;
      })
    : [];
  const left = active.filter((p) => !doubled.includes(p));
  const more = atLeast - doubled.length;
  return more > 0 ? [...doubled, ...podsToDelete(left, left, more, nowMs)] : doubled;
}
