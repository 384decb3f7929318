// Models pkg/controller/daemon/daemon_controller.go updateDaemonSetStatus.

import type { DaemonSet, DaemonSetStatus } from '#api/apps/types.ts';
import type { Node, Pod } from '#api/core/types.ts';
import { availableAtMs, isPodReady } from '../pods.ts';
import { type NodePods, shouldRun } from './nodes.ts';
import { HASH_LABEL } from './pod.ts';

export function statusOf(
  set: DaemonSet,
  nodes: readonly Node[],
  byNode: NodePods,
  hash: string,
  nowMs: number,
): DaemonSetStatus {
  let [desired, current, misscheduled, ready, updated, available] = [0, 0, 0, 0, 0, 0];
  for (const node of nodes) {
    const pods = byNode.get(node.metadata.name) ?? [];
    if (!shouldRun(set, node).run) {
      if (pods.length > 0) misscheduled++;
      continue;
    }
    desired++;
    const pod = oldest(pods);
    if (!pod) continue;
    current++;
    if (isPodReady(pod)) {
      ready++;
      if ((availableAtMs(pod, set.spec.minReadySeconds ?? 0) ?? Number.POSITIVE_INFINITY) <= nowMs) available++;
    }
    if (pod.metadata.labels?.[HASH_LABEL] === hash) updated++;
  }
  const unavailable = desired - available;
  const { collisionCount } = set.status ?? {};
  return {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: ready,
    ...(set.metadata.generation !== undefined && { observedGeneration: set.metadata.generation }),
    ...(updated && { updatedNumberScheduled: updated }),
    ...(available && { numberAvailable: available }),
    ...(unavailable && { numberUnavailable: unavailable }),
    ...(collisionCount !== undefined && { collisionCount }),
  };
}

/** Source: podByCreationTimestampAndPhase: with a node before without, then the oldest. */
function oldest(pods: readonly Pod[]): Pod | undefined {
  return [...pods].sort(
    (a, b) =>
      Number(Boolean(b.spec.nodeName)) - Number(Boolean(a.spec.nodeName)) ||
      ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1),
  )[0];
}
