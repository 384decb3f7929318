// Models apimachinery/pkg/api/meta SetStatusCondition: conditions that all have a reason, a message and a moment.

import type { Condition } from '#api/core/types.ts';
import { timestamp } from '#apimachinery/names.ts';

export interface NextCondition {
  readonly type: string;
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** In its old place, or at the end. The moment moves only with the status. */
export function setStatusCondition(
  conditions: readonly Condition[] = [],
  next: NextCondition,
  nowMs: number,
): Condition[] {
  const old = conditions.find((c) => c.type === next.type);
  const condition: Condition = {
    type: next.type,
    status: next.status,
    ...(next.observedGeneration !== undefined && { observedGeneration: next.observedGeneration }),
    lastTransitionTime: (old?.status === next.status && old.lastTransitionTime) || timestamp(nowMs),
    reason: next.reason,
    message: next.message ?? '',
  };
  return old ? conditions.map((c) => (c === old ? condition : c)) : [...conditions, condition];
}
