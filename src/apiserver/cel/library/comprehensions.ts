// Models cel-go ext.TwoVarComprehensions: `list.all(i, item, …)`, `map.transformMap(key, value, …)`.

import type { Environment } from '@marcbachmann/cel-js';
import { Failure } from '../failure.ts';

// The library's own types say nothing of what a macro gets.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Loose = any;

type Step = (key: unknown, value: unknown) => unknown;
type Entries = readonly (readonly [unknown, unknown])[];

interface Comprehension {
  readonly name: string;
  /** Its last argument comes to this. `result` gets its type. */
  readonly isPredicate: boolean;
  result(step: string): string;
  run(entries: Entries, step: Step, keep: Step | undefined): unknown;
}

/** What an error would have been counts only where nothing else decides. */
function decides(entries: Entries, step: Step, decisive: boolean): boolean {
  let error: unknown;
  for (const [key, value] of entries) {
    try {
      if (step(key, value) === decisive) return decisive;
    } catch (thrown) {
      error ??= thrown;
    }
  }
  if (error !== undefined) throw error;
  return !decisive;
}

const kept = (entries: Entries, keep: Step | undefined): Entries =>
  keep ? entries.filter(([key, value]) => keep(key, value) === true) : entries;

function merged(maps: readonly unknown[]): Map<unknown, unknown> {
  const all = new Map<unknown, unknown>();
  for (const map of maps) {
    for (const [key, value] of entriesOf(map)) {
      if (all.has(key)) throw new Failure(`insert failed: key ${String(key)} already exists`);
      all.set(key, value);
    }
  }
  return all;
}

const exactlyOne: Comprehension['run'] = (entries, step) =>
  entries.filter(([k, v]) => step(k, v) === true).length === 1;

const COMPREHENSIONS: readonly Comprehension[] = [
  { name: 'all', isPredicate: true, result: () => 'bool', run: (entries, step) => decides(entries, step, false) },
  { name: 'exists', isPredicate: true, result: () => 'bool', run: (entries, step) => decides(entries, step, true) },
  { name: 'existsOne', isPredicate: true, result: () => 'bool', run: exactlyOne },
  { name: 'exists_one', isPredicate: true, result: () => 'bool', run: exactlyOne },
  {
    name: 'transformList',
    isPredicate: false,
    result: (step) => `list<${step}>`,
    run: (entries, step, keep) => kept(entries, keep).map(([key, value]) => step(key, value)),
  },
  {
    name: 'transformMap',
    isPredicate: false,
    result: (step) => `map<dyn, ${step}>`,
    run: (entries, step, keep) => new Map(kept(entries, keep).map(([key, value]) => [key, step(key, value)])),
  },
  {
    name: 'transformMapEntry',
    isPredicate: false,
    result: (step) => step,
    run: (entries, step, keep) => merged(kept(entries, keep).map(([key, value]) => step(key, value))),
  },
];

export const TWO_VARIABLES: ReadonlySet<string> = new Set(COMPREHENSIONS.map(({ name }) => name));

function entriesOf(value: unknown): Entries {
  if (Array.isArray(value)) return value.map((item, i) => [BigInt(i), item]);
  if (value instanceof Map) return [...value];
  // What is written out in an expression.
  if (Object.getPrototypeOf(value ?? 0) === Object.prototype) return Object.entries(value as object);
  throw new Failure('no such overload');
}

function macroOf({ isPredicate, result, run }: Comprehension) {
  return ({ ast, args, receiver }: Loose): object => {
    const [first, second, ...rest] = args;
    const [keep, step] = rest.length > 1 ? rest : [undefined, rest[0]];
    return {
      ast,
      async: false,
      typeCheck(checker: Loose, macro: Loose, context: Loose): unknown {
        const of = checker.check(receiver, context);
        const dyn = checker.getType('dyn');
        const key = of.kind === 'list' ? checker.getType('int') : (of.keyType ?? dyn);
        macro.outer = context.forkWithVariable(first.args, key);
        macro.inner = macro.outer.forkWithVariable(second.args, of.valueType ?? dyn);
        if (keep) checker.check(keep, macro.inner);
        const type = checker.check(step, macro.inner);
        if (isPredicate && type.type !== 'bool' && type.kind !== 'dyn') {
          throw checker.createError('invalid_predicate', `expected type 'bool' but found '${type}'`, step);
        }
        return checker.getType(result(String(type)));
      },
      evaluate(evaluator: Loose, macro: Loose, context: Loose): unknown {
        const call =
          (node: Loose): Step =>
          (key, value) => {
            const outer = macro.outer.reuse(context).setIterValue(key, evaluator);
            return evaluator.run(node, macro.inner.reuse(outer).setIterValue(value, evaluator));
          };
        return run(entriesOf(evaluator.run(receiver, context)), call(step), keep && call(keep));
      },
    };
  };
}

export function registerComprehensions(environment: Environment): void {
  for (const comprehension of COMPREHENSIONS) {
    const { name, isPredicate } = comprehension;
    environment.registerFunction(`list.${name}(ast, ast, ast): dyn`, macroOf(comprehension));
    if (!isPredicate) environment.registerFunction(`list.${name}(ast, ast, ast, ast): dyn`, macroOf(comprehension));
  }
}
