// Models pkg/controller/podgc: Pods whose node is gone, Pods that were deleted before they had one, and the oldest of too many that have ended.
// Differs: upstream looks every 20 seconds, and gives a node 40 seconds to come back; here what has to go goes at once.

import type { Node, Pod } from '#api/core/types.ts';
import { type Key, keyOf } from '#apimachinery/meta.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller } from '../controller.ts';
import { evictionRequests } from '../disruption-target.ts';
import { isPodTerminal } from '../pods.ts';
import { remove } from '../requests.ts';

/** So many Pods that have ended are kept. Source: kube-controller-manager --terminated-pod-gc-threshold. */
const MOST_ENDED = 12_500;
/** Stands for all of them: no Pod's key is without a slash. */
const ENDED: Key = 'ended';

const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

const NODE_GONE = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' } as const;

const isReady = ({ status }: Node): boolean => status.conditions?.find((c) => c.type === 'Ready')?.status === 'True';

export const podgc: Controller = {
  name: 'pod-garbage-collector',
  resources: ['nodes', 'pods'],

  keysFor({ type, resource, object }, cache) {
    if (resource === 'pods') {
      if (type === 'DELETED') return [];
      return isPodTerminal(object as Pod) ? [keyOf(object), ENDED] : [keyOf(object)];
    }
    const { name } = object.metadata;
    const isOut = (object as Node).spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false;
    if (type !== 'DELETED' && !isOut) return [];
    return cache
      .list<Pod>('pods')
      .filter((pod) => pod.spec.nodeName === name)
      .map(keyOf);
  },

  sync(key, cache, { nowMs }) {
    if (key === ENDED)
      return { requests: tooMany(cache).flatMap((pod) => evictionRequests(pod, undefined, nowMs, true)) };
    const pod = cache.get<Pod>('pods', key);
    if (!pod) return { requests: [] };
    const { nodeName } = pod.spec;
    const isGoing = pod.metadata.deletionTimestamp !== undefined;
    if (!nodeName) return { requests: isGoing ? [remove('pods', pod, { gracePeriodSeconds: 0 })] : [] };
    const node = cache.get<Node>('nodes', nodeName);
    if (!node)
      return {
        requests: evictionRequests(pod, NODE_GONE, nowMs, true),
      };
    const isOut = node.spec.taints?.some((taint) => taint.key === OUT_OF_SERVICE) ?? false;
    if (!isGoing || !isOut || isReady(node)) return { requests: [] };
    return { requests: evictionRequests(pod, undefined, nowMs, true) };
  },
};

/** The evicted first, then the oldest. Source: gcTerminated, byEvictionAndCreationTimestamp. */
function tooMany(cache: Informer): readonly Pod[] {
  const all = cache.list<Pod>('pods');
  if (all.length <= MOST_ENDED) return [];
  const ended = all.filter(isPodTerminal);
  const rank = (pod: Pod): string =>
    `${pod.status.reason === 'Evicted' ? 0 : 1} ${pod.metadata.creationTimestamp} ${pod.metadata.name}`;
  return ended.length <= MOST_ENDED
    ? []
    : ended
        .map((pod) => ({ pod, at: rank(pod) }))
        .sort((a, b) => (a.at < b.at ? -1 : 1))
        .slice(0, ended.length - MOST_ENDED)
        .map(({ pod }) => pod);
}
