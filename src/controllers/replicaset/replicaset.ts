// Models pkg/controller/replicaset for ReplicaSets.

import type { ReplicaSet } from '#api/apps/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { controllerOf } from '#apimachinery/meta.ts';
import { isPodActive } from '../pods.ts';
import { replicas } from './replicas.ts';

export const replicaset = replicas<ReplicaSet>({
  name: 'replicaset-controller',
  resource: 'replicasets.apps',
  kind: 'ReplicaSet',
  selector: ({ spec }) => spec.selector,
  // Pods of the same Deployment's ReplicaSets: what is doubled up on a node goes first.
  siblings: (rs, pods, all) =>
    controllerOf(rs)
      ? all().filter((p) => isPodActive(p) && matchesSelector(withoutHash(rs), p.metadata.labels))
      : pods,
});

function withoutHash({ spec: { selector } }: ReplicaSet): ReplicaSet['spec']['selector'] {
  const { 'pod-template-hash': _hash, ...matchLabels } = selector.matchLabels ?? {};
  return { ...selector, matchLabels };
}
