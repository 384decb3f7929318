// Models apimachinery/pkg/util/intstr GetScaledValueFromIntOrPercent.

import type { IntOrString } from '#api/core/types.ts';

/** `25%` of `total`, rounded as asked; a number is itself. */
export function resolve(value: IntOrString, total: number, round: (n: number) => number): number {
  if (typeof value === 'number') return value;
  return value.endsWith('%') ? round((Number(value.slice(0, -1)) * total) / 100) : 0;
}
