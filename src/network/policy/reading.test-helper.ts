// NetworkPolicies read word for word, without regard to speed: what the tests hold the dataplane's own reading against.
// Each comment is the sentence of the API reference (networking.k8s.io/v1) or of the concept page that the line below it says.

import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '#api/networking/types.ts';
import type { LabelSelector } from '#apimachinery/meta.ts';

export interface Party {
  readonly ip: string;
  /** Absent for what is no Pod. */
  readonly pod?: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> };
}
export interface Server extends Party {
  readonly namedPorts: readonly { name: string; number: number; protocol: string }[];
}
interface Connection {
  readonly client: Party;
  readonly server: Server;
  readonly port: number;
  readonly protocol: string;
}
type Labels = Record<string, string>;

const bits = (ip: string): string =>
  ip
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');

function isInBlock(ip: string, cidr: string): boolean {
  const [base = '', length = ''] = cidr.split('/');
  return bits(ip).slice(0, Number(length)) === bits(base).slice(0, Number(length));
}

function selects(selector: LabelSelector, labels: Labels): boolean {
  // "The result of matchLabels and matchExpressions are ANDed."
  for (const key in selector.matchLabels) if (labels[key] !== selector.matchLabels[key]) return false;
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const value = labels[key];
    if (operator === 'In' && !(value !== undefined && values!.includes(value))) return false;
    if (operator === 'NotIn' && value !== undefined && values!.includes(value)) return false;
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
  }
  // "An empty label selector matches all objects."
  return true;
}

function matchesPeer(peer: NetworkPolicyPeer, other: Party, ownNamespace: string, namespaces: Record<string, Labels>) {
  if (peer.ipBlock) {
    // "except is a slice of CIDRs that should not be included within an IPBlock."
    for (const cidr of peer.ipBlock.except ?? []) if (isInBlock(other.ip, cidr)) return false;
    return isInBlock(other.ip, peer.ipBlock.cidr);
  }
  if (other.pod === undefined) return false;
  const { namespace, labels } = other.pod;
  // "If podSelector is also set, then the NetworkPolicyPeer as a whole selects the pods matching podSelector in the namespaces selected by namespaceSelector."
  if (peer.podSelector && peer.namespaceSelector)
    return selects(peer.podSelector, labels) && selects(peer.namespaceSelector, namespaces[namespace]!);
  // "Otherwise it selects all pods in the namespaces selected by namespaceSelector."
  if (peer.namespaceSelector) return selects(peer.namespaceSelector, namespaces[namespace]!);
  // "Otherwise it selects the pods matching podSelector in the policy's own namespace."
  return namespace === ownNamespace && selects(peer.podSelector!, labels);
}

function matchesPort(wanted: NetworkPolicyPort, { server, port, protocol }: Connection): boolean {
  // "If not specified, this field defaults to TCP."
  if (protocol !== (wanted.protocol ?? 'TCP')) return false;
  // "If this field is not provided, this matches all port names and numbers."
  if (wanted.port === undefined) return true;
  // "This can either be a numerical or named port on a pod."
  if (typeof wanted.port === 'string')
    return server.namedPorts.some((p) => p.name === wanted.port && p.number === port && p.protocol === protocol);
  // "endPort indicates that the range of ports from port to endPort if set, inclusive, should be allowed by the policy."
  for (let n = wanted.port; n <= (wanted.endPort ?? wanted.port); n++) if (n === port) return true;
  return false;
}

function allowsAt(
  where: 'Ingress' | 'Egress',
  connection: Connection,
  policies: readonly NetworkPolicy[],
  namespaces: Record<string, Labels>,
): boolean {
  const pod = where === 'Ingress' ? connection.server.pod : connection.client.pod;
  const other = where === 'Ingress' ? connection.client : connection.server;
  if (pod === undefined) return true;
  const applicable = [];
  for (const policy of policies) {
    if (policy.metadata.namespace !== pod.namespace) continue;
    if (!selects(policy.spec.podSelector, pod.labels)) continue;
    // "If this field is not specified, it will default based on the existence of ingress or egress rules; policies that
    // contain an egress section are assumed to affect egress, and all policies are assumed to affect ingress."
    const types = policy.spec.policyTypes ?? (policy.spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress']);
    if (types.includes(where)) applicable.push(policy);
  }
  // "By default, a pod is non-isolated; all connections are allowed."
  if (applicable.length === 0) return true;
  // "The effects of those lists combine additively."
  for (const policy of applicable) {
    const rules =
      where === 'Ingress'
        ? policy.spec.ingress?.map(({ from, ports }) => ({ peers: from, ports }))
        : policy.spec.egress?.map(({ to, ports }) => ({ peers: to, ports }));
    for (const { peers, ports } of rules ?? []) {
      // "If this field is empty or missing, this rule matches all ports (sources) …"
      const portMatches = !ports?.length || ports.some((port) => matchesPort(port, connection));
      const peerMatches =
        !peers?.length || peers.some((peer) => matchesPeer(peer, other, policy.metadata.namespace!, namespaces));
      if (portMatches && peerMatches) return true;
    }
  }
  return false;
}

/** "For a connection from a source pod to a destination pod to be allowed, both the egress policy on the source pod and the ingress policy on the destination pod need to allow the connection." */
export function isAllowed(
  connection: Connection,
  policies: readonly NetworkPolicy[],
  namespaces: Record<string, Labels>,
): boolean {
  return (['Egress', 'Ingress'] as const).every((where) => allowsAt(where, connection, policies, namespaces));
}
