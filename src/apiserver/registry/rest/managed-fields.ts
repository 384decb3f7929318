// Models apiserver/pkg/endpoints/handlers/fieldmanager: the field manager of one request.

import { deepEqual } from '#apimachinery/equal.ts';
import type { ApiObject, ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { type Struct, structOfKind, type TypeRef } from '#apimachinery/schema/schema.ts';
import { decodeTyped } from '#apimachinery/schema/typed.ts';
import { pathTo, updated, type Write } from '../../managedfields/field-manager.ts';
import { FieldSet } from '../../structuredmerge/field-set.ts';
import type { TypedValue } from '../../structuredmerge/updater.ts';
import { managerOf, type Scope, structFor } from './scope.ts';
import type { Strategy } from './strategy.ts';
import { apiVersionOf } from './versions.ts';

const DEDUCED: TypeRef = { is: 'deduced' };
const types = new WeakMap<Struct, TypeRef>();

/** One and the same for a struct, that what is known of it is kept. */
export function typeOfStruct(struct: Struct | undefined): TypeRef {
  if (!struct) return DEDUCED;
  let type = types.get(struct);
  if (!type) {
    type = { is: 'struct', name: struct.name, struct };
    types.set(struct, type);
  }
  return type;
}

export function writeOf(scope: Scope<never>): Write {
  const { strategy, apiVersion, subresource, context } = scope;
  return {
    apiVersion,
    kind: strategy.kind,
    type: typeOfStruct(structFor(scope)),
    subresource,
    manager: managerOf(scope),
    now: timestamp(context.now()),
    updater: {
      convert: (object, version) => converted(scope, object, version),
      ignored: ignoredIn(scope),
    },
  };
}

/** What a write cannot change, whatever it says. Source: GetResetFields of the strategies. */
function resetFieldsOf({ strategy, subresource }: Scope<never>): readonly (readonly string[])[] {
  if (!strategy.statusSubresource) return [];
  if (subresource !== 'status') return [['status']];
  return strategy.statusResetFields ?? [['spec']];
}

const ignored = new WeakMap<Strategy<never>, Map<string, FieldSet>>();

function ignoredIn(scope: Scope<never>): FieldSet {
  const { strategy, subresource } = scope;
  let sets = ignored.get(strategy);
  if (!sets) ignored.set(strategy, (sets = new Map()));
  const which = subresource === 'status' ? subresource : '';
  let set = sets.get(which);
  if (!set) sets.set(which, (set = FieldSet.from(resetFieldsOf(scope).map((names) => pathTo(...names)))));
  return set;
}

const typeIn = ({ custom, kind }: Strategy<never>, apiVersion: string): TypeRef =>
  typeOfStruct(custom?.struct ?? structOfKind(apiVersion, kind));

/** Models managedfields versionConverter. */
function converted(scope: Scope<never>, object: TypedValue, version: string): TypedValue | undefined {
  if (version === object.apiVersion) return object;
  const [from, to] = [strategyOf(scope, object.apiVersion), strategyOf(scope, version)];
  if (!from || !to) return undefined;
  const value = asObject(from, object);
  const hub = from.storedAs?.toStored(value) ?? value;
  return { value: to.storedAs?.fromStored(hub as never) ?? hub, type: typeIn(to, version), apiVersion: version };
}

/** A merged value as an object of its kind: without nulls, and in the types' own way of writing. */
export function asObject({ custom, kind }: Strategy<never>, { value, apiVersion }: TypedValue): ApiObject {
  const struct = custom ? undefined : structOfKind(apiVersion, kind);
  const decoded = struct ? decodeTyped(value, struct) : { value, error: undefined };
  return (decoded.error === undefined ? decoded.value : value) as ApiObject;
}

/** The same kind in another version; undefined: there is no such version. */
export function strategyOf({ strategy, context }: Scope<never>, apiVersion: string): Strategy | undefined {
  if (apiVersion === apiVersionOf(strategy)) return strategy as unknown as Strategy;
  const home = strategy.storedAs?.resource;
  for (const other of context.kinds()) {
    if (other.kind !== strategy.kind || apiVersionOf(other) !== apiVersion) continue;
    const isSame = home ? other.storedAs?.resource === home || isHome(other, home) : other.storedAs !== undefined;
    if (isSame || other.group === strategy.group) return other;
  }
  return undefined;
}

const isHome = ({ resource, group, storedAs }: Strategy, home: string): boolean =>
  !storedAs && (group ? `${resource}.${group}` : resource) === home;

/** The entries after `object` was written in the place of `old`, or anew, with plain values. */
export const trackFields = <T extends ApiObject>(
  scope: Scope<T>,
  object: T,
  old: T | undefined,
): ManagedFieldsEntry[] => {
  const served = (o: T): ApiObject => scope.strategy.storedAs?.fromStored(o) ?? o;
  const live = old && { ...served(old), metadata: old.metadata };
  return updated(writeOf(scope), live, served(object), object.metadata.managedFields);
};

/** The same owners of the same fields, whenever that was. Source: IgnoreManagedFieldsTimestampsTransformer. */
export function sameOwners(a: readonly ManagedFieldsEntry[] = [], b: readonly ManagedFieldsEntry[] = []): boolean {
  if (a.length !== b.length) return false;
  const who = ({ operation, manager, apiVersion, subresource }: ManagedFieldsEntry): string =>
    [operation, manager, apiVersion, subresource].join('\0');
  const before = new Map(b.map((entry) => [who(entry), entry]));
  return a.every((entry) => deepEqual(entry.fieldsV1, before.get(who(entry))?.fieldsV1));
}
