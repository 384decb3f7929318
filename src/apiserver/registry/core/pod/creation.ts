// Models what podStrategy.PrepareForCreate does beside clearing the status: conditions of Pods that wait, selectors by the Pod's own labels.

import type { Pod } from '#api/core/types.ts';
import type { LabelSelector } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { Affinity, SpreadConstraint } from './scheduling-validation.ts';

type Labels = Readonly<Record<string, string>>;

/** Source: applyLabelKeysToLabelSelector. Mutates. */
function addKeys(
  selector: LabelSelector,
  keys: readonly string[] = [],
  operator: 'In' | 'NotIn',
  labels: Labels,
): void {
  for (const key of keys) {
    const value = labels[key];
    if (value === undefined) continue;
    selector.matchExpressions = [...(selector.matchExpressions ?? []), { key, operator, values: [value] }];
  }
}

/** `matchLabelKeys` become part of the selectors. Source: mutatePodAffinity, mutateTopologySpreadConstraints. Mutates. */
export function mergeLabelKeys({ metadata: { labels = {} }, spec }: Pod): void {
  const { podAffinity, podAntiAffinity } = (spec.affinity ?? {}) as Affinity;
  for (const affinity of [podAffinity, podAntiAffinity]) {
    const terms = [
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm),
    ];
    for (const term of terms) {
      if (!term?.labelSelector) continue;
      addKeys(term.labelSelector, term.matchLabelKeys, 'In', labels);
      addKeys(term.labelSelector, term.mismatchLabelKeys, 'NotIn', labels);
    }
  }
  for (const { labelSelector, matchLabelKeys } of (spec.topologySpreadConstraints ?? []) as SpreadConstraint[])
    if (labelSelector) addKeys(labelSelector, matchLabelKeys, 'In', labels);
}

/** Source: applySchedulingGatedCondition. Mutates. */
export function noteGates({ spec, status }: Pod, now: number): void {
  if (((spec.schedulingGates as unknown[] | undefined) ?? []).length === 0) return;
  const gated = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    lastProbeTime: null,
    lastTransitionTime: timestamp(now),
  };
  status.conditions = [gated as never];
}
