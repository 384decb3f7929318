// The order in which Go's encoding/json writes what the API server holds: structs by their fields, maps and custom resources by key.

import { sorted } from './go-value.ts';
import { KINDS } from './schema/generated/fields.ts';
import { type Struct, structOf, structOfKind, structOfRef, type TypeRef } from './schema/schema.ts';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the control plane answers with beside its own kinds. */
const ANSWERS = ['meta.k8s.io', 'apidiscovery.k8s.io', 'metrics.k8s.io'];
const groupOf = (apiVersion: string): string => apiVersion.split('/')[0]!;
const builtIn = new Set([...Object.keys(KINDS).map((name) => groupOf(name.split(' ')[0]!)), ...ANSWERS]);

/** An answer as it stands on the wire. The items of a list of one kind are of Go's type for it, and do not say so again. */
export function asServed(value: unknown): unknown {
  if (!isFields(value) || !Array.isArray(value.items) || !isListOfOne(value)) return inGoOrder(value);
  const bare = ({ kind: _, apiVersion: __, ...rest }: Fields): Fields => rest;
  return inGoOrder({ ...value, items: value.items.map((item) => (isFields(item) ? bare(item) : item)) });
}

const isListOfOne = ({ apiVersion, kind }: Fields): boolean =>
  typeof apiVersion === 'string' &&
  builtIn.has(groupOf(apiVersion)) &&
  kind !== 'List' &&
  kind !== 'PartialObjectMetadataList';

/** An object or a list; what is in order is returned itself. */
export function inGoOrder(value: unknown): unknown {
  if (!isFields(value)) return value;
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return value;
  if (!builtIn.has(groupOf(apiVersion))) return sorted(value);
  const struct = structOfKind(apiVersion, kind) ?? (kind === 'Status' ? structOf(kind) : undefined);
  return struct ? arrange(value, { is: 'struct', name: struct.name, struct }) : answer(value, apiVersion, kind);
}

function answer(value: Fields, apiVersion: string, kind: string): Fields {
  const { kind: _, apiVersion: __, metadata, items, rows, ...rest } = value;
  const meta = kind === 'PartialObjectMetadata' ? 'ObjectMeta' : 'ListMeta';
  return {
    kind,
    apiVersion,
    ...(metadata !== undefined && { metadata: arrange(metadata, { is: 'struct', name: meta }) }),
    ...rest,
    ...(Array.isArray(items) && { items: itemsOf(items, apiVersion, kind) }),
    ...(Array.isArray(rows) && { rows: rows.map(row) }),
  };
}

function itemsOf(items: readonly unknown[], apiVersion: string, kind: string): unknown[] {
  // Of any kind, and so without a type in Go: maps.
  if (kind === 'List') return items.map(sorted);
  if (kind === 'PartialObjectMetadataList') return items.map(inGoOrder);
  const item = structOfKind(apiVersion, kind.replace(/List$/, ''));
  return item ? items.map((each) => arrange(each, { is: 'struct', name: item.name, struct: item })) : [...items];
}

const row = (value: unknown): unknown =>
  isFields(value) && value.object ? { ...value, object: inGoOrder(value.object) } : value;

interface Place {
  readonly rank: number;
  /** Undefined: there is nothing in it to arrange. */
  readonly type?: TypeRef;
}
const places = new WeakMap<Struct, ReadonlyMap<string, Place>>();

/** Lists of scalars and what no type is known of stay as they are. */
const isPlain = (type: TypeRef): boolean =>
  type.is === 'scalar' || type.is === 'deduced' || (type.is === 'list' && isPlain(type.of));

function placesIn(struct: Struct): ReadonlyMap<string, Place> {
  let known = places.get(struct);
  if (!known) {
    const members = [...struct.fields].map(([name, { type }], rank): [string, Place] => [
      name,
      isPlain(type) ? { rank } : { rank, type },
    ]);
    known = new Map(members);
    places.set(struct, known);
  }
  return known;
}

function arrange(value: unknown, type: TypeRef): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return type.is === 'list' ? arrangeItems(value, type.of) : value;
  if (type.is === 'map') return arrangeMap(value as Fields, type.of);
  const struct = structOfRef(type);
  return struct ? arrangeStruct(value as Fields, placesIn(struct)) : value;
}

// What is in order is returned itself: most of what is stored came so, and this is done to every answer.

function arrangeItems(list: readonly unknown[], type: TypeRef): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = arrange(list[i], type);
    if (item !== list[i]) (changed ??= [...list])[i] = item;
  }
  return changed ?? list;
}

function arrangeMap(map: Fields, type: TypeRef): Fields {
  const names = Object.keys(map);
  let isSame = true;
  for (let i = 1; isSame && i < names.length; i++) isSame = names[i - 1]! < names[i]!;
  if (isSame && isPlain(type)) return map;
  const out: Fields = {};
  for (const name of isSame ? names : names.sort()) {
    out[name] = arrange(map[name], type);
    isSame &&= out[name] === map[name];
  }
  return isSame ? map : out;
}

function arrangeStruct(fields: Fields, known: ReadonlyMap<string, Place>): Fields {
  const names = Object.keys(fields);
  const rankOf = (name: string): number => known.get(name)?.rank ?? known.size;
  let isOrdered = true;
  let last = -1;
  let changed: Fields | undefined;
  for (const name of names) {
    const place = known.get(name);
    const rank = place?.rank ?? known.size;
    if (rank < last) isOrdered = false;
    last = rank;
    if (!place?.type) continue;
    const member = arrange(fields[name], place.type);
    if (member !== fields[name]) (changed ??= { ...fields })[name] = member;
  }
  if (isOrdered) return changed ?? fields;
  const out: Fields = {};
  for (const name of names.sort((a, b) => rankOf(a) - rankOf(b))) out[name] = (changed ?? fields)[name];
  return out;
}
