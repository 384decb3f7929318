// Models pkg/scheduler/framework/plugins: why a node does not suit a Pod, in the scheduler's own words.

import { matchesNode, tolerates } from '#api/core/scheduling.ts';
import type { Node, Pod, Taint } from '#api/core/types.ts';
import { parseQuantity } from '#apimachinery/quantity.ts';
import type { Cycle } from './cycle.ts';
import { type Amounts, hostPortsOf, type Load, requestsOf } from './load.ts';
import { volumeRefusals } from './volumes.ts';

/** The filters that have anything to say about a Pod, for any node, in upstream's order. Source: PreFilter's Skip. */
export const filtersFor = (pod: Pod, cycle: Cycle): readonly Filter[] =>
  FILTERS.flatMap(({ isFor, refuse }) => (isFor(pod, cycle) ? [refuse] : []));

/** Reasons of the first filter that refuses; empty: the node fits. `load` is the node's. */
export function refusalOf(
  pod: Pod,
  node: Node,
  cycle: Cycle,
  filters: readonly Filter[] = filtersFor(pod, cycle),
  load: Load = cycle.loadAt(node.metadata.name),
): readonly string[] {
  for (const filter of filters) {
    const reasons = filter(pod, node, load, cycle);
    if (reasons.length > 0) return reasons;
  }
  return FITS;
}

const FITS: readonly string[] = [];

const rooms = new WeakMap<Node, Amounts>();

/** What a node may give away. */
function roomOf(node: Node): Amounts {
  let room = rooms.get(node);
  if (!room) {
    const allocatable = Object.entries(node.status?.allocatable ?? {});
    rooms.set(node, (room = new Map(allocatable.map(([name, text]) => [name, parseQuantity(text) ?? 0]))));
  }
  return room;
}

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export type Filter = (pod: Pod, node: Node, load: Load, cycle: Cycle) => readonly string[];

const always = (): boolean => true;

const FILTERS: readonly { readonly isFor: (pod: Pod, cycle: Cycle) => boolean; readonly refuse: Filter }[] = [
  {
    isFor: always,
    refuse: ({ spec }, node) =>
      node.spec.unschedulable && !tolerates(spec.tolerations, UNSCHEDULABLE) ? ['node(s) were unschedulable'] : FITS,
  },
  {
    isFor: always,
    refuse({ spec }, node) {
      const taint = node.spec.taints?.find((t) => t.effect !== 'PreferNoSchedule' && !tolerates(spec.tolerations, t));
      return taint ? [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`] : FITS;
    },
  },
  {
    isFor: ({ spec }) => spec.nodeSelector !== undefined || spec.affinity?.nodeAffinity !== undefined,
    refuse: (pod, node) => (matchesNode(pod, node) ? FITS : ["node(s) didn't match Pod's node affinity/selector"]),
  },
  {
    isFor: (pod) => hostPortsOf(pod).length > 0,
    refuse: (pod, _node, load) =>
      hostPortsOf(pod).some((p) => load.hostPorts.has(p))
        ? ["node(s) didn't have free ports for the requested pod ports"]
        : FITS,
  },
  {
    isFor: always,
    refuse(pod, node, load) {
      const room = roomOf(node);
      const pods = room.get('pods');
      const isFull = pods !== undefined && load.pods + 1 > pods;
      const wants = requestsOf(pod);
      if (!isFull && wants.size === 0) return FITS;
      const reasons = isFull ? ['Too many pods'] : [];
      for (const [name, wanted] of wants) {
        if (wanted > 0 && (load.requested.get(name) ?? 0) + wanted > (room.get(name) ?? 0))
          reasons.push(`Insufficient ${name}`);
      }
      return reasons;
    },
  },
  {
    isFor: (_pod, { volumes }) => volumes.isExclusiveInUse,
    refuse: () => ['node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'],
  },
  {
    isFor: (_pod, { volumes }) => volumes.bound.length + volumes.delayed.length > 0,
    refuse: (_pod, node, _load, { volumes, cache }) => volumeRefusals(volumes, node, cache),
  },
  {
    isFor: (_pod, { spread }) => spread !== undefined,
    refuse: (_pod, node, _load, { spread }) => spread!(node),
  },
  {
    isFor: (_pod, { affinity }) => affinity !== undefined,
    refuse: (_pod, node, _load, { affinity }) => affinity!.refusals(node),
  },
];

/** `3 Insufficient cpu, 1 node(s) were unschedulable`: each reason with how many nodes have it. */
const counted = (reasons: readonly (readonly string[])[]): string => {
  const counts = new Map<string, number>();
  for (const reason of reasons.flat()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, n]) => `${n} ${reason}`)
    .sort()
    .join(', ');
};

const NO_NODES = 'no nodes available to schedule pods';

/** `0/3 nodes are available: 3 Insufficient cpu.` Source: FitError.Error. */
export function unavailable(nodes: number, refusals: readonly (readonly string[])[]): string {
  return nodes === 0 ? NO_NODES : `0/${nodes} nodes are available: ${counted(refusals)}.`;
}

/** The same, where nobody's going helps; `why` says it of all nodes, or of each. */
export function helpless(text: string, nodes: number, why: string | readonly (readonly string[])[]): string {
  if (nodes === 0) return text;
  return `${text} no new claims to deallocate, preemption: ${typeof why === 'string' ? why : unavailable(nodes, why)}`;
}

/** Another Pod's going might change that. */
export const isResolvable = (reason: string): boolean =>
  reason.startsWith('Insufficient') || RESOLVABLE.includes(reason);

const RESOLVABLE: readonly string[] = [
  'Too many pods',
  "node(s) didn't have free ports for the requested pod ports",
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
  "node(s) didn't match pod topology spread constraints",
  "node(s) didn't match pod anti-affinity rules",
  "node(s) didn't satisfy existing pods anti-affinity rules",
];
