// Models k8s.io/component-helpers/scheduling/corev1: what the scheduler and the DaemonSet controller both ask of a node.

import type { PodSpec, Taint, Toleration } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';

/** Source: v1helper Toleration.ToleratesTaint. */
export function tolerates(tolerations: readonly Toleration[] = [], taint: Taint): boolean {
  return tolerations.some(
    ({ key, operator = 'Equal', value = '', effect }) =>
      (!effect || effect === taint.effect) &&
      (!key || key === taint.key) &&
      (operator === 'Exists' ? true : Boolean(key) && value === (taint.value ?? '')),
  );
}

export interface NodeSelectorTerm {
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
  matchFields?: { key: string; operator: string; values?: string[] }[];
}

/** nodeSelector, and the required node affinity. Source: nodeaffinity.GetRequiredNodeAffinity. */
export function matchesNode({ spec }: { spec: PodSpec }, { metadata }: ApiObject): boolean {
  const labels = metadata.labels ?? {};
  if (!Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)) return false;
  const affinity = spec.affinity?.nodeAffinity as
    | { requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] } }
    | undefined;
  const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return !terms || matchesTerms(terms, { metadata });
}

/** One of them has to hold; an empty one never does. Source: nodeaffinity.NodeSelector. */
export function matchesTerms(terms: readonly NodeSelectorTerm[], { metadata }: Pick<ApiObject, 'metadata'>): boolean {
  const labels = metadata.labels ?? {};
  return terms.some(({ matchExpressions = [], matchFields = [] }) => {
    if (matchExpressions.length + matchFields.length === 0) return false;
    return matchExpressions.every((e) => holds(e, labels[e.key])) && matchFields.every((e) => holds(e, metadata.name));
  });
}

/** The sum of the weights of what the Pod would like in a node. Source: nodeaffinity.PreferredSchedulingTerms. */
export function preference({ spec }: { spec: PodSpec }, node: Pick<ApiObject, 'metadata'>): number {
  const affinity = spec.affinity?.nodeAffinity as
    | { preferredDuringSchedulingIgnoredDuringExecution?: { weight: number; preference: NodeSelectorTerm }[] }
    | undefined;
  return (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    .filter((term) => matchesTerms([term.preference], node))
    .reduce((sum, { weight }) => sum + weight, 0);
}

function holds({ operator, values = [] }: { operator: string; values?: string[] }, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
