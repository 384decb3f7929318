// Models sigs.k8s.io/structured-merge-diff schema.Atom over the field table: what a value of some type may be, a map, a list or a scalar.

import { type Division, type Field, type Struct, structOfRef, type TypeRef } from '#apimachinery/schema/schema.ts';

/** A member of a struct with what is said of it there, or a type alone. */
export type Type = Field | TypeRef;

export interface MapAtom {
  /** Members that the type names. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Of every other member; undefined: there are none. */
  readonly element: Type | undefined;
  readonly isAtomic: boolean;
  /** Of a Go struct: members that are there before anybody sets them, each with what it then is. */
  readonly zero: ReadonlyMap<string, unknown>;
}

export interface ListAtom {
  readonly element: Type;
  readonly isAtomic: boolean;
  /** Undefined: a set of values. */
  readonly keys: readonly string[] | undefined;
  /** What a key member is when it is left out; undefined: it may not be. */
  keyDefault(key: string): unknown;
}

export interface Atom {
  readonly map?: MapAtom;
  readonly list?: ListAtom;
  readonly isScalar?: boolean;
}

const DEDUCED_TYPE: TypeRef = { is: 'deduced' };
const NONE: ReadonlyMap<string, never> = new Map<string, never>();

/** Maps divide, lists do not. */
const DEDUCED: Atom = {
  map: { fields: NONE, element: DEDUCED_TYPE, isAtomic: false, zero: NONE },
  list: { element: DEDUCED_TYPE, isAtomic: true, keys: undefined, keyDefault: () => undefined },
  isScalar: true,
};
const SCALAR: Atom = { isScalar: true };

/** Structs that are values, not pointers, in Go, and a list without omitempty. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(
  ['metadata', 'spec', 'status', 'template', 'strategy', 'updateStrategy', 'jobTemplate', 'loadBalancer']
    .concat(['nodeInfo', 'daemonEndpoints', 'kubeletEndpoint', 'state', 'lastState', 'source', 'scaleTargetRef'])
    .concat(['Container.resources', 'EphemeralContainer.resources', 'PersistentVolumeClaimSpec.resources']),
);
const POINTERS: ReadonlySet<string> = new Set(['ReplicationControllerSpec.template']);

const known = new WeakMap<Type, Atom>();

export function atomOf(type: Type): Atom {
  let atom = known.get(type);
  if (!atom) {
    atom = resolve(type);
    known.set(type, atom);
  }
  return atom;
}

function resolve(type: Type): Atom {
  const ref = 'isSet' in type ? type.type : type;
  const divides: Division | undefined =
    'isSet' in type ? type : ref.is === 'list' || ref.is === 'map' ? ref.divides : undefined;
  const isAtomic = divides?.isAtomic === true;
  switch (ref.is) {
    case 'deduced':
      return DEDUCED;
    case 'scalar':
      return ref.code === 'o' ? DEDUCED : SCALAR;
    case 'map':
      return { map: { fields: NONE, element: ref.of, isAtomic, zero: NONE } };
    case 'list': {
      const keys = divides?.keys;
      const isDivided = keys !== undefined || divides?.isSet === true;
      const keyDefault = (key: string): unknown => (divides ? defaultOf(divides, ref.of, key) : undefined);
      return { list: { element: ref.of, isAtomic: isAtomic || !isDivided, keys, keyDefault } };
    }
    case 'struct': {
      const struct = structOfRef(ref);
      if (!struct) return DEDUCED;
      const { fields, rest } = struct;
      return { map: { fields, element: rest, isAtomic: isAtomic || struct.isAtomic, zero: zeroOf(struct) } };
    }
  }
}

/** OpenAPI gives a required member of a Go type its zero value. Source: kube-openapi generators. */
function defaultOf({ keyDefaults }: Division, element: TypeRef, key: string): unknown {
  if (keyDefaults) return keyDefaults[key];
  const struct = structOfRef(element);
  const member = struct?.fields.get(key);
  if (!member || struct?.isCustom || struct?.name === 'ObjectReference') return undefined;
  if (key === 'protocol') return 'TCP';
  return member.type.is === 'scalar' && 'il'.includes(member.type.code) ? 0 : '';
}

function zeroOf(struct: Struct): ReadonlyMap<string, unknown> {
  const zero = new Map<string, unknown>();
  if (struct.isCustom) return zero;
  for (const [name, { type }] of struct.fields) {
    const at = `${struct.name}.${name}`;
    if (at === 'PodSpec.containers') zero.set(name, null);
    else if (type.is === 'struct' && (ALWAYS_THERE.has(name) || ALWAYS_THERE.has(at)) && !POINTERS.has(at))
      zero.set(name, {});
  }
  return zero;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined for everything else. */
export const mapOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  isMap(value) ? value : undefined;
export const listOf = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

/** Which of the possible things the value is; one that fits none is left to whoever looks next. */
export function deduce(atom: Atom, value: unknown): Atom {
  if (value === undefined || value === null) return atom;
  if (Array.isArray(value)) return atom.list ? { list: atom.list } : atom;
  if (typeof value === 'object') return atom.map ? { map: atom.map } : atom;
  return atom.isScalar ? SCALAR : atom;
}

export const sameAtom = (a: Atom, b: Atom): boolean =>
  a.map === b.map && a.list === b.list && a.isScalar === b.isScalar;

/** Undefined: the type has no such member. */
export const memberType = (map: MapAtom, key: string): Type | undefined => map.fields.get(key) ?? map.element;
