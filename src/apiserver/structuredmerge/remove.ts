// Models sigs.k8s.io/structured-merge-diff typed/remove.go: a value without some of its fields.

import { atomOf, deduce, listOf, mapOf, memberType, type Type } from './atom.ts';
import type { FieldSet } from './field-set.ts';
import { elementOf, fieldElement } from './path.ts';

/** What loses all that it has becomes null. Pure. */
export function removeFields(value: unknown, fields: FieldSet, type: Type): unknown {
  const { map, list } = deduce(atomOf(type), value);
  if (map) {
    const all = mapOf(value);
    if (!all || map.isAtomic) return null;
    const out: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(all)) {
      const element = fieldElement(key);
      if (fields.members.has(element)) continue;
      const below = fields.under(element);
      const memberIs = memberType(map, key);
      out[key] = below.isEmpty || !memberIs ? member : removeFields(member, below, memberIs);
    }
    return Object.keys(out).length > 0 ? out : null;
  }
  if (list) {
    const all = listOf(value);
    if (!all || list.isAtomic) return null;
    const out: unknown[] = [];
    for (const item of all) {
      const element = elementOf(list, item);
      if (typeof element !== 'string') continue;
      if (fields.members.has(element)) continue;
      const below = fields.under(element);
      out.push(below.isEmpty ? item : removeFields(item, below, list.element));
    }
    return out.length > 0 ? out : null;
  }
  return value;
}
