// awk's own functions.

import { nullInput } from '#machine/text-input.ts';
import { evaluate, patternOf, type Running, store } from './evaluate.ts';
import { formatAwk } from './format.ts';
import type { Expression } from './syntax.ts';
import { InputText, toNumber, type Value } from './values.ts';

export async function callBuiltin(name: string, args: readonly Expression[], awk: Running): Promise<Value> {
  const { memory } = awk;
  const first = args[0];
  const value = async (index: number): Promise<Value> => (args[index] ? evaluate(args[index], awk) : undefined);
  const text = async (index: number): Promise<string> => memory.text(await value(index));
  const number = async (index: number): Promise<number> => toNumber(await value(index));
  switch (name) {
    case 'length':
      if (!first) return [...memory.record].length;
      if (first.type === 'variable' && memory.isArray(first.name)) return memory.array(first.name).size;
      return [...(await text(0))].length;
    case 'substr':
      return substr(await text(0), await number(1), args[2] ? await number(2) : Number.POSITIVE_INFINITY);
    case 'index': {
      const found = await text(0);
      return found.indexOf(await text(1)) + 1;
    }
    case 'split':
      return split(args, awk);
    case 'sub':
    case 'gsub':
      return substitute(name === 'gsub', args, awk);
    case 'match': {
      const subject = await text(0);
      const found = memory.regExp(await patternOf(args[1]!, awk)).exec(subject);
      memory.set('RSTART', found ? found.index + 1 : 0);
      memory.set('RLENGTH', found ? found[0].length : -1);
      return found ? found.index + 1 : 0;
    }
    case 'sprintf': {
      const values: Value[] = [];
      for (const arg of args.slice(1)) values.push(await evaluate(arg, awk));
      return formatAwk(await text(0), values, memory.text(memory.get('CONVFMT')));
    }
    case 'tolower':
      return (await text(0)).toLowerCase();
    case 'toupper':
      return (await text(0)).toUpperCase();
    case 'int':
      return Math.trunc(await number(0)) + 0;
    case 'atan2':
      return Math.atan2(await number(0), await number(1));
    case 'sin':
      return Math.sin(await number(0));
    case 'cos':
      return Math.cos(await number(0));
    case 'exp':
      return Math.exp(await number(0));
    case 'log':
      return Math.log(await number(0));
    case 'sqrt':
      return Math.sqrt(await number(0));
    case 'rand':
      return awk.random();
    case 'srand': {
      const before = awk.seed;
      awk.seed = first ? await number(0) : Math.floor(awk.process.host.now() / 1000);
      awk.random = seeded(awk.seed);
      return before;
    }
    case 'system':
      return awk.streams.shell(await text(0), nullInput);
    case 'close':
      return awk.streams.close(await text(0));
    default:
      return 0;
  }
}

/** The same numbers for the same seed. Source: the mulberry32 generator. */
export function seeded(seed: number): () => number {
  let state = Math.trunc(seed) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function substr(text: string, start: number, length: number): string {
  const characters = [...text];
  const from = Math.round(start);
  const to = from + (Number.isFinite(length) ? Math.round(length) : characters.length + Math.abs(from));
  return characters.slice(Math.max(0, from - 1), Math.max(0, to - 1)).join('');
}

async function split(args: readonly Expression[], awk: Running): Promise<Value> {
  const { memory } = awk;
  const [subject, target, separator] = args;
  const text = memory.text(await evaluate(subject!, awk));
  const by = separator ? await patternOf(separator, awk) : memory.text(memory.get('FS'));
  const parts = memory.split(text, separator?.type === 'regexp' && by === ' ' ? '[ ]' : by);
  const array = memory.array(target?.type === 'variable' ? target.name : '');
  array.clear();
  parts.forEach((part, index) => void array.set(String(index + 1), new InputText(part)));
  return parts.length;
}

async function substitute(all: boolean, args: readonly Expression[], awk: Running): Promise<Value> {
  const { memory } = awk;
  const pattern = memory.regExp(await patternOf(args[0]!, awk));
  const replacement = memory.text(await evaluate(args[1]!, awk));
  const target: Expression = args[2] ?? { type: 'field', index: { type: 'number', value: 0 } };
  const text = memory.text(await evaluate(target, awk));
  pattern.lastIndex = 0;
  let count = 0;
  let out = '';
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    // An empty match right after another is none.
    if (found[0] === '' && found.index === from && count > 0 && from > 0) continue;
    out += text.slice(from, found.index) + replaced(replacement, found[0]);
    from = found.index + found[0].length;
    count++;
    if (!all) break;
  }
  if (count > 0) await store(target, out + text.slice(from), awk);
  return count;
}

function replaced(replacement: string, match: string): string {
  return replacement.replace(/\\\\|\\&|&/g, (whole) => (whole === '&' ? match : whole === '\\&' ? '&' : '\\'));
}
