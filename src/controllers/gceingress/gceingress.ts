// Google's Ingress controller: one application load balancer for each Ingress of class `gce`. It runs in the cloud, not as a Pod.
// Models kubernetes/ingress-gce pkg/controller and pkg/loadbalancers: what it makes, in its order, and how long that takes.

import type { Ingress } from '#api/networking/types.ts';
import { type Key, keyOf } from '#apimachinery/meta.ts';
import type { Controller, EventRecord, SyncContext, SyncResult } from '../controller.ts';
import { mergePatch, putStatus } from '../requests.ts';
import { isGce } from './class.ts';
import { translationFault } from './translate.ts';

const INGRESSES = 'ingresses.networking.k8s.io';
/** Source: ingress-gce pkg/utils/common FinalizerKeyV2. */
const FINALIZER = 'networking.gke.io/ingress-finalizer-V2';
export const URL_MAP_ANNOTATION = 'ingress.kubernetes.io/url-map';
/** Simulated milliseconds: until it has its address, and until it is gone. Requests are answered as they should be some minutes later. */
const TAKES_MS = { create: { least: 60_000, more: 30_000 }, delete: { least: 30_000, more: 30_000 } } as const;
const RETRY_MS = 30_000;
/** Of the range for benchmarks, as the network load balancers' are. Source: RFC 2544. */
const RANGE = { prefix: '198.18.1.', from: 10, to: 250 } as const;

interface Memory {
  doneMs?: number;
  fault?: string;
}

export function gceIngress(): Controller {
  const memories = new Map<Key, Memory>();
  return {
    name: 'loadbalancer-controller',
    resources: [INGRESSES, 'services'],

    keysFor({ resource, object }, cache) {
      if (resource === INGRESSES) return isOurs(object as Ingress) ? [keyOf(object)] : [];
      const all = cache.list<Ingress>(INGRESSES, object.metadata.namespace ?? '');
      return all.filter(isOurs).map(keyOf);
    },

    sync(key, cache, context) {
      const ingress = cache.get<Ingress>(INGRESSES, key);
      if (!ingress) {
        memories.delete(key);
        return { requests: [] };
      }
      const memory = memories.get(key) ?? {};
      memories.set(key, memory);
      if (ingress.metadata.deletionTimestamp || !isGce(ingress)) return release(ingress, memory, context);
      const { finalizers = [] } = ingress.metadata;
      if (!finalizers.includes(FINALIZER))
        return {
          requests: [mergePatch(INGRESSES, ingress, { metadata: { finalizers: [...finalizers, FINALIZER] } })],
          events: [told(ingress, 'Normal', 'Sync', 'Scheduled for sync')],
        };
      const fault = translationFault(ingress, cache);
      if (fault !== undefined) {
        const isNew = memory.fault !== fault;
        memory.fault = fault;
        const message = `Translation failed: ${fault}`;
        return {
          requests: [],
          events: isNew ? [told(ingress, 'Warning', 'Translate', message)] : [],
          ...{ requeueAfterMs: RETRY_MS, ends: false },
        };
      }
      delete memory.fault;
      if (ingress.status?.loadBalancer?.ingress?.length) return { requests: [] };
      memory.doneMs ??= context.nowMs + TAKES_MS.create.least + context.random() * TAKES_MS.create.more;
      if (context.nowMs < memory.doneMs) return { requests: [], requeueAfterMs: memory.doneMs - context.nowMs };
      const taken = cache.list<Ingress>(INGRESSES).flatMap(({ status }) => status?.loadBalancer?.ingress ?? []);
      return publish(ingress, new Set(taken.map(({ ip }) => ip)), context);
    },
  };
}

const isOurs = (ingress: Ingress): boolean => isGce(ingress) || (ingress.metadata.finalizers ?? []).includes(FINALIZER);

function publish(ingress: Ingress, taken: ReadonlySet<string | undefined>, { random }: SyncContext): SyncResult {
  const free = Array.from({ length: RANGE.to - RANGE.from + 1 }, (_, i) => `${RANGE.prefix}${RANGE.from + i}`);
  const left = free.filter((ip) => !taken.has(ip));
  const ip = left[Math.floor(random() * left.length)];
  if (ip === undefined) {
    const message = 'Error syncing to GCP: error running load balancer syncing routine: the addresses are exhausted';
    return { requests: [], events: [told(ingress, 'Warning', 'Sync', message)], requeueAfterMs: RETRY_MS, ends: false };
  }
  const annotations = {
    'ingress.kubernetes.io/forwarding-rule': nameOf('fr', ingress),
    'ingress.kubernetes.io/target-proxy': nameOf('tp', ingress),
    [URL_MAP_ANNOTATION]: nameOf('um', ingress),
  };
  const status = { loadBalancer: { ingress: [{ ip }] } };
  const made = {
    ...ingress,
    metadata: { ...ingress.metadata, annotations: { ...ingress.metadata.annotations, ...annotations } },
  };
  const { resourceVersion: _, ...metadata } = made.metadata;
  return {
    requests: [
      mergePatch(INGRESSES, ingress, { metadata: { annotations } }),
      putStatus(INGRESSES, { ...made, metadata }, status),
    ],
    events: [
      told(ingress, 'Normal', 'Sync', `UrlMap ${JSON.stringify(nameOf('um', ingress))} created`),
      told(ingress, 'Normal', 'Sync', `TargetProxy ${JSON.stringify(nameOf('tp', ingress))} created`),
      told(ingress, 'Normal', 'Sync', `ForwardingRule ${JSON.stringify(nameOf('fr', ingress))} created`),
      told(ingress, 'Normal', 'IPChanged', `IP is now ${ip}`),
    ],
  };
}

function release(ingress: Ingress, memory: Memory, { nowMs, random }: SyncContext): SyncResult {
  const finalizers = (ingress.metadata.finalizers ?? []).filter((name) => name !== FINALIZER);
  if (finalizers.length === (ingress.metadata.finalizers ?? []).length) return { requests: [] };
  memory.doneMs =
    memory.fault === 'gone'
      ? (memory.doneMs ?? nowMs)
      : nowMs + TAKES_MS.delete.least + random() * TAKES_MS.delete.more;
  memory.fault = 'gone';
  if (nowMs < memory.doneMs) return { requests: [], requeueAfterMs: memory.doneMs - nowMs };
  return {
    requests: [mergePatch(INGRESSES, ingress, { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } })],
  };
}

/** `k8s2-um-abcdefgh-default-web-ijklmnop`. Source: pkg/utils/namer. */
function nameOf(kind: string, { metadata }: Ingress): string {
  const uid = (metadata.uid ?? '').replaceAll('-', '');
  return `k8s2-${kind}-${uid.slice(0, 8)}-${metadata.namespace}-${metadata.name}-${uid.slice(8, 16)}`;
}

const told = (object: Ingress, type: 'Normal' | 'Warning', reason: string, message: string): EventRecord => ({
  ...{ object, type, reason, message },
});
