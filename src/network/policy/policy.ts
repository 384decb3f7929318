// Who may talk to whom: NetworkPolicies, judged for one connection after its Service address has been translated.

import type { Pod, Protocol } from '#api/core/types.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '#api/networking/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { inCidr } from '../address.ts';

export interface Policies {
  readonly all: readonly NetworkPolicy[];
  /** Labels of namespaces by name; one that is absent has its name's label only. */
  readonly namespaceLabels: Readonly<Record<string, Record<string, string>>>;
}

/** One end of a connection. `pod` is undefined for nodes and for machines outside: only their address can be allowed. */
export interface End {
  readonly ip: string;
  readonly pod: Pod | undefined;
}

/** What stopped a connection, and which policies isolate that Pod. */
export interface Denial {
  readonly pod: Pod;
  readonly direction: 'Ingress' | 'Egress';
  readonly policies: readonly string[];
}

type Direction = Denial['direction'];

/** Egress is judged at the client's Pod, ingress at the server's; what no policy selects is open. Source: networking/v1 NetworkPolicySpec. */
export function deniedBy(
  client: End,
  server: End,
  port: number,
  protocol: Protocol,
  policies: Policies,
): Denial | undefined {
  if (policies.all.length === 0 || (client.pod && client.pod === server.pod)) return undefined;
  return (
    (client.pod && judge(client.pod, 'Egress', server, server.pod, port, protocol, policies)) ??
    (server.pod && judge(server.pod, 'Ingress', client, server.pod, port, protocol, policies))
  );
}

function judge(
  pod: Pod,
  direction: Direction,
  peer: End,
  server: Pod | undefined,
  port: number,
  protocol: Protocol,
  policies: Policies,
): Denial | undefined {
  const isolating = policies.all.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.metadata.namespace &&
      typesOf(spec).includes(direction) &&
      matchesSelector(spec.podSelector ?? {}, pod.metadata.labels ?? {}),
  );
  const allows = ({ metadata, spec }: NetworkPolicy): boolean => {
    const rules =
      direction === 'Ingress'
        ? (spec.ingress ?? []).map((r) => ({ peers: r.from, ports: r.ports }))
        : (spec.egress ?? []).map((r) => ({ peers: r.to, ports: r.ports }));
    return rules.some(
      ({ peers = [], ports = [] }) =>
        (peers.length === 0 || peers.some((p) => isPeer(p, peer, metadata.namespace ?? '', policies))) &&
        (ports.length === 0 || ports.some((p) => isPort(p, port, protocol, server))),
    );
  };
  if (isolating.length === 0 || isolating.some(allows)) return undefined;
  return { pod, direction, policies: isolating.map(keyOf) };
}

/** Ingress always, Egress only where there are egress rules, unless it is said. Source: SetDefaults_NetworkPolicy. */
function typesOf({ policyTypes, egress }: NetworkPolicy['spec']): readonly Direction[] {
  return policyTypes ?? (egress && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
}

function isPeer(
  { ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer,
  { ip, pod }: End,
  ownNamespace: string,
  policies: Policies,
): boolean {
  if (ipBlock) return inCidr(ip, ipBlock.cidr) && !(ipBlock.except ?? []).some((cidr) => inCidr(ip, cidr));
  if (!pod) return false;
  const namespace = pod.metadata.namespace ?? '';
  const labels = policies.namespaceLabels[namespace] ?? { 'kubernetes.io/metadata.name': namespace };
  if (namespaceSelector ? !matchesSelector(namespaceSelector, labels) : namespace !== ownNamespace) return false;
  return !podSelector || matchesSelector(podSelector, pod.metadata.labels ?? {});
}

function isPort(wanted: NetworkPolicyPort, port: number, protocol: Protocol, server: Pod | undefined): boolean {
  if ((wanted.protocol ?? 'TCP') !== protocol) return false;
  if (wanted.port === undefined) return true;
  if (typeof wanted.port === 'number') return port >= wanted.port && port <= (wanted.endPort ?? wanted.port);
  const ports = server?.spec.containers.flatMap((c) => c.ports ?? []) ?? [];
  return ports.some((p) => p.name === wanted.port && p.containerPort === port && (p.protocol ?? 'TCP') === protocol);
}
