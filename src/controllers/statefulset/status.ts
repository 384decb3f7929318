// Models pkg/controller/statefulset/stateful_set_control.go updateStatus and completeRollingUpdate.

import type { ControllerRevision, StatefulSet, StatefulSetStatus } from '#api/apps/types.ts';
import type { Pod } from '#api/core/types.ts';
import { availableAtMs, isPodReady } from '../pods.ts';
import { revisionOf } from './identity.ts';

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status?.phase === 'Running' && isPodReady(pod);
}

export function isRunningAndAvailable(pod: Pod, { spec }: StatefulSet, nowMs: number): boolean {
  if (!isRunningAndReady(pod)) return false;
  return (availableAtMs(pod, spec.minReadySeconds ?? 0) ?? Number.POSITIVE_INFINITY) <= nowMs;
}

/** Until a Pod that is ready counts as available; undefined: none waits for it. */
export function availableInMs({ spec }: StatefulSet, pods: readonly Pod[], nowMs: number): number | undefined {
  const times = pods.map((p) => availableAtMs(p, spec.minReadySeconds ?? 0) ?? 0).filter((t) => t > nowMs);
  return times.length > 0 ? Math.min(...times) - nowMs : undefined;
}

export function statusOf(
  set: StatefulSet,
  pods: readonly Pod[],
  current: ControllerRevision,
  update: ControllerRevision,
  nowMs: number,
): StatefulSetStatus {
  const count = (is: (pod: Pod) => boolean): number => pods.filter(is).length;
  const alive = (name: string): number => count((p) => !p.metadata.deletionTimestamp && revisionOf(p) === name);
  const ready = count(isRunningAndReady);
  const updated = alive(update.metadata.name);
  const wanted = set.spec.replicas ?? 1;
  // Every Pod has the new template and is ready: what was the update is what is.
  const complete =
    set.spec.updateStrategy?.type !== 'OnDelete' && updated === wanted && ready === wanted && pods.length === wanted;
  const now = complete ? update : current;
  const currents = complete ? updated : alive(current.metadata.name);
  return {
    ...(set.metadata.generation !== undefined && { observedGeneration: set.metadata.generation }),
    replicas: pods.length,
    ...(ready && { readyReplicas: ready }),
    ...(currents && { currentReplicas: currents }),
    ...(updated && { updatedReplicas: updated }),
    currentRevision: now.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount: set.status?.collisionCount ?? 0,
    availableReplicas: count((p) => isRunningAndAvailable(p, set, nowMs)),
  };
}
