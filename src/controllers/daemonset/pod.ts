// Models pkg/controller/daemon/util/daemonset_util.go: a DaemonSet's Pod, bound to its node by affinity.

import type { DaemonSet } from '#api/apps/types.ts';
import type { NodeSelectorTerm } from '#api/core/scheduling.ts';
import type { Pod, PodSpec, Toleration } from '#api/core/types.ts';
import { podFromTemplate } from '../pod-template.ts';

export const HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';
const GENERATION = 'deprecated.daemonset.template.generation';

/** A daemon stays on a node that is in trouble. Source: AddOrUpdateDaemonPodTolerations. */
const TOLERATIONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const ON_HOST_NETWORK: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

export function tolerationsOf({ tolerations = [], hostNetwork }: PodSpec): readonly Toleration[] {
  const added = hostNetwork ? [...TOLERATIONS, ON_HOST_NETWORK] : TOLERATIONS;
  const isAdded = (t: Toleration): boolean => added.some((a) => a.key === t.key && a.effect === t.effect);
  return [...tolerations.filter((t) => !isAdded(t)), ...added];
}

interface NodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] };
}

/** Every term is held to the node's name; without terms there is one. Source: ReplaceDaemonSetPodNodeNameNodeAffinity. */
function onlyOn(node: string, affinity: PodSpec['affinity']): NonNullable<PodSpec['affinity']> {
  const nodeAffinity = affinity?.nodeAffinity as NodeAffinity | undefined;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const terms = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  // The name is the only field that a term can ask for, so what the template says of it is replaced.
  const nodeSelectorTerms = terms?.length ? terms.map((term) => ({ ...term, matchFields })) : [{ matchFields }];
  return {
    ...affinity,
    nodeAffinity: { ...nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  };
}

export function newPod(set: DaemonSet, node: string, hash: string, name: string): Pod {
  const pod = podFromTemplate(set.spec.template, set, name);
  const generation = set.metadata.annotations?.[GENERATION];
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: {
        ...pod.metadata.labels,
        [HASH_LABEL]: hash,
        ...(generation !== undefined && { [GENERATION_LABEL]: generation }),
      },
    },
    spec: {
      ...pod.spec,
      affinity: onlyOn(node, pod.spec.affinity),
      tolerations: [...tolerationsOf(pod.spec)],
    },
  };
}
