// Models sigs.k8s.io/structured-merge-diff merge.Updater: who owns which field after a write, and what an applied configuration makes of an object.

import { deepEqual } from '#apimachinery/equal.ts';
import type { Type } from './atom.ts';
import { type Comparison, compare, withoutFields } from './compare.ts';
import { FieldSet } from './field-set.ts';
import { merge } from './merge.ts';
import { reconcileFields } from './reconcile.ts';
import { removeFields } from './remove.ts';
import { toFieldSet } from './to-field-set.ts';

export interface TypedValue {
  readonly value: unknown;
  readonly type: Type;
  readonly apiVersion: string;
}

export interface VersionedSet {
  readonly set: FieldSet;
  readonly apiVersion: string;
  readonly isApplied: boolean;
}

/** By the identifier of the manager. */
export type Managers = ReadonlyMap<string, VersionedSet>;

export interface Updater {
  /** The same object in another version; undefined: there is no such version any more. */
  convert(object: TypedValue, apiVersion: string): TypedValue | undefined;
  /** What the write cannot change whatever it says. */
  readonly ignored: FieldSet;
}

/** Fields that others own, and that an apply would change. */
export type Conflicts = ReadonlyMap<string, FieldSet>;

export interface Applied {
  /** Undefined: as the live one. */
  readonly object: TypedValue | undefined;
  readonly managers: Managers;
}

/** After `live` was replaced by `object`: what has changed belongs to `manager` alone. */
export function updateManagers(
  updater: Updater,
  live: TypedValue,
  object: TypedValue,
  known: Managers,
  manager: string,
): Managers {
  const { left, conflicts, compared } = takeFrom(updater, live, object, reconciled(updater, live, known), manager);
  const managers = without(left, conflicts);
  const { added, modified, removed } =
    compared.get(live.apiVersion) ?? withoutFields(compare(live.value, object.value, live.type), updater.ignored);
  const mine = known.get(manager)?.set ?? FieldSet.empty;
  const set = mine.difference(removed).union(modified).union(added).recursiveDifference(updater.ignored);
  managers.delete(manager);
  if (!set.isEmpty) managers.set(manager, { set, apiVersion: object.apiVersion, isApplied: false });
  return managers;
}

/** Lays `config` over `live`, and takes away what `manager` applied before, applies no longer, and nobody else owns. */
export function applyConfig(
  updater: Updater,
  live: TypedValue,
  config: TypedValue,
  known: Managers,
  manager: string,
  isForced: boolean,
): Applied | { readonly conflicts: Conflicts } {
  const managers = new Map(reconciled(updater, live, known));
  const last = managers.get(manager);
  const merged = { ...live, value: merge(live.value, config.value, live.type) };
  const set = toFieldSet(config.value, config.type).recursiveDifference(updater.ignored);
  managers.set(manager, { set, apiVersion: config.apiVersion, isApplied: true });
  const object = prune(updater, merged, managers, config.apiVersion, last);
  const { left, conflicts } = takeFrom(updater, live, object, managers, manager);
  if (!isForced && conflicts.size > 0) return { conflicts };
  return { object: deepEqual(live.value, object.value) ? undefined : object, managers: without(left, conflicts) };
}

/** Everybody but `manager` loses what the write removes. What it changes of theirs are conflicts. */
function takeFrom(
  updater: Updater,
  live: TypedValue,
  object: TypedValue,
  managers: Managers,
  manager: string,
): {
  readonly left: Managers;
  readonly conflicts: Conflicts;
  /** What the write changes, in each version that was asked for. */
  readonly compared: ReadonlyMap<string, Comparison | undefined>;
} {
  const inVersion = (apiVersion: string) => {
    const before = updater.convert(live, apiVersion);
    const after = updater.convert(object, apiVersion);
    return before && after && withoutFields(compare(before.value, after.value, before.type), updater.ignored);
  };
  const compared = new Map<string, Comparison | undefined>();
  const left = new Map<string, VersionedSet>();
  const conflicts = new Map<string, FieldSet>();
  for (const [name, versioned] of managers) {
    if (name === manager) {
      left.set(name, versioned);
      continue;
    }
    const { apiVersion, set } = versioned;
    if (!compared.has(apiVersion)) compared.set(apiVersion, inVersion(apiVersion));
    const found = compared.get(apiVersion);
    if (!found) continue;
    const taken = set.intersection(found.modified.union(found.added));
    if (!taken.isEmpty) conflicts.set(name, taken);
    const rest = found.removed.isEmpty ? set : set.difference(found.removed);
    left.set(name, rest.equals(set) ? versioned : { ...versioned, set: rest });
  }
  return { left, conflicts, compared };
}

function without(managers: Managers, conflicts: Conflicts): Map<string, VersionedSet> {
  const left = new Map<string, VersionedSet>();
  for (const [name, versioned] of managers) {
    const taken = conflicts.get(name);
    const set = taken ? versioned.set.difference(taken) : versioned.set;
    if (!set.isEmpty) left.set(name, taken ? { ...versioned, set } : versioned);
  }
  return left;
}

/** Owners under a schema that has changed since. */
function reconciled(updater: Updater, live: TypedValue, managers: Managers): Managers {
  const out = new Map<string, VersionedSet>();
  for (const [name, versioned] of managers) {
    const typed = updater.convert(live, versioned.apiVersion);
    if (!typed) continue;
    const set = reconcileFields(versioned.set, typed.type);
    out.set(name, set === versioned.set ? versioned : { ...versioned, set });
  }
  return out;
}

/** A field, an item or a member goes if it was in `last`, and is no more, and nobody owns it now. */
function prune(
  updater: Updater,
  merged: TypedValue,
  managers: Managers,
  apiVersion: string,
  last: VersionedSet | undefined,
): TypedValue {
  if (!last || last.set.isEmpty) return merged;
  const before = updater.convert(merged, last.apiVersion);
  if (!before) return merged;
  const gone = last.set.withNamedFields(before.type);
  const bare = { ...before, value: removeFields(before.value, gone, before.type) };
  const owned = addBackOwned(updater, before, bare, managers, last.apiVersion);
  const kept = updater.convert(owned, last.apiVersion);
  if (!kept) return merged;
  // What was nobody's, or not the applier's, does not go with the rest.
  const all = toFieldSet(before.value, before.type).withNamedFields(before.type);
  const left = toFieldSet(kept.value, before.type).withNamedFields(before.type);
  const value = removeFields(before.value, all.difference(left).intersection(gone), before.type);
  return updater.convert({ ...before, value }, apiVersion)!;
}

/** What the removal took, and somebody owns, comes back, in the version that each owner owns it in. */
function addBackOwned(
  updater: Updater,
  merged: TypedValue,
  pruned: TypedValue,
  managers: Managers,
  prunedVersion: string,
): TypedValue {
  const owned = new Map<string, FieldSet>();
  // The pruned version first: what was taken there may be needed to convert.
  const first = (a: VersionedSet, b: VersionedSet): number =>
    Number(b.apiVersion === prunedVersion) - Number(a.apiVersion === prunedVersion);
  for (const { set, apiVersion } of [...managers.values()].sort(first))
    owned.set(apiVersion, (owned.get(apiVersion) ?? FieldSet.empty).union(set));
  let whole = merged;
  let left = pruned;
  for (const [apiVersion, fields] of owned) {
    const all = updater.convert(whole, apiVersion);
    const some = updater.convert(left, apiVersion);
    if (!all || !some) continue;
    const { type } = all;
    const present = toFieldSet(all.value, type).withNamedFields(type);
    const kept = toFieldSet(some.value, type).withNamedFields(type).union(fields.withNamedFields(type));
    whole = all;
    left = { ...all, value: removeFields(all.value, present.difference(kept), type) };
  }
  return left;
}
