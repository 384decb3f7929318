// The expressions of awk.

import type { Process } from '#machine/program.ts';
import { callBuiltin } from './builtins.ts';
import { AwkFault, type Memory } from './machine.ts';
import type { RecordReader } from './records.ts';
import type { Streams } from './streams.ts';
import type { AwkProgram, Expression } from './syntax.ts';
import { type AwkArray, compare, InputText, isTrue, toNumber, type Value } from './values.ts';

export interface Running {
  readonly process: Process;
  readonly program: AwkProgram;
  readonly memory: Memory;
  readonly streams: Streams;
  random: () => number;
  seed: number;
  /** The next record of the main input. */
  nextRecord(): Promise<string | undefined>;
  call(name: string, args: readonly Expression[]): Promise<Value>;
}

export async function evaluate(node: Expression, awk: Running): Promise<Value> {
  const { memory } = awk;
  switch (node.type) {
    case 'number':
    case 'string':
      return node.value;
    case 'regexp':
      return memory.regExp(node.source).test(memory.record) ? 1 : 0;
    case 'field':
      return memory.field(Math.trunc(toNumber(await evaluate(node.index, awk))));
    case 'variable':
      return memory.get(node.name);
    case 'element': {
      const array = memory.array(node.name);
      const key = await keyOf(node.keys, awk);
      // To look at an element makes it.
      if (!array.has(key)) array.set(key, undefined);
      return array.get(key);
    }
    case 'in':
      return memory.array(node.name).has(await keyOf(node.keys, awk)) ? 1 : 0;
    case 'group':
      return node.items.length === 1 ? evaluate(node.items[0]!, awk) : keyOf(node.items, awk);
    case 'assign': {
      const value = await evaluate(node.value, awk);
      if (node.operator === '=') return store(node.target, value, awk);
      const old = toNumber(await evaluate(node.target, awk));
      return store(node.target, arithmetic(node.operator[0]!, old, toNumber(value)), awk);
    }
    case 'step': {
      const old = toNumber(await evaluate(node.target, awk));
      await store(node.target, old + node.by, awk);
      return node.before ? old + node.by : old;
    }
    case 'unary': {
      const value = await evaluate(node.value, awk);
      if (node.operator === '!') return isTrue(value) ? 0 : 1;
      return node.operator === '-' ? -toNumber(value) : toNumber(value);
    }
    case 'binary':
      return binary(node.operator, node.left, node.right, awk);
    case 'match': {
      const text = memory.text(await evaluate(node.left, awk));
      return memory.regExp(await patternOf(node.right, awk)).test(text) === node.not ? 0 : 1;
    }
    case 'choice':
      return evaluate(isTrue(await evaluate(node.test, awk)) ? node.yes : node.no, awk);
    case 'call':
      return node.builtin ? callBuiltin(node.name, node.args, awk) : awk.call(node.name, node.args);
    case 'getline':
      return getline(node, awk);
  }
}

export async function keyOf(keys: readonly Expression[], awk: Running): Promise<string> {
  const parts: string[] = [];
  for (const key of keys) parts.push(awk.memory.text(await evaluate(key, awk)));
  return parts.length === 1 ? parts[0]! : parts.join(awk.memory.text(awk.memory.get('SUBSEP')));
}

/** A regular expression as it stands; anything else is one by its text. */
export async function patternOf(node: Expression, awk: Running): Promise<string> {
  if (node.type === 'regexp') return node.source;
  if (node.type === 'group' && node.items.length === 1) return patternOf(node.items[0]!, awk);
  return awk.memory.text(await evaluate(node, awk));
}

export async function store(target: Expression, value: Value, awk: Running): Promise<Value> {
  const { memory } = awk;
  if (target.type === 'variable') memory.set(target.name, value);
  else if (target.type === 'field') memory.setField(Math.trunc(toNumber(await evaluate(target.index, awk))), value);
  else if (target.type === 'element') {
    const array: AwkArray = memory.array(target.name);
    array.set(await keyOf(target.keys, awk), value);
  } else throw new AwkFault('assignment to what is no variable');
  return value;
}

function arithmetic(operator: string, a: number, b: number): number {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  if (operator === '^') return a ** b;
  if (b === 0) throw new AwkFault(operator === '/' ? 'division by zero' : 'division by zero in %');
  return operator === '/' ? a / b : a % b;
}

async function binary(operator: string, left: Expression, right: Expression, awk: Running): Promise<Value> {
  const { memory } = awk;
  const a = await evaluate(left, awk);
  if (operator === '&&') return isTrue(a) && isTrue(await evaluate(right, awk)) ? 1 : 0;
  if (operator === '||') return isTrue(a) || isTrue(await evaluate(right, awk)) ? 1 : 0;
  const b = await evaluate(right, awk);
  if (operator === ' ') return memory.text(a) + memory.text(b);
  if ('+-*/%^'.includes(operator)) return arithmetic(operator, toNumber(a), toNumber(b));
  const order = compare(a, b, memory.text(memory.get('CONVFMT')));
  const holds: Readonly<Record<string, boolean>> = {
    '<': order < 0,
    '<=': order <= 0,
    '==': order === 0,
    '!=': order !== 0,
    '>': order > 0,
    '>=': order >= 0,
  };
  return holds[operator] ? 1 : 0;
}

async function getline(node: Extract<Expression, { type: 'getline' }>, awk: Running): Promise<Value> {
  const { memory, streams } = awk;
  let record: string | undefined;
  if (node.from === 'input') {
    record = await awk.nextRecord();
    if (record !== undefined) {
      memory.set('NR', toNumber(memory.get('NR')) + 1);
      memory.set('FNR', toNumber(memory.get('FNR')) + 1);
    }
  } else {
    const name = memory.text(await evaluate(node.source!, awk));
    const reader: RecordReader | undefined = node.from === 'file' ? streams.file(name) : await streams.command(name);
    if (!reader) return -1;
    record = await reader.next(separatorOf(memory));
    if (record !== undefined && node.from === 'command') memory.set('NR', toNumber(memory.get('NR')) + 1);
  }
  if (record === undefined) return 0;
  if (node.target) await store(node.target, new InputText(record), awk);
  else memory.record = record;
  return 1;
}

/** RS, as `RecordReader` takes it. */
export function separatorOf(memory: Memory): string | RegExp {
  const text = memory.text(memory.get('RS'));
  return text.length <= 1 ? text : memory.regExp(text);
}
