// Models apiserver/pkg/cel/common/values.go UnstructuredToVal: JSON as rules see it. Numbers are whole or not by their schema.

import type { Declaration, ScalarType } from './declarations.ts';
import { durationOf } from './duration.ts';

type Json = Record<string, unknown>;
const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What does not fit its schema is shown as it is. */
export function celValue(json: unknown, declaration: Declaration): unknown {
  if (json === null || json === undefined) return null;
  switch (declaration.is) {
    case 'list':
      return Array.isArray(json) ? json.map((item) => celValue(item, declaration.of)) : dynamic(json);
    case 'map':
      return isRecord(json)
        ? new Map(Object.entries(json).map(([key, value]) => [key, celValue(value, declaration.of)]))
        : dynamic(json);
    case 'object': {
      if (!isRecord(json)) return dynamic(json);
      const object = new declaration.ctor() as Json;
      for (const [name, { key, declaration: member }] of declaration.fields) {
        if (Object.hasOwn(json, key) && json[key] !== null) object[name] = celValue(json[key], member);
      }
      return object;
    }
    case 'scalar':
      return scalarOf(json, declaration.type);
  }
}

function scalarOf(json: unknown, type: ScalarType): unknown {
  if (type === 'double' && typeof json === 'number') return json;
  if (typeof json === 'string') {
    if (type === 'timestamp') return new Date(json);
    if (type === 'duration') return durationOf(json) ?? json;
    if (type === 'bytes') return Uint8Array.from(atob(json), (c) => c.charCodeAt(0));
  }
  return dynamic(json);
}

/** Where no schema says what it is. */
export function dynamic(json: unknown): unknown {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  if (Array.isArray(json)) return json.map(dynamic);
  if (isRecord(json)) return new Map(Object.entries(json).map(([key, value]) => [key, dynamic(value)]));
  return json ?? null;
}

/** Do two values mean the same? Numbers of different types do if they are equal. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    // biome-ignore lint/suspicious/noDoubleEquals: 1n == 1 is what is asked
    return isNumber(a) && isNumber(b) && a == b;
  }
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (a instanceof Map) {
    return b instanceof Map && a.size === b.size && [...a].every(([k, v]) => b.has(k) && equal(v, b.get(k)));
  }
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime();
  if (a instanceof Uint8Array) return b instanceof Uint8Array && a.length === b.length && a.every((x, i) => x === b[i]);
  if (a.constructor !== b.constructor) return false;
  if (hasOwnEquality(a)) return a.equals(b);
  const [x, y] = [Object.entries(a), b as Json];
  if (x.length === 0 && 'valueOf' in a && typeof a.valueOf() !== 'object') return a.valueOf() === b.valueOf();
  return x.length === Object.keys(y).length && x.every(([k, v]) => Object.hasOwn(y, k) && equal(v, y[k]));
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';
const hasOwnEquality = (value: object): value is { equals(other: unknown): boolean } => 'equals' in value;
