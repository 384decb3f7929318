// Models pkg/controller/nodelifecycle: a node whose kubelet is silent is not ready any more, and is tainted as its conditions say.
// Differs: upstream looks every five seconds, taints at most one node in ten seconds, and none when all zones are unwell.

import type { Lease } from '#api/coordination/types.ts';
import type { Condition, Node, Pod } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller, EventRecord, SyncResult } from '../controller.ts';
import { isPodReady } from '../pods.ts';
import { mergePatch, putStatus } from '../requests.ts';
import { wantedTaints } from './taints.ts';

const LEASES = 'leases.coordination.k8s.io';
/** Source: --node-monitor-grace-period. */
const GRACE_MS = 50_000;
/** For a kubelet that was never heard of. Source: --node-startup-grace-period. */
const STARTUP_GRACE_MS = 60_000;
const WATCHED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

export const nodelifecycle: Controller = {
  name: 'node-controller',
  resources: ['nodes', LEASES],

  keysFor({ type, resource, object }) {
    if (type === 'DELETED') return [];
    if (resource === 'nodes') return [object.metadata.name];
    return object.metadata.namespace === 'kube-node-lease' ? [object.metadata.name] : [];
  },

  sync(key, cache, { nowMs }) {
    const node = cache.get<Node>('nodes', key);
    if (!node || node.metadata.deletionTimestamp) return { requests: [] };
    const leftMs = heardAtMs(node, cache) - nowMs;
    const result = leftMs > 0 ? undefined : silence(node, cache, nowMs);
    if (result) return result;
    const wait = leftMs > 0 ? { requeueAfterMs: leftMs, ends: false, idle: true } : {};
    const ready = node.status.conditions?.find((c) => c.type === 'Ready');
    const unready = ready && ready.status !== 'True' ? podsNotReady(node, cache, nowMs) : { requests: [], events: [] };
    const taints = wantedTaints(node, nowMs);
    const tainted = deepEqual(node.spec.taints ?? [], taints)
      ? []
      : [mergePatch('nodes', node, { spec: { taints: taints.length > 0 ? taints : null } })];
    return { requests: [...tainted, ...unready.requests], events: unready.events, ...wait };
  },
};

/** Until when the node counts as alive. */
function heardAtMs(node: Node, cache: Informer): number {
  const lease = cache.get<Lease>(LEASES, `kube-node-lease/${node.metadata.name}`);
  const heartbeats = (node.status.conditions ?? []).map((c) => Date.parse(c.lastHeartbeatTime ?? '') || 0);
  const heardMs = Math.max(Date.parse(lease?.spec?.renewTime ?? '') || 0, ...heartbeats);
  return heardMs > 0 ? heardMs + GRACE_MS : Date.parse(node.metadata.creationTimestamp ?? '') + STARTUP_GRACE_MS;
}

/** Nothing has been heard of the kubelet: nothing is known. Undefined: that is said already. Source: tryUpdateNodeHealth. */
function silence(node: Node, cache: Informer, nowMs: number): SyncResult | undefined {
  const old = node.status.conditions ?? [];
  const now = timestamp(nowMs);
  const unknown = WATCHED.map((type): Condition => {
    const before = old.find((c) => c.type === type);
    if (before?.status === 'Unknown') return before;
    return before
      ? {
          ...before,
          status: 'Unknown',
          lastTransitionTime: now,
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        }
      : {
          type,
          status: 'Unknown',
          lastHeartbeatTime: node.metadata.creationTimestamp ?? now,
          lastTransitionTime: now,
          reason: 'NodeStatusNeverUpdated',
          message: 'Kubelet never posted node status.',
        };
  });
  const conditions = [
    ...old.map((c) => unknown.find((u) => u.type === c.type) ?? c),
    ...unknown.filter((u) => !old.some((c) => c.type === u.type)),
  ];
  if (deepEqual(old, conditions)) return undefined;
  const wasReady = old.some((c) => c.type === 'Ready' && c.status === 'True');
  const pods = podsNotReady(node, cache, nowMs);
  const { name } = node.metadata;
  const gone: EventRecord = {
    object: node,
    type: 'Normal',
    reason: 'NodeNotReady',
    message: `Node ${name} status is now: NodeNotReady`,
  };
  return {
    requests: [putStatus('nodes', node, { ...node.status, conditions }), ...pods.requests],
    events: [...(wasReady ? [gone] : []), ...pods.events],
  };
}

/** Nobody may be sent to them any more. Source: MarkPodsNotReady. */
function podsNotReady(
  { metadata }: Node,
  cache: Informer,
  nowMs: number,
): Required<Pick<SyncResult, 'requests' | 'events'>> {
  const pods = cache.list<Pod>('pods').filter((pod) => pod.spec.nodeName === metadata.name && isPodReady(pod));
  const lastTransitionTime = timestamp(nowMs);
  return {
    requests: pods.map((pod) =>
      putStatus('pods', pod, {
        ...pod.status,
        conditions: pod.status.conditions?.map((c) =>
          c.type === 'Ready' ? { ...c, status: 'False', lastTransitionTime } : c,
        ),
      }),
    ),
    events: pods.map((object) => ({ object, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' })),
  };
}
