// The functions that a go-template may call: text/template's own, and kubectl's base64decode and exists.

import { goNumber, goText } from '#apimachinery/go-value.ts';

type Result = { readonly value: unknown } | { readonly error: string; readonly bare?: boolean };

export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' ? Object.keys(value).length > 0 : true;
}

const kindOf = (value: unknown): string => (value === null || value === undefined ? 'nil' : typeof value);

function order(a: unknown, b: unknown): { error: string } | { value: number } {
  if (kindOf(a) !== kindOf(b)) return { error: 'incompatible types for comparison' };
  if (typeof a !== 'number' && typeof a !== 'string') return { error: 'invalid type for comparison' };
  return { value: a < (b as typeof a) ? -1 : a === b ? 0 : 1 };
}

function equal(a: unknown, rest: readonly unknown[]): Result {
  for (const b of rest) {
    if (kindOf(a) !== kindOf(b) && kindOf(a) !== 'nil' && kindOf(b) !== 'nil')
      return { error: 'incompatible types for comparison' };
    if (a === b || (kindOf(a) === 'nil' && kindOf(b) === 'nil')) return { value: true };
  }
  return { value: false };
}

/** What a value is to Go that came from JSON, or stands in a template. */
function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return '[]interface {}';
  return typeof value === 'object' ? 'map[string]interface {}' : 'string';
}

/** Go's fmt.Sprintf, as far as templates use it. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (_, flags: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const value = args[next++];
      let shown: string;
      if (verb === 'T') shown = goType(value);
      else if (verb === 's' && (typeof value === 'number' || typeof value === 'boolean'))
        shown = `%!s(${goType(value)}=${goText(value)})`;
      else if (verb === 's' || verb === 'v')
        shown = typeof value === 'string' && precision ? value.slice(0, Number(precision)) : goText(value);
      else if (verb === 'q') shown = JSON.stringify(goText(value));
      else if (verb === 'd')
        shown =
          typeof value === 'number' && Number.isInteger(value)
            ? String(value)
            : `%!d(${goType(value)}=${goText(value)})`;
      else if (verb === 'f') shown = Number(value).toFixed(precision === undefined ? 6 : Number(precision));
      else if (verb === 'g') shown = goNumber(Number(value));
      else if (verb === 'x')
        shown =
          typeof value === 'number'
            ? value.toString(16)
            : [...new TextEncoder().encode(String(value))].map((b) => b.toString(16).padStart(2, '0')).join('');
      else if (verb === 't') shown = String(value);
      else shown = `%!${verb}(${goText(value)})`;
      const size = Number(width || 0);
      if (flags.includes('-')) return shown.padEnd(size);
      return shown.padStart(size, flags.includes('0') && verb !== 's' ? '0' : ' ');
    },
  );
  return next < args.length
    ? `${text}%!(EXTRA ${args
        .slice(next)
        .map((a) => `${typeof a === 'number' && Number.isInteger(a) ? 'int' : goType(a)}=${goText(a)}`)
        .join(', ')})`
    : text;
}

function index(value: unknown, keys: readonly unknown[]): Result {
  let current = value;
  for (const key of keys) {
    if (current === null || current === undefined) return { error: 'index of untyped nil' };
    if (Array.isArray(current) || typeof current === 'string') {
      if (typeof key !== 'number') return { error: `cannot index slice/array with type ${typeof key}` };
      if (key < 0 || key >= current.length) return { error: `index out of range: ${key}` };
      current = current[key];
    } else if (typeof current === 'object') current = (current as Record<string, unknown>)[String(key)];
    else return { error: `can't index item of type ${typeof current}` };
  }
  return { value: current };
}

const sizeOf = (v: unknown): Result => {
  if (typeof v === 'string') return { value: new TextEncoder().encode(v).length };
  if (Array.isArray(v)) return { value: v.length };
  if (typeof v === 'object' && v !== null) return { value: Object.keys(v).length };
  return {
    error:
      v === null || v === undefined
        ? 'len of nil pointer'
        : `len of type ${typeof v === 'number' ? 'float64' : 'bool'}`,
  };
};

function base64decode(value: unknown): Result {
  const text = goText(value).replace(/[\r\n]/g, '');
  const bad = text.search(/[^A-Za-z0-9+/=]/);
  if (bad >= 0 || text.length % 4 !== 0) {
    return {
      error: `base64 decode failed: illegal base64 data at input byte ${bad >= 0 ? bad : text.length - (text.length % 4)}`,
    };
  }
  return { value: new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))) };
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
const text = (args: readonly unknown[]): string => args.map(goText).join(' ');
const compare =
  (test: (n: number) => boolean) =>
  (args: readonly unknown[]): Result => {
    const result = order(args[0], args[1]);
    return 'error' in result ? result : { value: test(result.value) };
  };

const TABLE: Record<string, (args: readonly unknown[]) => Result> = {
  not: ([v]) => ({ value: !isTrue(v) }),
  len: ([v]) => sizeOf(v),
  index: ([v, ...keys]) => index(v, keys),
  slice: ([v, from = 0, to]) => {
    if (typeof v !== 'string' && !Array.isArray(v)) return { error: `can't slice item of type ${typeof v}` };
    return { value: v.slice(Number(from), to === undefined ? undefined : Number(to)) };
  },
  print: (args) => ({
    value: args
      .map((a, i) => (i > 0 && typeof a !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + goText(a))
      .join(''),
  }),
  println: (args) => ({ value: `${text(args)}\n` }),
  printf: ([format, ...args]) => ({ value: sprintf(goText(format), args) }),
  html: (args) => ({ value: text(args).replace(/[&<>"']/g, (c) => HTML[c]!) }),
  js: (args) => ({
    value: text(args)
      .replace(/[\\'"]/g, '\\$&')
      .replace(/[<>&=]/g, (c) => `\\u00${c.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('\n', '\\u000A'),
  }),
  urlquery: (args) => ({ value: encodeURIComponent(text(args)).replaceAll('%20', '+') }),
  eq: ([a, ...rest]) => (rest.length === 0 ? { error: 'missing argument for comparison' } : equal(a, rest)),
  ne: ([a, b]) => {
    const result = equal(a, [b]);
    return 'error' in result ? result : { value: !result.value };
  },
  lt: compare((n) => n < 0),
  le: compare((n) => n <= 0),
  gt: compare((n) => n > 0),
  ge: compare((n) => n >= 0),
  base64decode: ([v]) => base64decode(v),
  exists: ([v, ...keys]) => {
    const result = index(v, keys);
    return { value: !('error' in result) && result.value !== undefined };
  },
};

/** `and` and `or` stop early, so the evaluator has them itself. */
export const FUNCTIONS: ReadonlySet<string> = new Set([...Object.keys(TABLE), 'and', 'or']);

export function callFunction(name: string, args: readonly unknown[]): Result {
  const call = TABLE[name];
  if (!call || (args.length === 0 && name !== 'print' && name !== 'println')) {
    return { error: `wrong number of args for ${name}: want at least 1 got 0`, bare: true };
  }
  return call(args);
}
