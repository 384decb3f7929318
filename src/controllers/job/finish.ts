// How a Job ends. Models syncJob's finishedCondition in pkg/controller/job/job_controller.go.

import type { Job } from '#api/batch/types.ts';
import type { Condition, Pod } from '#api/core/types.ts';
import { timestamp } from '#apimachinery/names.ts';
import { type Counts, isIndexed } from './counts.ts';
import { isPodFailed, judge, successMessage } from './policy.ts';

export interface Ending {
  /** The interim condition; `Complete` or `Failed` follows when no Pod is left. */
  readonly type: 'SuccessCriteriaMet' | 'FailureTarget';
  readonly reason: string;
  readonly message: string;
}

export function jobCondition({ status }: Job, type: string): Condition | undefined {
  return status?.conditions?.find((c) => c.type === type && c.status === 'True');
}

export function isFinished(job: Job): boolean {
  return jobCondition(job, 'Complete') !== undefined || jobCondition(job, 'Failed') !== undefined;
}

/** As Jobs write it: both times, and the reason only where there is one. */
export function newCondition(
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
  nowMs: number,
): Condition {
  const now = timestamp(nowMs);
  return {
    type,
    status,
    lastProbeTime: now,
    lastTransitionTime: now,
    ...(reason && { reason }),
    ...(message && { message }),
  };
}

const failure = (reason: string, message: string): Ending => ({ type: 'FailureTarget', reason, message });

/** Undefined: it goes on. An ending that was written down stays. */
export function endingOf(job: Job, counts: Counts, nowMs: number): Ending | undefined {
  for (const type of ['SuccessCriteriaMet', 'FailureTarget'] as const) {
    const said = jobCondition(job, type);
    if (said) return { type, reason: said.reason ?? '', message: said.message ?? '' };
  }
  const { spec } = job;
  const fatal = counts.pods.filter((p) => isPodFailed(p, job)).map((p) => judge(job, p).message);
  const message = fatal.find((m) => m !== undefined);
  if (spec.podFailurePolicy && message !== undefined) return failure('PodFailurePolicy', message);
  if (counts.failed > (spec.backoffLimit ?? 6) || restartsExceed(job, counts.pods))
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  if (deadlineInMs(job, nowMs) === 0)
    return failure('DeadlineExceeded', 'Job was active longer than specified deadline');
  if (isIndexed(job) && spec.backoffLimitPerIndex !== undefined) {
    const failed = counts.failedIndexes.size;
    if (spec.maxFailedIndexes !== undefined && failed > spec.maxFailedIndexes)
      return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
    if (failed > 0 && failed + counts.succeededIndexes.size >= (spec.completions ?? 0))
      return failure('FailedIndexes', 'Job has failed indexes');
  }
  const policy = isIndexed(job) ? successMessage(job, counts.succeededIndexes) : undefined;
  if (policy !== undefined) return { type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message: policy };
  const enough = spec.completions === undefined ? counts.succeeded > 0 : counts.succeeded >= spec.completions;
  return enough && counts.active.length === 0
    ? { type: 'SuccessCriteriaMet', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }
    : undefined;
}

/** Milliseconds until activeDeadlineSeconds are over; 0: they are; undefined: no deadline runs. */
export function deadlineInMs({ spec, status }: Job, nowMs: number): number | undefined {
  if (spec.activeDeadlineSeconds === undefined || !status?.startTime || spec.suspend) return undefined;
  return Math.max(0, Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000 - nowMs);
}

/** With restartPolicy OnFailure the kubelet's restarts count too. Source: pastBackoffLimitOnFailure. */
function restartsExceed({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const c of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])])
      restarts += c.restartCount;
  }
  const limit = spec.backoffLimit ?? 6;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}
