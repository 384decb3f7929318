// Models pkg/controller/tainteviction: a Pod leaves a node whose NoExecute taint it does not tolerate, or no longer.

import { tolerates } from '#api/core/scheduling.ts';
import type { Node, Pod, Taint } from '#api/core/types.ts';
import { type Key, keyOf } from '#apimachinery/meta.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller } from '../controller.ts';
import { evictionRequests } from '../disruption-target.ts';

const WHY = { reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' } as const;

export const tainteviction: Controller = {
  name: 'taint-eviction-controller',
  resources: ['nodes', 'pods'],

  keysFor({ type, resource, object }, cache) {
    if (resource === 'nodes') {
      const both = [object, cache.previous<Node>('nodes', object.metadata.name)];
      const isTainted = both.some((node) => noExecute(node as Node | undefined).length > 0);
      return isTainted ? podsOn(object.metadata.name, cache) : [];
    }
    const { nodeName } = (object as Pod).spec;
    if (type === 'DELETED' || !nodeName || noExecute(cache.get<Node>('nodes', nodeName)).length === 0) return [];
    return [keyOf(object)];
  },

  sync(key, cache, { nowMs }) {
    const pod = cache.get<Pod>('pods', key);
    if (!pod?.spec.nodeName || pod.metadata.deletionTimestamp) return { requests: [] };
    const node = cache.get<Node>('nodes', pod.spec.nodeName);
    const dueMs = evictionMs(pod, node, nowMs);
    if (dueMs === undefined) return { requests: [] };
    if (dueMs > nowMs) return { requests: [], requeueAfterMs: dueMs - nowMs };
    return {
      requests: evictionRequests(pod, WHY, nowMs),
      events: [
        { object: pod, type: 'Normal', reason: 'TaintManagerEviction', message: `Marking for deletion Pod ${key}` },
      ],
    };
  },
};

const noExecute = (node: Node | undefined): readonly Taint[] =>
  node?.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];

const podsOn = (name: string, cache: Informer): readonly Key[] =>
  cache
    .list<Pod>('pods')
    .filter((pod) => pod.spec.nodeName === name)
    .map(keyOf);

/** When the Pod has to go; undefined: it may stay. Source: processPodOnNode, getMinTolerationTime. */
function evictionMs({ spec }: Pod, node: Node | undefined, nowMs: number): number | undefined {
  const taints = noExecute(node);
  if (taints.length === 0) return undefined;
  const { tolerations = [] } = spec;
  const used = taints.map((taint) => tolerations.find((toleration) => tolerates([toleration], taint)));
  if (used.includes(undefined)) return nowMs;
  const seconds = used.flatMap((toleration) => toleration?.tolerationSeconds ?? []);
  if (seconds.length === 0) return undefined;
  const leastMs = Math.max(0, Math.min(...seconds)) * 1000;
  return Math.max(...taints.map((taint) => sinceMs(taint, node!, nowMs))) + leastMs;
}

/** When it came: whoever writes a taint by hand leaves that to the record of who wrote what. */
function sinceMs({ timeAdded }: Taint, { metadata }: Node, nowMs: number): number {
  if (timeAdded) return Date.parse(timeAdded);
  const writes = (metadata.managedFields ?? []).filter((entry) =>
    JSON.stringify(entry.fieldsV1 ?? {}).includes('"f:taints"'),
  );
  const times = writes.map(({ time }) => Date.parse(time ?? '')).filter((ms) => !Number.isNaN(ms));
  return times.length > 0 ? Math.max(...times) : nowMs;
}
