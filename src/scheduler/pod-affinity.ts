// Models pkg/scheduler/framework/plugins/interpodaffinity: which Pods want others near them, or far away.

import type { Namespace, Node, Pod } from '#api/core/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import type { LabelSelector } from '#apimachinery/meta.ts';
import type { Informer } from '#client/informer.ts';

interface Term {
  topologyKey: string;
  labelSelector?: LabelSelector;
  namespaces?: string[];
  namespaceSelector?: LabelSelector;
}

interface Rules {
  requiredDuringSchedulingIgnoredDuringExecution?: Term[];
  preferredDuringSchedulingIgnoredDuringExecution?: { weight: number; podAffinityTerm: Term }[];
}

const rulesOf = ({ spec }: Pod, which: 'podAffinity' | 'podAntiAffinity'): Rules =>
  (spec.affinity?.[which] as Rules | undefined) ?? {};
const required = (pod: Pod, which: 'podAffinity' | 'podAntiAffinity'): readonly Term[] =>
  rulesOf(pod, which).requiredDuringSchedulingIgnoredDuringExecution ?? [];

/** Will it not have certain others in its domain? */
export const isShy = (pod: Pod): boolean => required(pod, 'podAntiAffinity').length > 0;

/** Does the term, which `owner` has, speak of `pod`? Source: AffinityTerm.Matches. */
function speaksOf(term: Term, owner: Pod, pod: Pod, cache: Informer): boolean {
  const { namespaces = [], namespaceSelector } = term;
  const { namespace = '', labels } = pod.metadata;
  const isNamed =
    namespaces.includes(namespace) ||
    (namespaces.length === 0 && !namespaceSelector && namespace === (owner.metadata.namespace ?? ''));
  const isSelected = (): boolean =>
    namespaceSelector !== undefined &&
    matchesSelector(namespaceSelector, cache.get<Namespace>('namespaces', namespace)?.metadata.labels);
  return (isNamed || isSelected()) && matchesSelector(term.labelSelector, labels);
}

/** How many Pods stand in each domain: `topology.kubernetes.io/zone=a`. */
class Domains {
  readonly #counts = new Map<string, number>();

  add(term: Term, node: Node, n = 1): void {
    const domain = domainOf(term, node);
    if (domain !== undefined) this.#counts.set(domain, (this.#counts.get(domain) ?? 0) + n);
  }

  at(term: Term, node: Node): number {
    return this.#counts.get(domainOf(term, node) ?? '') ?? 0;
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  has(node: Node): boolean {
    return Object.entries(node.metadata.labels ?? {}).some(([key, value]) => this.#counts.has(`${key}=${value}`));
  }
}

function domainOf({ topologyKey }: Term, { metadata }: Node): string | undefined {
  const value = metadata.labels?.[topologyKey];
  return value === undefined ? undefined : `${topologyKey}=${value}`;
}

export interface PodAffinity {
  refusals(node: Node): string[];
  /** The more, the better it suits those that would like company, or none. */
  score(node: Node): number;
}

/**
 * Undefined: any node will do, and all alike. `placed`: those that have a node and have not ended; `shy`: those of them that are so.
 * Source: PreFilter and Filter.
 */
export function podAffinity(
  pod: Pod,
  placed: () => readonly Pod[],
  shy: readonly Pod[],
  cache: Informer,
): PodAffinity | undefined {
  const near = required(pod, 'podAffinity');
  const far = required(pod, 'podAntiAffinity');
  const likes = [
    ...(rulesOf(pod, 'podAffinity').preferredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(rulesOf(pod, 'podAntiAffinity').preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      ({ weight, podAffinityTerm }) => ({ weight: -weight, podAffinityTerm }),
    ),
  ];
  if (near.length + far.length + likes.length + shy.length === 0) return undefined;
  const nodeOf = (other: Pod): Node | undefined => cache.get<Node>('nodes', other.spec.nodeName ?? '');
  const existing = new Domains();
  for (const other of shy) {
    const node = nodeOf(other);
    for (const term of node ? required(other, 'podAntiAffinity') : [])
      if (speaksOf(term, other, pod, cache)) existing.add(term, node!);
  }
  const [company, rivals, liked] = [new Domains(), new Domains(), new Domains()];
  for (const other of near.length + far.length + likes.length > 0 ? placed() : []) {
    const node = nodeOf(other);
    if (!node) continue;
    if (near.length > 0 && near.every((term) => speaksOf(term, pod, other, cache)))
      for (const term of near) company.add(term, node);
    for (const term of far) if (speaksOf(term, pod, other, cache)) rivals.add(term, node);
    for (const { weight, podAffinityTerm } of likes)
      if (speaksOf(podAffinityTerm, pod, other, cache)) liked.add(podAffinityTerm, node, weight);
  }
  // The first of those that want each other's company has to begin somewhere.
  const isFirst = company.isEmpty && near.every((term) => speaksOf(term, pod, pod, cache));
  return {
    refusals(node) {
      if (near.some((t) => domainOf(t, node) === undefined || (!isFirst && company.at(t, node) === 0)))
        return ["node(s) didn't match pod affinity rules"];
      if (far.some((term) => rivals.at(term, node) > 0)) return ["node(s) didn't match pod anti-affinity rules"];
      return existing.has(node) ? ["node(s) didn't satisfy existing pods anti-affinity rules"] : [];
    },
    score: (node) => likes.reduce((sum, { podAffinityTerm }) => sum + liked.at(podAffinityTerm, node), 0),
  };
}
