// Models pkg/scheduler: gives each pending Pod a node, or says why it cannot.

import { preference } from '#api/core/scheduling.ts';
import type { Condition, Node, Pod } from '#api/core/types.ts';
import { type Key, keyOf } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { Index, Informer } from '#client/informer.ts';
import type { Controller, SyncResult } from '#controllers/controller.ts';
import { evictionRequests } from '#controllers/disruption-target.ts';
import { CLAIMS, CLASSES, VOLUMES } from '#controllers/persistentvolume/match.ts';
import { isPodTerminal } from '#controllers/pods.ts';
import { collectionPath, putStatus } from '#controllers/requests.ts';
import { type Cycle, cycleFor } from './cycle.ts';
import { filtersFor, helpless, refusalOf, unavailable } from './filters.ts';
import type { Load } from './load.ts';
import { ineligible, preempt } from './preemption.ts';
import { usesClaim, volumeNeeds, volumeRequests } from './volumes.ts';

export const scheduler: Controller = {
  name: 'default-scheduler',
  resources: ['pods', 'nodes', CLAIMS, VOLUMES, CLASSES],

  keysFor({ type, resource, object }, cache) {
    if (resource === 'nodes') return pending(cache);
    if (resource === CLAIMS) {
      const { name, namespace } = object.metadata;
      return pending(cache).filter((key) => {
        const pod = cache.get<Pod>('pods', key);
        return pod !== undefined && pod.metadata.namespace === namespace && usesClaim(pod, name);
      });
    }
    if (resource !== 'pods') return pending(cache).filter((key) => isUnschedulable(cache.get<Pod>('pods', key)));
    if (type === 'DELETED' || isPodTerminal(object as Pod))
      return pending(cache).filter((key) => isUnschedulable(cache.get<Pod>('pods', key)));
    if (waits(object as Pod)) return [keyOf(object)];
    // Somebody may have waited for this Pod's company.
    const isPlaced = !cache.previous<Pod>('pods', keyOf(object))?.spec.nodeName;
    return isPlaced ? lonely(cache) : [];
  },

  sync(key, cache, { nowMs, random }) {
    const pod = cache.get<Pod>('pods', key);
    if (!pod || !waits(pod)) return { requests: [] };
    const nodes = cache.list<Node>('nodes');
    const volumes = volumeNeeds(pod, cache);
    if ('refusal' in volumes) {
      const text =
        nodes.length === 0 ? unavailable(0, []) : `0/${nodes.length} nodes are available: ${volumes.refusal}.`;
      const all = nodes.map(() => ['Preemption is not helpful for scheduling']);
      return refuse(pod, helpless(text, nodes.length, all), nowMs);
    }
    const cycle = cycleFor(pod, volumes, cache);
    const { fit, refusals } = feasible(pod, nodes, cycle);
    if (fit.length === 0) return makeRoom(pod, refusals, cycle, nowMs);
    const node = pick(pod, fit, cycle, random);
    // The Pod is bound after its claims, whose events lead here again.
    if (volumes.delayed.length > 0) return { requests: volumeRequests(volumes, node, cache) };
    const { name, namespace = 'default', uid } = pod.metadata;
    const body = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, ...(uid && { uid }) },
      target: { kind: 'Node', name: node.metadata.name },
    };
    return {
      requests: [{ method: 'POST', path: `${collectionPath('v1', 'pods', namespace)}/${name}/binding`, body }],
      events: [
        {
          object: pod,
          type: 'Normal',
          action: 'Binding',
          reason: 'Scheduled',
          message: `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`,
        },
      ],
    };
  },
};

/** Sends away who matters less, where that helps; the Pod waits for their going. */
function makeRoom(pod: Pod, refusals: ReadonlyMap<Node, readonly string[]>, cycle: Cycle, nowMs: number): SyncResult {
  const nodes = refusals.size;
  const text = unavailable(nodes, [...refusals.values()]);
  const why = ineligible(pod, cycle);
  if (why) return refuse(pod, helpless(text, nodes, why), nowMs, pod.status.nominatedNodeName);
  const found = preempt(pod, refusals, cycle);
  if ('reasons' in found) return refuse(pod, helpless(text, nodes, found.reasons), nowMs);
  const { node, victims } = found.best;
  const refused = refuse(pod, text, nowMs, node.metadata.name);
  const { uid = '' } = pod.metadata;
  return {
    requests: [...victims.flatMap((victim) => evictionRequests(victim, PREEMPTED, nowMs)), ...refused.requests],
    events: [
      ...victims.map((object) => ({
        object,
        type: 'Normal' as const,
        action: 'Preempting',
        reason: 'Preempted',
        message: `Preempted by pod ${uid} on node ${node.metadata.name}`,
      })),
      ...(refused.events ?? []),
    ],
  };
}

const PREEMPTED = {
  reason: 'PreemptionByScheduler',
  message: 'default-scheduler: preempting to accommodate a higher priority pod',
} as const;

function waits({ metadata, spec, status }: Pod): boolean {
  return (
    !spec.nodeName &&
    !metadata.deletionTimestamp &&
    (spec.schedulerName ?? 'default-scheduler') === 'default-scheduler' &&
    status?.phase !== 'Failed' &&
    ((spec.schedulingGates as unknown[] | undefined) ?? []).length === 0
  );
}

const WAITING: Index<Pod> = {
  resource: 'pods',
  keysOf: (pod) => (waits(pod) ? (pod.spec.affinity?.podAffinity ? ['all', 'lonely'] : ['all']) : []),
};

const pending = (cache: Informer): readonly Key[] => cache.by(WAITING, 'all').map(keyOf);

const lonely = (cache: Informer): readonly Key[] => cache.by(WAITING, 'lonely').map(keyOf);

function isUnschedulable(pod: Pod | undefined): boolean {
  return pod?.status?.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'Unschedulable') ?? false;
}

/** Source: minFeasibleNodesToFind. */
const ENOUGH = 100;

/** Of so many nodes, how many that would do are looked for. Source: numFeasibleNodesToFind. */
function enoughOf(nodes: number): number {
  const percent = Math.max(5, 50 - Math.floor(nodes / 125));
  return nodes < ENOUGH ? nodes : Math.max(ENOUGH, Math.floor((nodes * percent) / 100));
}

/** Where the next search begins, in a cluster of so many nodes that not all are looked at. Source: nextStartNodeIndex. */
const starts = new WeakMap<Informer, number>();

/** A node that would do. */
interface Fit {
  readonly node: Node;
  readonly load: Load;
}

/** Nodes that would do, and why the others will not. In a large cluster the search ends when it has found enough. */
function feasible(
  pod: Pod,
  nodes: readonly Node[],
  cycle: Cycle,
): { readonly fit: readonly Fit[]; readonly refusals: ReadonlyMap<Node, readonly string[]> } {
  const enough = enoughOf(nodes.length);
  const start = enough < nodes.length ? (starts.get(cycle.cache) ?? 0) : 0;
  const filters = filtersFor(pod, cycle);
  const fit: Fit[] = [];
  const refusals = new Map<Node, readonly string[]>();
  for (let i = 0; i < nodes.length && fit.length < enough; i++) {
    const node = nodes[(start + i) % nodes.length]!;
    const load = cycle.loadAt(node.metadata.name);
    const refusal = refusalOf(pod, node, cycle, filters, load);
    if (refusal.length > 0) refusals.set(node, refusal);
    else fit.push({ node, load });
  }
  if (enough < nodes.length) starts.set(cycle.cache, (start + fit.length + refusals.size) % nodes.length);
  return { fit, refusals };
}

/** Wishes first, then siblings are spread, then all Pods; equals by chance. Differs: upstream adds scores up, each with a weight. */
function pick(pod: Pod, fit: readonly Fit[], { affinity }: Cycle, random: () => number): Node {
  const owner = pod.metadata.ownerReferences?.find((o) => o.controller)?.uid;
  const hasWishes = pod.spec.affinity?.nodeAffinity !== undefined;
  let least = Number.POSITIVE_INFINITY;
  let best: Node[] = [];
  for (const { node, load } of fit) {
    const wished = (hasWishes ? preference(pod, node) : 0) + (affinity?.score(node) ?? 0);
    const avoided = node.spec.taints?.filter((t) => t.effect === 'PreferNoSchedule').length ?? 0;
    const score = avoided * 1e12 - wished * 1e7 + ((owner && load.byOwner.get(owner)) || 0) * 1e4 + load.pods;
    if (score > least) continue;
    if (score < least) best = [];
    least = score;
    best.push(node);
  }
  return best[Math.floor(random() * best.length)]!;
}

/** `nominated`: the node where room is being made for it. */
function refuse(pod: Pod, message: string, nowMs: number, nominated?: string): SyncResult {
  const old = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
  if (old?.status === 'False' && old.message === message && pod.status.nominatedNodeName === nominated)
    return { requests: [] };
  const condition: Condition = {
    type: 'PodScheduled',
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: old?.status === 'False' && old.lastTransitionTime ? old.lastTransitionTime : timestamp(nowMs),
    reason: 'Unschedulable',
    message,
  };
  const { nominatedNodeName: _before, ...status } = pod.status ?? {};
  const conditions = [...(status.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), condition];
  const nomination = nominated === undefined ? {} : { nominatedNodeName: nominated };
  return {
    requests: [putStatus('pods', pod, { ...status, conditions, ...nomination })],
    events: [{ object: pod, type: 'Warning', action: 'Scheduling', reason: 'FailedScheduling', message }],
  };
}
