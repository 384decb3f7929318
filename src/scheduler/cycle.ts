// What is the same for all nodes while one Pod is placed. Models the CycleState and the snapshot of pkg/scheduler.

import type { Node, Pod } from '#api/core/types.ts';
import type { Index, Informer } from '#client/informer.ts';
import { isPodTerminal } from '#controllers/pods.ts';
import { type Load, loadOf } from './load.ts';
import { isShy, type PodAffinity, podAffinity } from './pod-affinity.ts';
import { type Spread, topologySpread } from './topology-spread.ts';
import type { VolumeNeeds } from './volumes.ts';

export interface Cycle {
  readonly cache: Informer;
  /** Those that have a node, and have not ended. All of the cluster's: to be asked for where it must be. */
  placed(): readonly Pod[];
  /** What stands on a node already. */
  loadAt(node: string): Load;
  readonly volumes: VolumeNeeds;
  readonly affinity: PodAffinity | undefined;
  readonly spread: Spread | undefined;
}

/** Higher is more important. */
export const priorityOf = ({ spec }: Pod): number => (spec.priority as number | undefined) ?? 0;

const isPlaced = (pod: Pod): boolean => pod.spec.nodeName !== undefined && !isPodTerminal(pod);

const BY_NODE: Index<Pod> = {
  resource: 'pods',
  keysOf: (pod) => (isPlaced(pod) ? [pod.spec.nodeName!] : []),
};

/** Few among many: those for whom room is being made, and those that will not have everybody beside them. */
const SPECIAL: Index<Pod> = {
  resource: 'pods',
  keysOf: (pod) => [
    ...(pod.status?.nominatedNodeName && !pod.spec.nodeName && !pod.metadata.deletionTimestamp ? ['nominated'] : []),
    ...(isPlaced(pod) && isShy(pod) ? ['shy'] : []),
  ],
};

/** Those that others made room for count as if they were there already, unless `pod` matters more. Source: addGENominatedPods. */
function nominated(pod: Pod, cache: Informer): readonly Pod[] {
  return cache
    .by(SPECIAL, 'nominated')
    .filter((other) => other.metadata.uid !== pod.metadata.uid && priorityOf(other) >= priorityOf(pod))
    .map((other) => ({ ...other, spec: { ...other.spec, nodeName: other.status.nominatedNodeName! } }));
}

export function cycleFor(pod: Pod, volumes: VolumeNeeds, cache: Informer): Cycle {
  const expected = nominated(pod, cache);
  let all: readonly Pod[] | undefined;
  const placed = (): readonly Pod[] => (all ??= [...cache.list<Pod>('pods').filter(isPlaced), ...expected]);
  const shy = [...cache.by(SPECIAL, 'shy'), ...expected.filter(isShy)];
  const loadAt = (node: string): Load => {
    const more = expected.length === 0 ? expected : expected.filter(({ spec }) => spec.nodeName === node);
    return more.length === 0 ? cache.madeOf(BY_NODE, node, loadOf) : loadOf([...cache.by(BY_NODE, node), ...more]);
  };
  return cycleOf(pod, placed, shy, loadAt, volumes, cache);
}

/** The same, as if only these were placed. */
export function cycleWith(pod: Pod, placed: readonly Pod[], volumes: VolumeNeeds, cache: Informer): Cycle {
  const loadAt = (node: string): Load => loadOf(placed.filter(({ spec }) => spec.nodeName === node));
  return cycleOf(pod, () => placed, placed.filter(isShy), loadAt, volumes, cache);
}

function cycleOf(
  pod: Pod,
  placed: () => readonly Pod[],
  shy: readonly Pod[],
  loadAt: (node: string) => Load,
  volumes: VolumeNeeds,
  cache: Informer,
): Cycle {
  const affinity = podAffinity(pod, placed, shy, cache);
  const spread = topologySpread(pod, () => cache.list<Node>('nodes'), placed);
  return { cache, placed, loadAt, volumes, affinity, spread };
}
