// Models staging/src/k8s.io/cloud-provider/controllers/service: an address from the cloud for each Service of type LoadBalancer.
// Differs: upstream waits inside the cloud's calls; here the wait is a requeue, so that other Services go on meanwhile as with many workers.

import type { Node, Service } from '#api/core/types.ts';
import { type Key, keyOf } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller, EventRecord, SyncContext, SyncResult } from '../controller.ts';
import { canonicalJson } from '../names.ts';
import { mergePatch, pathOf } from '../requests.ts';
import { allocate, type CloudProvider, TAKES_MS } from './cloud.ts';
import { CLEANUP, isFinalized, takesBalancers, wants } from './wanted.ts';

/** Source: minRetryDelay, maxRetryDelay. */
const RETRY_MS = { first: 5_000, last: 300_000 } as const;
const NOTHING: SyncResult = { requests: [] };

/** What the controller knows of one Service beside what is stored. Upstream's serviceCache and work queue. */
interface Memory {
  /** What the cloud was asked for, and the nodes that it was told of. */
  ensured?: { readonly print: string; readonly hosts: string };
  work?: { readonly doing: 'ensure' | 'delete'; readonly print: string; readonly doneMs: number };
  /** The cloud has refused what `print` says so many times; the same is not asked again before `untilMs`. */
  failed?: { readonly times: number; readonly print: string; readonly untilMs: number };
}

export function service(cloud: CloudProvider): Controller {
  const memories = new Map<Key, Memory>();
  const memoryOf = (key: Key): Memory => {
    let memory = memories.get(key);
    if (!memory) memories.set(key, (memory = {}));
    return memory;
  };

  return {
    name: 'service-controller',
    resources: ['services', 'nodes'],

    keysFor(event, cache) {
      const { type, resource, object } = event;
      if (resource === 'nodes') {
        const old = type === 'MODIFIED' ? cache.previous<Node>('nodes', keyOf(object)) : undefined;
        if (old && takesBalancers(old) === takesBalancers(object as Node)) return [];
        return [...memories.keys()];
      }
      const key = keyOf(object);
      // A new Service, or the first look at it after a start.
      if (type === 'ADDED') memories.delete(key);
      return wants(object as Service) || isFinalized(object as Service) || memories.has(key) ? [key] : [];
    },

    sync(key, cache, context) {
      const found = cache.get<Service>('services', key);
      const ends = !found || found.metadata.deletionTimestamp !== undefined || !wants(found);
      if (found && isFinalized(found) && ends) return release(found, memoryOf(key), context);
      if (!found || ends) {
        memories.delete(key);
        return NOTHING;
      }
      return ensure(found, memoryOf(key), cache, cloud, context);
    },
  };
}

function ensure(
  found: Service,
  memory: Memory,
  cache: Informer,
  cloud: CloudProvider,
  context: SyncContext,
): SyncResult {
  const { nowMs } = context;
  const print = printOf(found);
  const hosts = hostsOf(cache);
  const ingress = found.status?.loadBalancer?.ingress ?? [];
  const event = (reason: string, message: string, type: EventRecord['type'] = 'Normal'): EventRecord => ({
    object: found,
    type,
    reason,
    message,
  });
  const unavailable =
    hosts === '' ? [event('UnAvailableLoadBalancer', 'There are no available nodes for LoadBalancer', 'Warning')] : [];
  // After a start: what was made before is there.
  if (!memory.ensured && !memory.work && isFinalized(found) && ingress.length > 0) memory.ensured = { print, hosts };

  if (memory.work?.doing === 'ensure') {
    const { work } = memory;
    if (nowMs < work.doneMs) return { requests: [], requeueAfterMs: work.doneMs - nowMs };
    delete memory.work;
    const kept = ingress[0]?.ip;
    const isKept = kept !== undefined && (!found.spec.loadBalancerIP || found.spec.loadBalancerIP === kept);
    const given = isKept ? { ip: kept } : allocate(found, takenBy(cache, found), cloud, () => context.random());
    if ('error' in given) {
      const times = (memory.failed?.times ?? 0) + 1;
      const waitMs = Math.min(RETRY_MS.last, RETRY_MS.first * 2 ** (times - 1));
      memory.failed = { times, print: work.print, untilMs: nowMs + waitMs };
      const why = `Error syncing load balancer: failed to ensure load balancer: ${given.error}`;
      return {
        requests: [],
        events: [event('SyncLoadBalancerFailed', why, 'Warning')],
        requeueAfterMs: waitMs,
        ends: false,
      };
    }
    delete memory.failed;
    memory.ensured = { print: work.print, hosts };
    const again = work.print === print ? {} : { requeueAfterMs: 0 };
    const requests = isKept ? [] : [patchStatus(found, { ingress: [{ ip: given.ip, ipMode: 'VIP' }] })];
    return { requests, events: [event('EnsuredLoadBalancer', 'Ensured load balancer')], ...again };
  }

  if (memory.ensured?.print === print) {
    if (memory.ensured.hosts === hosts) return NOTHING;
    memory.ensured = { print, hosts };
    if (unavailable.length > 0) return { requests: [], events: unavailable };
    return { requests: [], events: [event('UpdatedLoadBalancer', 'Updated load balancer with new hosts')] };
  }
  const { failed } = memory;
  if (failed?.print === print && nowMs < failed.untilMs)
    return { requests: [], requeueAfterMs: failed.untilMs - nowMs, ends: false };

  const isRefused = ingress.length === 0 && takenBy(cache, found).size >= cloud.quota;
  const takes = isRefused ? TAKES_MS.refuse : ingress.length > 0 ? TAKES_MS.update : TAKES_MS.create;
  const waitMs = takes.least + context.random() * takes.more;
  memory.work = { doing: 'ensure', print, doneMs: nowMs + waitMs };
  const finalizers = [...(found.metadata.finalizers ?? []), CLEANUP];
  return {
    requests: isFinalized(found) ? [] : [mergePatch('services', found, { metadata: { finalizers } })],
    events: [event('EnsuringLoadBalancer', 'Ensuring load balancer'), ...unavailable],
    requeueAfterMs: waitMs,
  };
}

/** Gives the address back, and lets the Service go. */
function release(found: Service, memory: Memory, { nowMs, random }: SyncContext): SyncResult {
  const event = (reason: string, message: string): EventRecord => ({ object: found, type: 'Normal', reason, message });
  if (memory.work?.doing !== 'delete') {
    const waitMs = TAKES_MS.delete.least + random() * TAKES_MS.delete.more;
    delete memory.ensured;
    memory.work = { doing: 'delete', print: '', doneMs: nowMs + waitMs };
    return {
      requests: [],
      events: [event('DeletingLoadBalancer', 'Deleting load balancer')],
      requeueAfterMs: waitMs,
    };
  }
  if (nowMs < memory.work.doneMs) return { requests: [], requeueAfterMs: memory.work.doneMs - nowMs };
  delete memory.work;
  const finalizers = (found.metadata.finalizers ?? []).filter((name) => name !== CLEANUP);
  const hadStatus = (found.status?.loadBalancer?.ingress?.length ?? 0) > 0;
  return {
    requests: [
      mergePatch('services', found, { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } }),
      ...(hadStatus ? [patchStatus(found, { ingress: null })] : []),
    ],
    events: [event('DeletedLoadBalancer', 'Deleted load balancer')],
  };
}

function patchStatus(found: Service, loadBalancer: unknown): ApiRequest {
  return {
    method: 'PATCH',
    path: pathOf('services', found, 'status'),
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { status: { loadBalancer } },
  };
}

/** What a change of makes the cloud be asked anew. Source: needsUpdate. */
function printOf({ metadata, spec }: Service): string {
  return canonicalJson([
    metadata.uid,
    metadata.annotations ?? {},
    (spec.ports ?? []).map(({ name, protocol, port, targetPort, nodePort }) => [
      name,
      protocol,
      port,
      targetPort,
      nodePort,
    ]),
    spec.sessionAffinity,
    spec.sessionAffinityConfig,
    spec.loadBalancerIP,
    spec.loadBalancerSourceRanges ?? [],
    spec.externalIPs ?? [],
    spec.externalTrafficPolicy,
    spec.healthCheckNodePort,
  ]);
}

const hostsOf = (cache: Informer): string =>
  cache
    .list<Node>('nodes')
    .filter(takesBalancers)
    .map(({ metadata }) => metadata.name)
    .sort()
    .join(' ');

/** Addresses of the other load balancers that the cloud has. */
function takenBy(cache: Informer, { metadata }: Service): ReadonlySet<string> {
  const others = cache.list<Service>('services').filter((s) => isFinalized(s) && s.metadata.uid !== metadata.uid);
  return new Set(others.flatMap(({ status }) => status?.loadBalancer?.ingress?.map(({ ip }) => ip ?? '') ?? []));
}
