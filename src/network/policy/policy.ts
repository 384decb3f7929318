// Who may talk to whom: NetworkPolicies, judged for one connection as it is opened. Replies always come back.
// Models Calico with its iptables dataplane, as far as networking.k8s.io/v1 goes: it stands after kube-proxy's translation of Service addresses.
// Differs: a client that kube-proxy hides behind a node's address is judged by that address; Calico knows it still where the Pod runs on that very node.

import type { ContainerPort, Pod, Protocol } from '#api/core/types.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '#api/networking/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { inCidr } from '../address.ts';

export interface Policies {
  readonly all: readonly NetworkPolicy[];
  /** Labels of namespaces by name; one that is absent has its name's label only. */
  readonly namespaceLabels: Readonly<Record<string, Record<string, string>>>;
}

/** Of the server's Pod, after a Service's port has been translated. */
export interface Port {
  readonly number: number;
  /** `ICMP`: no entry under `ports` can name it, so only rules without `ports` let it through. */
  readonly protocol: Protocol | 'ICMP';
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

/** May this connection leave the client's Pod? Judged on its node, by the address that kube-proxy there has chosen. */
export function egressDenial(pod: Pod, server: End, port: Port, policies: Policies): Denial | undefined {
  return pod === server.pod ? undefined : judge(pod, 'Egress', server, server.pod, port, policies);
}

/** May this connection enter the server's Pod? Judged by the address that it sees the client at. */
export function ingressDenial(pod: Pod, client: End, port: Port, policies: Policies): Denial | undefined {
  return pod === client.pod ? undefined : judge(pod, 'Ingress', client, pod, port, policies);
}

/** Do policies keep out whoever comes, whatever it is? */
export const isSealed = (pod: Pod, policies: Pick<Policies, 'all'>): boolean => {
  const isolating = isolatingOf(pod, 'Ingress', policies);
  return isolating.length > 0 && isolating.every(({ spec }) => (spec.ingress ?? []).length === 0);
};

const isolatingOf = (pod: Pod, direction: Direction, { all }: Pick<Policies, 'all'>): readonly NetworkPolicy[] =>
  all.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.metadata.namespace &&
      typesOf(spec).includes(direction) &&
      matchesSelector(spec.podSelector ?? {}, pod.metadata.labels ?? {}),
  );

function judge(
  pod: Pod,
  direction: Direction,
  peer: End,
  server: Pod | undefined,
  port: Port,
  policies: Policies,
): Denial | undefined {
  const isolating = isolatingOf(pod, direction, policies);
  const allows = ({ metadata, spec }: NetworkPolicy): boolean => {
    const rules =
      direction === 'Ingress'
        ? (spec.ingress ?? []).map((r) => ({ peers: r.from, ports: r.ports }))
        : (spec.egress ?? []).map((r) => ({ peers: r.to, ports: r.ports }));
    return rules.some(
      ({ peers = [], ports = [] }) =>
        (peers.length === 0 || peers.some((p) => isPeer(p, peer, metadata.namespace ?? '', policies))) &&
        (ports.length === 0 || ports.some((p) => isPort(p, port, server))),
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

function isPort(wanted: NetworkPolicyPort, { number, protocol }: Port, server: Pod | undefined): boolean {
  if ((wanted.protocol ?? 'TCP') !== protocol) return false;
  if (wanted.port === undefined) return true;
  if (typeof wanted.port === 'number') return number >= wanted.port && number <= (wanted.endPort ?? wanted.port);
  return (server ? portsOf(server) : []).some(
    (p) => p.name === wanted.port && p.containerPort === number && (p.protocol ?? 'TCP') === protocol,
  );
}

/** Sidecars have ports too; init containers that end have none. */
function portsOf({ spec }: Pod): readonly ContainerPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...spec.containers, ...sidecars].flatMap(({ ports = [] }) => ports);
}
