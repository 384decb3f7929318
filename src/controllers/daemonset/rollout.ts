// Models pkg/controller/daemon/update.go rollingUpdate: which old Pods may go, and which nodes may have a second one.

import type { DaemonSet } from '#api/apps/types.ts';
import type { IntOrString, Node, Pod } from '#api/core/types.ts';
import { resolve } from '../int-or-percent.ts';
import { availableAtMs } from '../pods.ts';
import { type NodePods, shouldRun } from './nodes.ts';
import { HASH_LABEL } from './pod.ts';

interface Rolled {
  /** Names of nodes. */
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
}

/** One old and one new Pod at most count; more than that `manage` clears up. Source: findUpdatedPodsOnNode. */
function pairOn(pods: readonly Pod[], hash: string): { fresh?: Pod; old?: Pod } | undefined {
  const alive = pods.filter((p) => !p.metadata.deletionTimestamp);
  const fresh = alive.filter((p) => p.metadata.labels?.[HASH_LABEL] === hash);
  const old = alive.filter((p) => p.metadata.labels?.[HASH_LABEL] !== hash);
  if (fresh.length > 1 || old.length > 1) return undefined;
  return { ...(fresh[0] && { fresh: fresh[0] }), ...(old[0] && { old: old[0] }) };
}

export function rollingUpdate(
  set: DaemonSet,
  nodes: readonly Node[],
  byNode: NodePods,
  hash: string,
  nowMs: number,
): Rolled {
  const wanted = nodes.filter((node) => shouldRun(set, node).run);
  const { maxUnavailable = 1, maxSurge = 0 } = set.spec.updateStrategy?.rollingUpdate ?? {};
  const count = (value: IntOrString): number => resolve(value, wanted.length, Math.ceil);
  const surge = count(maxSurge);
  // Neither would mean that nothing ever moves.
  const unavailable = surge === 0 && count(maxUnavailable) === 0 && wanted.length > 0 ? 1 : count(maxUnavailable);
  const isAvailable = (pod: Pod): boolean =>
    (availableAtMs(pod, set.spec.minReadySeconds ?? 0) ?? Number.POSITIVE_INFINITY) <= nowMs;
  return surge === 0 ? replacing(byNode, hash, unavailable, isAvailable) : surging(byNode, hash, surge, isAvailable);
}

/** Old Pods that are not available go in any case; of the others as many as may be missed. */
function replacing(byNode: NodePods, hash: string, limit: number, isAvailable: (pod: Pod) => boolean): Rolled {
  let missing = 0;
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  for (const pods of byNode.values()) {
    const pair = pairOn(pods, hash);
    if (!pair || (pair.fresh === undefined) === (pair.old === undefined)) missing++;
    else if (pair.fresh) missing += isAvailable(pair.fresh) ? 0 : 1;
    else if (!isAvailable(pair.old!)) {
      broken.push(pair.old!);
      missing++;
    } else candidates.push(pair.old!);
  }
  return { create: [], remove: [...broken, ...candidates.slice(0, Math.max(0, limit - missing))] };
}

/** A new Pod beside the old one; the old one goes when the new one is available. */
function surging(byNode: NodePods, hash: string, limit: number, isAvailable: (pod: Pod) => boolean): Rolled {
  let surged = 0;
  const remove: Pod[] = [];
  const broken: string[] = [];
  const candidates: string[] = [];
  for (const [node, pods] of byNode) {
    const pair = pairOn(pods, hash);
    if (!pair) surged++;
    else if (!pair.old) continue;
    else if (!pair.fresh) (isAvailable(pair.old) ? candidates : broken).push(node);
    else if (isAvailable(pair.fresh)) remove.push(pair.old);
    else surged++;
  }
  return { create: [...broken, ...candidates.slice(0, Math.max(0, limit - surged))], remove };
}
