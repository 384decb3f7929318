// What is the same for all nodes while one Pod is placed. Models the CycleState and the snapshot of pkg/scheduler.

import type { Node, Pod } from '#api/core/types.ts';
import type { Informer } from '#client/informer.ts';
import { isPodTerminal } from '#controllers/pods.ts';
import { type Load, loadsOf } from './load.ts';
import { type PodAffinity, podAffinity } from './pod-affinity.ts';
import { type Spread, topologySpread } from './topology-spread.ts';
import type { VolumeNeeds } from './volumes.ts';

export interface Cycle {
  readonly cache: Informer;
  /** Those that have a node, and have not ended. */
  readonly placed: readonly Pod[];
  /** By node name. */
  readonly loads: ReadonlyMap<string, Load>;
  readonly volumes: VolumeNeeds;
  readonly affinity: PodAffinity;
  readonly spread: Spread;
}

/** Higher is more important. */
export const priorityOf = ({ spec }: Pod): number => (spec.priority as number | undefined) ?? 0;

/** Those that others made room for count as if they were there already, unless `pod` matters more. Source: addGENominatedPods. */
function nominated(pod: Pod, cache: Informer): Pod[] {
  return cache
    .list<Pod>('pods')
    .filter(
      ({ metadata, spec, status }) =>
        status?.nominatedNodeName && !spec.nodeName && metadata.uid !== pod.metadata.uid && !metadata.deletionTimestamp,
    )
    .filter((other) => priorityOf(other) >= priorityOf(pod))
    .map((other) => ({ ...other, spec: { ...other.spec, nodeName: other.status.nominatedNodeName! } }));
}

export function cycleFor(pod: Pod, volumes: VolumeNeeds, cache: Informer): Cycle {
  const there = cache.list<Pod>('pods').filter((other) => other.spec.nodeName && !isPodTerminal(other));
  return cycleWith(pod, [...there, ...nominated(pod, cache)], volumes, cache);
}

/** The same, as if only these were placed. */
export function cycleWith(pod: Pod, placed: readonly Pod[], volumes: VolumeNeeds, cache: Informer): Cycle {
  return {
    cache,
    placed,
    loads: loadsOf(placed),
    volumes,
    affinity: podAffinity(pod, placed, cache),
    spread: topologySpread(pod, cache.list<Node>('nodes'), placed),
  };
}
