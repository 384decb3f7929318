// Models pkg/controller/deployment/progress.go and sync.go calculateStatus: what a Deployment says of itself.

import type { Deployment, DeploymentStatus, ReplicaSet } from '#api/apps/types.ts';
import type { Condition } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { putStatus } from '../requests.ts';
import { bounds, replicasOf } from './revision.ts';

/** No deadline. Source: math.MaxInt32. */
const NO_DEADLINE = 2_147_483_647;

/** Source: HasProgressDeadline. */
export function hasDeadline({ spec }: Deployment): boolean {
  return (spec.progressDeadlineSeconds ?? NO_DEADLINE) !== NO_DEADLINE;
}

const sum = (list: readonly ReplicaSet[], of: (rs: ReplicaSet) => number | undefined): number =>
  list.reduce((n, rs) => n + (of(rs) ?? 0), 0);

export function conditionOf(status: DeploymentStatus | undefined, type: string): Condition | undefined {
  return status?.conditions?.find((c) => c.type === type);
}

/** Says it anew only if status or reason differ; the transition time moves only with the status. Source: SetDeploymentCondition. */
export function setCondition(
  conditions: readonly Condition[],
  next: Pick<Condition, 'type' | 'reason' | 'message'> & { status: Condition['status'] },
  nowMs: number,
  force = false,
): Condition[] {
  const old = conditions.find((c) => c.type === next.type);
  if (!force && old && old.status === next.status && old.reason === next.reason) return [...conditions];
  const now = timestamp(nowMs);
  const lastTransitionTime = (old?.status === next.status && old.lastTransitionTime) || now;
  return [
    ...conditions.filter((c) => c.type !== next.type),
    {
      type: next.type,
      status: next.status,
      lastUpdateTime: now,
      lastTransitionTime,
      reason: next.reason ?? '',
      message: next.message ?? '',
    },
  ];
}

function calculate(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newRS: ReplicaSet | undefined,
  nowMs: number,
): DeploymentStatus {
  const available = sum(all, (rs) => rs.status?.availableReplicas);
  const unavailable = Math.max(0, sum(all, replicasOf) - available);
  const replicas = sum(all, (rs) => rs.status?.replicas);
  const updated = newRS?.status?.replicas ?? 0;
  const ready = sum(all, (rs) => rs.status?.readyReplicas);
  const enough = available >= (deployment.spec.replicas ?? 1) - bounds(deployment).unavailable;
  const conditions = setCondition(
    deployment.status?.conditions ?? [],
    enough
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        },
    nowMs,
  );
  const { collisionCount } = deployment.status ?? {};
  return {
    ...(deployment.metadata.generation !== undefined && { observedGeneration: deployment.metadata.generation }),
    ...(replicas && { replicas }),
    ...(updated && { updatedReplicas: updated }),
    ...(ready && { readyReplicas: ready }),
    ...(available && { availableReplicas: available }),
    ...(unavailable && { unavailableReplicas: unavailable }),
    conditions,
    ...(collisionCount !== undefined && { collisionCount }),
  };
}

export function isComplete({ spec, metadata }: Deployment, status: DeploymentStatus | undefined): boolean {
  const wanted = spec.replicas ?? 1;
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, observedGeneration = 0 } = status ?? {};
  return (
    updatedReplicas === wanted &&
    replicas === wanted &&
    availableReplicas === wanted &&
    observedGeneration >= (metadata.generation ?? 0)
  );
}

function isProgressing(old: DeploymentStatus, now: DeploymentStatus): boolean {
  const oldOnes = (s: DeploymentStatus): number => (s.replicas ?? 0) - (s.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    oldOnes(now) < oldOnes(old) ||
    (now.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

export interface StatusPlan {
  readonly requests: readonly ApiRequest[];
  /** Until the progress deadline strikes. */
  readonly requeueAfterMs?: number;
}

/** While paused or scaling: counts only. Source: syncDeploymentStatus. */
export function syncStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newRS: ReplicaSet | undefined,
  nowMs: number,
): StatusPlan {
  return write(deployment, calculate(deployment, all, newRS, nowMs));
}

/** Source: syncRolloutStatus. */
export function syncRolloutStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newRS: ReplicaSet | undefined,
  nowMs: number,
): StatusPlan {
  const status = calculate(deployment, all, newRS, nowMs);
  let conditions = status.conditions ?? [];
  const deadlineSeconds = deployment.spec.progressDeadlineSeconds ?? NO_DEADLINE;
  const current = conditionOf(deployment.status, 'Progressing');
  if (!hasDeadline(deployment)) conditions = conditions.filter((c) => c.type !== 'Progressing');
  const restsComplete =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  let waitMs: number | undefined;
  if (hasDeadline(deployment) && !restsComplete) {
    const subject = newRS ? `ReplicaSet "${newRS.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
    if (isComplete(deployment, status)) {
      conditions = setCondition(
        conditions,
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `${subject} has successfully progressed.`,
        },
        nowMs,
      );
    } else if (isProgressing(deployment.status ?? {}, status)) {
      conditions = setCondition(
        conditions,
        { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: `${subject} is progressing.` },
        nowMs,
        true,
      );
    } else if (timeOutMs(current, deadlineSeconds, nowMs) === 0) {
      conditions = setCondition(
        conditions,
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: `${subject} has timed out progressing.`,
        },
        nowMs,
      );
    }
    const left = isComplete(deployment, status)
      ? undefined
      : timeOutMs(
          conditions.find((c) => c.type === 'Progressing'),
          deadlineSeconds,
          nowMs,
        );
    if (left) waitMs = left;
  }
  const failed = all.flatMap((rs) => rs.status?.conditions ?? []).find((c) => c.type === 'ReplicaFailure');
  conditions = failed
    ? setCondition(
        conditions,
        { type: 'ReplicaFailure', status: 'True', reason: failed.reason ?? '', message: failed.message ?? '' },
        nowMs,
      )
    : conditions.filter((c) => c.type !== 'ReplicaFailure');
  const plan = write(deployment, { ...status, conditions });
  return waitMs === undefined ? plan : { ...plan, requeueAfterMs: waitMs };
}

/** Milliseconds until the deadline; 0: over; undefined: none runs. Source: DeploymentTimedOut. */
function timeOutMs(progressing: Condition | undefined, deadlineSeconds: number, nowMs: number): number | undefined {
  if (
    !progressing ||
    progressing.reason === 'NewReplicaSetAvailable' ||
    progressing.reason === 'ProgressDeadlineExceeded'
  )
    return undefined;
  return Math.max(0, Date.parse(progressing.lastUpdateTime ?? '') + deadlineSeconds * 1000 - nowMs);
}

function write(deployment: Deployment, status: DeploymentStatus): StatusPlan {
  return {
    requests: deepEqual(deployment.status ?? {}, status) ? [] : [putStatus('deployments.apps', deployment, status)],
  };
}
