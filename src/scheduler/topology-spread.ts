// Models the filter of pkg/scheduler/framework/plugins/podtopologyspread: no domain may have many more of a Pod's kind than another.

import { matchesNode, tolerates } from '#api/core/scheduling.ts';
import type { Node, Pod } from '#api/core/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import type { LabelSelector } from '#apimachinery/meta.ts';

interface Constraint {
  maxSkew: number;
  topologyKey: string;
  whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
  labelSelector?: LabelSelector;
  matchLabelKeys?: string[];
  minDomains?: number;
  nodeAffinityPolicy?: 'Honor' | 'Ignore';
  nodeTaintsPolicy?: 'Honor' | 'Ignore';
}

const REASON = "node(s) didn't match pod topology spread constraints";

/** Why a node will not do; empty: it does. */
export type Spread = (node: Node) => string[];

/** Undefined: any node will do. `placed`: those that have a node and have not ended. */
export function topologySpread(
  pod: Pod,
  nodes: () => readonly Node[],
  placed: () => readonly Pod[],
): Spread | undefined {
  const all = (pod.spec.topologySpreadConstraints as Constraint[] | undefined) ?? [];
  const hard = all.filter((constraint) => constraint.whenUnsatisfiable === 'DoNotSchedule');
  if (hard.length === 0) return undefined;
  const isLabelled = ({ metadata }: Node): boolean => hard.every((c) => metadata.labels?.[c.topologyKey] !== undefined);
  const labelled = nodes().filter(isLabelled);
  const rules = hard.map((constraint) => {
    const counts = countsOf(constraint, pod, labelled, placed());
    const isFew = counts.size < (constraint.minDomains ?? 1);
    return { constraint, counts, least: isFew ? 0 : Math.min(...counts.values()) };
  });
  return (node) => {
    if (!isLabelled(node)) return [`${REASON} (missing required label)`];
    const isTooMany = rules.some(({ constraint, counts, least }) => {
      const there = counts.get(node.metadata.labels![constraint.topologyKey]!) ?? 0;
      return there + (selects(constraint, pod, pod) ? 1 : 0) - least > constraint.maxSkew;
    });
    return isTooMany ? [REASON] : [];
  };
}

/** Is `other` of the kind that the constraint of `pod` speaks of? */
function selects({ labelSelector, matchLabelKeys = [] }: Constraint, pod: Pod, other: Pod): boolean {
  const { labels: own = {} } = pod.metadata;
  const { labels = {} } = other.metadata;
  return (
    matchesSelector(labelSelector, labels) &&
    matchLabelKeys.every((key) => own[key] === undefined || labels[key] === own[key])
  );
}

/** By domain; one without any such Pod counts too. Source: calPreFilterState. */
function countsOf(
  constraint: Constraint,
  pod: Pod,
  nodes: readonly Node[],
  placed: readonly Pod[],
): ReadonlyMap<string, number> {
  const { topologyKey, nodeAffinityPolicy = 'Honor', nodeTaintsPolicy = 'Ignore' } = constraint;
  const counted = nodes.filter(
    (node) =>
      (nodeAffinityPolicy === 'Ignore' || matchesNode(pod, node)) &&
      (nodeTaintsPolicy === 'Ignore' ||
        (node.spec.taints ?? []).every((t) => t.effect === 'PreferNoSchedule' || tolerates(pod.spec.tolerations, t))),
  );
  const counts = new Map<string, number>();
  const domains = new Map(counted.map(({ metadata }) => [metadata.name, metadata.labels![topologyKey]!]));
  for (const domain of domains.values()) counts.set(domain, 0);
  for (const other of placed) {
    const domain = domains.get(other.spec.nodeName ?? '');
    if (domain === undefined || other.metadata.deletionTimestamp) continue;
    if (other.metadata.namespace !== pod.metadata.namespace || !selects(constraint, pod, other)) continue;
    counts.set(domain, counts.get(domain)! + 1);
  }
  return counts;
}
