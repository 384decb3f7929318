// Models sigs.k8s.io/structured-merge-diff fieldpath.Set and typed Compare: which fields there are, and which differ.

import { deepEqual } from '#apimachinery/equal.ts';
import type { Field, Struct, TypeRef } from './schema.ts';
import { structOfRef } from './schema.ts';

/** Paths whose elements (`f:spec`, `k:{"port":80}`, `v:"x"`) are joined by NUL. */
export type FieldSet = Set<string>;

const SEPARATOR = '\0';
const join = (path: string, element: string): string => (path ? path + SEPARATOR + element : element);

/** What an object says about itself is nobody's field. Source: fieldmanager stripMeta. */
const NOT_OWNED: ReadonlySet<string> = new Set(
  ['f:apiVersion', 'f:kind', 'f:metadata'].concat(
    [
      'name',
      'namespace',
      'creationTimestamp',
      'selfLink',
      'uid',
      'generation',
      'managedFields',
      'resourceVersion',
      'deletionTimestamp',
      'deletionGracePeriodSeconds',
    ].map((f) => `f:metadata${SEPARATOR}f:${f}`),
  ),
);

/** Structs that are values, not pointers, in Go, and lists without omitempty: they are there before anybody sets them. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(
  [
    'f:metadata',
    'f:spec',
    'f:status',
    'f:template',
    'f:strategy',
    'f:updateStrategy',
    'f:jobTemplate',
    'f:containers',
  ].concat([
    'f:loadBalancer',
    'f:nodeInfo',
    'f:daemonEndpoints',
    'f:kubeletEndpoint',
    'f:state',
    'f:lastState',
    'f:source',
    'f:scaleTargetRef',
  ]),
);

export interface Difference {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** How a value divides into fields. */
type Shape =
  | { readonly is: 'leaf' }
  | { readonly is: 'members'; typeOf(key: string): Field | TypeRef | undefined; readonly isMap: boolean }
  | { readonly is: 'items'; readonly field: Field; readonly of: TypeRef };

const LEAF: Shape = { is: 'leaf' };
const isField = (t: Field | TypeRef): t is Field => 'isSet' in t;

function shapeOf(type: Field | TypeRef | undefined, value: unknown): Shape {
  if (type === undefined) {
    // A custom resource: maps divide, lists do not.
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMap ? { is: 'members', typeOf: () => undefined, isMap: false } : LEAF;
  }
  if (isField(type) && type.isAtomic) return LEAF;
  const ref = isField(type) ? type.type : type;
  if (ref.is === 'scalar') return LEAF;
  if (ref.is === 'deduced') return shapeOf(undefined, value);
  if (ref.is === 'struct') return shapeOfStruct(structOfRef(ref));
  if (ref.is === 'map') return { is: 'members', typeOf: () => ref.of, isMap: true };
  return isField(type) && (type.keys || type.isSet) ? { is: 'items', field: type, of: ref.of } : LEAF;
}

const shapeOfStruct = (struct: Struct | undefined): Shape =>
  struct && !struct.isAtomic
    ? { is: 'members', typeOf: (key) => struct.fields.get(key) ?? struct.rest, isMap: false }
    : LEAF;

/** `k:{"containerPort":80,"protocol":"TCP"}` or `v:"x"`. */
function itemElement(field: Field, item: unknown): string {
  if (!field.keys) return `v:${JSON.stringify(item)}`;
  const members = item as Record<string, unknown>;
  // Of Go types, the only key member with a default that a client may leave out is a port's protocol.
  const memberOf = (key: string): unknown =>
    members[key] ?? field.keyDefaults?.[key] ?? (key === 'protocol' ? 'TCP' : undefined);
  return `k:${JSON.stringify(Object.fromEntries([...field.keys].sort().map((k) => [k, memberOf(k)])))}`;
}

function childrenOf(
  shape: Shape,
  value: unknown,
): Map<string, readonly [value: unknown, type: Field | TypeRef | undefined]> {
  const children = new Map<string, readonly [unknown, Field | TypeRef | undefined]>();
  if (shape.is === 'members' && typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) children.set(`f:${key}`, [member, shape.typeOf(key)]);
    }
  } else if (shape.is === 'items' && Array.isArray(value)) {
    for (const item of value) children.set(itemElement(shape.field, item), [item, shape.of]);
  }
  return children;
}

const rootShape = (struct: Struct | undefined): Shape =>
  struct ? shapeOfStruct(struct) : { is: 'members', typeOf: () => undefined, isMap: false };
const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value as object).length === 0);

/** All fields of an object. Source: typed ToFieldSet. */
export function fieldsOf(object: object, struct: Struct | undefined): FieldSet {
  const set: FieldSet = new Set();
  const walk = (value: unknown, shape: Shape, path: string): void => {
    for (const [element, [child, type]] of childrenOf(shape, value)) {
      const at = join(path, element);
      const inner = shapeOf(type, child);
      if (inner.is === 'leaf' || shape.is === 'items' || (shape.is === 'members' && shape.isMap) || isEmpty(child))
        set.add(at);
      if (inner.is !== 'leaf') walk(child, inner, at);
    }
  };
  walk(object, rootShape(struct), '');
  return stripped(set);
}

/** Source: typed Compare, with an empty object of the type where there was none. */
export function compare(old: object | undefined, object: object, struct: Struct | undefined): Difference {
  const changed: FieldSet = new Set();
  const removed: FieldSet = new Set();
  const isAlwaysThere = (element: string): boolean => struct?.isCustom !== true && ALWAYS_THERE.has(element);
  const all = (value: unknown, shape: Shape, path: string, into: FieldSet): void => {
    for (const [element, [child, type]] of childrenOf(shape, value)) {
      const at = join(path, element);
      const inner = shapeOf(type, child);
      if (inner.is === 'leaf' || isEmpty(child) || !isAlwaysThere(element)) into.add(at);
      if (inner.is !== 'leaf') all(child, inner, at, into);
    }
  };
  const walk = (a: unknown, b: unknown, shape: Shape, path: string): void => {
    const before = childrenOf(shape, a);
    const after = childrenOf(shape, b);
    for (const [element, [child, type]] of after) {
      const at = join(path, element);
      const was = before.get(element)?.[0];
      const inner = shapeOf(type, child);
      if (was !== undefined && deepEqual(was, child)) continue;
      if (inner.is === 'leaf' || (isEmpty(child) && (was === undefined || isEmpty(was)))) changed.add(at);
      else if (was === undefined) {
        if (!isAlwaysThere(element)) changed.add(at);
        all(child, inner, at, changed);
      } else walk(was, child, inner, at);
    }
    for (const [element, [child, type]] of before) {
      if (after.has(element)) continue;
      const at = join(path, element);
      removed.add(at);
      const inner = shapeOf(type, child);
      if (inner.is !== 'leaf') all(child, inner, at, removed);
    }
  };
  walk(old ?? {}, object, rootShape(struct), '');
  return { changed: stripped(changed), removed: stripped(removed) };
}

function stripped(set: FieldSet): FieldSet {
  for (const path of NOT_OWNED) set.delete(path);
  return set;
}

type Tree = { [element: string]: Tree };

export function toFieldsV1(set: FieldSet): Record<string, unknown> {
  const root: Tree = {};
  for (const path of [...set].sort()) {
    let node = root;
    for (const element of path.split(SEPARATOR)) node = node[element] ??= {};
    // A mark that a field is owned itself, kept only where it has members of its own.
    node['.'] = {};
  }
  const tidy = (node: Tree): Tree => {
    const { '.': self, ...members } = node;
    const names = Object.keys(members);
    if (names.length === 0) return {};
    return { ...(self && { '.': {} }), ...Object.fromEntries(names.map((n) => [n, tidy(members[n]!)])) };
  };
  return tidy(root);
}

export function fromFieldsV1(fields: Record<string, unknown>): FieldSet {
  const set: FieldSet = new Set();
  const walk = (node: Record<string, unknown>, path: string): void => {
    const names = Object.keys(node);
    if (path && (names.length === 0 || '.' in node)) set.add(path);
    for (const name of names) if (name !== '.') walk(node[name] as Record<string, unknown>, join(path, name));
  };
  walk(fields, '');
  return set;
}

/** `.spec.ports[port=80,protocol="TCP"].nodePort`, as conflicts name a field. */
export function showPath(path: string): string {
  return path
    .split(SEPARATOR)
    .map((element) => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('v:')) return `[=${rest}]`;
      return `[${Object.entries(JSON.parse(rest) as object)
        .map(([k, v]) => `${k}=${JSON.stringify(v)}`)
        .join(',')}]`;
    })
    .join('');
}

export const isWithin = (path: string, ancestor: string): boolean =>
  path === ancestor || path.startsWith(ancestor + SEPARATOR);
export const elementsOf = (path: string): string[] => path.split(SEPARATOR);
