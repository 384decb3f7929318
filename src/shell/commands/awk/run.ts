// The statements of awk: BEGIN, then the rules for each record, then END.

import type { MainInput } from './awk.ts';
import { evaluate, keyOf, type Running } from './evaluate.ts';
import { formatAwk } from './format.ts';
import { AwkFault, type Memory } from './machine.ts';
import type { AwkFunction, Expression, Rule, Statement } from './syntax.ts';
import { isTrue, toNumber, toText, type Value } from './values.ts';

export class Exit {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

class Jump {
  readonly how: 'next' | 'nextfile' | 'break' | 'continue';

  constructor(how: Jump['how']) {
    this.how = how;
  }
}

class Return {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** Records between two moments in which the page, the cluster and Ctrl-C get their turn. */
const YIELD_EVERY = 200;
const MOST_CALLS = 800;

/** Resolves to the exit code. `exit` in BEGIN or a rule still runs END. */
export async function runRules(awk: Running, main: MainInput): Promise<number> {
  const { rules } = awk.program;
  const begins = rules.filter(({ pattern }) => pattern.type === 'begin');
  const ends = rules.filter(({ pattern }) => pattern.type === 'end');
  const others = rules.filter((rule) => !begins.includes(rule) && !ends.includes(rule));
  let code = 0;
  try {
    for (const rule of begins) await runStatement(rule.body!, awk);
    if (others.length > 0 || ends.length > 0) await runRecords(others, awk, main);
  } catch (thrown) {
    if (!(thrown instanceof Exit)) throw thrown;
    code = thrown.code;
  }
  try {
    for (const rule of ends) await runStatement(rule.body!, awk);
  } catch (thrown) {
    if (!(thrown instanceof Exit)) throw thrown;
    return thrown.code || code;
  }
  return code;
}

async function runRecords(rules: readonly Rule[], awk: Running, main: MainInput): Promise<void> {
  const { memory, process } = awk;
  const inRange = new Set<Rule>();
  for (let turn = 1; ; turn++) {
    if (turn % YIELD_EVERY === 0) await process.host.sleep(0);
    const record = await awk.nextRecord();
    if (record === undefined || process.signal.aborted) return;
    memory.record = record;
    memory.set('NR', toNumber(memory.get('NR')) + 1);
    memory.set('FNR', toNumber(memory.get('FNR')) + 1);
    try {
      for (const rule of rules) {
        if (!(await applies(rule, awk, inRange))) continue;
        if (rule.body) await runStatement(rule.body, awk);
        else await emit(`${memory.record}${memory.text(memory.get('ORS'))}`, undefined, awk);
      }
    } catch (thrown) {
      if (!(thrown instanceof Jump)) throw thrown;
      if (thrown.how === 'nextfile') main.skipFile();
    }
  }
}

async function applies(rule: Rule, awk: Running, inRange: Set<Rule>): Promise<boolean> {
  const { pattern } = rule;
  if (pattern.type === 'when') return isTrue(await evaluate(pattern.test, awk));
  if (pattern.type !== 'range') return true;
  if (!inRange.has(rule)) {
    if (!isTrue(await evaluate(pattern.from, awk))) return false;
    inRange.add(rule);
  }
  if (isTrue(await evaluate(pattern.to, awk))) inRange.delete(rule);
  return true;
}

async function runStatement(node: Statement, awk: Running): Promise<void> {
  const { memory } = awk;
  switch (node.type) {
    case 'block':
      for (const each of node.body) await runStatement(each, awk);
      return;
    case 'expression':
      await evaluate(node.value, awk);
      return;
    case 'print':
      return print(node, awk);
    case 'if':
      if (isTrue(await evaluate(node.test, awk))) await runStatement(node.yes, awk);
      else if (node.no) await runStatement(node.no, awk);
      return;
    case 'loop':
      return loop(node, awk);
    case 'each':
      for (const key of inOrder([...memory.array(node.name).keys()])) {
        memory.set(node.variable, key);
        if (await leavesLoop(node.body, awk)) return;
      }
      return;
    case 'delete':
      if (node.keys) memory.array(node.name).delete(await keyOf(node.keys, awk));
      else memory.array(node.name).clear();
      return;
    case 'jump':
      throw new Jump(node.how);
    case 'exit':
      throw new Exit(node.value ? Math.trunc(toNumber(await evaluate(node.value, awk))) & 255 : 0);
    case 'return':
      throw new Return(node.value && (await evaluate(node.value, awk)));
  }
}

/** Numbers first and in order: no awk promises an order, and readers expect this one. */
function inOrder(keys: string[]): string[] {
  return keys.every((key) => /^\d+$/.test(key)) ? keys.sort((a, b) => Number(a) - Number(b)) : keys;
}

async function loop(node: Extract<Statement, { type: 'loop' }>, awk: Running): Promise<void> {
  if (node.first) await runStatement(node.first, awk);
  for (let turn = 1; ; turn++) {
    if (turn % YIELD_EVERY === 0) {
      await awk.process.host.sleep(0);
      if (awk.process.signal.aborted) throw new Exit(130);
    }
    if (!(node.bodyFirst && turn === 1) && node.test && !isTrue(await evaluate(node.test, awk))) return;
    if (await leavesLoop(node.body, awk)) return;
    if (node.after) await runStatement(node.after, awk);
  }
}

async function leavesLoop(body: Statement, awk: Running): Promise<boolean> {
  try {
    await runStatement(body, awk);
  } catch (thrown) {
    if (!(thrown instanceof Jump) || (thrown.how !== 'break' && thrown.how !== 'continue')) throw thrown;
    return thrown.how === 'break';
  }
  return false;
}

async function print(node: Extract<Statement, { type: 'print' }>, awk: Running): Promise<void> {
  const { memory } = awk;
  const values: Value[] = [];
  for (const arg of node.args) values.push(await evaluate(arg, awk));
  const shown = (value: Value): string => toText(value, memory.text(memory.get('OFMT')));
  const text = node.formatted
    ? formatAwk(memory.text(values[0]), values.slice(1), memory.text(memory.get('CONVFMT')))
    : (values.length === 0 ? memory.record : values.map(shown).join(memory.text(memory.get('OFS')))) +
      memory.text(memory.get('ORS'));
  await emit(text, node.to, awk);
}

async function emit(
  text: string,
  to: Extract<Statement, { type: 'print' }>['to'],
  { process, streams, memory, ...rest }: Running,
): Promise<void> {
  if (!to) {
    if (!process.stdout.write(text)) throw new Exit(141);
    await process.stdout.drained();
    return;
  }
  const target = memory.text(await evaluate(to.target, { process, streams, memory, ...rest }));
  const output = streams.writer(to.operator, target);
  if (!output) throw new AwkFault(`cannot open "${target}" for output`);
  output.write(text);
  await output.drained();
}

export async function callFunction(name: string, args: readonly Expression[], awk: Running): Promise<Value> {
  const { memory, program } = awk;
  const made = program.functions.get(name);
  if (!made) throw new AwkFault(`function ${name} never defined`);
  if (memory.calls.length >= MOST_CALLS) throw new AwkFault('function calls too deep');
  const scope = await scopeOf(made, args, awk, memory);
  memory.calls.push(scope);
  try {
    await runStatement(made.body, awk);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Return) return thrown.value;
    throw thrown;
  } finally {
    memory.calls.pop();
  }
}

/** Arrays are passed as they are, everything else by its value. */
async function scopeOf(
  { parameters, body }: AwkFunction,
  args: readonly Expression[],
  awk: Running,
  memory: Memory,
): Promise<Memory['calls'][number]> {
  const usedAsArray = arraysIn(body);
  const scope: Memory['calls'][number] = new Map();
  for (const [index, parameter] of parameters.entries()) {
    const arg = args[index];
    if (arg?.type === 'variable' && (memory.isArray(arg.name) || usedAsArray.has(parameter)))
      scope.set(parameter, { value: undefined, array: memory.array(arg.name) });
    else scope.set(parameter, { value: arg && (await evaluate(arg, awk)) });
  }
  return scope;
}

const found = new WeakMap<Statement, ReadonlySet<string>>();

/** The names that a function's body uses as arrays: an unset variable passed for one becomes an array. */
function arraysIn(body: Statement): ReadonlySet<string> {
  const known = found.get(body);
  if (known) return known;
  const names = new Set<string>();
  const text = JSON.stringify(body);
  for (const [, name] of text.matchAll(/"type":"(?:element|in|delete)","name":"(\w+)"/g)) names.add(name!);
  for (const [, name] of text.matchAll(/"type":"each","variable":"\w+","name":"(\w+)"/g)) names.add(name!);
  for (const [, name] of text.matchAll(/"name":"split","args":\[.*?\{"type":"variable","name":"(\w+)"\}/g))
    names.add(name!);
  found.set(body, names);
  return names;
}
