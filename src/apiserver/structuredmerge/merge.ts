// Models sigs.k8s.io/structured-merge-diff typed/merge.go: one value laid over another of the same type.

import {
  type Atom,
  atomOf,
  deduce,
  type ListAtom,
  listOf,
  type MapAtom,
  mapOf,
  memberType,
  type Type,
} from './atom.ts';
import { type Element, elementOf } from './path.ts';

/** Nothing is removed; where both have a leaf, it is the right one's. Pure, and the result shares parts with both. Undefined is nothing at all. */
export function merge(lhs: unknown, rhs: unknown, type: Type): unknown {
  const atom = atomOf(type);
  return as(deduce(atom, rhs === undefined ? lhs : rhs), lhs, rhs);
}

const keepRight = (lhs: unknown, rhs: unknown): unknown => (rhs === undefined ? lhs : rhs);

function as({ map, list }: Atom, lhs: unknown, rhs: unknown): unknown {
  if (map) {
    const [left, right] = [mapOf(lhs) ?? {}, mapOf(rhs) ?? {}];
    // Both empty: that keeps apart what is empty and what is null.
    const isEmpty = Object.keys(left).length === 0 && Object.keys(right).length === 0;
    return map.isAtomic || isEmpty ? keepRight(lhs, rhs) : members(map, left, right);
  }
  if (list) {
    const [left, right] = [listOf(lhs) ?? [], listOf(rhs) ?? []];
    return list.isAtomic || (left.length === 0 && right.length === 0) ? keepRight(lhs, rhs) : items(list, left, right);
  }
  return keepRight(lhs, rhs);
}

type Members = Readonly<Record<string, unknown>>;

function members(map: MapAtom, left: Members, right: Members): unknown {
  const out: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const type = memberType(map, key);
    const [a, b] = [left[key], right[key]];
    if (!type || (a === undefined && b === undefined)) continue;
    const merged = merge(a, b, type);
    if (merged !== undefined) out[key] = merged;
  }
  return Object.keys(out).length > 0 ? out : undefined;
}

/** Items that both have come in the order of the right; around them each side's own stay where they stood. Source: visitListItems. */
function items(list: ListAtom, left: readonly unknown[], right: readonly unknown[]): unknown {
  const lefts = left.map((item) => elementIn(list, item));
  const rights = right.map((item) => elementIn(list, item));
  const inLeft = indexed(left, lefts);
  const inRight = indexed(right, rights);
  const shared = rights.filter((element) => inLeft.has(element));
  const done = new Set<Element>();
  const out: unknown[] = [];
  const take = (a: unknown, b: unknown): void => {
    const merged = merge(a, b, list.element);
    if (merged !== undefined) out.push(merged);
  };
  let l = 0;
  let r = 0;
  while (l < lefts.length || r < rights.length) {
    const [mine, theirs] = [lefts[l], rights[r]];
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        done.add(mine);
        take(inLeft.get(mine), inRight.get(mine));
        l++;
        r++;
        shared.shift();
        continue;
      }
      if (inRight.has(mine) && shared.length > 0 && shared[0] !== mine) {
        // Both have it, but its turn comes later.
        l++;
        continue;
      }
    }
    if (mine !== undefined) {
      if (!inRight.has(mine)) {
        take(left[l], undefined);
        l++;
        continue;
      }
      if (done.has(mine)) l++;
    }
    if (theirs !== undefined) {
      done.add(theirs);
      take(inLeft.get(theirs), inRight.get(theirs));
      r++;
      if (shared[0] === theirs) shared.shift();
    }
  }
  return out.length > 0 ? out : undefined;
}

/** What has no place in its list has been refused before. */
function elementIn(list: ListAtom, item: unknown): Element {
  const element = elementOf(list, item);
  if (typeof element === 'string') return element;
  throw new Error(element.error);
}

/** What is there twice is merged with nothing. */
function indexed(all: readonly unknown[], elements: readonly Element[]): Map<Element, unknown> {
  const found = new Map<Element, unknown>();
  for (const [i, element] of elements.entries()) found.set(element, found.has(element) ? null : all[i]);
  return found;
}
