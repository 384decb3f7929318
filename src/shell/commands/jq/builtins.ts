// jq's functions that are not written in jq. Models jq's src/builtin.c.

import { byteLength } from '#machine/bytes.ts';
import { dateFunctions } from './dates.ts';
import { type Builtin, type Closure, evaluate, type Given, NoPath, pathsOf, run } from './evaluate.ts';
import { asText } from './format.ts';
import { mathFunctions } from './math.ts';
import { deletePaths, getPath, indices, type Path, updatePath } from './paths.ts';
import { matches } from './regexp.ts';
import { parseWhole } from './stream.ts';
import { JqError, type Json } from './syntax.ts';
import { add, compare, isObject, jsonText, keysOf, named, splitText, typeOf } from './values.ts';

/** `halt` and `halt_error` end the program. */
export class Halt {
  readonly code: number;
  readonly text: string | undefined;

  constructor(code: number, text?: string) {
    this.code = code;
    this.text = text;
  }
}

type Simple = (value: Json, ...args: Json[]) => Json;

function fresh(value: Json, path: Path | undefined): Given {
  return [value, path && new NoPath()];
}

/** A function of values: called for every combination of its arguments' values. */
function simple(of: Simple): Builtin {
  return function* (args, _, [value, path]) {
    for (const given of combinations(args, value)) yield fresh(of(value, ...given), path);
  };
}

function* combinations(
  args: readonly Closure[],
  value: Json,
  from = args.length - 1,
): Generator<Json[], void, undefined> {
  const arg = args[from];
  if (!arg) {
    yield [];
    return;
  }
  for (const last of evaluate(arg, value))
    for (const rest of combinations(args, value, from - 1)) yield [...rest, last];
}

function array(value: Json, what: string): Json[] {
  if (!Array.isArray(value)) throw new JqError(`${named(value)} cannot be ${what}, as it is not an array`);
  return value;
}

function length(value: Json): Json {
  if (value === null) return 0;
  if (typeof value === 'boolean') throw new JqError(`${named(value)} has no length`);
  if (typeof value === 'number') return Math.abs(value);
  return typeof value === 'string'
    ? [...value].length
    : Array.isArray(value)
      ? value.length
      : Object.keys(value).length;
}

function keys(value: Json, sorted: boolean): Json {
  if (Array.isArray(value)) return value.map((_, i) => i);
  if (isObject(value)) return sorted ? keysOf(value) : Object.keys(value);
  throw new JqError(`${named(value)} has no keys`);
}

function has(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key);
  if (Array.isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
  throw new JqError(
    `Cannot check whether ${typeOf(value)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`,
  );
}

function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b))
    return Object.entries(b).every(([key, value]) => Object.hasOwn(a, key) && contains(a[key]!, value));
  if (Array.isArray(a) && Array.isArray(b)) return b.every((item) => a.some((other) => contains(other, item)));
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (typeOf(a) !== typeOf(b)) throw new JqError(`${named(a)} and ${named(b)} cannot have their containment checked`);
  return compare(a, b) === 0;
}

function toNumber(value: Json): Json {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value)) return Number(value);
  if (typeof value === 'string') throw new JqError(`Cannot parse '${value}' as number`);
  throw new JqError(`${named(value)} cannot be parsed as a number`);
}

function flatten(items: readonly Json[], depth: number): Json[] {
  return items.flatMap((item) => (Array.isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

function implode(value: Json): Json {
  return array(value, 'imploded')
    .map((code) => String.fromCodePoint(Number(code)))
    .join('');
}

function starts(value: Json, other: Json, name: string, holds: (a: string, b: string) => boolean): Json {
  if (typeof value !== 'string' || typeof other !== 'string') throw new JqError(`${name}() requires string inputs`);
  return holds(value, other);
}

/** Items with what `f` says of each, in order of that. */
function keyed(value: Json, f: Closure, what: string): { item: Json; key: Json[] }[] {
  return array(value, what)
    .map((item) => ({ item, key: [...evaluate(f, item)] }))
    .sort((a, b) => compare(a.key, b.key));
}

function by(what: string, of: (sorted: { item: Json; key: Json[] }[]) => Json): Builtin {
  return (args, _, [value, path]) => [fresh(of(keyed(value, args[0]!, what)), path)];
}

function groups(sorted: readonly { item: Json; key: Json[] }[]): Json[][] {
  const out: Json[][] = [];
  sorted.forEach(({ item, key }, i) => {
    const before = sorted[i - 1];
    if (before && compare(before.key, key) === 0) out.at(-1)!.push(item);
    else out.push([item]);
  });
  return out;
}

function text(value: Json, name: string): string {
  if (typeof value !== 'string') throw new JqError(`${named(value)} cannot be ${name}`);
  return value;
}

const special: Readonly<Record<string, Builtin>> = {
  'empty/0': () => [],
  *'path/1'([f], _, [value, path]) {
    for (const found of pathsOf(f!, value)) yield fresh([...found], path);
  },
  *'getpath/1'([f], _, [value, path]) {
    for (const at of evaluate(f!, value)) {
      if (!Array.isArray(at)) throw new JqError('Path must be specified as an array');
      yield [getPath(value, at), path && [...path, ...at]];
    }
  },
  *'range/2'([from, to], _, [value, path]) {
    for (const start of evaluate(from!, value)) {
      for (const end of evaluate(to!, value)) {
        if (typeof start !== 'number' || typeof end !== 'number') throw new JqError('Range bounds must be numeric');
        for (let n = start; n < end; n++) yield fresh(n, path);
      }
    }
  },
  *'limit/2'([count, f], _, given) {
    for (const n of evaluate(count!, given[0])) {
      let left = Number(n);
      if (left <= 0) continue;
      for (const found of run(f!.body, f!.env, given)) {
        yield found;
        if (--left <= 0) break;
      }
    }
  },
  'error/0': (_, __, [value]) => {
    throw new JqError(value);
  },
  'sort_by/1': by('sorted', (sorted) => sorted.map(({ item }) => item)),
  'group_by/1': by('grouped', groups),
  'unique_by/1': by('grouped', (sorted) => groups(sorted).map(([first]) => first!)),
  'min_by/1': by('searched', (sorted) => sorted[0]?.item ?? null),
  // Of equals the last.
  'max_by/1': by('searched', (sorted) => sorted.at(-1)?.item ?? null),
  '_more/0': (_, { world }, [, path]) => [fresh(world.hasNext(), path)],
  'input/0': (_, { world }, [, path]) => {
    const next = world.next();
    if (next === undefined) throw new JqError('No more inputs');
    return [fresh(next, path)];
  },
  'debug/0': (_, { world }, given) => {
    world.tell(`${jsonText(['DEBUG:', given[0]])}\n`);
    return [given];
  },
  'stderr/0': (_, { world }, given) => {
    world.tell(jsonText(given[0]));
    return [given];
  },
  'input_line_number/0': (_, { world }, [, path]) => [fresh(world.line(), path)],
  'input_filename/0': (_, { world }, [, path]) => [fresh(world.file(), path)],
  'now/0': (_, { world }, [, path]) => [fresh(world.nowMs() / 1000, path)],
  'builtins/0': (_, { world }, [, path]) => [fresh([...world.builtins.keys(), ...world.prelude.keys()], path)],
  'halt/0': () => {
    throw new Halt(0);
  },
  'halt_error/1': ([code], _, [value]) => {
    const [first] = evaluate(code!, value);
    throw new Halt(Number(first), typeof value === 'string' ? value : `${jsonText(value)}\n`);
  },
};

const plain: Readonly<Record<string, Simple>> = {
  'not/0': (value) => value === null || value === false,
  'length/0': length,
  'utf8bytelength/0': (value) => byteLength(text(value, 'measured in bytes')),
  'keys/0': (value) => keys(value, true),
  'keys_unsorted/0': (value) => keys(value, false),
  'has/1': (value, key) => has(value, key!),
  'contains/1': (value, other) => contains(value, other!),
  'add/0': (value) =>
    (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : array(value, 'added')).reduce(add, null),
  'type/0': typeOf,
  'tostring/0': asText,
  'tonumber/0': toNumber,
  'toboolean/0': (value) => {
    if (typeof value === 'boolean') return value;
    if (value === 'true' || value === 'false') return value === 'true';
    throw new JqError(`${named(value)} cannot be parsed as a boolean`);
  },
  'tojson/0': (value) => jsonText(value),
  'fromjson/0': (value) => parseWhole(text(value, 'parsed as JSON')),
  'sort/0': (value) => [...array(value, 'sorted')].sort(compare),
  'unique/0': (value) => {
    const sorted = [...array(value, 'sorted')].sort(compare);
    return sorted.filter((item, i) => i === 0 || compare(sorted[i - 1]!, item) !== 0);
  },
  'min/0': (value) => [...array(value, 'searched')].sort(compare)[0] ?? null,
  'max/0': (value) => [...array(value, 'searched')].sort(compare).at(-1) ?? null,
  'reverse/0': (value) =>
    value === null
      ? []
      : typeof value === 'string'
        ? [...value].reverse().join('')
        : [...array(value, 'reversed')].reverse(),
  'flatten/1': (value, depth) => {
    if (Number(depth) < 0) throw new JqError('flatten depth must not be negative');
    return flatten(
      Array.isArray(value) ? value : isObject(value) ? Object.values(value) : array(value, 'flattened'),
      Number(depth),
    );
  },
  'startswith/1': (value, other) => starts(value, other!, 'startswith', (a, b) => a.startsWith(b)),
  'endswith/1': (value, other) => starts(value, other!, 'endswith', (a, b) => a.endsWith(b)),
  'split/1': (value, by_) => {
    if (typeof value !== 'string' || typeof by_ !== 'string')
      throw new JqError('split input and separator must be strings');
    return splitText(value, by_);
  },
  'trim/0': (value) => text(value, 'trimmed').trim(),
  'ltrim/0': (value) => text(value, 'trimmed').trimStart(),
  'rtrim/0': (value) => text(value, 'trimmed').trimEnd(),
  'explode/0': (value) => [...text(value, 'exploded')].map((c) => c.codePointAt(0)!),
  'implode/0': implode,
  'indices/1': (value, wanted) => indices(value, wanted!),
  'setpath/2': (value, path, made) => {
    if (!Array.isArray(path)) throw new JqError('Path must be specified as an array');
    return updatePath(value, path, () => made!);
  },
  'delpaths/1': (value, paths) => {
    if (!Array.isArray(paths)) throw new JqError('Paths must be specified as an array');
    return deletePaths(value, paths as Json[][]);
  },
  'bsearch/1': (value, wanted) => {
    const at = array(value, 'searched').findIndex((item) => compare(item, wanted!) >= 0);
    const place = at < 0 ? (value as Json[]).length : at;
    return at >= 0 && compare((value as Json[])[at]!, wanted!) === 0 ? at : -1 - place;
  },
  '_match/3': (value, re, flags, test) => matches(value, re!, flags!, test === true),
};

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...Object.entries(special),
  ...Object.entries({ ...plain, ...mathFunctions, ...dateFunctions }).map(([name, of]) => [name, simple(of)] as const),
]);
