// $name and ${name…}: what parameters stand for, and the operations on them.

import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import { arithmeticOfText } from './arithmetic.ts';
import { flagsOfVariable, shownVariable } from './builtins/declare.ts';
import { type Context, complain, ExpansionError } from './context.ts';
import { expandToPattern, expandToText } from './expand.ts';
import { OPTION_NAMES } from './option-names.ts';
import { patternSource } from './pattern.ts';
import { unescapeText } from './printf.ts';
import { decodedPrompt } from './prompt-text.ts';
import { doubleQuoted, quotedText } from './quote.ts';
import { getVar, keysOf, resolveName, type ShellState, type Variable, valuesOf } from './state.ts';
import { keyOf, writePlace } from './subscript.ts';

export interface Expanded {
  readonly values: readonly string[];
  /** `$@`, `$*`, `${a[@]}`, …: several values. */
  readonly list: boolean;
  /** The `*` kind: joined when quoted. */
  readonly star: boolean;
  readonly unset?: boolean;
}

const scalar = (value: string | undefined): Expanded =>
  value === undefined
    ? { values: [''], list: false, star: false, unset: true }
    : { values: [value], list: false, star: false };

function special(name: string, context: Context): Expanded | undefined {
  const { state, runtime } = context;
  switch (name) {
    case '@':
    case '*':
      return { values: state.positional, list: true, star: name === '*', unset: state.positional.length === 0 };
    case '#':
      return scalar(String(state.positional.length));
    case '?':
      return scalar(String(state.status));
    case '$':
      return scalar(String(runtime.pid));
    case '!':
      return scalar(state.lastJobPid === undefined ? undefined : String(state.lastJobPid));
    case '-':
      return scalar(flagsOf(context));
    case '0':
      return scalar(state.arg0);
    case 'RANDOM':
      return scalar(String(state.randomSeed === undefined ? Math.floor(runtime.host.random() * 32768) : seeded(state)));
    case 'SECONDS':
      return scalar(String(Math.floor((runtime.host.now() - state.startedMs) / 1000)));
    case 'EPOCHSECONDS':
      return scalar(String(Math.floor(runtime.host.now() / 1000)));
    case 'EPOCHREALTIME':
      return scalar((runtime.host.now() / 1000).toFixed(6));
    case 'LINENO':
      return scalar(String(state.line));
    case '_':
      return scalar(state.lastArgument);
    case 'BASHPID':
      return scalar(String(runtime.pid));
    case 'BASH_SUBSHELL':
      return scalar(String(state.depth));
    case 'SHELLOPTS':
      return scalar(longOptions(state).join(':'));
    case 'BASH_COMMAND':
      return scalar(state.command);
    case 'PWD':
      return scalar(getVar(state, 'PWD') ?? state.cwd);
    default:
      return /^\d+$/.test(name) ? scalar(state.positional[Number(name) - 1]) : undefined;
  }
}

/** Source: bash's lib/sh/random.c, intrand32 and brand. */
function seeded(state: ShellState): number {
  const last = state.randomSeed || 123_459_876;
  const next = 16_807 * (last % 127_773) - 2836 * Math.floor(last / 127_773);
  state.randomSeed = next < 0 ? next + 0x7fffffff : next;
  return ((state.randomSeed >> 16) ^ (state.randomSeed & 0xffff)) & 0x7fff;
}

function lookup(name: string, context: Context): Expanded {
  return special(name, context) ?? scalar(getVar(context.state, name) ?? shellArray(name, context)?.elements?.get('0'));
}

/** Arrays that the shell itself keeps. */
function shellArray(name: string, { state }: Context): Variable | undefined {
  const of = (values: readonly string[]): Variable => ({
    value: '',
    elements: new Map(values.map((value, index) => [String(index), value])),
  });
  const { frames } = state;
  switch (name) {
    case 'FUNCNAME':
      return frames.length > 0 && frames[0]!.name !== 'main' ? of(frames.map((frame) => frame.name)) : undefined;
    case 'BASH_SOURCE':
      return of(frames.map((frame) => frame.file));
    case 'BASH_LINENO':
      return of(frames.map((frame) => String(frame.line)));
    case 'BASH_VERSINFO':
      return of(['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu']);
    default:
      return undefined;
  }
}

const variableOf = (name: string, context: Context): Variable | undefined =>
  context.state.vars.get(resolveName(context.state, name)) ?? shellArray(name, context);

export function simpleParameter(name: string, context: Context): Expanded {
  return bound(name, lookup(name, context), context);
}

function bound(name: string, found: Expanded, context: Context): Expanded {
  if (found.unset && !found.list && context.state.options.has('u')) {
    throw new ExpansionError(`${name}: unbound variable`, 127);
  }
  return found;
}

/** @throws {ExpansionError} */
export async function expandParameter(part: ParameterExpansionPart, context: Context): Promise<Expanded> {
  const { state } = context;
  let name = part.parameter;
  const operation = part.operation;
  let indirect: string | undefined;
  const toggles = operation?.type === 'Unknown' ? /^\$\{\w+(~~?)\}$/.exec(part.text) : null;
  if (toggles) {
    const { values, list, star } = bound(name, lookup(name, context), context);
    return { values: values.map((value) => toggled(value, toggles[1] === '~~')), list, star };
  }
  if (name === '' || operation?.type === 'Unknown') throw new ExpansionError(`${part.text}: bad substitution`);

  if (part.prefix === '!') {
    if (operation?.type === 'Names') {
      const names = [...state.vars.keys()].filter((each) => each.startsWith(name)).sort();
      return { values: names, list: true, star: operation.operator === '*' };
    }
    if (part.index && /^[@*]$/.test(part.index.text)) {
      const variable = variableOf(name, context);
      return { values: variable ? keysOf(variable) : [], list: true, star: part.index.text === '*' };
    }
    const first = part.index ? await element(name, part.index.text, context) : lookup(name, context);
    if (first.unset) throw new ExpansionError(`${part.parameter}: invalid indirect expansion`);
    const meant = first.values[0] ?? '';
    const place = /^(\w+|[@*#?$!-])(?:\[([\s\S]+)\])?$/.exec(meant);
    if (!place) throw new ExpansionError(`${meant}: invalid variable name`);
    name = place[1]!;
    indirect = place[2];
  }
  let found: Expanded;
  const index = part.prefix === '!' ? indirect : part.index?.text;
  if (index !== undefined) found = await element(name, index, context);
  else if (part.index) found = await element(name, part.index.text, context);
  else found = lookup(name, context);

  if (part.prefix === '#') {
    bound(name, found, context);
    if (found.list) return scalar(String(found.values.length));
    return scalar(String([...(found.values[0] ?? '')].length));
  }
  const label = part.index ? `${name}[${part.index.text}]` : name;
  if (!operation) return bound(label, found, context);
  if (operation.type === 'Default') return orElse(operation, label, found, context);
  bound(label, found, context);
  if (operation.type === 'Slice') return slice(operation, name, found, context);
  if (found.unset && operation.type === 'Transform') return found;
  if (operation.type === 'Transform' && /^[AaKk]$/.test(operation.operand.value))
    return described(operation.operand.value, name, found, context);
  const change = await changer(operation, context);
  return { ...found, values: found.values.map(change) };
}

/** `${x~}`, `${x~~}`: upper case for lower, and the other way round. */
function toggled(value: string, all: boolean): string {
  const one = (c: string): string => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase());
  return [...value].map((c, index) => (all || index === 0 ? one(c) : c)).join('');
}

async function element(name: string, index: string, context: Context): Promise<Expanded> {
  const variable = variableOf(name, context);
  if (index === '@' || index === '*') {
    const values = variable ? valuesOf(variable) : [];
    return { values, list: true, star: index === '*', unset: values.length === 0 };
  }
  if (!variable || (variable.bare && !variable.elements)) {
    if (!variable?.associative && (await keyOf(name, index, context)).startsWith('-'))
      complain(context, `${name}: bad array subscript`);
    return scalar(undefined);
  }
  const key = await keyOf(name, index, context);
  if (!variable.associative && key.startsWith('-')) {
    complain(context, `${name}: bad array subscript`);
    return scalar(undefined);
  }
  if (!variable.elements) return scalar(key === '0' ? variable.value : undefined);
  return scalar(variable.elements.get(key));
}

/** Source: bash's flags.c, shell_flags, in their order. */
const FLAGS = 'abefhikmnprtuvxBCEHPT';

function longOptions({ options }: ShellState): string[] {
  return Object.entries(OPTION_NAMES).flatMap(([name, option]) => (options.has(option) ? [name] : []));
}

function flagsOf({ state, runtime: { interactive, isCommand } }: Context): string {
  const set = new Set([...state.options, ...(interactive ? 'im' : '')]);
  const how = isCommand ? 'c' : interactive ? 's' : '';
  return [...FLAGS].filter((flag) => set.has(flag)).join('') + how;
}

/** The word that stands for a parameter in `${x:-word}` or `${x:+word}`, if it is the word's turn. Undefined: expand as usual. */
export async function wordInstead(part: ParameterExpansionPart, context: Context): Promise<Word | undefined> {
  const { operation } = part;
  if (operation?.type !== 'Default' || part.prefix || !/[-+]$/.test(operation.operator)) return undefined;
  // An index is worked out once, and some do something.
  if (part.index && /\+\+|--|=|\$\(|`/.test(part.index.text)) return undefined;
  const found = part.index ? await element(part.parameter, part.index.text, context) : lookup(part.parameter, context);
  const missing = found.unset || (operation.operator.startsWith(':') && found.values.join('') === '');
  return missing === operation.operator.endsWith('-') ? operation.operand : undefined;
}

async function orElse(
  { operator, operand }: Extract<ParameterOperation, { type: 'Default' }>,
  name: string,
  found: Expanded,
  context: Context,
): Promise<Expanded> {
  const missing = found.unset || (operator.startsWith(':') && found.values.join('') === '');
  const kind = operator.at(-1);
  const text = (): Promise<string> => expandToText(operand, context);
  if (kind === '+') return missing ? { values: [''], list: false, star: false } : scalar(await text());
  if (!missing) return found;
  if (kind === '?') {
    throw new ExpansionError(
      `${name}: ${(await text()) || (operator === '?' ? 'parameter not set' : 'parameter null or not set')}`,
      127,
    );
  }
  const value = await text();
  if (kind === '=') {
    if (!/^[A-Za-z_]/.test(name)) throw new ExpansionError(`$${name}: cannot assign in this way`);
    const [base, subscript] = name.replace(/\]$/, '').split('[');
    await writePlace(subscript === undefined ? { name: base! } : { name: base!, subscript }, value, context);
  }
  return scalar(value);
}

async function slice(
  { offset, length }: Extract<ParameterOperation, { type: 'Slice' }>,
  name: string,
  found: Expanded,
  context: Context,
): Promise<Expanded> {
  const number = async (text: string): Promise<number> => Number(await arithmeticOfText(text, context));
  const from = await number(await expandToText(offset, context));
  const count = length ? await number(await expandToText(length, context)) : undefined;
  if (found.list) {
    const all = name === '@' || name === '*' ? [context.state.arg0, ...found.values] : found.values;
    const start = from < 0 ? all.length + from : from;
    if (start < 0) return { ...found, values: [] };
    if (count !== undefined && count < 0) throw new ExpansionError(`${count}: substring expression < 0`);
    return { ...found, values: all.slice(start, count === undefined ? undefined : start + count) };
  }
  const characters = [...(found.values[0] ?? '')];
  const start = from < 0 ? characters.length + from : from;
  if (start < 0 || start > characters.length) return scalar('');
  const end = count === undefined ? characters.length : count < 0 ? characters.length + count : start + count;
  if (end < start) throw new ExpansionError(`${count}: substring expression < 0`);
  return scalar(characters.slice(start, end).join(''));
}

async function changer(operation: ParameterOperation, context: Context): Promise<(value: string) => string> {
  const extended = context.state.options.has('extglob');
  switch (operation.type) {
    case 'Remove': {
      const pattern = await expandToPattern(operation.operand, context);
      const greedy = operation.operator.length === 2;
      if (operation.operator.startsWith('#')) {
        const prefix = safe(`^(?:${patternSource(pattern, { extended, greedy })})`);
        return (value) => value.replace(prefix, '');
      }
      const whole = safe(`^(?:${patternSource(pattern, { extended })})$`);
      return (value) => {
        for (let i = 0; i <= value.length; i++) {
          const at = greedy ? i : value.length - i;
          if (whole.test(value.slice(at))) return value.slice(0, at);
        }
        return value;
      };
    }
    case 'Replace': {
      const source = patternSource(await expandToPattern(operation.pattern, context), { extended });
      const replacement = await expandToText(operation.replacement, context);
      if (source === '' && !/[#%]/.test(operation.operator)) return (value) => value;
      const anchored =
        operation.operator === '/#' ? `^(?:${source})` : operation.operator === '/%' ? `(?:${source})$` : source;
      const pattern = safe(anchored, operation.operator === '//' ? 'g' : '');
      return (value) =>
        value.replace(pattern, (match) => replacement.replace(/(?<!\\)&/g, () => match).replace(/\\&/g, '&'));
    }
    case 'CaseModification': {
      const wanted = operation.operand
        ? safe(`^(?:${patternSource(await expandToPattern(operation.operand, context), { extended })})$`)
        : /^/;
      const upper = operation.operator.startsWith('^');
      const one = (c: string): string => (wanted.test(c) ? (upper ? c.toUpperCase() : c.toLowerCase()) : c);
      if (operation.operator.length === 2) return (value) => [...value].map(one).join('');
      return (value) => {
        const [first = '', ...rest] = [...value];
        return one(first) + rest.join('');
      };
    }
    case 'Transform': {
      const kind = operation.operand.value;
      if (kind === 'Q') return quotedText;
      if (kind === 'E') return (value) => unescapeText(value, true).text;
      if (kind === 'U') return (value) => value.toUpperCase();
      if (kind === 'L') return (value) => value.toLowerCase();
      if (kind === 'u') return (value) => value.charAt(0).toUpperCase() + value.slice(1);
      if (kind === 'P') return (value) => decodedPrompt(value, context);
      return (value) => value;
    }
    default:
      return (value) => value;
  }
}

/** `@A`: what would make the variable again; `@a`: its flags; `@K` and `@k`: keys and values. */
function described(kind: string, name: string, found: Expanded, context: Context): Expanded {
  const variable = variableOf(name, context);
  if (!variable) return scalar('');
  const flags = flagsOfVariable(variable);
  if (kind === 'a') return found.list ? { ...found, values: found.values.map(() => flags) } : scalar(flags);
  if (!found.list) {
    const value = quotedText(found.values[0] ?? '');
    if (kind !== 'A') return scalar(value);
    return scalar(flags ? `declare -${flags} ${name}=${value}` : `${name}=${value}`);
  }
  if (kind === 'A') return scalar(shownVariable(name, variable).trimEnd());
  const pairs = keysOf(variable).map((key) => [key, variable.elements?.get(key) ?? variable.value] as const);
  if (kind === 'k') return { ...found, values: pairs.flat() };
  const shown = pairs.map(([key, value]) => `${key} ${doubleQuoted(value)}`).join(' ');
  return scalar(shown + (variable.associative ? ' ' : ''));
}

function safe(source: string, flags = ''): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    return /(?!)/;
  }
}
