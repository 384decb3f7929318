// Models sigs.k8s.io/structured-merge-diff typed/reconcile_schema.go: fields noted under an older schema, as the present one divides them.

import { atomOf, type Type } from './atom.ts';
import { type FieldSet, GrowingSet } from './field-set.ts';
import { type Element, nameOf, type Path } from './path.ts';

// Most objects of a kind have the same owners: what is as the schema has it is found so once.
const settled = new WeakMap<FieldSet, Type>();

/** What has become atomic since is one field. The other way nothing changes. */
export function reconcileFields(set: FieldSet, type: Type): FieldSet {
  if (settled.get(set) === type) return set;
  const whole = new GrowingSet();
  walk(set, type, [], false, whole);
  const atomic = whole.done();
  if (atomic.isEmpty) settled.set(set, type);
  return atomic.isEmpty ? set : set.recursiveDifference(atomic).union(atomic);
}

/** @param isLeaf The set has the field itself, and nothing below it. */
function walk(set: FieldSet, type: Type, path: Path, isLeaf: boolean, whole: GrowingSet): void {
  const { map, list, isScalar } = atomOf(type);
  const isDeduced = map !== undefined && isScalar === true;
  if (isDeduced) return;
  const divided = map ?? list;
  if (!divided) return;
  if (!isLeaf && divided.isAtomic) {
    if (list || !set.isEmpty) whole.add(path);
    return;
  }
  const typeOf = (element: Element): Type | undefined => {
    if (list) return list.element;
    const name = nameOf(element);
    return (name === undefined ? undefined : map?.fields.get(name)) ?? map?.element;
  };
  for (const element of new Set([...set.children.keys(), ...set.members])) {
    const below = typeOf(element);
    const isBelowLeaf = set.members.has(element) && !set.children.has(element);
    if (below) walk(set.under(element), below, [...path, element], isBelowLeaf, whole);
  }
}
