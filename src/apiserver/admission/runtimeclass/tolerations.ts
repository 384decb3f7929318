// Models pkg/util/tolerations.

import type { Toleration } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';

/** Both, without those that another one covers. */
export function mergeTolerations(first: readonly Toleration[], second: readonly Toleration[]): Toleration[] {
  const all = [...first, ...second];
  const merged: Toleration[] = [];
  for (const [at, one] of all.entries()) {
    if (merged.some((other) => covers(other, one))) continue;
    // Of two alike the first stays.
    if (all.slice(at + 1).some((other) => !deepEqual(other, one) && covers(other, one))) continue;
    merged.push(one);
  }
  return merged;
}

/** Whether `wide` tolerates all that `one` does. Source: isSuperset. */
function covers(wide: Toleration, one: Toleration): boolean {
  if (deepEqual(wide, one)) return true;
  if ((wide.key ?? '') !== (one.key ?? '') && (wide.key || wide.operator !== 'Exists')) return false;
  if (wide.effect && wide.effect !== one.effect) return false;
  if (wide.effect === 'NoExecute' && wide.tolerationSeconds !== undefined)
    if (one.tolerationSeconds === undefined || one.tolerationSeconds > wide.tolerationSeconds) return false;
  if (wide.operator === 'Exists') return true;
  return one.operator === 'Equal' && (one.value ?? '') === (wide.value ?? '');
}
