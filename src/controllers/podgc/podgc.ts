// Models pkg/controller/podgc: Pods whose node is gone, and Pods that were deleted before they had one.
// Differs: upstream looks every 20 seconds, and gives a node 40 seconds to come back.

import type { Node, Pod } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Controller } from '../controller.ts';
import { evictionRequests } from '../disruption-target.ts';
import { remove } from '../requests.ts';

const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

const NODE_GONE = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' } as const;

const isReady = ({ status }: Node): boolean => status.conditions?.find((c) => c.type === 'Ready')?.status === 'True';

export const podgc: Controller = {
  name: 'pod-garbage-collector',
  resources: ['nodes', 'pods'],

  keysFor({ type, resource, object }, cache) {
    if (resource === 'pods') return type === 'DELETED' ? [] : [keyOf(object)];
    const { name } = object.metadata;
    const isOut = (object as Node).spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false;
    if (type !== 'DELETED' && !isOut) return [];
    return cache
      .list<Pod>('pods')
      .filter((pod) => pod.spec.nodeName === name)
      .map(keyOf);
  },

  sync(key, cache, { nowMs }) {
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
