// declare, typeset, local, export, readonly: what variables are, and what they and functions look like.
// Models bash's builtins/declare.def and setattr.def.

import { store } from '../assign.ts';
import { hideLocal } from '../command.ts';
import { type Context, complain, ExpansionError, stderr, stdout } from '../context.ts';
import { doubleQuoted } from '../quote.ts';
import { shownFunction } from '../show-function.ts';
import { keysOf, resolveName, type Variable } from '../state.ts';
import type { Builtin } from './builtin.ts';

type Mark = (variable: Variable, on: boolean) => void;
const MARKS: Readonly<Record<string, Mark>> = {
  x: (variable, on) => void (variable.exported = on),
  r: (variable, on) => void (variable.readonly = on || variable.readonly === true),
  i: (variable, on) => void (variable.integer = on),
  a: (variable) => void (variable.elements ??= new Map(variable.value === '' ? [] : [['0', variable.value]])),
  l: (variable, on) => void (on ? (variable.letters = 'lower') : delete variable.letters),
  u: (variable, on) => void (on ? (variable.letters = 'upper') : delete variable.letters),
  n: (variable, on) => void (variable.isReference = on),
  A: (variable) => {
    variable.elements ??= new Map();
    variable.associative = true;
  },
  t: () => {},
};

const OPTIONS: Readonly<Record<string, string>> = {
  declare: 'aAfFgiIlnprtux',
  typeset: 'aAfFgiIlnprtux',
  local: 'aAfFgiIlnprtux',
  export: 'fnp',
  readonly: 'aAfp',
};
const USAGES: Readonly<Record<string, string>> = {
  declare: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  typeset: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  local: 'local [option] name[=value] ...',
  export: 'export [-fn] [name[=value] ...] or export -p',
  readonly: 'readonly [-aAf] [name[=value] ...] or readonly -p',
};

/** In the order in which bash shows them. */
export function flagsOfVariable(variable: Variable): string {
  const flags: readonly (readonly [string, unknown])[] = [
    ['a', variable.elements && !variable.associative],
    ['A', variable.associative],
    ['i', variable.integer],
    ['n', variable.isReference],
    ['r', variable.readonly],
    ['x', variable.exported],
    ['l', variable.letters === 'lower'],
    ['u', variable.letters === 'upper'],
  ];
  return flags.map(([letter, on]) => (on ? letter : '')).join('');
}

/** `([0]="a" [1]="b")`; without elements `()`. */
export function shownElements(variable: Variable): string {
  const key = (text: string): string =>
    variable.associative && /[^\w@%+=:,./-]/.test(text) ? doubleQuoted(text) : text;
  const all = keysOf(variable).map((each) => `[${key(each)}]=${doubleQuoted(variable.elements!.get(each)!)}`);
  return `(${all.join(' ')}${variable.associative ? ' ' : ''})`;
}

export function shownVariable(name: string, variable: Variable): string {
  const start = `declare -${flagsOfVariable(variable) || '-'} ${name}`;
  if (variable.bare) return `${start}\n`;
  return `${start}=${variable.elements ? shownElements(variable) : doubleQuoted(variable.value)}\n`;
}

interface Asked {
  readonly marks: readonly (readonly [letter: string, on: boolean])[];
  readonly letters: ReadonlySet<string>;
  readonly rest: readonly string[];
}

function parse(command: string, args: readonly string[], always: string): Asked | { readonly wrong: string } {
  const marks: [string, boolean][] = [...always].map((letter) => [letter, true]);
  const letters = new Set<string>();
  let at = 0;
  for (; /^[-+]./.test(args[at] ?? ''); at++) {
    if (args[at] === '--') {
      at++;
      break;
    }
    for (const letter of args[at]!.slice(1)) {
      if (!OPTIONS[command]!.includes(letter)) return { wrong: letter };
      letters.add(letter);
      if (letter === 'n' && command === 'export') marks.splice(0, marks.length, ['x', false]);
      else if (MARKS[letter]) marks.push([letter, args[at]![0] === '-']);
    }
  }
  return { marks, letters, rest: args.slice(at) };
}

const declaration =
  (command: string, always: string): Builtin =>
  async (args, context, pos) => {
    const { state } = context;
    if (command === 'local' && state.hidden.length === 0) {
      complain(context, 'local: can only be used in a function', pos);
      return 1;
    }
    const asked = parse(command, args, always);
    if ('wrong' in asked) {
      complain(context, `${command}: -${asked.wrong}: invalid option`, pos);
      stderr(context).write(`${command}: usage: ${USAGES[command]}\n`);
      return 2;
    }
    const { letters, rest, marks } = asked;
    if (letters.has('f') || letters.has('F')) return functions(command, asked, context, pos);
    if (rest.length === 0) {
      const wanted = marks.filter(([, on]) => on).map(([letter]) => letter);
      const all = command === 'local' ? [...state.hidden.at(-1)!.keys()] : [...state.vars.keys()];
      for (const name of all.sort()) {
        const variable = state.vars.get(name);
        if (variable && wanted.every((letter) => flagsOfVariable(variable).includes(letter)))
          stdout(context).write(shownVariable(name, variable));
      }
      return 0;
    }
    let status = 0;
    for (const arg of rest) {
      const failed = letters.has('p') ? show(arg, context) : await declareOne(command, asked, arg, context);
      if (failed === undefined) continue;
      complain(context, failed, pos);
      status = 1;
    }
    return status;

    function show(name: string, { state: { vars } }: Context): string | undefined {
      const variable = vars.get(name);
      if (variable) stdout(context).write(shownVariable(name, variable));
      return variable ? undefined : `${command}: ${name}: not found`;
    }
  };

/** Returns the complaint. */
async function declareOne(
  command: string,
  { marks, letters }: Asked,
  arg: string,
  context: Context,
): Promise<string | undefined> {
  const { state } = context;
  const found = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(?:(\+)?=([\s\S]*))?$/.exec(arg);
  if (!found) return `${command}: \`${arg}': not a valid identifier`;
  const [, name = '', subscript, append, value] = found;
  const isLocal =
    command === 'local' || (/^(declare|typeset)$/.test(command) && context.calls > 0 && !letters.has('g'));
  if (isLocal) hideLocal(name, context);
  if (marks.some(([letter, on]) => letter === 'n' && on)) {
    state.vars.set(name, { value: value ?? '', isReference: true });
    return undefined;
  }
  const meant = resolveName(state, name);
  const there = state.vars.get(meant);
  if (value !== undefined && there?.readonly)
    return /^(declare|typeset|local)$/.test(command)
      ? `${command}: ${name}: readonly variable`
      : `${name}: readonly variable`;
  const variable: Variable = there ?? { value: '', bare: true };
  // `export -n`, `declare +x` of what is not there make nothing.
  if (!there && value === undefined && marks.length > 0 && marks.every(([, on]) => !on)) return undefined;
  state.vars.set(meant, variable);
  if (subscript !== undefined) MARKS.a!(variable, true);
  for (const [letter, on] of marks) if (letter !== 'r') MARKS[letter]!(variable, on);
  if (value !== undefined) {
    try {
      await store(subscript === undefined ? { name } : { name, subscript }, value, append !== undefined, context);
    } catch (thrown) {
      if (!(thrown instanceof ExpansionError)) throw thrown;
      return thrown.message;
    }
  }
  if (marks.some(([letter]) => letter === 'r')) variable.readonly = true;
  return undefined;
}

function functions(command: string, { letters, rest }: Asked, context: Context, pos: number): number {
  const { state } = context;
  const marks = command === 'export' || command === 'readonly';
  let missing = 0;
  for (const name of rest.length > 0 ? rest : [...state.functions.keys()].sort()) {
    const made = state.functions.get(name);
    if (!made) {
      missing = 1;
      if (marks) complain(context, `${command}: ${name}: not a function`, pos);
    } else if (marks && rest.length > 0) continue;
    else if (letters.has('F')) stdout(context).write(rest.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else stdout(context).write(`${shownFunction(name, made)}\n`);
  }
  return missing;
}

export const declareBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['export', declaration('export', 'x')],
  ['readonly', declaration('readonly', 'r')],
  ['declare', declaration('declare', '')],
  ['typeset', declaration('typeset', '')],
  ['local', declaration('local', '')],
]);
