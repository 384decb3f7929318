// Models pkg/controller/endpoint: the older Endpoints object of each Service.

import type { EndpointAddress, EndpointSubset, Endpoints, Pod, Service } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Controller } from '../controller.ts';
import { canonicalJson } from '../names.ts';
import { isPodReady } from '../pods.ts';
import { post, put, remove } from '../requests.ts';
import {
  HEADLESS,
  hasEndpointsMade,
  lastTrigger,
  podsBehind,
  resolvedPorts,
  servicesOfPod,
  TRIGGER_TIME,
} from './addresses.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
/** Source: endpoint.maxCapacity. */
const CAPACITY = 1000;

export const endpoints: Controller = {
  name: 'endpoint-controller',
  resources: ['services', 'pods', 'endpoints'],

  keysFor(event, cache) {
    return event.resource === 'pods' ? servicesOfPod(event, cache) : [keyOf(event.object)];
  },

  sync(key, cache) {
    const service = cache.get<Service>('services', key);
    const actual = cache.get<Endpoints>('endpoints', key);
    if (!service) {
      const ours = actual?.metadata.labels?.[MANAGED_BY] === 'endpoint-controller';
      return { requests: actual && ours ? [remove('endpoints', actual)] : [] };
    }
    if (!hasEndpointsMade(service)) return { requests: [] };
    const pods = podsBehind(service, cache).filter(
      (p) => service.spec.publishNotReadyAddresses || !p.metadata.deletionTimestamp,
    );
    const shown = truncate(pods);
    const desired = endpointsFor(service, shown, shown.length < pods.length, actual);
    if (!actual) return { requests: [post('endpoints', desired)] };
    const { [TRIGGER_TIME]: _then, ...before } = actual.metadata.annotations ?? {};
    const { [TRIGGER_TIME]: _now, ...after } = desired.metadata.annotations ?? {};
    const same =
      deepEqual(actual.subsets ?? [], desired.subsets ?? []) &&
      deepEqual(actual.metadata.labels ?? {}, desired.metadata.labels) &&
      deepEqual(before, after);
    return { requests: same ? [] : [put('endpoints', desired)] };
  },
};

/** Ready ones are kept first. Source: truncateEndpoints. */
function truncate(pods: readonly Pod[]): readonly Pod[] {
  if (pods.length <= CAPACITY) return pods;
  return [...pods.filter(isPodReady), ...pods.filter((p) => !isPodReady(p))].slice(0, CAPACITY);
}

function endpointsFor(
  service: Service,
  pods: readonly Pod[],
  truncated: boolean,
  actual: Endpoints | undefined,
): Endpoints {
  const { name, namespace, labels } = service.metadata;
  const trigger = lastTrigger(service, pods);
  const { [OVER_CAPACITY]: _over, ...annotations } = actual?.metadata.annotations ?? {};
  if (trigger) annotations[TRIGGER_TIME] = trigger;
  if (truncated) annotations[OVER_CAPACITY] = 'truncated';
  const subsets = subsetsFor(service, pods);
  const { subsets: _subsets, metadata, ...rest } = actual ?? { apiVersion: 'v1', kind: 'Endpoints', metadata: {} };
  return {
    ...rest,
    metadata: {
      ...metadata,
      name,
      ...(namespace && { namespace }),
      labels: {
        ...labels,
        [MANAGED_BY]: 'endpoint-controller',
        ...(service.spec.clusterIP === 'None' && { [HEADLESS]: '' }),
      },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...(subsets.length > 0 && { subsets }),
  };
}

/** One subset for each set of ports, addresses in order of their IPs. Source: endpoints.RepackSubsets. */
function subsetsFor(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const groups = new Map<
    string,
    { ready: EndpointAddress[]; notReady: EndpointAddress[]; ports: NonNullable<EndpointSubset['ports']> }
  >();
  const headlessWithoutPorts = service.spec.clusterIP === 'None' && (service.spec.ports ?? []).length === 0;
  for (const pod of pods) {
    const ports = resolvedPorts(service, pod)
      .map(({ name, ...port }) => ({ ...(name && { name }), ...port }))
      .sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
    if (ports.length === 0 && !headlessWithoutPorts) continue;
    const id = canonicalJson(ports);
    let group = groups.get(id);
    if (!group) groups.set(id, (group = { ready: [], notReady: [], ports }));
    (service.spec.publishNotReadyAddresses || isPodReady(pod) ? group.ready : group.notReady).push(
      addressOf(service, pod),
    );
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { ready, notReady, ports }]) => ({
      ...(ready.length && { addresses: ready.sort(byIp) }),
      ...(notReady.length && { notReadyAddresses: notReady.sort(byIp) }),
      ...(ports.length && { ports }),
    }));
}

const byIp = (a: EndpointAddress, b: EndpointAddress): number => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0);

function addressOf(service: Service, { metadata, spec, status }: Pod): EndpointAddress {
  const { name, namespace, uid } = metadata;
  return {
    ip: status.podIP ?? '',
    ...(spec.hostname && spec.subdomain === service.metadata.name && { hostname: spec.hostname }),
    ...(spec.nodeName && { nodeName: spec.nodeName }),
    targetRef: { kind: 'Pod', ...(namespace && { namespace }), name, ...(uid && { uid }) },
  };
}
