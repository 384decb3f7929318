// Says why a connection failed: the difference between a wrong selector, an unready Pod and a wrong port. As a sentence, and as a value.

import type { Pod, Protocol } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Told, told } from '#machine/hop.ts';
import { inCidr } from '../address.ts';
import type { Fault } from '../faults.ts';
import type { Denial } from '../policy/policy.ts';
import type { Machine, OpenPort, Topology } from '../topology.ts';
import type { Rules } from './rules.ts';
import type { ServicePortRule } from './service-port.ts';

export function whyNoEndpoint(target: ServicePortRule, pods: readonly Pod[]): Told {
  const { did, reason } = cause(target, pods);
  return { did: `no ready endpoint behind Service ${target.service}: connection refused (${did})`, reason };
}

function cause({ selector, service, known, slices, targetPort }: ServicePortRule, pods: readonly Pod[]): Told {
  if (!selector) {
    if (slices === 0) return told('it has no selector, and no EndpointSlice was made for it', 'no-slices', { service });
    return known === 0
      ? told('it has no selector, and its EndpointSlices list no address for this port', 'slices-without-address', {
          service,
        })
      : told('none of its endpoints is ready', 'endpoints-unready', { service });
  }
  const namespace = service.slice(0, service.indexOf('/'));
  const wanted = Object.entries(selector);
  const written = wanted.map(([key, value]) => `${key}=${value}`).join(',');
  const selects = { service, selector: written };
  const matching = pods.filter(
    ({ metadata }) =>
      metadata.namespace === namespace && wanted.every(([key, value]) => metadata.labels?.[key] === value),
  );
  if (matching.length === 0) return told(`its selector ${written} matches no Pod`, 'selector-matches-none', selects);
  const alive = matching.filter(
    ({ status }) => status?.podIP && status.phase !== 'Succeeded' && status.phase !== 'Failed',
  );
  const matches = (n: number): string => `its selector ${written} matches ${count(n)}`;
  const counted = { ...selects, count: String(alive.length || matching.length) };
  if (alive.length === 0) return told(`${matches(matching.length)}, but none is running`, 'none-running', counted);
  if (!alive.some(isReady)) return told(`${matches(alive.length)}, but none is ready`, 'none-ready', counted);
  if (typeof targetPort === 'string') {
    const port = targetPort;
    return told(`no Pod that it selects has a port named ${port}`, 'no-such-port-name', { service, port });
  }
  return told('its Pods are ready, but its EndpointSlices do not list them yet', 'not-in-slices', { service });
}

const count = (n: number): string => (n === 1 ? '1 Pod' : `${n} Pods`);

function isReady({ metadata, status }: Pod): boolean {
  return !metadata.deletionTimestamp && status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
}

/** A machine as sentences name it. */
export const nameOf = (machine: Machine): string =>
  machine.kind === 'pod'
    ? `Pod ${keyOf(machine.pod)}`
    : machine.kind === 'node'
      ? `node ${machine.name}`
      : machine.place;

/** @param who Whose port it is, as `nameOf` names it. */
export function whyNotListening(who: string, port: number, protocol: Protocol, open: readonly OpenPort[]): Told {
  const written = (p: OpenPort) => ((p.protocol ?? 'TCP') === 'TCP' ? `${p.port}` : `${p.port}/${p.protocol}`);
  const asked = written({ port, protocol });
  const same = open.find((o) => o.port === port && (o.protocol ?? protocol) === protocol);
  if (same)
    return told(`port ${port} of ${who} is bound to ${same.address} only: connection refused`, 'bound-elsewhere', {
      who,
      port: asked,
      listens: same.address ?? '',
    });
  const listens = [...new Set(open.map(written))].join(', ');
  const rest = listens !== '' ? `it listens on ${listens}` : 'it listens on no port';
  return told(`nothing listens on port ${asked} of ${who}; ${rest}: connection refused`, 'not-listening', {
    who,
    port: asked,
    listens: listens || '-',
  });
}

export function whyDenied({ pod, direction, policies }: Denial): Told {
  const key = keyOf(pod);
  const what =
    direction === 'Ingress' ? `lets this connection in to Pod ${key}` : `lets this connection out of Pod ${key}`;
  const named = policies.join(', ');
  const who =
    policies.length === 1 ? `NetworkPolicy ${named} isolates it, and` : `NetworkPolicies ${named} isolate it, and`;
  return told(`${who} no rule ${what}: the packet is dropped, no answer comes`, 'policy-denied', {
    policies: named,
    pod: key,
    direction,
    field: direction.toLowerCase(),
  });
}

/** `fault` is `lostBetween`'s. */
export function whyLost(fault: Fault): Told {
  return 'node' in fault
    ? told(`node ${fault.node} is down: no answer comes`, 'node-down', fault)
    : told(`the network between ${fault.a} and ${fault.b} is cut: no answer comes`, 'network-cut', fault);
}

export const whyNobody = (ip: string, what = 'answers at'): Told =>
  told(`nothing ${what} ${ip}: no answer comes`, 'nobody-there', { ip });

/** What comes from outside, and is for nobody there. */
export function whyNoRoute(
  ip: string,
  owner: { readonly service: string; readonly via: string } | undefined,
  machine: Machine | undefined,
  { serviceCidr, podCidr }: Topology,
): Told {
  const inside = (whose: string, what: string): Told =>
    told(`${ip} is ${what}: no answer comes`, 'no-route-from-outside', { ip, whose });
  const service = owner?.service ?? '';
  if (owner?.via === 'ClusterIP')
    return inside(
      `Service ${service}`,
      `the ClusterIP of Service ${service}, which has no route from outside the cluster`,
    );
  if (owner?.via === 'LoadBalancer')
    return told(
      `${ip} stands in the status of Service ${service}, but no load balancer has it: no answer comes`,
      'no-balancer-there',
      { ip, service },
    );
  if (owner)
    return told(
      `${ip} is an external IP of Service ${service}, but nothing routes it to a node: no answer comes`,
      'external-ip-unrouted',
      { ip, service },
    );
  if (machine?.kind === 'node')
    return inside(
      `node ${machine.name}`,
      `the internal address of node ${machine.name}, which has no route from outside the cluster`,
    );
  if (machine?.kind === 'pod') {
    const pod = `Pod ${machine.place.slice(4)}`;
    return inside(pod, `the address of ${pod}, which has no route from outside the cluster`);
  }
  if (inCidr(ip, serviceCidr) || inCidr(ip, podCidr))
    return inside('-', 'an address inside the cluster, which has no route from outside');
  return whyNobody(ip);
}

export function whyNoSuchPort(service: string, ip: string, port: string, rules: Rules): Told {
  const ports = [...rules.byAddress.entries()]
    .filter(([key, { target }]) => target.service === service && key.startsWith(`${ip}:`))
    .map(([, { target }]) => `${target.port}/${target.protocol}`);
  const written = ports.join(', ');
  const did = `Service ${service} has no port ${port}, only ${written}: the packet is dropped, no answer comes`;
  return told(did, 'no-such-port', { service, port, ports: written });
}
