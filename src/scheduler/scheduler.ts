// Models pkg/scheduler: gives each pending Pod a node, or says why it cannot.

import { preference } from '#api/core/scheduling.ts';
import type { Condition, Node, Pod } from '#api/core/types.ts';
import { type Key, keyOf } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller } from '#controllers/controller.ts';
import { CLAIMS, CLASSES, VOLUMES } from '#controllers/persistentvolume/match.ts';
import { isPodTerminal } from '#controllers/pods.ts';
import { collectionPath, putStatus } from '#controllers/requests.ts';
import { type Cycle, failureMessage, refusalOf } from './filters.ts';
import { loadsOf } from './load.ts';
import { podAffinity } from './pod-affinity.ts';
import { topologySpread } from './topology-spread.ts';
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
    if ('refusal' in volumes) return refuse(pod, failureMessage(nodes.length, [], volumes.refusal), nowMs);
    const placed = cache.list<Pod>('pods').filter((other) => other.spec.nodeName && !isPodTerminal(other));
    const affinity = podAffinity(pod, placed, cache);
    const spread = topologySpread(pod, nodes, placed);
    const cycle: Cycle = { cache, loads: loadsOf(cache), volumes, affinity, spread };
    const refusals: string[][] = [];
    const fit = nodes.filter((node) => {
      const refusal = refusalOf(pod, node, cycle);
      if (refusal.length > 0) refusals.push(refusal);
      return refusal.length === 0;
    });
    if (fit.length === 0) return refuse(pod, failureMessage(nodes.length, refusals), nowMs);
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

function waits({ metadata, spec, status }: Pod): boolean {
  return (
    !spec.nodeName &&
    !metadata.deletionTimestamp &&
    (spec.schedulerName ?? 'default-scheduler') === 'default-scheduler' &&
    status?.phase !== 'Failed' &&
    ((spec.schedulingGates as unknown[] | undefined) ?? []).length === 0
  );
}

function pending(cache: Informer): readonly Key[] {
  return cache.list<Pod>('pods').filter(waits).map(keyOf);
}

function lonely(cache: Informer): readonly Key[] {
  return cache
    .list<Pod>('pods')
    .filter((pod) => pod.spec.affinity?.podAffinity && waits(pod))
    .map(keyOf);
}

function isUnschedulable(pod: Pod | undefined): boolean {
  return pod?.status?.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'Unschedulable') ?? false;
}

/** Wishes first, then siblings are spread, then all Pods; equals by chance. Differs: upstream adds scores up, each with a weight. */
function pick(pod: Pod, nodes: readonly Node[], { loads, affinity }: Cycle, random: () => number): Node {
  const owner = pod.metadata.ownerReferences?.find((o) => o.controller)?.uid;
  const score = (node: Node): number => {
    const { metadata, spec } = node;
    const wished = preference(pod, node) + affinity.score(node);
    const load = loads.get(metadata.name);
    const avoided = spec.taints?.filter((t) => t.effect === 'PreferNoSchedule').length ?? 0;
    return avoided * 1e12 - wished * 1e7 + ((owner && load?.byOwner.get(owner)) || 0) * 1e4 + (load?.pods ?? 0);
  };
  const scored = nodes.map((node) => ({ node, score: score(node) }));
  const least = Math.min(...scored.map((s) => s.score));
  const best = scored.filter((s) => s.score === least);
  return best[Math.floor(random() * best.length)]!.node;
}

function refuse(pod: Pod, message: string, nowMs: number): ReturnType<Controller['sync']> {
  const old = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
  if (old?.status === 'False' && old.message === message) return { requests: [] };
  const condition: Condition = {
    type: 'PodScheduled',
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: old?.status === 'False' && old.lastTransitionTime ? old.lastTransitionTime : timestamp(nowMs),
    reason: 'Unschedulable',
    message,
  };
  const conditions = [...(pod.status?.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), condition];
  return {
    requests: [putStatus('pods', pod, { ...pod.status, conditions })],
    events: [{ object: pod, type: 'Warning', action: 'Scheduling', reason: 'FailedScheduling', message }],
  };
}
