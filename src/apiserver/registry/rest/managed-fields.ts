// Models apimachinery/pkg/util/managedfields: who set which field, kept up on every write.

import { deepEqual } from '#apimachinery/equal.ts';
import type { ApiObject, ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { compare, type FieldSet, fromFieldsV1, toFieldsV1 } from '../../schema/field-set.ts';
import { managerOf, type Scope, structFor } from './scope.ts';
import { served } from './versions.ts';

/** An entry with its fields as a set. */
export interface Owner {
  readonly entry: ManagedFieldsEntry;
  readonly fields: FieldSet;
}

export const ownersOf = (entries: readonly ManagedFieldsEntry[] | undefined): Owner[] =>
  (entries ?? []).map((entry) => ({ entry, fields: fromFieldsV1(entry.fieldsV1 ?? {}) }));

/** The entries after `object` was written over `old` with plain values: what was set now belongs to the writer alone. */
export function trackFields<T extends ApiObject>(scope: Scope<T>, object: T, old: T | undefined): ManagedFieldsEntry[] {
  const struct = structFor(scope);
  const { changed, removed } = compare(
    old && ownable(scope, served(scope, old)),
    ownable(scope, served(scope, object)),
    struct,
  );
  const owners = ownersOf(entriesBefore(scope, object, old));
  const identity = { manager: managerOf(scope), operation: 'Update', apiVersion: scope.apiVersion } as const;
  const isWriter = ({ entry }: Owner): boolean =>
    entry.operation === 'Update' &&
    entry.manager === identity.manager &&
    entry.apiVersion === identity.apiVersion &&
    (entry.subresource ?? '') === scope.subresource;
  const mine = owners.find(isWriter)?.fields ?? new Set<string>();
  const next: Owner[] = owners
    .filter((owner) => !isWriter(owner))
    .map(({ entry, fields }) => ({ entry, fields: minus(minus(fields, changed), removed) }));
  const fields = new Set([...minus(mine, removed), ...changed]);
  const before = owners.find(isWriter)?.entry;
  const entry: ManagedFieldsEntry = {
    ...identity,
    time: before && changed.size === 0 && before.time ? before.time : timestamp(scope.context.now()),
    fieldsType: 'FieldsV1',
    ...(scope.subresource && { subresource: scope.subresource }),
  };
  return entriesOf([...next, { entry, fields }]);
}

/** A writer may hand in entries of its own, and `[{}]` forgets all. Source: fieldmanager decodeLiveOrNew. */
function entriesBefore<T extends ApiObject>(
  { subresource }: Scope<T>,
  object: T,
  old: T | undefined,
): readonly ManagedFieldsEntry[] | undefined {
  const given = object.metadata.managedFields;
  if (subresource || !given?.length) return old?.metadata.managedFields;
  return given.length === 1 && Object.keys(given[0]!).length === 0 ? [] : given;
}

/** Writes to the main resource own no status. Source: resetFields. */
export function ownable<T extends ApiObject>({ strategy, subresource }: Scope<T>, object: ApiObject): object {
  if (!strategy.statusSubresource || subresource === 'status') return object;
  const { status: _status, ...rest } = object as ApiObject & { status?: unknown };
  return rest;
}

export function minus(a: FieldSet, b: FieldSet): FieldSet {
  return b.size === 0 ? a : new Set([...a].filter((path) => !b.has(path)));
}

/** In the order of Kubernetes; owners of nothing are left out. Source: sortEncodedManagedFields. */
export function entriesOf(owners: readonly Owner[]): ManagedFieldsEntry[] {
  const place = (e: ManagedFieldsEntry): string =>
    [e.operation, e.time ?? '', e.manager, e.apiVersion, e.subresource ?? ''].join('\0');
  return owners
    .filter(({ fields }) => fields.size > 0)
    .map(({ entry, fields }) => ({ ...entry, fieldsV1: toFieldsV1(fields) }))
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** The same owners of the same fields, whenever that was. */
export function sameOwners(a: readonly ManagedFieldsEntry[] = [], b: readonly ManagedFieldsEntry[] = []): boolean {
  const timeless = (entries: readonly ManagedFieldsEntry[]): unknown[] =>
    entries
      .map(({ time: _time, ...rest }) => rest)
      .sort((x, y) =>
        `${x.operation}${x.manager}${x.subresource}` < `${y.operation}${y.manager}${y.subresource}` ? -1 : 1,
      );
  return deepEqual(timeless(a), timeless(b));
}
