// Which rule of a NetworkPolicy should have allowed a connection, and what it says instead.

import type { Pod } from '#api/core/types.ts';
import type { NetworkPolicy } from '#api/networking/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { find } from '../facts.ts';
import { type Case, type Finding, type Note, note } from './finding.ts';

export function policyDenied(asked: Case): Finding {
  const { reason, facts, hop } = asked;
  const { policies = '', field = 'ingress' } = reason.parameters;
  const object = `NetworkPolicy/${policies.split(', ')[0]}`;
  const policy = find<NetworkPolicy>(facts, object);
  const dns = hop.at === 'dns' ? [note('dns-forgotten', {})] : [];
  if (!policy) return { object, notes: dns };
  const { spec } = policy;
  const rules =
    field === 'egress'
      ? spec.egress?.map(({ to, ports }) => ({ peers: to, ports }))
      : spec.ingress?.map(({ from, ports }) => ({ peers: from, ports }));
  // A policy that has no rule for a direction denies by its types, or by selecting the Pod.
  if (!rules?.length) {
    const path = spec[field as 'ingress' | 'egress']
      ? `spec.${field}`
      : spec.policyTypes
        ? 'spec.policyTypes'
        : 'spec.podSelector';
    return { object, path, notes: [note('policy-without-rules', {}), ...dns] };
  }
  const near = nearMiss(rules, field, asked, policy);
  return { object, path: near?.path ?? `spec.${field}`, notes: [...(near ? [near.said] : []), ...dns] };
}

type Rules = readonly {
  readonly peers: NonNullable<NetworkPolicy['spec']['ingress']>[number]['from'];
  readonly ports: NonNullable<NetworkPolicy['spec']['ingress']>[number]['ports'];
}[];

function nearMiss(
  rules: Rules,
  field: string,
  { before, facts, reason, hop }: Case,
  { metadata }: NetworkPolicy,
): { readonly path: string; readonly said: Note } | undefined {
  const steps = [...before, hop];
  const target = steps.findLast(({ reason: { code } }) => code === 'picked-endpoint')?.reason.parameters.endpoint;
  const asked = steps.find(({ reason: { code } }) => code === 'opens-connection')?.reason.parameters.to;
  const port = (target ?? asked)?.split(':').at(-1);
  const client = steps.find(({ reason: { code }, at }) => code === 'opens-connection' && at.startsWith('pod/'))?.at;
  const isolated = reason.parameters.pod ?? '';
  const server = target && facts.list<Pod>('Pod').find(({ status }) => status.podIP === target.split(':')[0]);
  const peerName = field === 'ingress' ? client?.slice(4) : server && keyOf(server);
  const peer = peerName && peerName !== isolated ? find<Pod>(facts, `Pod/${peerName}`) : undefined;
  const side = field === 'ingress' ? 'from' : 'to';
  for (const [i, { peers = [], ports = [] }] of rules.entries()) {
    const selects =
      peers.length === 0 || (peer !== undefined && peers.some((p) => isPeer(p, peer, metadata.namespace)));
    const index = ports.findIndex((p) => p.port !== undefined && String(p.port) !== port);
    if (selects && index >= 0 && port) {
      const said = note('policy-names-other-port', { port: String(ports[index]!.port), target: port });
      return { path: `spec.${field}[${i}].ports[${index}].port`, said };
    }
    const own = peers.findIndex(({ podSelector, namespaceSelector }) => podSelector && !namespaceSelector);
    if (peer && own >= 0 && peer.metadata.namespace !== metadata.namespace) {
      const parameters = { namespace: metadata.namespace ?? '', other: peer.metadata.namespace ?? '' };
      return {
        path: `spec.${field}[${i}].${side}[${own}].podSelector`,
        said: note('policy-same-namespace', parameters),
      };
    }
  }
  if (!peer) return undefined;
  const labels = Object.entries(peer.metadata.labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const said = note('policy-selects-others', { peer: keyOf(peer), labels: labels || '-' });
  return { path: `spec.${field}[0].${side}`, said };
}

/** By labels of the Pod; what a namespaceSelector says of its namespace is taken as given. */
function isPeer(
  { podSelector, namespaceSelector }: NonNullable<Rules[number]['peers']>[number],
  { metadata }: Pod,
  namespace: string | undefined,
): boolean {
  const hasLabels = !podSelector || matchesSelector(podSelector, metadata.labels ?? {});
  return (
    hasLabels && (namespaceSelector !== undefined || (podSelector !== undefined && metadata.namespace === namespace))
  );
}
