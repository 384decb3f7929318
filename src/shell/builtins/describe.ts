// What a name stands for: type, command, builtin, hash, enable. Models bash's builtins/type.def, command.def and hash.def.

import { call, findProgram } from '../command.ts';
import { type Context, complain, print, stderr, stdout } from '../context.ts';
import { isKeyword } from '../keywords.ts';
import { quotedText } from '../quote.ts';
import { shownFunction } from '../show-function.ts';
import type { Builtin } from './builtin.ts';
import { builtins, SPECIAL_BUILTINS } from './index.ts';

type Kind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file';

/** What it stands for, first what would run. `forced`: only files, or not functions. */
function kindsOf(name: string, context: Context): Kind[] {
  const { state, runtime } = context;
  const usesAliases = runtime.usesAliases || state.options.has('expand_aliases');
  const kinds: readonly (readonly [Kind, boolean])[] = [
    ['alias', usesAliases && state.aliases.has(name)],
    ['keyword', isKeyword(name)],
    ['function', state.functions.has(name)],
    ['builtin', builtins.has(name) && !state.disabled.has(name)],
    ['file', !('error' in findProgram(name, context))],
  ];
  return kinds.flatMap(([kind, is]) => (is ? [kind] : []));
}

export function pathOf(name: string, context: Context): string {
  const found = findProgram(name, context);
  if (typeof found === 'object' && 'path' in found) return found.path;
  return name.includes('/') ? name : `/usr/bin/${name}`;
}

/** As `type` says it, or, when not `long`, as `command -v` does. */
function tell(name: string, kind: Kind, long: boolean, context: Context): string {
  const { aliases, functions } = context.state;
  const path = kind === 'file' ? pathOf(name, context) : name;
  if (!long) return kind === 'alias' ? `alias ${name}=${quotedText(aliases.get(name)!)}\n` : `${path}\n`;
  switch (kind) {
    case 'alias':
      return `${name} is aliased to \`${aliases.get(name)}'\n`;
    case 'keyword':
      return `${name} is a shell keyword\n`;
    case 'function':
      return `${name} is a function\n${shownFunction(name, functions.get(name)!)}\n`;
    case 'builtin':
      return `${name} is a ${context.runtime.flavor !== 'bash' && SPECIAL_BUILTINS.has(name) ? 'special ' : ''}shell builtin\n`;
    case 'file':
      return `${name} is ${path}\n`;
  }
}

/** Options as letters, and the names behind them. A string: the letter that is none. */
function split(args: readonly string[], letters: string): { on: string; names: readonly string[] } | string {
  let on = '';
  let at = 0;
  for (; /^-./.test(args[at] ?? '') && args[at] !== '--'; at++) on += args[at]!.slice(1);
  const wrong = [...on].find((letter) => !letters.includes(letter));
  return wrong ?? { on, names: args.slice(args[at] === '--' ? at + 1 : at) };
}

function usage(name: string, letter: string, words: string, context: Context, pos: number): number {
  complain(context, `${name}: -${letter}: invalid option`, pos);
  stderr(context).write(`${name}: usage: ${words}\n`);
  return 2;
}

const type: Builtin = (args, context, pos) => {
  const asked = split(args, 'afptP');
  if (typeof asked === 'string') return usage('type', asked, 'type [-afptP] name [name ...]', context, pos);
  const { on, names } = asked;
  let status = 0;
  for (const name of names) {
    let kinds = kindsOf(name, context);
    if (on.includes('f')) kinds = kinds.filter((kind) => kind !== 'function');
    const isKnown = kinds.length > 0;
    if (on.includes('P')) kinds = kinds.filter((kind) => kind === 'file');
    if (!on.includes('a')) kinds = kinds.slice(0, 1);
    if (on.includes('p')) kinds = kinds.filter((kind) => kind === 'file');
    if (kinds.length === 0 && !(on.includes('p') && isKnown)) status = 1;
    if (!isKnown && !/[ptP]/.test(on)) complain(context, `type: ${name}: not found`, pos);
    for (const kind of kinds) {
      if (on.includes('t')) stdout(context).write(`${kind}\n`);
      else if (/[pP]/.test(on)) stdout(context).write(`${pathOf(name, context)}\n`);
      else stdout(context).write(tell(name, kind, true, context));
    }
  }
  return status;
};

const command: Builtin = (args, context, pos) => {
  const asked = split(args, 'pvV');
  if (typeof asked === 'string') return usage('command', asked, 'command [-pVv] command [arg ...]', context, pos);
  const { on, names } = asked;
  if (!/v/i.test(on)) return names.length === 0 ? 0 : call(names, context, { pos, skipFunctions: true });
  let known = 0;
  for (const name of names) {
    const [kind] = kindsOf(name, context);
    if (kind) {
      known++;
      stdout(context).write(tell(name, kind, on.includes('V'), context));
    } else if (on.includes('V')) complain(context, `command: ${name}: not found`, pos);
  }
  return known > 0 || names.length === 0 ? 0 : 1;
};

const builtin: Builtin = (args, context, pos) => {
  const [name] = args;
  if (name === undefined) return 0;
  if (builtins.has(name) && !context.state.disabled.has(name)) return call(args, context, { pos, skipFunctions: true });
  complain(context, `builtin: ${name}: not a shell builtin`, pos);
  return 1;
};

/** Differs: where programs are is not remembered, so the table is empty; a name that is nowhere is told. */
const hash: Builtin = (args, context, pos) => {
  const asked = split(args, 'dlprt');
  if (typeof asked === 'string') return usage('hash', asked, 'hash [-lr] [-p pathname] [-dt] [name ...]', context, pos);
  const { on, names } = asked;
  if (names.length === 0) return on === '' || on === 'l' ? print(context, 'hash: hash table empty\n') : 0;
  let status = 0;
  for (const name of names) {
    if (!/[td]/.test(on) && (name.includes('/') || builtins.has(name) || !('error' in findProgram(name, context))))
      continue;
    complain(context, `hash: ${name}: not found`, pos);
    status = 1;
  }
  return status;
};

const enable: Builtin = (args, context, pos) => {
  const asked = split(args, 'anps');
  if (typeof asked === 'string')
    return usage('enable', asked, 'enable [-a] [-dnps] [-f filename] [name ...]', context, pos);
  const { on, names } = asked;
  const { disabled } = context.state;
  if (names.length === 0) {
    for (const name of [...builtins.names()].sort()) {
      const isOff = disabled.has(name);
      if (on.includes('a') || isOff === on.includes('n'))
        stdout(context).write(`enable ${isOff ? '-n ' : ''}${name}\n`);
    }
    return 0;
  }
  let status = 0;
  for (const name of names) {
    if (!builtins.has(name)) {
      complain(context, `enable: ${name}: not a shell builtin`, pos);
      status = 1;
    } else if (on.includes('n')) disabled.add(name);
    else disabled.delete(name);
  }
  return status;
};

export const describeBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['type', type],
  ['command', command],
  ['builtin', builtin],
  ['hash', hash],
  ['enable', enable],
]);
