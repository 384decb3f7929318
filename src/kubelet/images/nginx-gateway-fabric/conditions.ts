// Conditions as NGINX Gateway Fabric words them. Models internal/controller/state/conditions/conditions.go.

import type { Condition } from '#api/core/types.ts';

/** A condition before it has a time. */
export interface Said {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export const said = (type: string, status: Said['status'], reason: string, message: string): Said => ({
  type,
  status,
  reason,
  message,
});

/** Later ones replace earlier ones of their type. */
export function merged(defaults: readonly Said[], others: readonly Said[]): readonly Said[] {
  const byType = new Map(defaults.map((condition) => [condition.type, condition]));
  for (const condition of others) byType.set(condition.type, condition);
  return [...byType.values()];
}

/** With times: of the last change of status. Source: apimachinery meta.SetStatusCondition. */
export function dated(
  conditions: readonly Said[],
  before: readonly Condition[],
  generation: number,
  now: string,
): Condition[] {
  return conditions.map(({ type, status, reason, message }) => {
    const last = before.find((condition) => condition.type === type);
    const lastTransitionTime = last?.status === status ? (last.lastTransitionTime ?? now) : now;
    return { type, status, observedGeneration: generation, lastTransitionTime, reason, message };
  });
}

export const LISTENER_DEFAULTS: readonly Said[] = [
  said('Accepted', 'True', 'Accepted', 'Listener is accepted'),
  said('Programmed', 'True', 'Programmed', 'Listener is programmed'),
  said('ResolvedRefs', 'True', 'ResolvedRefs', 'All references are resolved'),
  said('Conflicted', 'False', 'NoConflicts', 'No conflicts'),
];
export const ROUTE_DEFAULTS: readonly Said[] = [
  said('Accepted', 'True', 'Accepted', 'The route is accepted'),
  said('ResolvedRefs', 'True', 'ResolvedRefs', 'All references are resolved'),
];
export const GATEWAY_DEFAULTS: readonly Said[] = [
  said('Accepted', 'True', 'Accepted', 'Gateway is accepted'),
  said('Programmed', 'True', 'Programmed', 'Gateway is programmed'),
];
