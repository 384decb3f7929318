// Models sigs.k8s.io/structured-merge-diff typed/compare.go: which fields differ between two values of one type.

import { deepEqual } from '#apimachinery/equal.ts';
import { type Atom, atomOf, deduce, type ListAtom, listOf, type MapAtom, mapOf, sameAtom, type Type } from './atom.ts';
import { type FieldSet, GrowingSet } from './field-set.ts';
import { type Element, elementOf, fieldElement, type Path } from './path.ts';

/** No field is in two of them. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

type Growing = Readonly<Record<keyof Comparison, GrowingSet>>;

/** Undefined is nothing at all, where null is a null. */
export function compare(lhs: unknown, rhs: unknown, type: Type): Comparison {
  const found: Growing = { added: new GrowingSet(), modified: new GrowingSet(), removed: new GrowingSet() };
  walk(lhs, rhs, type, [], found);
  return { added: found.added.done(), modified: found.modified.done(), removed: found.removed.done() };
}

export const withoutFields = ({ added, modified, removed }: Comparison, fields: FieldSet): Comparison => ({
  added: added.recursiveDifference(fields),
  modified: modified.recursiveDifference(fields),
  removed: removed.recursiveDifference(fields),
});

function walk(lhs: unknown, rhs: unknown, type: Type, path: Path, found: Growing): void {
  // Objects that came through storage share what has not changed.
  if (lhs === rhs) return;
  const atom = atomOf(type);
  const [left, right] = [deduce(atom, lhs), deduce(atom, rhs)];
  let isLeaf: boolean;
  if (rhs === undefined) isLeaf = as(left, lhs, rhs, path, found);
  else {
    if (lhs !== undefined && !sameAtom(left, right)) as(left, lhs, rhs, path, found);
    isLeaf = as(right, lhs, rhs, path, found);
  }
  if (isLeaf) return;
  if (lhs === undefined) found.added.add(path);
  else if (rhs === undefined) found.removed.add(path);
}

/** True if it has been compared as a whole. */
function as({ map, list }: Atom, lhs: unknown, rhs: unknown, path: Path, found: Growing): boolean {
  if (map) {
    const [left, right] = [mapOf(lhs), mapOf(rhs)];
    const isEmpty = Object.keys(left ?? {}).length === 0 && Object.keys(right ?? {}).length === 0;
    if (map.isAtomic || (isEmpty && map.zero.size === 0)) return leaf(lhs, rhs, path, found);
    members(
      map,
      lhs === undefined ? undefined : (left ?? {}),
      rhs === undefined ? undefined : (right ?? {}),
      path,
      found,
    );
    return false;
  }
  if (list) {
    const [left, right] = [listOf(lhs) ?? [], listOf(rhs) ?? []];
    if (list.isAtomic || (left.length === 0 && right.length === 0)) return leaf(lhs, rhs, path, found);
    items(list, left, right, path, found);
    return false;
  }
  return leaf(lhs, rhs, path, found);
}

function leaf(lhs: unknown, rhs: unknown, path: Path, { added, modified, removed }: Growing): true {
  if (lhs === undefined) added.add(path);
  else if (rhs === undefined) removed.add(path);
  else if (!deepEqual(lhs, rhs)) modified.add(path);
  return true;
}

type Members = Readonly<Record<string, unknown>> | undefined;

function members(map: MapAtom, left: Members, right: Members, path: Path, found: Growing): void {
  const memberOf = (side: Members, key: string): unknown =>
    side && (side[key] === undefined ? map.zero.get(key) : side[key]);
  const member = (key: string): void => {
    const [a, b] = [memberOf(left, key), memberOf(right, key)];
    // Most are the same: `walk` would find nothing.
    if (a === b) return;
    const type = map.fields.get(key) ?? map.element;
    if (type) walk(a, b, type, [...path, fieldElement(key)], found);
  };
  const isIn = (side: Members, key: string): boolean => side !== undefined && Object.hasOwn(side, key);
  for (const key of Object.keys(left ?? {})) member(key);
  for (const key of Object.keys(right ?? {})) if (!isIn(left, key)) member(key);
  for (const key of map.zero.keys()) if (!isIn(left, key) && !isIn(right, key)) member(key);
}

function items(list: ListAtom, left: readonly unknown[], right: readonly unknown[], path: Path, found: Growing): void {
  const [before, after] = [byElement(list, left), byElement(list, right)];
  for (const element of new Set([...before.keys(), ...after.keys()])) {
    const [l, r] = [before.get(element) ?? [], after.get(element) ?? []];
    const at = [...path, element];
    // What is there twice is compared as a whole.
    if (l.length <= 1 && r.length <= 1) walk(l[0], r[0], list.element, at, found);
    else if (l.length >= 2 && r.length >= 2) {
      if (!deepEqual(l, r)) found.modified.add(at);
    } else if (l.length >= 2) {
      if (r.length > 0) walk(undefined, r[0], list.element, at, found);
      found.removed.add(at);
    } else {
      if (l.length > 0) walk(l[0], undefined, list.element, at, found);
      found.added.add(at);
    }
  }
}

function byElement(list: ListAtom, all: readonly unknown[]): Map<Element, unknown[]> {
  const found = new Map<Element, unknown[]>();
  for (const item of all) {
    const element = elementOf(list, item);
    if (typeof element !== 'string') continue;
    const same = found.get(element);
    if (same) same.push(item);
    else found.set(element, [item]);
  }
  return found;
}
