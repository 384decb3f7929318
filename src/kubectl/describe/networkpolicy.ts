// Models describe.go describeNetworkPolicy.

import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '#api/networking/types.ts';
import { selectorText } from '#apimachinery/labels.ts';
import type { Describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';
import { Page } from './tabwriter.ts';

interface Rule {
  readonly ports: readonly NetworkPolicyPort[];
  readonly peers: readonly NetworkPolicyPeer[];
}

const RULE_INDENT = 2;

function writePeer(page: Page, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): void {
  const at = RULE_INDENT + 1;
  if (namespaceSelector) page.line(at, `NamespaceSelector: ${selectorText(namespaceSelector)}`);
  if (podSelector) page.line(at, `PodSelector: ${selectorText(podSelector)}`);
  if (namespaceSelector || podSelector || !ipBlock) return;
  page.line(at, 'IPBlock:');
  page.line(at + 1, `CIDR: ${ipBlock.cidr}`);
  page.line(at + 1, `Except: ${(ipBlock.except ?? []).join(', ')}`);
}

function writeRules(page: Page, rules: readonly Rule[], direction: 'ingress' | 'egress'): void {
  const [word, end] = direction === 'ingress' ? ['From', 'source'] : ['To', 'destination'];
  if (rules.length === 0) page.line(RULE_INDENT, `<none> (Selected pods are isolated for ${direction} connectivity)`);
  rules.forEach(({ ports, peers }, i) => {
    if (i > 0) page.line(RULE_INDENT, '----------');
    if (ports.length === 0) page.line(RULE_INDENT, 'To Port: <any> (traffic allowed to all ports)');
    for (const { port = '<nil>', endPort, protocol = 'TCP' } of ports)
      page.line(
        RULE_INDENT,
        endPort ? `To Port Range: ${port}-${endPort}/${protocol}` : `To Port: ${port}/${protocol}`,
      );
    if (peers.length === 0) page.line(RULE_INDENT, `${word}: <any> (traffic not restricted by ${end})`);
    for (const peer of peers) {
      page.line(RULE_INDENT, `${word}:`);
      writePeer(page, peer);
    }
  });
}

export const networkPolicy: Describer<NetworkPolicy> = {
  async gather() {
    return undefined;
  },
  text({ metadata, spec }) {
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    page.line(0, 'Namespace:', metadata.namespace ?? '');
    page.line(0, 'Created on:', goTime(metadata.creationTimestamp));
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'Spec:');
    const selector = selectorText(spec.podSelector);
    const all = '<none> (Allowing the specific traffic to all pods in this namespace)';
    page.line(1, `PodSelector:     ${selector === '<none>' ? all : selector}`);
    const types = spec.policyTypes ?? [];
    if (types.includes('Ingress')) {
      page.line(1, 'Allowing ingress traffic:');
      const rules = (spec.ingress ?? []).map(({ ports = [], from = [] }) => ({ ports, peers: from }));
      writeRules(page, rules, 'ingress');
    } else page.line(1, 'Not affecting ingress traffic');
    if (types.includes('Egress')) {
      page.line(1, 'Allowing egress traffic:');
      const rules = (spec.egress ?? []).map(({ ports = [], to = [] }) => ({ ports, peers: to }));
      writeRules(page, rules, 'egress');
    } else page.line(1, 'Not affecting egress traffic');
    page.line(1, `Policy Types: ${types.join(', ') || '<none>'}`);
    return page.toString();
  },
};

/** Differs: a computer in another time zone has Go print its own time. */
function goTime(timestamp: string | undefined): string {
  return timestamp ? `${timestamp.replace('T', ' ').replace('Z', '')} +0000 UTC` : '<unknown>';
}
