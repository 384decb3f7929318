// Models pkg/controller/endpointslice: the EndpointSlices of each Service that has a selector.

import type { Pod, Service } from '#api/core/types.ts';
import type { Endpoint, EndpointSlice } from '#api/discovery/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
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
import { controllerRef, post, put, remove } from '../requests.ts';

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const RESOURCE = 'endpointslices.discovery.k8s.io';
const MANAGER = 'endpointslice-controller.k8s.io';
/** Source: --max-endpoints-per-slice. */
const CAPACITY = 100;
const ZONE = 'topology.kubernetes.io/zone';

export const endpointslice: Controller = {
  name: 'endpointslice-controller',
  resources: ['services', 'pods', RESOURCE],

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
      .controlled<EndpointSlice>(RESOURCE, service.metadata.uid ?? '')
      .filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER && !metadata.deletionTimestamp);
    const pods = podsBehind(service, cache);
    return { requests: reconcile(service, pods, actual, cache) };
  },
};

interface Plan {
  readonly create: Unnamed[];
  readonly update: EndpointSlice[];
  readonly remove: EndpointSlice[];
}

/** Source: reconciler.Reconcile. */
function reconcile(
  service: Service,
  pods: readonly Pod[],
  actual: readonly EndpointSlice[],
  cache: Informer,
): ApiRequest[] {
  const trigger = lastTrigger(service, pods);
  const wanted = groupByPorts(service, pods, cache);
  // Without a Pod there is still one slice, so that clients see that the controller has looked.
  if (wanted.size === 0) wanted.set(portsId([]), { ports: null, endpoints: new Map() });
  const slices = new Map<string, EndpointSlice[]>();
  const plan: Plan = { create: [], update: [], remove: [] };
  for (const slice of actual) {
    const id = portsId(slice.ports ?? []);
    if (wanted.has(id)) slices.set(id, [...(slices.get(id) ?? []), slice]);
    else plan.remove.push(slice);
  }
  for (const [id, group] of wanted) fill(service, group, slices.get(id) ?? [], trigger, plan);
  // A slice that is no longer needed becomes one that is: its name stays. Source: reconciler.finalize.
  for (const slice of plan.create.splice(Math.max(0, plan.create.length - plan.remove.length))) {
    const { metadata } = plan.remove.shift()!;
    plan.update.push({ ...slice, metadata: { ...metadata, ...slice.metadata, name: metadata.name } } as EndpointSlice);
  }
  return [
    ...plan.create.map((slice) => post(RESOURCE, slice)),
    ...plan.update.map((slice) => put(RESOURCE, slice)),
    ...plan.remove.map((slice) => remove(RESOURCE, slice)),
  ];
}

/** Keeps endpoints where they are, fills the gaps, opens new slices for the rest. Source: reconcileByPortMapping. */
function fill(
  service: Service,
  { ports, endpoints }: Group,
  slices: readonly EndpointSlice[],
  trigger: string | undefined,
  plan: Plan,
): void {
  const rest = new Map(endpoints);
  const kept = slices.map((slice) => ({
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
  for (const k of [...kept].sort((a, b) => b.endpoints.length - a.endpoints.length)) {
    k.endpoints.push(...waiting.splice(0, CAPACITY - k.endpoints.length));
  }
  const spare = new Set(endpoints.size === 0 ? kept.slice(1) : kept.filter((k) => k.endpoints.length === 0));
  for (const k of kept) {
    if (spare.has(k)) plan.remove.push(k.slice);
    else plan.update.push(...updated(service, k.slice, k.endpoints, trigger));
  }
  if (kept.length === 0 && waiting.length === 0) plan.create.push(sliceFor(service, ports, [], trigger));
  while (waiting.length > 0) plan.create.push(sliceFor(service, ports, waiting.splice(0, CAPACITY), trigger));
}

interface Group {
  readonly ports: EndpointSlice['ports'];
  /** By the UID of the Pod. */
  readonly endpoints: Map<string, Endpoint>;
}

type Unnamed = Omit<EndpointSlice, 'metadata'> & { metadata: Partial<EndpointSlice['metadata']> };

function groupByPorts(service: Service, pods: readonly Pod[], cache: Informer): Map<string, Group> {
  const groups = new Map<string, Group>();
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
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const zone = spec.nodeName ? cache.get('nodes', spec.nodeName)?.metadata.labels?.[ZONE] : undefined;
  const hints = ready ? hintsFor(service.spec.trafficDistribution, spec.nodeName, zone) : undefined;
  return {
    addresses: [status.podIP ?? ''],
    conditions: {
      ready,
      serving,
      terminating,
    },
    ...(spec.hostname && spec.subdomain === service.metadata.name && { hostname: spec.hostname }),
    targetRef: { kind: 'Pod', ...(namespace && { namespace }), name, ...(uid && { uid }) },
    ...(spec.nodeName && { nodeName: spec.nodeName }),
    ...(zone && { zone }),
    ...(hints && { hints }),
  };
}

/** Whom a ready endpoint is meant for. Same node falls back to same zone. Source: trafficdist.ReconcileHints of v1.34. */
// Portolan does not simulate the annotation `service.kubernetes.io/topology-mode: Auto`, whose hints follow the zones' CPUs.
function hintsFor(
  distribution: string | undefined,
  node: string | undefined,
  zone: string | undefined,
): Endpoint['hints'] | undefined {
  const forZones = zone === undefined ? {} : { forZones: [{ name: zone }] };
  if (distribution === 'PreferSameNode' && node) return { ...forZones, forNodes: [{ name: node }] };
  const isSameZone = distribution === 'PreferClose' || distribution === 'PreferSameZone';
  return isSameZone && zone !== undefined ? forZones : undefined;
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
): Unnamed {
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

/** The slice as it should be; nothing if it is so already. */
function updated(
  service: Service,
  slice: EndpointSlice,
  endpoints: Endpoint[],
  trigger: string | undefined,
): EndpointSlice[] {
  const labels = labelsFor(service);
  if (deepEqual(slice.endpoints ?? [], endpoints) && deepEqual(slice.metadata.labels, labels)) return [];
  const annotations = { ...slice.metadata.annotations, ...(trigger && { [TRIGGER_TIME]: trigger }) };
  return [
    {
      ...slice,
      metadata: { ...slice.metadata, labels, annotations },
      endpoints: endpoints.length > 0 ? endpoints : null,
    },
  ];
}
