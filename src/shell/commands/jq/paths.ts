// Looking a value up by a path, putting one there, and taking it away. Models jq's src/jv_aux.c.

import { JqError, type Json } from './syntax.ts';
import { compare, isObject, type JsonObject, jsonText, named, typeOf } from './values.ts';

export type Path = readonly Json[];

const isSlice = (key: Json): key is JsonObject => isObject(key) && ('start' in key || 'end' in key);

export function index(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key) ? value[key]! : null;
  if (Array.isArray(value) && typeof key === 'number') return value[placeOf(value, key)] ?? null;
  if (isSlice(key) && (Array.isArray(value) || value === null || typeof value === 'string')) return slice(value, key);
  if (Array.isArray(value) && Array.isArray(key)) return indices(value, key);
  if (value === null && (typeof key === 'string' || typeof key === 'number' || key === null)) return null;
  if (typeof key === 'string' && typeof value !== 'object')
    throw new JqError(`Cannot index ${typeOf(value)} with ${jsonText(key)}`);
  if (typeof key === 'string') throw new JqError(`Cannot index ${typeOf(value)} with ${jsonText(key)}`);
  throw new JqError(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

function placeOf(value: readonly Json[], key: number): number {
  const whole = Math.floor(key);
  return whole < 0 ? value.length + whole : whole;
}

/** Where a slice begins and ends in something of that length. */
export function range({ start, end }: JsonObject, length: number): [from: number, to: number] {
  const check = (bound: Json | undefined): number | undefined => {
    if (bound === null || bound === undefined) return undefined;
    if (typeof bound !== 'number') throw new JqError('Start and end indices of an array slice must be numbers');
    return bound < 0 ? bound + length : bound;
  };
  const from = Math.min(length, Math.max(0, Math.floor(check(start) ?? 0)));
  const to = Math.min(length, Math.max(0, Math.ceil(check(end) ?? length)));
  return [from, Math.max(from, to)];
}

function slice(value: Json[] | string | null, key: JsonObject): Json {
  if (value === null) return null;
  if (typeof value === 'string') {
    const characters = [...value];
    return characters.slice(...range(key, characters.length)).join('');
  }
  return value.slice(...range(key, value.length));
}

/** Where `wanted` stands in `value`. */
export function indices(value: Json, wanted: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string' && typeof wanted === 'string') {
    const out: number[] = [];
    const characters = [...value];
    const size = [...wanted].length;
    if (size === 0) return null;
    for (let i = 0; i + size <= characters.length; i++)
      if (characters.slice(i, i + size).join('') === wanted) out.push(i);
    return out;
  }
  if (Array.isArray(value) && Array.isArray(wanted)) {
    if (wanted.length === 0) return null;
    return value.flatMap((_, i) =>
      wanted.every((item, j) => i + j < value.length && compare(value[i + j]!, item) === 0) ? [i] : [],
    );
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => (compare(item, wanted) === 0 ? [i] : []));
  return index(value, wanted);
}

export function getPath(value: Json, path: Path): Json {
  let found = value;
  for (const key of path) {
    if (found === null) return null;
    found = index(found, key);
  }
  return found;
}

/** A copy in which `update` has changed what stands at the path. */
export function updatePath(value: Json, path: Path, update: (old: Json) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return update(value);
  if (isSlice(key) && (Array.isArray(value) || value === null)) {
    const items = value ?? [];
    const [from, to] = range(key, items.length);
    const made = updatePath(value === null ? null : items.slice(from, to), rest, update);
    if (!Array.isArray(made)) throw new JqError('A slice of an array can only be assigned another array');
    return [...items.slice(0, from), ...made, ...items.slice(to)];
  }
  const made = updatePath(index(value, key), rest, update);
  if (typeof key === 'string' && (isObject(value) || value === null)) {
    const out: JsonObject = { ...value };
    Object.defineProperty(out, key, { value: made, enumerable: true, configurable: true, writable: true });
    return out;
  }
  if (typeof key === 'number' && (Array.isArray(value) || value === null)) {
    const out = [...(value ?? [])];
    const at = placeOf(out, key);
    if (at < 0) throw new JqError('Out of bounds negative array index');
    while (out.length < at) out.push(null);
    out[at] = made;
    return out;
  }
  throw new JqError(`Cannot update field at ${typeOf(key)} index of ${typeOf(value)}`);
}

export function deletePaths(value: Json, paths: readonly Path[]): Json {
  // From the last, so that what is taken away moves nothing that is still to go.
  const sorted = [...paths].sort((a, b) => compare([...b], [...a]));
  return sorted.reduce((found, path) => deletePath(found, path), value);
}

function deletePath(value: Json, path: Path): Json {
  const [key, ...rest] = path;
  if (key === undefined || value === null) return null;
  if (rest.length > 0) {
    const inner = index(value, key);
    return inner === null ? value : updatePath(value, [key], (old) => deletePath(old, rest));
  }
  if (isObject(value) && typeof key === 'string') {
    const { [key]: _, ...others } = value;
    return others;
  }
  if (Array.isArray(value) && typeof key === 'number') {
    const at = placeOf(value, key);
    return value.filter((_, i) => i !== at);
  }
  if (Array.isArray(value) && isSlice(key)) {
    const [from, to] = range(key, value.length);
    return value.filter((_, i) => i < from || i >= to);
  }
  throw new JqError(`Cannot delete field at ${typeof key === 'string' ? 'object' : 'array'} index of ${typeOf(value)}`);
}

export function iterate(value: Json): readonly (readonly [key: Json, item: Json])[] {
  if (Array.isArray(value)) return value.map((item, i) => [i, item] as const);
  if (isObject(value)) return Object.entries(value);
  throw new JqError(value === null ? 'Cannot iterate over null' : `Cannot iterate over ${named(value)}`);
}
