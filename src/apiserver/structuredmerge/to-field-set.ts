// Models sigs.k8s.io/structured-merge-diff typed/tofieldset.go: which fields a value has.

import { atomOf, deduce, listOf, mapOf, type Type } from './atom.ts';
import { type FieldSet, GrowingSet } from './field-set.ts';
import { type Element, elementOf, fieldElement, type Path } from './path.ts';

export function toFieldSet(value: unknown, type: Type): FieldSet {
  const set = new GrowingSet();
  walk(value, type, [], set);
  return set.done();
}

function walk(value: unknown, type: Type, path: Path, set: GrowingSet): void {
  const { map, list } = deduce(atomOf(type), value);
  if (map) {
    if (map.isAtomic) {
      set.add(path);
      return;
    }
    for (const [key, member] of Object.entries(mapOf(value) ?? {})) {
      const below = map.fields.get(key) ?? map.element;
      if (!below || member === undefined) continue;
      const at = [...path, fieldElement(key)];
      walk(member, below, at, set);
      const isEmpty = member === null || Object.keys(mapOf(member) ?? { some: 1 }).length === 0;
      if (isEmpty || !map.fields.has(key)) set.add(at);
    }
  } else if (list) {
    if (list.isAtomic) {
      set.add(path);
      return;
    }
    const items = listOf(value) ?? [];
    const elements = items.map((item) => elementOf(list, item));
    const times = new Map<unknown, number>();
    for (const element of elements) times.set(element, (times.get(element) ?? 0) + 1);
    for (const [i, item] of items.entries()) {
      const element = elements[i]!;
      if (typeof element !== 'string') continue;
      const at = [...path, element as Element];
      // What is there twice is somebody's as a whole.
      if (times.get(element) === 1) walk(item, list.element, at, set);
      set.add(at);
    }
  } else set.add(path);
}
