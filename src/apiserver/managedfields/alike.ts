// Owners of new objects: most objects are made as another was made lately, with other values, and then the same fields are owned.

import type { Type } from '../structuredmerge/atom.ts';
import type { FieldSet } from '../structuredmerge/field-set.ts';

interface Made {
  readonly object: unknown;
  readonly set: FieldSet;
}

/** So many different objects of each type and manager are remembered, and so many managers of each type. */
const KEPT = 8;
const MANAGERS = 100;
const lately = new WeakMap<Type, Map<string, Made[]>>();

/** The fields that are in `object`, of that type: `compute` says which, where none of the last was alike. Undefined: none. */
export function fieldsOfNew(
  type: Type,
  manager: string,
  object: unknown,
  compute: () => FieldSet | undefined,
): FieldSet | undefined {
  let byManager = lately.get(type);
  if (!byManager) lately.set(type, (byManager = new Map()));
  let made = byManager.get(manager);
  if (!made) {
    if (byManager.size >= MANAGERS) byManager.clear();
    byManager.set(manager, (made = []));
  }
  const known = made.find((m) => isAlike(m.object, object, true));
  if (known) return known.set;
  const set = compute();
  if (set) made.unshift({ object: structuredClone(object), set });
  if (made.length > KEPT) made.pop();
  return set;
}

/**
 * Do two values have the same fields, whatever their type? In a list a value may name the item, so there they must be the same.
 *
 * @param isFree The values themselves do not matter.
 */
export function isAlike(a: unknown, b: unknown, isFree: boolean): boolean {
  if (a === b) return true;
  if (typeof a !== typeof b || a === null || b === null) return false;
  if (typeof a !== 'object') return isFree;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => isAlike(item, b[i], false));
  }
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  let count = 0;
  for (const key in left) {
    if (!(key in right) || !isAlike(left[key], right[key], isFree)) return false;
    count++;
  }
  for (const _ in right) count--;
  return count === 0;
}
