// Says why a connection failed: the difference between a wrong selector, an unready Pod and a wrong port. As a sentence, and as a value.

import type { Pod, Protocol } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { HopReason } from '#machine/http.ts';
import { inCidr } from '../address.ts';
import type { Denial } from '../policy/policy.ts';
import type { Machine, OpenPort, Topology } from '../topology.ts';
import type { Rules } from './rules.ts';
import type { ServicePortRule } from './service-port.ts';

/** What a hop says, and the same for programs. */
export interface Why {
  readonly did: string;
  readonly reason: HopReason;
}

export const why = (did: string, code: string, parameters: HopReason['parameters']): Why => ({
  did,
  reason: { code, parameters },
});

export function whyNoEndpoint(target: ServicePortRule, pods: readonly Pod[]): Why {
  const { text, code, selector = '', port = '' } = cause(target, pods);
  const { service } = target;
  const did = `no ready endpoint behind Service ${service}: connection refused (${text})`;
  return why(did, code, { service, selector, port });
}

interface Cause {
  readonly text: string;
  readonly code: string;
  readonly selector?: string;
  readonly port?: string;
}

function cause({ selector, service, known, slices, targetPort }: ServicePortRule, pods: readonly Pod[]): Cause {
  if (!selector) {
    const code = 'no-selector';
    if (slices === 0) return { text: 'it has no selector, and no EndpointSlice was made for it', code };
    return known === 0
      ? { text: 'it has no selector, and its EndpointSlices list no address for this port', code }
      : { text: 'none of its endpoints is ready', code };
  }
  const namespace = service.slice(0, service.indexOf('/'));
  const wanted = Object.entries(selector);
  const written = wanted.map(([key, value]) => `${key}=${value}`).join(',');
  const told = { selector: written, port: String(targetPort) };
  const matching = pods.filter(
    ({ metadata }) =>
      metadata.namespace === namespace && wanted.every(([key, value]) => metadata.labels?.[key] === value),
  );
  if (matching.length === 0)
    return { text: `its selector ${written} matches no Pod`, code: 'selector-matches-none', ...told };
  const alive = matching.filter(
    ({ status }) => status?.podIP && status.phase !== 'Succeeded' && status.phase !== 'Failed',
  );
  const matches = (n: number): string => `its selector ${written} matches ${count(n)}`;
  if (alive.length === 0)
    return { text: `${matches(matching.length)}, but none is running`, code: 'none-running', ...told };
  if (!alive.some(isReady)) return { text: `${matches(alive.length)}, but none is ready`, code: 'none-ready', ...told };
  if (typeof targetPort === 'string')
    return { text: `no Pod that it selects has a port named ${targetPort}`, code: 'no-such-port-name', ...told };
  return { text: 'its Pods are ready, but its EndpointSlices do not list them yet', code: 'not-in-slices', ...told };
}

const count = (n: number): string => (n === 1 ? '1 Pod' : `${n} Pods`);

function isReady({ metadata, status }: Pod): boolean {
  return !metadata.deletionTimestamp && status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
}

export function whyNotListening(machine: Machine, port: number, protocol: Protocol, open: readonly OpenPort[]): Why {
  const who =
    machine.kind === 'pod'
      ? `Pod ${keyOf(machine.pod)}`
      : machine.kind === 'node'
        ? `node ${machine.name}`
        : machine.place;
  const written = (p: OpenPort) => ((p.protocol ?? 'TCP') === 'TCP' ? `${p.port}` : `${p.port}/${p.protocol}`);
  const asked = written({ port, protocol });
  const same = open.find((o) => o.port === port && (o.protocol ?? protocol) === protocol);
  if (same)
    return why(`port ${port} of ${who} is bound to ${same.address} only: connection refused`, 'bound-elsewhere', {
      who,
      port: asked,
      listens: same.address ?? '',
    });
  const listens = [...new Set(open.map(written))].join(', ');
  const rest = listens !== '' ? `it listens on ${listens}` : 'it listens on no port';
  return why(`nothing listens on port ${asked} of ${who}; ${rest}: connection refused`, 'not-listening', {
    who,
    port: asked,
    listens: listens || '-',
  });
}

export function whyDenied({ pod, direction, policies }: Denial): Why {
  const key = keyOf(pod);
  const what =
    direction === 'Ingress' ? `lets this connection in to Pod ${key}` : `lets this connection out of Pod ${key}`;
  const named = policies.join(', ');
  const who =
    policies.length === 1 ? `NetworkPolicy ${named} isolates it, and` : `NetworkPolicies ${named} isolate it, and`;
  return why(`${who} no rule ${what}: the packet is dropped, no answer comes`, 'policy-denied', {
    policies: named,
    pod: key,
    direction,
    field: direction.toLowerCase(),
  });
}

/** What comes from outside, and is for nobody there. */
export function whyNoRoute(
  ip: string,
  owner: { readonly service: string; readonly via: string } | undefined,
  machine: Machine | undefined,
  { serviceCidr, podCidr }: Topology,
): Why | string {
  const inside = (what: string): Why => why(`${what}: no answer comes`, 'no-route-from-outside', { ip });
  if (owner?.via === 'ClusterIP')
    return inside(`${ip} is the ClusterIP of Service ${owner.service}, which has no route from outside the cluster`);
  if (owner?.via === 'LoadBalancer')
    return `${ip} stands in the status of Service ${owner.service}, but no load balancer has it: no answer comes`;
  if (owner)
    return `${ip} is an external IP of Service ${owner.service}, but nothing routes it to a node: no answer comes`;
  if (machine?.kind === 'node')
    return inside(`${ip} is the internal address of node ${machine.name}, which has no route from outside the cluster`);
  if (machine?.kind === 'pod')
    return inside(`${ip} is the address of Pod ${machine.place.slice(4)}, which has no route from outside the cluster`);
  if (inCidr(ip, serviceCidr) || inCidr(ip, podCidr))
    return inside(`${ip} is an address inside the cluster, which has no route from outside`);
  return `nothing answers at ${ip}: no answer comes`;
}

export function whyNoSuchPort(service: string, ip: string, port: string, rules: Rules): Why {
  const ports = [...rules.byAddress.entries()]
    .filter(([key, { target }]) => target.service === service && key.startsWith(`${ip}:`))
    .map(([, { target }]) => `${target.port}/${target.protocol}`);
  const did = `Service ${service} has no port ${port}, only ${ports.join(', ')}: the packet is dropped, no answer comes`;
  return why(did, 'no-such-port', { service, port });
}
