// In which order a build's objects come out. Models kustomize's SortOrderTransformer.

import { Fail } from '../errors.ts';
import type { Kustomization, SortOptions } from './kustomization.ts';
import { groupVersion, type Resource } from './resource.ts';

/** What is to be there before others. Source: kustomize's legacy order. */
const FIRST: readonly string[] =
  'Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget'.split(
    ' ',
  );
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** Checks what is asked for at once; sorts when there is something to sort. */
export function sortOf({ sortOptions }: Kustomization): (resources: readonly Resource[]) => readonly Resource[] {
  const { order = '', legacySortOptions } = sortOptions ?? { order: 'legacy' };
  if (order !== 'fifo' && order !== 'legacy')
    throw new Fail("the field 'sortOptions.order' must be one of [fifo, legacy]");
  if (order === 'legacy') return (resources) => legacy(resources, legacySortOptions);
  if (legacySortOptions)
    throw new Fail(
      "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
    );
  return (resources) => resources;
}

function legacy(
  resources: readonly Resource[],
  { orderFirst = [], orderLast = [] }: NonNullable<SortOptions['legacySortOptions']> = {
    orderFirst: FIRST,
    orderLast: LAST,
  },
): Resource[] {
  const rank = (kind: string): number => {
    if (orderFirst.includes(kind)) return orderFirst.indexOf(kind) - orderFirst.length;
    return orderLast.includes(kind) ? orderLast.indexOf(kind) + 1 : 0;
  };
  // What is empty comes after what is not: objects of the core group are the last.
  const key = ({ object }: Resource): string => {
    const { group, version } = groupVersion(object.apiVersion);
    const { namespace = '', name } = object.metadata;
    return [`${group || '~G'}_${version || '~V'}_${object.kind}`, `${namespace || '~X'}|${name}`].join('\u0000');
  };
  return [...resources].sort((a, b) => {
    const order = rank(a.object.kind) - rank(b.object.kind);
    if (order !== 0) return order;
    const [one, other] = [key(a), key(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}
