// Models pkg/controller/controller_utils.go ActivePodsWithRanks: which Pods go first when there are too many.

import type { Pod } from '#api/core/types.ts';
import { isPodReady, podCondition } from '../pods.ts';

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const COST = 'controller.kubernetes.io/pod-deletion-cost';

/** The first `count` to delete, upstream's order. `siblings` are the Pods that doubling up on a node is counted over. */
export function podsToDelete(
  pods: readonly Pod[],
  siblings: readonly Pod[],
  count: number,
  nowMs: number,
): readonly Pod[] {
  if (count >= pods.length) return pods;
  const onNode = new Map<string, number>();
  for (const { spec } of siblings) if (spec.nodeName) onNode.set(spec.nodeName, (onNode.get(spec.nodeName) ?? 0) + 1);
  const traits = (pod: Pod): readonly number[] => {
    const ready = isPodReady(pod);
    return [
      pod.spec.nodeName ? 1 : 0,
      PHASE_ORDER[pod.status?.phase ?? 'Pending'] ?? 0,
      ready ? 1 : 0,
      Number(pod.metadata.annotations?.[COST] ?? 0),
      -(onNode.get(pod.spec.nodeName ?? '') ?? 0),
      ready ? magnitude(nowMs - Date.parse(podCondition(pod, 'Ready')?.lastTransitionTime ?? '')) : 0,
      -Math.max(0, ...(pod.status?.containerStatuses ?? []).map((c) => c.restartCount)),
      magnitude(nowMs - Date.parse(pod.metadata.creationTimestamp ?? '')),
    ];
  };
  return pods
    .map((pod) => ({ pod, traits: traits(pod) }))
    .sort((a, b) => compare(a.traits, b.traits) || ((a.pod.metadata.uid ?? '') < (b.pod.metadata.uid ?? '') ? -1 : 1))
    .slice(0, count)
    .map(({ pod }) => pod);
}

/** Ages are compared by magnitude (powers of two of a second), so that equally old Pods go by chance. Source: LogarithmicScaleDown. */
function magnitude(ageMs: number): number {
  return ageMs >= 1000 ? Math.floor(Math.log2(ageMs / 1000)) : -1;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
