// Models pkg/controller/endpointslice: the EndpointSlices of each Service that has a selector.

import type { Pod, Service } from '#api/core/types.ts';
import type { Endpoint, EndpointSlice } from '#api/discovery/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller } from '../controller.ts';
import {
  HEADLESS,
  hasEndpointsMade,
  lastTrigger,
  podsBehind,
  type ResolvedPort,
  resolvedPorts,
  servicesOfPod,
  TRIGGER_TIME,
} from '../endpoints/addresses.ts';
import { canonicalJson } from '../names.ts';
import { isPodReady } from '../pods.ts';
import { controllerRef, post, put, remove, sameJson } from '../requests.ts';

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const MANAGER = 'endpointslice-controller.k8s.io';
/** Source: --max-endpoints-per-slice. */
const CAPACITY = 100;
const ZONE = 'topology.kubernetes.io/zone';

export const endpointslice: Controller = {
  name: 'endpointslice-controller',
  resources: ['services', 'pods', 'endpointslices.discovery.k8s.io'],

  keysFor(event, cache) {
    const { resource, object } = event;
    if (resource === 'pods') return servicesOfPod(event, cache);
    if (resource === 'services') return [keyOf(object)];
    const { namespace = '', labels } = object.metadata;
    return labels?.[MANAGED_BY] === MANAGER && labels[SERVICE_NAME] ? [`${namespace}/${labels[SERVICE_NAME]}`] : [];
  },

  sync(key, cache) {
    const service = cache.get<Service>('services', key);
    if (!service || service.metadata.deletionTimestamp || !hasEndpointsMade(service)) return { requests: [] };
    const actual = cache
      .controlled<EndpointSlice>('endpointslices.discovery.k8s.io', service.metadata.uid ?? '')
      .filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER && !metadata.deletionTimestamp);
    const pods = podsBehind(service, cache);
    return { requests: reconcile(service, pods, actual, cache) };
  },
};

/** Keeps endpoints where they are, fills the gaps, opens new slices for the rest. Source: reconciler.reconcileByAddressType. */
function reconcile(
  service: Service,
  pods: readonly Pod[],
  actual: readonly EndpointSlice[],
  cache: Informer,
): ApiRequest[] {
  const trigger = lastTrigger(service, pods);
  const wanted = groupByPorts(service, pods, cache);
  // Without a Pod there is still one slice, so that clients see that the controller has looked.
  if (wanted.size === 0) wanted.set('placeholder', { ports: null, endpoints: new Map() });
  const slices = new Map<string, EndpointSlice[]>();
  const requests: ApiRequest[] = [];
  for (const slice of actual) {
    const id = slice.ports === null || slice.ports === undefined ? 'placeholder' : portsId(slice.ports);
    if (wanted.has(id)) slices.set(id, [...(slices.get(id) ?? []), slice]);
    else requests.push(remove('endpointslices.discovery.k8s.io', slice));
  }
  for (const [id, { ports, endpoints }] of wanted) {
    const rest = new Map(endpoints);
    const kept = (slices.get(id) ?? []).map((slice) => ({
      slice,
      endpoints: (slice.endpoints ?? []).flatMap((e) => {
        const uid = e.targetRef?.uid ?? '';
        const next = rest.get(uid);
        rest.delete(uid);
        return next ? [next] : [];
      }),
    }));
    const waiting = [...rest.values()];
    // The fullest first, so that as few slices as may be are written.
    for (const k of [...kept].sort((a, b) => b.endpoints.length - a.endpoints.length))
      k.endpoints.push(...waiting.splice(0, CAPACITY - k.endpoints.length));
    const fresh: Endpoint[][] = [];
    while (waiting.length > 0) fresh.push(waiting.splice(0, CAPACITY));
    if (kept.length === 0 && fresh.length === 0) fresh.push([]);
    const spare = endpoints.size === 0 ? kept.slice(1) : kept.filter((k) => k.endpoints.length === 0);
    for (const k of kept) {
      if (spare.includes(k)) requests.push(remove('endpointslices.discovery.k8s.io', k.slice));
      else requests.push(...update(service, k.slice, k.endpoints, trigger));
    }
    for (const list of fresh)
      requests.push(post('endpointslices.discovery.k8s.io', sliceFor(service, ports, list, trigger)));
  }
  return requests;
}

function groupByPorts(
  service: Service,
  pods: readonly Pod[],
  cache: Informer,
): Map<string, { ports: EndpointSlice['ports']; endpoints: Map<string, Endpoint> }> {
  const groups = new Map<string, { ports: EndpointSlice['ports']; endpoints: Map<string, Endpoint> }>();
  const ids = new Map<string, string>();
  for (const pod of pods) {
    const ports = resolvedPorts(service, pod);
    const text = JSON.stringify(ports);
    let id = ids.get(text);
    if (id === undefined) ids.set(text, (id = portsId(ports)));
    let group = groups.get(id);
    if (!group) groups.set(id, (group = { ports: [...ports], endpoints: new Map() }));
    group.endpoints.set(pod.metadata.uid ?? '', endpointFor(service, pod, cache));
  }
  return groups;
}

const portsId = (ports: readonly (Partial<ResolvedPort> & { name: string })[]): string =>
  canonicalJson([...ports].sort((a, b) => (a.name < b.name ? -1 : 1)));

/** Source: endpointslice podToEndpoint. */
function endpointFor(service: Service, { metadata, spec, status }: Pod, cache: Informer): Endpoint {
  const { name, namespace, uid, deletionTimestamp } = metadata;
  const serving = isPodReady({ metadata, spec, status } as Pod);
  const terminating = deletionTimestamp !== undefined;
  const zone = spec.nodeName ? cache.get('nodes', spec.nodeName)?.metadata.labels?.[ZONE] : undefined;
  return {
    addresses: [status.podIP ?? ''],
    conditions: {
      ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    ...(spec.hostname && spec.subdomain === service.metadata.name && { hostname: spec.hostname }),
    targetRef: { kind: 'Pod', ...(namespace && { namespace }), name, ...(uid && { uid }) },
    ...(spec.nodeName && { nodeName: spec.nodeName }),
    ...(zone && { zone }),
  };
}

function labelsFor(service: Service): Record<string, string> {
  return {
    ...service.metadata.labels,
    [MANAGED_BY]: MANAGER,
    [SERVICE_NAME]: service.metadata.name,
    ...(service.spec.clusterIP === 'None' && { [HEADLESS]: '' }),
  };
}

function sliceFor(
  service: Service,
  ports: EndpointSlice['ports'],
  endpoints: Endpoint[],
  trigger: string | undefined,
): Omit<EndpointSlice, 'metadata'> & { metadata: Partial<EndpointSlice['metadata']> } {
  const { name, namespace } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      ...(namespace && { namespace }),
      labels: labelsFor(service),
      ...(trigger && { annotations: { [TRIGGER_TIME]: trigger } }),
      ownerReferences: [controllerRef({ ...service, apiVersion: 'v1', kind: 'Service' })],
    },
    addressType: 'IPv4',
    endpoints: endpoints.length > 0 ? endpoints : null,
    ports,
  };
}

function update(
  service: Service,
  slice: EndpointSlice,
  endpoints: Endpoint[],
  trigger: string | undefined,
): ApiRequest[] {
  const labels = labelsFor(service);
  if (sameJson(slice.endpoints ?? [], endpoints) && sameJson(slice.metadata.labels, labels)) return [];
  const annotations = { ...slice.metadata.annotations, ...(trigger && { [TRIGGER_TIME]: trigger }) };
  const metadata = { ...slice.metadata, labels, annotations };
  return [
    put('endpointslices.discovery.k8s.io', {
      ...slice,
      metadata,
      endpoints: endpoints.length > 0 ? endpoints : null,
    } as EndpointSlice),
  ];
}
