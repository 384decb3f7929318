// What a fault is about: one Pod, or all Pods of what made them, those to come too.

import type { Pod } from '#api/core/types.ts';

/** `Pod/default/web`, `Deployment/default/web`, `StatefulSet/default/db`, `DaemonSet/…`, `ReplicaSet/…`, `Job/…`. */
export type Workload = string;

export function isOf({ metadata }: Pod, workload: Workload): boolean {
  const [kind = '', namespace = '', name = ''] = workload.split('/');
  if (metadata.namespace !== namespace) return false;
  if (kind === 'Pod') return metadata.name === name;
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (kind !== 'Deployment') return owner?.kind === kind && owner.name === name;
  // A Deployment's Pods belong to its ReplicaSets, which are named after the Pods' template.
  return owner?.kind === 'ReplicaSet' && owner.name === `${name}-${metadata.labels?.['pod-template-hash'] ?? ''}`;
}

export const isOfAny = (pod: Pod, workloads: readonly Workload[] = []): boolean =>
  workloads.some((workload) => isOf(pod, workload));
