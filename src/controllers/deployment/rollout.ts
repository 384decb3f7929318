// Models pkg/controller/deployment/rolling.go and recreate.go: how Pods move from the old ReplicaSets to the new one.

import type { Deployment, ReplicaSet } from '#api/apps/types.ts';
import { bounds, byCreation, replicasOf } from './revision.ts';
import { join, type Plan, scaleTo } from './scale.ts';

const total = (list: readonly ReplicaSet[]): number => list.reduce((n, rs) => n + replicasOf(rs), 0);
const available = (list: readonly ReplicaSet[]): number =>
  list.reduce((n, rs) => n + (rs.status?.availableReplicas ?? 0), 0);

/** Source: NewRSNewReplicas. */
export function newReplicas(deployment: Deployment, all: readonly ReplicaSet[], current: number): number {
  const wanted = deployment.spec.replicas ?? 1;
  if (deployment.spec.strategy?.type === 'Recreate') return wanted;
  const room = wanted + bounds(deployment).surge - total(all);
  return room <= 0 ? current : Math.min(current + room, Math.max(wanted, current));
}

/** One step of a rolling update: grow the new, or shrink the old. Empty: wait for Pods. Source: rolloutRolling. */
export function rollingStep(deployment: Deployment, newRS: ReplicaSet, oldRSs: readonly ReplicaSet[]): Plan {
  const all = [...oldRSs, newRS];
  const wanted = deployment.spec.replicas ?? 1;
  const size = replicasOf(newRS);
  const grow = scaleTo(deployment, newRS, size > wanted ? wanted : newReplicas(deployment, all, size));
  if (grow.requests.length > 0) return grow;
  return shrinkOld(deployment, newRS, oldRSs);
}

/** Source: reconcileOldReplicaSets: unhealthy Pods go first, then as many as stay above the minimum. */
function shrinkOld(deployment: Deployment, newRS: ReplicaSet, oldRSs: readonly ReplicaSet[]): Plan {
  const old = [...oldRSs].sort(byCreation).filter((rs) => replicasOf(rs) > 0);
  if (old.length === 0) return join([]);
  const minAvailable = (deployment.spec.replicas ?? 1) - bounds(deployment).unavailable;
  const newUnavailable = replicasOf(newRS) - (newRS.status?.availableReplicas ?? 0);
  let cleanable = total(old) + replicasOf(newRS) - minAvailable - newUnavailable;
  if (cleanable <= 0) return join([]);
  const sizes = new Map(old.map((rs) => [rs, replicasOf(rs)]));
  for (const rs of old) {
    const unhealthy = Math.min(Math.max(0, cleanable), replicasOf(rs) - (rs.status?.availableReplicas ?? 0));
    if (unhealthy <= 0) continue;
    cleanable -= unhealthy;
    sizes.set(rs, replicasOf(rs) - unhealthy);
  }
  let spare = available([...old, newRS]) - minAvailable;
  for (const rs of old) {
    if (spare <= 0) break;
    const down = Math.min(sizes.get(rs)!, spare);
    spare -= down;
    sizes.set(rs, sizes.get(rs)! - down);
  }
  return join(
    [...sizes].filter(([rs, size]) => size !== replicasOf(rs)).map(([rs, size]) => scaleTo(deployment, rs, size)),
  );
}

/** Everything old to zero. Source: scaleDownOldReplicaSetsForRecreate. */
export function stopOld(deployment: Deployment, oldRSs: readonly ReplicaSet[]): Plan {
  return join(oldRSs.filter((rs) => replicasOf(rs) > 0).map((rs) => scaleTo(deployment, rs, 0)));
}
