// JSON values as jq orders, adds and names them. Models jq's src/jv.c, jv_aux.c and the operators of builtin.c.

import { JqError, type Json } from './syntax.ts';

export type JsonObject = { [key: string]: Json };

export function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTruthy(value: Json): boolean {
  return value !== null && value !== false;
}

/** By code points, not by UTF-16 units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const x = a.codePointAt(i) ?? -1;
  return x < (b.codePointAt(i) ?? -1) ? -1 : 1;
}

export function keysOf(value: JsonObject): string[] {
  return Object.keys(value).sort(compareText);
}

const ORDER = ['null', 'false', 'true', 'number', 'string', 'array', 'object'];

function rank(value: Json): number {
  return ORDER.indexOf(typeof value === 'boolean' ? String(value) : typeOf(value));
}

export function compare(a: Json, b: Json): number {
  const order = rank(a) - rank(b);
  if (order !== 0) return order;
  if (typeof a === 'number') return a < (b as number) ? -1 : a === b ? 0 : Number.isNaN(a) ? -1 : 1;
  if (typeof a === 'string') return compareText(a, b as string);
  if (Array.isArray(a)) {
    const other = b as Json[];
    for (let i = 0; i < Math.min(a.length, other.length); i++) {
      const found = compare(a[i]!, other[i]!);
      if (found !== 0) return found;
    }
    return a.length - other.length;
  }
  if (!isObject(a)) return 0;
  const other = b as JsonObject;
  const [mine, theirs] = [keysOf(a), keysOf(other)];
  const byKeys = compare(mine, theirs);
  if (byKeys !== 0) return byKeys;
  for (const key of mine) {
    const found = compare(a[key]!, other[key]!);
    if (found !== 0) return found;
  }
  return 0;
}

/** As jq prints it: C's `%.17g`, without needless digits. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  if (Object.is(value, -0)) return '-0';
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-4) return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
  if (size >= 1e19) return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
  return String(value);
}

export interface JsonStyle {
  readonly indent: string;
  readonly sorted?: boolean;
  readonly ascii?: boolean;
}

export const COMPACT: JsonStyle = { indent: '' };

export function stringText(text: string, ascii = false): string {
  const quoted = JSON.stringify(text).replace(/\x7f/g, '\\u007f');
  if (!ascii) return quoted;
  return quoted.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function jsonText(value: Json, style: JsonStyle = COMPACT, depth = 0): string {
  if (typeof value === 'string') return stringText(value, style.ascii);
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const break_ = style.indent === '' ? '' : `\n${style.indent.repeat(depth + 1)}`;
  const end = style.indent === '' ? '' : `\n${style.indent.repeat(depth)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${value.map((item) => break_ + jsonText(item, style, depth + 1)).join(',')}${end}]`;
  }
  const keys = style.sorted ? keysOf(value) : Object.keys(value);
  if (keys.length === 0) return '{}';
  const colon = style.indent === '' ? ':' : ': ';
  return `{${keys.map((key) => `${break_}${stringText(key, style.ascii)}${colon}${jsonText(value[key]!, style, depth + 1)}`).join(',')}${end}}`;
}

/** `number (5)`, as errors name a value. */
export function named(value: Json): string {
  const text = jsonText(value);
  return `${typeOf(value)} (${text.length > 11 ? `${text.slice(0, 10)}...` : text})`;
}

export function add(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (isObject(a) && isObject(b)) return { ...a, ...b };
  throw new JqError(`${named(a)} and ${named(b)} cannot be added`);
}

function merged(a: JsonObject, b: JsonObject): JsonObject {
  const out: JsonObject = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const there = Object.hasOwn(out, key) ? out[key]! : null;
    out[key] = isObject(there) && isObject(value) ? merged(there, value) : value;
  }
  return out;
}

export function arithmetic(operator: string, a: Json, b: Json): Json {
  const numbers = typeof a === 'number' && typeof b === 'number';
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      if (numbers) return a - b;
      if (Array.isArray(a) && Array.isArray(b))
        return a.filter((item) => !b.some((other) => compare(item, other) === 0));
      throw new JqError(`${named(a)} and ${named(b)} cannot be subtracted`);
    case '*': {
      if (numbers) return a * b;
      if (isObject(a) && isObject(b)) return merged(a, b);
      const [text, times] = typeof a === 'string' ? [a, b] : [b, a];
      if (typeof text === 'string' && typeof times === 'number')
        return times <= 0 ? null : text.repeat(Math.max(1, Math.floor(times < 1 ? 1 : times)));
      throw new JqError(`${named(a)} and ${named(b)} cannot be multiplied`);
    }
    case '/':
      if (numbers) {
        if (b === 0) throw new JqError(`${named(a)} and ${named(b)} cannot be divided because the divisor is zero`);
        return a / b;
      }
      if (typeof a === 'string' && typeof b === 'string') return splitText(a, b);
      throw new JqError(`${named(a)} and ${named(b)} cannot be divided`);
    case '%': {
      if (!numbers) throw new JqError(`${named(a)} and ${named(b)} cannot be divided`);
      const divisor = Math.abs(Math.trunc(b));
      if (divisor === 0) throw new JqError(`${named(a)} and ${named(b)} cannot be divided because the divisor is zero`);
      return (Math.trunc(a) % divisor) + 0;
    }
  }
  const order = compare(a, b);
  const holds: Readonly<Record<string, boolean>> = {
    '==': order === 0,
    '!=': order !== 0,
    '<': order < 0,
    '<=': order <= 0,
    '>': order > 0,
    '>=': order >= 0,
  };
  return holds[operator]!;
}

export function splitText(text: string, separator: string): string[] {
  if (text === '') return [];
  return separator === '' ? [...text] : text.split(separator);
}
