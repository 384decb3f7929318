// Models getExpectedPodCount of pkg/controller/disruption: how many Pods there should be, and how many have to be healthy.

import type { Pod } from '#api/core/types.ts';
import type { PodDisruptionBudget } from '#api/policy/types.ts';
import { controllerOf, type OwnerReference } from '#apimachinery/meta.ts';
import type { Informer } from '#client/informer.ts';
import { resolve } from '../int-or-percent.ts';
import { scaleOf } from '../scale.ts';

export interface Expected {
  readonly pods: number;
  readonly healthy: number;
  /** Names of Pods without a controller, where only controllers say how many there should be. */
  readonly unmanaged: readonly string[];
}

/** What controllers ask for in sum; a Deployment stands for its ReplicaSets. `error`: a Pod's controller cannot be asked. */
function expectedScale(
  pods: readonly Pod[],
  cache: Informer,
): { count: number; unmanaged: readonly string[] } | { error: string } {
  const scales = new Map<string, number>();
  const asked = new Set<string>();
  const unmanaged: string[] = [];
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner) {
      unmanaged.push(pod.metadata.name);
      continue;
    }
    if (asked.has(owner.uid)) continue;
    asked.add(owner.uid);
    const found = scaleOfOwner(owner, cache);
    if (!found) return { error: `found no controllers for pod ${JSON.stringify(pod.metadata.name)}` };
    if ('error' in found) return found;
    scales.set(found.uid, found.replicas);
  }
  return { count: [...scales.values()].reduce((sum, n) => sum + n, 0), unmanaged };
}

function scaleOfOwner(
  { uid }: Pick<OwnerReference, 'uid'>,
  cache: Informer,
): { uid: string; replicas: number } | { error: string } | undefined {
  const place = cache.locate(uid);
  const object = place && cache.get(place.resource, place.key);
  if (!object) return undefined;
  const above = place.resource === 'replicasets.apps' ? controllerOf(object) : undefined;
  if (above?.kind === 'Deployment') return scaleOfOwner(above, cache);
  const scale = scaleOf(place.resource, object, cache);
  return scale
    ? { uid, replicas: scale.replicas }
    : { error: `${place.resource} does not implement the scale subresource` };
}

export function expectedOf(
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
  cache: Informer,
): Expected | { error: string } {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { pods: pods.length, healthy: minAvailable, unmanaged: [] };
  if (maxUnavailable === undefined && minAvailable === undefined) return { pods: 0, healthy: 0, unmanaged: [] };
  const scale = expectedScale(pods, cache);
  if ('error' in scale) return scale;
  const { count, unmanaged } = scale;
  const healthy =
    maxUnavailable === undefined
      ? resolve(minAvailable!, count, Math.ceil)
      : Math.max(0, count - resolve(maxUnavailable, count, Math.ceil));
  return { pods: count, healthy, unmanaged };
}
