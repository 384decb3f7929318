// Runs a jq program: every expression gives any number of values, each with the path at which it stands where that is asked for.

import { formatText } from './format.ts';
import { deletePaths, getPath, index, iterate, type Path, updatePath } from './paths.ts';
import { type Definition, JqError, type Json, type Node, type Pattern } from './syntax.ts';
import { arithmetic, isObject, isTruthy, jsonText, typeOf } from './values.ts';

/** A value, and its path; undefined where no paths are kept. */
export type Given = readonly [value: Json, path: Path | undefined];
export type Results = Generator<Given, void, undefined>;

export interface Closure {
  readonly body: Node;
  readonly env: Env;
}

interface Made {
  readonly definition: Definition;
  readonly env: Env;
}

/** What names mean at a place in the program. */
export interface Env {
  readonly variables: ReadonlyMap<string, Json>;
  readonly functions: ReadonlyMap<string, Made | Closure>;
  readonly labels: ReadonlyMap<string, object>;
  readonly world: World;
}

/** What a program may ask of its surroundings. */
export interface World {
  readonly environment: Readonly<Record<string, string>>;
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly prelude: ReadonlyMap<string, Definition>;
  hasNext(): boolean;
  /** The next input; undefined when there is none. */
  next(): Json | undefined;
  readonly line: () => number;
  readonly file: () => string | null;
  readonly nowMs: () => number;
  tell(text: string): void;
}

/** A function that is not written in jq. */
export type Builtin = (args: readonly Closure[], env: Env, given: Given) => Iterable<Given>;

export class Break {
  readonly label: object;

  constructor(label: object) {
    this.label = label;
  }
}

export function* run(node: Node, env: Env, given: Given): Results {
  const [value, path] = given;
  switch (node.type) {
    case 'identity':
      yield given;
      return;
    case 'recurse':
      yield* recurse(given);
      return;
    case 'literal':
      yield plain(node.value, path);
      return;
    case 'index':
      for (const target of run(node.target, env, given))
        for (const [key] of run(node.key, env, [value, undefined]))
          yield [index(target[0], key), target[1] && [...target[1], key]];
      return;
    case 'slice':
      for (const target of run(node.target, env, given)) {
        for (const end of values(node.to, env, value)) {
          for (const start of values(node.from, env, value)) {
            const key = { start, end };
            yield [index(target[0], key), target[1] && [...target[1], key]];
          }
        }
      }
      return;
    case 'iterate':
      for (const [target, at] of run(node.target, env, given))
        for (const [key, item] of iterate(target)) yield [item, at && [...at, key]];
      return;
    case 'try':
      yield* attempt(node, env, given);
      return;
    case 'pipe':
      for (const left of run(node.left, env, given)) yield* run(node.right, env, left);
      return;
    case 'comma':
      yield* run(node.left, env, given);
      yield* run(node.right, env, given);
      return;
    case 'and':
    case 'or':
      for (const [left] of run(node.left, env, [value, undefined])) {
        if (isTruthy(left) === (node.type === 'or')) yield plain(node.type === 'or', path);
        else for (const [right] of run(node.right, env, [value, undefined])) yield plain(isTruthy(right), path);
      }
      return;
    case 'alternative':
      yield* alternative(node.left, node.right, env, given);
      return;
    case 'binary':
      for (const [right] of run(node.right, env, [value, undefined]))
        for (const [left] of run(node.left, env, [value, undefined]))
          yield plain(arithmetic(node.operator, left, right), path);
      return;
    case 'negate':
      for (const [of] of run(node.value, env, [value, undefined])) {
        if (typeof of !== 'number') throw new JqError(`${typeOf(of)} (${jsonText(of)}) cannot be negated`);
        yield plain(-of, path);
      }
      return;
    case 'assign':
      yield* assign(node, env, given);
      return;
    case 'array': {
      const items: Json[] = [];
      if (node.body) for (const [item] of run(node.body, env, [value, undefined])) items.push(item);
      yield plain(items, path);
      return;
    }
    case 'object':
      for (const made of objects(node.entries, env, value)) yield plain(made, path);
      return;
    case 'string':
      for (const text of strings(node.parts, node.format, env, value)) yield plain(text, path);
      return;
    case 'format':
      yield plain(formatText(node.name, value), path);
      return;
    case 'if':
      for (const [test] of run(node.test, env, [value, undefined])) {
        const branch = isTruthy(test) ? node.yes : node.no;
        if (branch) yield* run(branch, env, given);
        else yield given;
      }
      return;
    case 'reduce':
      yield* reduce(node, env, given);
      return;
    case 'foreach':
      yield* foreach(node, env, given);
      return;
    case 'bind':
      for (const [source] of run(node.source, env, [value, undefined]))
        yield* bound(node.patterns, source, node.body, env, given);
      return;
    case 'define':
      yield* run(node.body, define(node.made, env), given);
      return;
    case 'label': {
      const label = {};
      try {
        yield* run(node.body, { ...env, labels: new Map(env.labels).set(node.name, label) }, given);
      } catch (thrown) {
        if (!(thrown instanceof Break) || thrown.label !== label) throw thrown;
      }
      return;
    }
    case 'break':
      throw new Break(env.labels.get(node.name)!);
    case 'variable':
      yield plain(node.name === 'ENV' ? { ...env.world.environment } : env.variables.get(node.name)!, path);
      return;
    case 'call':
      yield* call(node.name, node.args, env, given);
  }
}

/** A value that stands at no path of the input. */
function plain(value: Json, path: Path | undefined): Given {
  return [value, path === undefined ? undefined : NO_PATH(value)];
}

/** Marks a result that a path expression must not end in. */
function NO_PATH(value: Json): Path {
  return value === null || value === undefined ? [] : new NoPath();
}

/** Where a path should be, and the value is new. */
export class NoPath extends Array<Json> {}

export function* values(node: Node | undefined, env: Env, value: Json): Generator<Json, void, undefined> {
  if (!node) yield null;
  else for (const [found] of run(node, env, [value, undefined])) yield found;
}

export function* evaluate({ body, env }: Closure, value: Json): Generator<Json, void, undefined> {
  for (const [found] of run(body, env, [value, undefined])) yield found;
}

/** @throws {JqError} Where the expression makes new values. */
export function* pathsOf({ body, env }: Closure, value: Json): Generator<Path, void, undefined> {
  for (const [found, path] of run(body, env, [value, []])) {
    if (path instanceof NoPath) throw new JqError(`Invalid path expression with result ${short(found)}`);
    yield path!;
  }
}

function short(value: Json): string {
  const text = jsonText(value);
  return text.length > 11 ? `${text.slice(0, 10)}...` : text;
}

function* recurse([value, path]: Given): Results {
  yield [value, path];
  if (Array.isArray(value) || isObject(value))
    for (const [key, item] of iterate(value)) yield* recurse([item, path && [...path, key]]);
}

function* attempt(node: Extract<Node, { type: 'try' }>, env: Env, given: Given): Results {
  try {
    yield* run(node.body, env, given);
  } catch (thrown) {
    if (!(thrown instanceof JqError)) throw thrown;
    if (isObject(thrown.value) && '__jq' in thrown.value) throw thrown;
    if (node.handler) yield* run(node.handler, env, [thrown.value, given[1] && new NoPath()]);
  }
}

function* alternative(left: Node, right: Node, env: Env, given: Given): Results {
  let any = false;
  try {
    for (const found of run(left, env, given)) {
      if (!isTruthy(found[0])) continue;
      any = true;
      yield found;
    }
  } catch (thrown) {
    if (!(thrown instanceof JqError)) throw thrown;
  }
  if (!any) yield* run(right, env, given);
}

function* objects(
  entries: Extract<Node, { type: 'object' }>['entries'],
  env: Env,
  value: Json,
  from = 0,
): Generator<{ [key: string]: Json }, void, undefined> {
  const entry = entries[from];
  if (!entry) {
    yield {};
    return;
  }
  for (const key of values(entry.key, env, value)) {
    if (typeof key !== 'string') throw new JqError(`Object keys must be strings`);
    for (const item of values(entry.value, env, value))
      for (const rest of objects(entries, env, value, from + 1))
        yield Object.hasOwn(rest, key) ? rest : { [key]: item, ...rest };
  }
}

function* strings(
  parts: readonly (string | Node)[],
  format: string | undefined,
  env: Env,
  value: Json,
  from = 0,
): Generator<string, void, undefined> {
  const part = parts[from];
  if (part === undefined) {
    yield '';
    return;
  }
  for (const rest of strings(parts, format, env, value, from + 1)) {
    if (typeof part === 'string') yield part + rest;
    else for (const found of values(part, env, value)) yield formatText(format ?? '@text', found) + rest;
  }
}

function* reduce(node: Extract<Node, { type: 'reduce' }>, env: Env, given: Given): Results {
  const [value, path] = given;
  for (const start of run(node.start, env, given)) {
    let state: Given = start;
    for (const source of values(node.source, env, value)) {
      for (const inner of destructure(node.pattern, source, env, value)) {
        let last: Given = [null, path && []];
        for (const found of run(node.update, inner, state)) last = found;
        state = last;
      }
    }
    yield state;
  }
}

function* foreach(node: Extract<Node, { type: 'foreach' }>, env: Env, given: Given): Results {
  for (const start of run(node.start, env, given)) {
    let state: Given = start;
    for (const source of values(node.source, env, given[0])) {
      for (const inner of destructure(node.pattern, source, env, given[0])) {
        for (const found of run(node.update, inner, state)) {
          state = found;
          if (node.extract) yield* run(node.extract, inner, found);
          else yield found;
        }
      }
    }
  }
}

/** The first pattern whose body does not fail. */
function* bound(patterns: readonly Pattern[], source: Json, body: Node, env: Env, given: Given): Results {
  const names = new Map(env.variables);
  if (patterns.length > 1) for (const each of patterns) for (const name of namesIn(each)) names.set(name, null);
  const outer = { ...env, variables: names };
  for (const [at, pattern] of patterns.entries()) {
    try {
      for (const inner of destructure(pattern, source, outer, given[0])) yield* run(body, inner, given);
      return;
    } catch (thrown) {
      if (!(thrown instanceof JqError) || at === patterns.length - 1) throw thrown;
    }
  }
}

function namesIn(pattern: Pattern): string[] {
  if (pattern.type === 'variable') return [pattern.name];
  if (pattern.type === 'array') return pattern.items.flatMap(namesIn);
  return pattern.entries.flatMap(({ variable, value }) => [
    ...(variable ? [variable] : []),
    ...(value ? namesIn(value) : []),
  ]);
}

function* destructure(pattern: Pattern, source: Json, env: Env, value: Json): Generator<Env, void, undefined> {
  if (pattern.type === 'variable') {
    yield withVariable(env, pattern.name, source);
    return;
  }
  if (pattern.type === 'array') {
    if (source !== null && !Array.isArray(source)) throw new JqError(`Cannot index ${typeOf(source)} with number`);
    yield* each(pattern.items, env, (item, i, inner) => destructure(item, index(source, i), inner, value));
    return;
  }
  yield* each(pattern.entries, env, function* (entry, _, inner) {
    for (const key of values(entry.key, inner, value)) {
      if (typeof key !== 'string') throw new JqError(`Cannot index ${typeOf(source)} with ${typeOf(key)}`);
      const found = index(source, key);
      const next = entry.variable === undefined ? inner : withVariable(inner, entry.variable, found);
      if (entry.value) yield* destructure(entry.value, found, next, value);
      else yield next;
    }
  });
}

function* each<T>(
  items: readonly T[],
  env: Env,
  one: (item: T, at: number, env: Env) => Iterable<Env>,
  from = 0,
): Generator<Env, void, undefined> {
  if (from === items.length) yield env;
  else for (const inner of one(items[from]!, from, env)) yield* each(items, inner, one, from + 1);
}

export function withVariable(env: Env, name: string, value: Json): Env {
  return { ...env, variables: new Map(env.variables).set(name, value) };
}

export function define(definition: Definition, env: Env): Env {
  const functions = new Map(env.functions);
  const inner: Env = { ...env, functions };
  functions.set(`${definition.name}/${definition.parameters.length}`, { definition, env: inner });
  return inner;
}

function* assign(node: Extract<Node, { type: 'assign' }>, env: Env, [value, path]: Given): Results {
  const target: Closure = { body: node.target, env };
  if (node.operator === '|=') {
    let out = value;
    const gone: Path[] = [];
    for (const at of pathsOf(target, value)) {
      const next = run(node.value, env, [getPath(out, at), undefined]).next();
      if (next.done) gone.push(at);
      else out = updatePath(out, at, () => (next.value as Given)[0]);
    }
    yield plain(deletePaths(out, gone), path);
    return;
  }
  for (const given of values(node.value, env, value)) {
    let out = value;
    for (const at of pathsOf(target, value)) {
      out = updatePath(out, at, (old) => {
        if (node.operator === '=') return given;
        if (node.operator === '//=') return isTruthy(old) ? old : given;
        return arithmetic(node.operator[0]!, old, given);
      });
    }
    yield plain(out, path);
  }
}

function* call(name: string, args: readonly Node[], env: Env, given: Given): Results {
  const full = `${name}/${args.length}`;
  const found = env.functions.get(full);
  if (found && 'body' in found) {
    yield* run(found.body, found.env, given);
    return;
  }
  const closures = args.map((body) => ({ body, env }));
  if (found) {
    yield* callDefined(found.definition, closures, found.env, given);
    return;
  }
  const builtin = env.world.builtins.get(full);
  if (builtin) yield* builtin(closures, env, given);
  else yield* callDefined(env.world.prelude.get(full)!, closures, bare(env.world), given);
}

const EMPTY = new Map<string, never>();

export function bare(world: World): Env {
  return { variables: EMPTY, functions: EMPTY, labels: EMPTY, world };
}

function* callDefined(definition: Definition, args: readonly Closure[], env: Env, given: Given, from = 0): Results {
  if (from === 0 && env.functions.size === 0 && definition.parameters.length === 0) {
    yield* run(definition.body, env, given);
    return;
  }
  const byValue = definition.parameters.findIndex((name, at) => at >= from && name.startsWith('$'));
  if (byValue >= 0) {
    const arg = args[byValue]!;
    const name = definition.parameters[byValue]!.slice(1);
    for (const value of evaluate(arg, given[0])) {
      const literal: Closure = { body: { type: 'literal', value }, env: arg.env };
      const next = args.map((each, at) => (at === byValue ? literal : each));
      yield* callDefined(definition, next, withVariable(env, name, value), given, byValue + 1);
    }
    return;
  }
  const functions = new Map(env.functions);
  for (const [at, name] of definition.parameters.entries()) functions.set(`${name.replace('$', '')}/0`, args[at]!);
  yield* run(definition.body, { ...env, functions }, given);
}
