// Draws the chart's value from the cluster's objects as they are now.

import type { Node, Pod, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Gateway, GRPCRoute, HTTPRoute } from '#api/gateway/types.ts';
import type { Ingress, NetworkPolicy } from '#api/networking/types.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import { isClosed, type NetworkFaults } from '#network/faults.ts';
import { isSealed } from '#network/policy/policy.ts';
import type { Facts } from '../why/facts.ts';
import type { Chart, Line, Spot } from './chart.ts';
import { idOf, podSpots } from './pods.ts';
import { addressesOf, gatewayDoor, ingressDoor, type Part, routeDoor, serviceDoors } from './ways-in.ts';

export interface ChartOptions {
  /** Namespaces of the system too, and the API server's own Service. Default false. */
  readonly system?: boolean;
  /** What is broken in the network. Default: nothing. */
  readonly faults?: NetworkFaults;
}

/** Is there whatever is in the cluster. */
const GIVEN: readonly Spot[] = [
  { id: 'laptop', lane: 'outside', kind: 'Laptop', name: '', note: '', state: 'ok' },
  { id: 'internet', lane: 'outside', kind: 'Internet', name: '', note: '', state: 'ok' },
  // kubectl proxy and port-forward go through it.
  { id: 'apiserver', lane: 'ways-in', kind: 'ApiServer', name: '', note: '', state: 'ok' },
];
const ALWAYS: readonly Line[] = [{ from: 'laptop', to: 'apiserver', kind: 'routes', holds: true }];

export function chartOf(facts: Pick<Facts, 'list'>, { system = false, faults = {} }: ChartOptions = {}): Chart {
  const isShown = ({ metadata }: ApiObject): boolean => system || !metadata.namespace?.startsWith('kube-');
  const all = <T extends ApiObject>(kind: Parameters<Facts['list']>[0]): readonly T[] =>
    facts.list<T>(kind).filter(isShown);
  const pods = all<Pod>('Pod').filter(({ status }) => status?.phase !== 'Succeeded' || system);
  const services = all<Service>('Service').filter((service) => system || keyOf(service) !== 'default/kubernetes');
  const slices = slicesByService(all<EndpointSlice>('EndpointSlice'));

  const { spots: ofPods, groups } = podSpots(pods);
  const spotOf = new Map(pods.map((pod) => [idOf(pod), groups[idOf(pod)] ?? idOf(pod)]));
  const policies = { all: facts.list<NetworkPolicy>('NetworkPolicy') };
  const isCut = (pod: Pod): boolean =>
    (faults.nodesDown?.includes(pod.spec.nodeName ?? '') ?? false) || isSealed(pod, policies);
  const cut = new Set(pods.filter(isCut).map(idOf));
  const served = services.map((service) => servicePart(service, slices.get(keyOf(service)) ?? [], spotOf, cut));
  const there = new Set(served.flatMap(({ part }) => part.spots.map(({ id }) => id)));
  const isThere = (id: string): boolean => there.has(id);
  const behind = balancerBy(services);
  const nodes = facts.list<Node>('Node');
  const isReached = nodes.some(({ status }) => status?.addresses?.some(({ type }) => type === 'ExternalIP'));
  const parts: readonly Part[] = [
    ...services.map((service, i) =>
      serviceDoors(service, served[i]!.isServed, isReached && !areClosed(service, faults)),
    ),
    ...all<Ingress>('Ingress').map((ingress) => ingressDoor(ingress, behind, isThere)),
    ...all<Gateway>('Gateway').map((gateway) => gatewayDoor(gateway, behind)),
    ...all<HTTPRoute>('HTTPRoute').map((route) => routeDoor('HTTPRoute', route, isThere)),
    ...all<GRPCRoute>('GRPCRoute').map((route) => routeDoor('GRPCRoute', route, isThere)),
    ...served.map(({ part }) => part),
  ];
  const lines = mergedLines([...ALWAYS, ...parts.flatMap((part) => part.lines)]);
  const standing = [...GIVEN, ...parts.flatMap((part) => part.spots), ...ofPods];
  const spots = [...standing, ...missingServices(lines, new Set(standing.map(({ id }) => id)), isShown)];
  const known = new Set(spots.map(({ id }) => id));
  return {
    spots,
    lines: lines.filter(({ from, to }) => known.has(from) && known.has(to)),
    nodes: nodes.map(({ metadata, status }) => ({
      name: metadata.name,
      isReady: (status?.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True'),
    })),
    groups,
  };
}

/** Services that a rule names and that are not there. */
function missingServices(
  lines: readonly Line[],
  known: ReadonlySet<string>,
  isShown: (object: ApiObject) => boolean,
): readonly Spot[] {
  const missing = new Set(lines.flatMap(({ to }) => (to.startsWith('service/') && !known.has(to) ? [to] : [])));
  return [...missing].flatMap((id) => {
    const [, namespace = '', name = ''] = id.split('/');
    if (!isShown({ metadata: { name, namespace } } as ApiObject)) return [];
    return [
      { id, lane: 'services', kind: 'Service', name, namespace, note: '', said: 'notFound', state: 'broken' },
    ] as const;
  });
}

function slicesByService(slices: readonly EndpointSlice[]): ReadonlyMap<string, readonly EndpointSlice[]> {
  const found = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const service = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (service === undefined) continue;
    const key = `${slice.metadata.namespace}/${service}`;
    found.set(key, [...(found.get(key) ?? []), slice]);
  }
  return found;
}

/** The load balancer at an address, or the internet's own where an object has an address that no Service has: a cloud's for an Ingress. */
function balancerBy(services: readonly Service[]): (address: string) => string {
  const owners = new Map(
    services.flatMap((service) => addressesOf(service).map((address) => [address, `load-balancer/${keyOf(service)}`])),
  );
  return (address) => owners.get(address) ?? 'internet';
}

function servicePart(
  service: Service,
  slices: readonly EndpointSlice[],
  spotOf: ReadonlyMap<string, string>,
  cut: ReadonlySet<string>,
): { readonly part: Part; readonly isServed: boolean } {
  const [key, namespace = ''] = [keyOf(service), service.metadata.namespace];
  const id = `service/${key}`;
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  const { type } = service.spec;
  const lines = endpoints.flatMap(({ targetRef, conditions }): Line[] => {
    const pod = targetRef?.kind === 'Pod' ? `pod/${targetRef.namespace}/${targetRef.name}` : '';
    const to = spotOf.get(pod);
    const holds = conditions?.ready !== false && !cut.has(pod);
    return to === undefined ? [] : [{ from: id, to, kind: 'selects', holds }];
  });
  const isServed = type === 'ExternalName' || endpoints.some(({ conditions }) => conditions?.ready !== false);
  const spot: Spot = {
    id,
    lane: 'services',
    kind: 'Service',
    name: service.metadata.name,
    namespace,
    object: `Service/${key}`,
    note: noteOf(service),
    state: isServed ? 'ok' : 'waiting',
  };
  return { part: { spots: [spot], lines }, isServed };
}

/** All its node ports, by the firewall. */
const areClosed = ({ spec: { ports = [] } }: Service, faults: NetworkFaults): boolean =>
  ports.every(({ nodePort = 0, protocol = 'TCP' }) => isClosed(faults, nodePort, protocol));

function noteOf({ spec }: Service): string {
  const { type, clusterIP, externalName, ports = [] } = spec;
  if (type === 'ExternalName') return `→ ${externalName ?? ''}`;
  const numbers = ports.map(({ port, protocol = 'TCP' }) =>
    protocol === 'TCP' ? String(port) : `${port}/${protocol}`,
  );
  return `${clusterIP === 'None' ? 'headless' : (clusterIP ?? '')}${numbers.length > 0 ? ` :${numbers.join(',')}` : ''}`;
}

/** One line for each pair: to several Pods that are drawn as one it holds when it holds to one of them. */
function mergedLines(lines: readonly Line[]): readonly Line[] {
  const merged = new Map<string, Line>();
  for (const line of lines) {
    const key = `${line.from} ${line.to}`;
    const before = merged.get(key);
    if (!before || (line.holds && !before.holds)) merged.set(key, line);
  }
  return [...merged.values()];
}
