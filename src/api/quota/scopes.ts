// Models podMatchesScopeFunc and matchesScope of pkg/quota/v1: which objects a quota with scopes counts.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { ResourceQuota, ScopeRequirement } from '../core/policy-types.ts';
import type { Pod } from '../core/types.ts';
import { addLists, countedResources, usageOf } from './usage.ts';

/** No container asks for anything. Source: qos.GetPodQOS. */
const isBestEffort = ({ spec }: Pod): boolean =>
  [...spec.containers, ...(spec.initContainers ?? [])].every(({ resources }) =>
    [resources?.requests, resources?.limits].every((list) => Object.keys(list ?? {}).length === 0),
  );

function crossesNamespaces({ spec }: Pod): boolean {
  type Term = { namespaces?: string[]; namespaceSelector?: unknown };
  type Terms = {
    requiredDuringSchedulingIgnoredDuringExecution?: Term[];
    preferredDuringSchedulingIgnoredDuringExecution?: { podAffinityTerm: Term }[];
  };
  const { podAffinity, podAntiAffinity } = (spec.affinity ?? {}) as { podAffinity?: Terms; podAntiAffinity?: Terms };
  return [podAffinity, podAntiAffinity]
    .flatMap((t) => [
      ...(t?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(t?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((p) => p.podAffinityTerm),
    ])
    .some((term) => (term.namespaces ?? []).length > 0 || term.namespaceSelector !== undefined);
}

function matchesPriority({ spec }: Pod, { operator, values = [] }: ScopeRequirement): boolean {
  const name = spec.priorityClassName ?? '';
  if (operator === 'Exists') return name !== '';
  if (operator === 'DoesNotExist') return name === '';
  return values.includes(name) === (operator === 'In');
}

function podMatches(pod: Pod, requirement: ScopeRequirement): boolean {
  switch (requirement.scopeName) {
    case 'Terminating':
      return pod.spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return pod.spec.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return isBestEffort(pod);
    case 'NotBestEffort':
      return !isBestEffort(pod);
    case 'PriorityClass':
      return matchesPriority(pod, requirement);
    case 'CrossNamespacePodAffinity':
      return crossesNamespaces(pod);
    default:
      return false;
  }
}

/** Scopes are about Pods: a quota that has any counts nothing else. Differs: the scope VolumeAttributesClass matches no claim. */
export function inScope({ spec }: ResourceQuota, resource: string, object: ApiObject): boolean {
  const requirements = [
    ...(spec.scopes ?? []).map((scopeName): ScopeRequirement => ({ scopeName, operator: 'Exists' })),
    ...(spec.scopeSelector?.matchExpressions ?? []),
  ];
  return requirements.every((requirement) => resource === 'pods' && podMatches(object as Pod, requirement));
}

/** What there is in a namespace, as far as the quota bounds it: its `status.used`. */
export function quotaUsage(
  quota: ResourceQuota,
  list: (resource: string, namespace: string) => readonly ApiObject[],
): Record<string, string> {
  const names = Object.keys(quota.spec.hard ?? {});
  let used: Record<string, string> = Object.fromEntries(names.map((name) => [name, '0']));
  for (const resource of countedResources(names)) {
    for (const object of list(resource, quota.metadata.namespace!)) {
      if (!inScope(quota, resource, object)) continue;
      const usage = Object.entries(usageOf(resource, object)).filter(([name]) => names.includes(name));
      used = addLists(used, Object.fromEntries(usage));
    }
  }
  return used;
}
