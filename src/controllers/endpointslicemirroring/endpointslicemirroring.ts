// Models pkg/controller/endpointslicemirroring: Endpoints that people write for Services without a selector, as EndpointSlices.

import type { EndpointAddress, EndpointSubset, Endpoints, Service } from '#api/core/types.ts';
import type { Endpoint, EndpointSlice } from '#api/discovery/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Controller } from '../controller.ts';
import { TRIGGER_TIME } from '../endpoints/addresses.ts';
import { MANAGED_BY, SERVICE_NAME } from '../endpointslice/endpointslice.ts';
import { controllerRef, post, put, remove } from '../requests.ts';

const RESOURCE = 'endpointslices.discovery.k8s.io';
const MANAGER = 'endpointslicemirroring-controller.k8s.io';
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Source: --mirroring-max-endpoints-per-subset. */
const CAPACITY = 1000;

type Unnamed = Omit<EndpointSlice, 'metadata'> & { metadata: Partial<EndpointSlice['metadata']> };

export const endpointslicemirroring: Controller = {
  name: 'endpointslicemirroring-controller',
  resources: ['services', 'endpoints', RESOURCE],

  keysFor({ resource, object }) {
    if (resource !== RESOURCE) return [keyOf(object)];
    const { namespace = '', labels } = object.metadata;
    return labels?.[MANAGED_BY] === MANAGER && labels[SERVICE_NAME] ? [`${namespace}/${labels[SERVICE_NAME]}`] : [];
  },

  sync(key, cache) {
    const service = cache.get<Service>('services', key);
    const endpoints = cache.get<Endpoints>('endpoints', key);
    if (!endpoints) return { requests: [] };
    const actual = cache
      .controlled<EndpointSlice>(RESOURCE, endpoints.metadata.uid ?? '')
      .filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER && !metadata.deletionTimestamp);
    const mirrored = service && Object.keys(service.spec.selector ?? {}).length === 0 && isMirrored(endpoints);
    const desired = mirrored ? (endpoints.subsets ?? []).map((subset) => sliceFor(endpoints, subset)) : [];
    return { requests: reconcile(actual, desired) };
  },
};

function isMirrored({ metadata }: Endpoints): boolean {
  return metadata.labels?.[SKIP] !== 'true' && metadata.annotations?.[LEADER] === undefined;
}

function sliceFor(
  endpoints: Endpoints,
  { addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset,
): Unnamed {
  const { name, namespace, labels, annotations = {} } = endpoints.metadata;
  const { [TRIGGER_TIME]: _time, [LAST_APPLIED]: _applied, ...copied } = annotations;
  const listed = [
    ...addresses.map((a) => endpointFor(a, true)),
    ...notReadyAddresses.map((a) => endpointFor(a, false)),
  ];
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      ...(namespace && { namespace }),
      labels: { ...labels, [SERVICE_NAME]: name, [MANAGED_BY]: MANAGER },
      ...(Object.keys(copied).length > 0 && { annotations: copied }),
      ownerReferences: [controllerRef({ ...endpoints, apiVersion: 'v1', kind: 'Endpoints' })],
    },
    addressType: listed.every(({ addresses: [ip] }) => ip?.includes(':')) && listed.length > 0 ? 'IPv6' : 'IPv4',
    endpoints: orNil(listed.slice(0, CAPACITY)),
    ports: orNil(ports.map(({ name: port = '', ...more }) => ({ name: port, ...more }))),
  };
}

/** As it is stored: an empty list is none. */
const orNil = <T>(list: T[]): T[] | null => (list.length > 0 ? list : null);

function endpointFor({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname && { hostname }),
    ...(targetRef && { targetRef }),
    ...(nodeName && { nodeName }),
  };
}

/** Slices with the same ports are changed in place, others made or removed. */
function reconcile(actual: readonly EndpointSlice[], desired: readonly Unnamed[]): ApiRequest[] {
  const left = [...actual];
  const requests = desired.flatMap((slice) => {
    const at = left.findIndex(
      ({ ports, addressType }) => addressType === slice.addressType && deepEqual(ports, slice.ports),
    );
    const [old] = at < 0 ? [] : left.splice(at, 1);
    if (!old) return [post(RESOURCE, slice)];
    const same = deepEqual(old.endpoints, slice.endpoints) && deepEqual(old.metadata.labels, slice.metadata.labels);
    return same ? [] : [put(RESOURCE, { ...slice, metadata: { ...old.metadata, ...slice.metadata } } as EndpointSlice)];
  });
  return [...requests, ...left.map((slice) => remove(RESOURCE, slice))];
}
