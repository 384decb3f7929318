// Models describe.go describeNetworkPolicy.

import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '#api/networking/types.ts';
import type { LabelSelector } from '#apimachinery/meta.ts';
import type { Describer } from './describer.ts';
import { formatSelector, writeAnnotations, writeLabels } from './metadata.ts';
import { Page } from './tabwriter.ts';

interface Rule {
  readonly ports: readonly NetworkPolicyPort[];
  readonly peers: readonly NetworkPolicyPeer[];
}

interface Direction {
  readonly isolated: string;
  readonly word: 'From' | 'To';
  readonly unrestricted: string;
}

const INTO: Direction = {
  isolated: '<none> (Selected pods are isolated for ingress connectivity)',
  word: 'From',
  unrestricted: 'From: <any> (traffic not restricted by source)',
};
const OUT: Direction = {
  isolated: '<none> (Selected pods are isolated for egress connectivity)',
  word: 'To',
  unrestricted: 'To: <any> (traffic not restricted by destination)',
};

/** Models metav1.FormatLabelSelector: a selector that selects all is `<none>`. */
const selectorText = (selector: LabelSelector): string => formatSelector(selector) || '<none>';

function peerLines({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): readonly string[] {
  if (podSelector || namespaceSelector)
    return [
      ...(namespaceSelector ? [`  NamespaceSelector: ${selectorText(namespaceSelector)}`] : []),
      ...(podSelector ? [`  PodSelector: ${selectorText(podSelector)}`] : []),
    ];
  if (ipBlock) return ['  IPBlock:', `    CIDR: ${ipBlock.cidr}`, `    Except: ${(ipBlock.except ?? []).join(', ')}`];
  return [];
}

function ruleLines(rules: readonly Rule[], { isolated, word, unrestricted }: Direction): readonly string[] {
  if (rules.length === 0) return [isolated];
  return rules.flatMap(({ ports, peers }, i) => [
    ...(i > 0 ? ['----------'] : []),
    ...(ports.length === 0
      ? ['To Port: <any> (traffic allowed to all ports)']
      : ports.map(({ port = '<nil>', endPort, protocol = 'TCP' }) =>
          endPort === undefined ? `To Port: ${port}/${protocol}` : `To Port Range: ${port}-${endPort}/${protocol}`,
        )),
    ...(peers.length === 0 ? [unrestricted] : peers.flatMap((peer) => [`${word}:`, ...peerLines(peer)])),
  ]);
}

export const networkPolicy: Describer<NetworkPolicy, undefined> = {
  async gather() {
    return undefined;
  },
  text({ metadata, spec }) {
    const { podSelector, ingress = [], egress = [], policyTypes = [] } = spec;
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    page.line(0, 'Namespace:', metadata.namespace ?? '');
    page.line(0, 'Created on:', goTime(metadata.creationTimestamp));
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.write(0, 'Spec:\n');
    const selected = formatSelector(podSelector);
    page.write(
      1,
      `PodSelector:     ${selected || '<none> (Allowing the specific traffic to all pods in this namespace)'}\n`,
    );
    const direction = (type: 'Ingress' | 'Egress', rules: readonly Rule[], words: Direction): void => {
      const lower = type.toLowerCase();
      page.write(1, policyTypes.includes(type) ? `Allowing ${lower} traffic:\n` : `Not affecting ${lower} traffic\n`);
      if (policyTypes.includes(type)) for (const line of ruleLines(rules, words)) page.write(2, `${line}\n`);
    };
    direction(
      'Ingress',
      ingress.map(({ ports = [], from = [] }) => ({ ports, peers: from })),
      INTO,
    );
    direction(
      'Egress',
      egress.map(({ ports = [], to = [] }) => ({ ports, peers: to })),
      OUT,
    );
    page.write(1, `Policy Types: ${policyTypes.join(', ')}\n`);
    return page.toString();
  },
};

/** `2026-01-05 09:00:44 +0000 UTC`, as Go prints a time. */
const goTime = (timestamp: string | undefined): string =>
  `${(timestamp ?? '0001-01-01T00:00:00Z').replace(/T(.*?)(\.\d+)?Z$/, ' $1')} +0000 UTC`;
