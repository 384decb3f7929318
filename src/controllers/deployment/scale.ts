// Models pkg/controller/deployment/sync.go scale: how a Deployment's size is spread over its ReplicaSets.

import type { Deployment, ReplicaSet } from '#api/apps/types.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { EventRecord } from '../controller.ts';
import { mergePatch } from '../requests.ts';
import { bounds, byCreation, DESIRED, replicasAnnotations, replicasOf } from './revision.ts';

export interface Plan {
  readonly requests: ApiRequest[];
  readonly events: EventRecord[];
}

/** Sizes `rs` and writes the Deployment's size on it. Nothing to do gives an empty plan. Source: scaleReplicaSet. */
export function scaleTo(deployment: Deployment, rs: ReplicaSet, replicas: number): Plan {
  const from = replicasOf(rs);
  const annotations = replicasAnnotations(deployment);
  const annotated = Object.entries(annotations).every(([key, value]) => rs.metadata.annotations?.[key] === value);
  if (from === replicas && annotated) return { requests: [], events: [] };
  const request = mergePatch('replicasets.apps', rs, { metadata: { annotations }, spec: { replicas } });
  const message = `Scaled ${replicas > from ? 'up' : 'down'} replica set ${rs.metadata.name} from ${from} to ${replicas}`;
  const events: EventRecord[] =
    from === replicas ? [] : [{ object: deployment, type: 'Normal', reason: 'ScalingReplicaSet', message }];
  return { requests: [request], events };
}

export function join(plans: readonly Plan[]): Plan {
  return { requests: plans.flatMap((p) => p.requests), events: plans.flatMap((p) => p.events) };
}

/** Was `spec.replicas` changed since the ReplicaSets were sized? Source: isScalingEvent. */
export function isScaling(deployment: Deployment, all: readonly ReplicaSet[]): boolean {
  return all.some(
    (rs) =>
      replicasOf(rs) > 0 &&
      rs.metadata.annotations?.[DESIRED] !== undefined &&
      Number(rs.metadata.annotations[DESIRED]) !== (deployment.spec.replicas ?? 1),
  );
}

/** Source: scale. */
export function scale(deployment: Deployment, newRS: ReplicaSet | undefined, oldRSs: readonly ReplicaSet[]): Plan {
  const wanted = deployment.spec.replicas ?? 1;
  const old = oldRSs.filter((rs) => replicasOf(rs) > 0).sort(byCreation);
  const active = [...old, ...(newRS && replicasOf(newRS) > 0 ? [newRS] : [])];
  const only =
    active.length === 1 ? active[0] : active.length === 0 ? (newRS ?? [...oldRSs].sort(byCreation).at(-1)) : undefined;
  if (active.length <= 1) return only ? scaleTo(deployment, only, wanted) : join([]);
  if (newRS && isSaturated(deployment, newRS)) return join(old.map((rs) => scaleTo(deployment, rs, 0)));
  if (deployment.spec.strategy?.type === 'Recreate') return join([]);
  return proportionally(deployment, active);
}

function isSaturated(deployment: Deployment, rs: ReplicaSet): boolean {
  const wanted = deployment.spec.replicas ?? 1;
  return (
    replicasOf(rs) === wanted &&
    Number(rs.metadata.annotations?.[DESIRED]) === wanted &&
    rs.status?.availableReplicas === wanted
  );
}

function proportionally(deployment: Deployment, active: readonly ReplicaSet[]): Plan {
  const wanted = deployment.spec.replicas ?? 1;
  const total = active.reduce((n, rs) => n + replicasOf(rs), 0);
  const allowed = wanted > 0 ? wanted + bounds(deployment).surge : 0;
  const toAdd = allowed - total;
  // Growing: biggest and then newest first. Shrinking: biggest and then oldest first.
  const order = [...active].sort(
    (a, b) => replicasOf(b) - replicasOf(a) || (toAdd > 0 ? byCreation(b, a) : byCreation(a, b)),
  );
  let left = toAdd;
  const sizes = order.map((rs) => {
    const oldMax = Number(rs.metadata.annotations?.['deployment.kubernetes.io/max-replicas']) || wanted;
    const share = Math.round((replicasOf(rs) * allowed) / oldMax) - replicasOf(rs);
    const part = toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
    left -= toAdd === 0 ? 0 : part;
    return replicasOf(rs) + (toAdd === 0 ? 0 : part);
  });
  if (sizes[0] !== undefined) sizes[0] = Math.max(0, sizes[0] + left);
  return join(order.map((rs, i) => scaleTo(deployment, rs, Math.max(0, sizes[i]!))));
}
