// Models decoding into Go structs by sigs.k8s.io/json: unknown fields are noticed and dropped, wrong types refused.

import { notTime, timeOf, timestamp } from '../names.ts';
import { canonicalQuantity, QUANTITY_ERROR } from '../quantity.ts';
import { isNil, isOmitted } from './omit-empty.ts';
import { type Struct, structOf, type TypeRef } from './schema.ts';

export interface Typed {
  /** The value without unknown fields, quantities in canonical form. */
  readonly value: Record<string, unknown>;
  /** `spec.selectr`, `spec.ports[0].foo`, in the order of the document. */
  readonly unknown: readonly string[];
  /** `json: cannot unmarshal …`: then `value` is of no use. */
  readonly error?: string;
  /** The same mistake in the words of the converter that strategic patches go through. */
  readonly conversion?: string;
}

/** Where a decoding failed; caught by `decodeTyped`. */
class DecodeError extends Error {
  readonly conversion: string | undefined;

  constructor(message: string, conversion?: string) {
    super(message);
    this.conversion = conversion;
  }
}

interface Place {
  /** For unknown fields: `spec.ports[0]`. */
  readonly path: string;
  /** For type errors: `spec.ports`, without indices, as Go's field stack. */
  readonly stack: string;
  /** The struct that holds the field. */
  readonly struct: string;
}

export function decodeTyped(value: unknown, struct: Struct): Typed {
  const unknown: string[] = [];
  try {
    const typed = decodeStruct(value, struct, { path: '', stack: '', struct: struct.name }, unknown);
    return { value: typed as Record<string, unknown>, unknown };
  } catch (e) {
    if (e instanceof DecodeError)
      return { value: {}, unknown, error: e.message, ...(e.conversion && { conversion: e.conversion }) };
    throw e;
  }
}

/** As encoding/json names what it found. */
export const jsonType = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : value === null ? 'null' : typeof value;

const GO_SCALARS: Readonly<Record<string, string>> = {
  s: 'string',
  i: 'int32',
  l: 'int64',
  f: 'float64',
  b: 'bool',
  q: 'resource.Quantity',
  y: '[]uint8',
  x: 'intstr.IntOrString',
  t: 'v1.Time',
  u: 'v1.MicroTime',
  o: 'interface {}',
};

function goType(type: TypeRef): string {
  switch (type.is) {
    case 'list':
      return `[]${goType(type.of)}`;
    case 'map':
      return `map[string]${goType(type.of)}`;
    case 'struct':
      return `v1.${structOf(type.name)?.name ?? type.name}`;
    case 'deduced':
      return 'interface {}';
    case 'scalar':
      return GO_SCALARS[type.code]!;
  }
}

function mismatch(value: unknown, type: TypeRef, place: Place, literal = false): never {
  const what = literal ? `number ${value}` : jsonType(value);
  const where = place.stack ? `struct field ${place.struct}.${place.stack}` : 'value';
  throw new DecodeError(
    `json: cannot unmarshal ${what} into Go ${where} of type ${goType(type)}`,
    conversionError(value, type),
  );
}

/** Source: runtime.DefaultUnstructuredConverter fromUnstructured. */
function conversionError(value: unknown, type: TypeRef): string {
  const is = typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : jsonType(value);
  if (type.is === 'struct') return `cannot restore struct from: ${is === 'array' ? 'slice' : is}`;
  if (type.is !== 'scalar') {
    return type.is === 'list'
      ? `cannot restore slice from ${is === 'object' ? 'map' : is}`
      : `cannot restore map from ${is === 'array' ? 'slice' : is}`;
  }
  const wanted = GO_SCALARS[type.code]!;
  // Go converts numbers to strings, as code points, so that its converter gets one step further before it gives up.
  return typeof value === 'number' && wanted !== 'bool'
    ? `cannot convert ${is} to ${wanted}`
    : `unrecognized type: ${wanted}`;
}

function decodeStruct(value: unknown, struct: Struct, place: Place, unknown: string[]): unknown {
  const out: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value as Record<string, unknown>)) {
    const path = place.path ? `${place.path}.${key}` : key;
    const field = struct.fields.get(key);
    if (!field) {
      unknown.push(path);
      continue;
    }
    if (member === null || member === undefined) {
      if (member === null && isNil(struct.name, key, null)) out[key] = null;
      continue;
    }
    const stack = place.stack ? `${place.stack}.${key}` : key;
    const decoded = decodeValue(member, field.type, { path, stack, struct: struct.name }, unknown);
    if (field.type.is === 'list' && isNil(struct.name, key, decoded)) out[key] = null;
    else if (!isOmitted(struct.name, key, decoded, field.type.is)) out[key] = decoded;
  }
  // A time that is no pointer is told even when there is none: nothing writes this one.
  if (struct.name === 'PodCondition') out.lastProbeTime ??= null;
  return out;
}

function decodeValue(value: unknown, type: TypeRef, place: Place, unknown: string[]): unknown {
  switch (type.is) {
    case 'list':
      if (!Array.isArray(value)) return mismatch(value, type, place);
      return value.map((item, i) =>
        decodeValue(item ?? zeroOf(type.of), type.of, { ...place, path: `${place.path}[${i}]` }, unknown),
      );
    case 'map': {
      if (jsonType(value) !== 'object') return mismatch(value, type, place);
      const entries = Object.entries(value as Record<string, unknown>);
      return Object.fromEntries(
        entries.map(([k, v]) => [
          k,
          decodeValue(v ?? (isText(type.of) ? '' : v), type.of, { ...place, path: `${place.path}.${k}` }, unknown),
        ]),
      );
    }
    case 'struct': {
      const struct = structOf(type.name);
      if (!struct) return value;
      if (jsonType(value) !== 'object') return mismatch(value, type, place);
      return decodeStruct(value, struct, place, unknown);
    }
    case 'deduced':
      return value;
    case 'scalar':
      return decodeScalar(value, type, place);
  }
}

/** What Go makes of a `null` in a list: as if nothing had been said. */
function zeroOf(type: TypeRef): unknown {
  if (type.is === 'struct') return {};
  if (type.is !== 'scalar') return null;
  return { s: '', y: '', i: 0, l: 0, f: 0, b: false }[type.code as string] ?? null;
}

let lastTime = { given: '', seconds: '' };

const isText = (type: TypeRef): boolean => type.is === 'scalar' && (type.code === 's' || type.code === 'y');

function decodeScalar(value: unknown, type: Extract<TypeRef, { is: 'scalar' }>, place: Place): unknown {
  switch (type.code) {
    case 's':
      return typeof value === 'string' ? value : mismatch(value, type, place);
    case 'b':
      return typeof value === 'boolean' ? value : mismatch(value, type, place);
    case 'f':
      return typeof value === 'number' ? value : mismatch(value, type, place);
    case 'i':
    case 'l': {
      if (typeof value !== 'number') return mismatch(value, type, place);
      const fits = Number.isInteger(value) && (type.code === 'l' || Math.abs(value) <= 2147483647);
      return fits ? value : mismatch(value, type, place, true);
    }
    case 'y': {
      if (typeof value !== 'string') return mismatch(value, type, place);
      const bad = value.replace(/[\r\n]/g, '').search(/[^A-Za-z0-9+/=]/);
      if (bad >= 0) throw new DecodeError(`illegal base64 data at input byte ${bad}`);
      if (value.replace(/[\r\n]/g, '').length % 4 !== 0)
        throw new DecodeError(`illegal base64 data at input byte ${value.length - (value.length % 4)}`);
      return value;
    }
    case 'q': {
      const canonical = typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(value) : undefined;
      if (canonical === undefined) throw new DecodeError(QUANTITY_ERROR);
      return canonical;
    }
    case 'x':
      if (typeof value === 'string' || Number.isInteger(value)) return value;
      throw new DecodeError(`json: cannot unmarshal ${jsonType(value)} into Go value of type int32`);
    case 't':
    case 'u': {
      if (typeof value !== 'string')
        throw new DecodeError(`json: cannot unmarshal ${jsonType(value)} into Go value of type string`);
      // What happens at once is told with one time: it is read once, and is one text.
      if (value === lastTime.given) return type.code === 't' ? lastTime.seconds : value;
      const ms = timeOf(value);
      if (Number.isNaN(ms)) throw new DecodeError(notTime(value));
      lastTime = { given: value, seconds: timestamp(ms) };
      return type.code === 't' ? lastTime.seconds : value;
    }
    case 'o':
      return value;
  }
}
