// Says in words why a connection was refused: the difference between a wrong selector, an unready Pod and a wrong port.

import type { Pod, Protocol } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { inCidr } from '../address.ts';
import type { Denial } from '../policy/policy.ts';
import type { Machine, OpenPort, Topology } from '../topology.ts';
import type { Rules } from './rules.ts';
import type { ServicePortRule } from './service-port.ts';

export function whyNoEndpoint(target: ServicePortRule, pods: readonly Pod[]): string {
  const refused = `no ready endpoint behind Service ${target.service}: connection refused`;
  return `${refused} (${cause(target, pods)})`;
}

function cause({ selector, service, known, slices, targetPort }: ServicePortRule, pods: readonly Pod[]): string {
  if (!selector) {
    if (slices === 0) return 'it has no selector, and no EndpointSlice was made for it';
    return known === 0
      ? 'it has no selector, and its EndpointSlices list no address for this port'
      : 'none of its endpoints is ready';
  }
  const namespace = service.slice(0, service.indexOf('/'));
  const wanted = Object.entries(selector);
  const written = wanted.map(([key, value]) => `${key}=${value}`).join(',');
  const matching = pods.filter(
    ({ metadata }) =>
      metadata.namespace === namespace && wanted.every(([key, value]) => metadata.labels?.[key] === value),
  );
  if (matching.length === 0) return `its selector ${written} matches no Pod`;
  const alive = matching.filter(
    ({ status }) => status?.podIP && status.phase !== 'Succeeded' && status.phase !== 'Failed',
  );
  if (alive.length === 0) return `its selector ${written} matches ${count(matching.length)}, but none is running`;
  if (alive.some(isReady)) {
    if (typeof targetPort === 'string') return `no Pod that it selects has a port named ${targetPort}`;
    return 'its Pods are ready, but its EndpointSlices do not list them yet';
  }
  return `its selector ${written} matches ${count(alive.length)}, but none is ready`;
}

const count = (n: number): string => (n === 1 ? '1 Pod' : `${n} Pods`);

function isReady({ metadata, status }: Pod): boolean {
  return !metadata.deletionTimestamp && status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
}

export function whyNotListening(machine: Machine, port: number, protocol: Protocol, open: readonly OpenPort[]): string {
  const who =
    machine.kind === 'pod'
      ? `Pod ${keyOf(machine.pod)}`
      : machine.kind === 'node'
        ? `node ${machine.name}`
        : machine.place;
  const written = (p: OpenPort) => ((p.protocol ?? 'TCP') === 'TCP' ? `${p.port}` : `${p.port}/${p.protocol}`);
  const same = open.find((o) => o.port === port && (o.protocol ?? protocol) === protocol);
  if (same) return `port ${port} of ${who} is bound to ${same.address} only: connection refused`;
  const listens = [...new Set(open.map(written))];
  const rest = listens.length > 0 ? `it listens on ${listens.join(', ')}` : 'it listens on no port';
  return `nothing listens on port ${protocol === 'TCP' ? port : `${port}/${protocol}`} of ${who}; ${rest}: connection refused`;
}

export function whyDenied({ pod, direction, policies }: Denial): string {
  const what =
    direction === 'Ingress'
      ? `lets this connection in to Pod ${keyOf(pod)}`
      : `lets this connection out of Pod ${keyOf(pod)}`;
  const who =
    policies.length === 1
      ? `NetworkPolicy ${policies[0]} isolates it, and`
      : `NetworkPolicies ${policies.join(', ')} isolate it, and`;
  return `${who} no rule ${what}: the packet is dropped, no answer comes`;
}

/** Why a packet from outside the cluster gets nowhere. */
export function whyNoRoute(
  ip: string,
  owner: { readonly service: string; readonly via: string } | undefined,
  machine: Machine | undefined,
  { serviceCidr, podCidr }: Topology,
): string {
  if (owner?.via === 'ClusterIP')
    return `${ip} is the ClusterIP of Service ${owner.service}, which has no route from outside the cluster`;
  if (owner?.via === 'LoadBalancer')
    return `${ip} stands in the status of Service ${owner.service}, but no load balancer has it`;
  if (owner) return `${ip} is an external IP of Service ${owner.service}, but nothing routes it to a node`;
  if (machine?.kind === 'node')
    return `${ip} is the internal address of node ${machine.name}, which has no route from outside the cluster`;
  if (machine?.kind === 'pod')
    return `${ip} is the address of Pod ${machine.place.slice(4)}, which has no route from outside the cluster`;
  if (inCidr(ip, serviceCidr) || inCidr(ip, podCidr))
    return `${ip} is an address inside the cluster, which has no route from outside`;
  return `nothing answers at ${ip}`;
}

export function whyNoSuchPort(service: string, ip: string, asked: string, rules: Rules): string {
  const ports = [...rules.byAddress.entries()]
    .filter(([key, { target }]) => target.service === service && key.startsWith(`${ip}:`))
    .map(([, { target }]) => `${target.port}/${target.protocol}`);
  return `Service ${service} has no port ${asked}, only ${ports.join(', ')}: the packet is dropped, no answer comes`;
}
