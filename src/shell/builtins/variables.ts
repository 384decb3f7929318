// Builtins about variables and the shell's place: unset, alias, cd, pwd, let, getopts.

import { join } from '#machine/path.ts';
import { arithmeticOfText } from '../arithmetic.ts';
import { complain, homeOf, print, stderr, stdout } from '../context.ts';
import { printable, quotedText } from '../quote.ts';
import { getVar, resolveName, setVar } from '../state.ts';
import { keyOf } from '../subscript.ts';
import type { Builtin } from './builtin.ts';

const unset: Builtin = async (args, context, pos) => {
  const { state } = context;
  const how = /^-./.test(args[0] ?? '') && args[0] !== '--' ? args[0]! : '';
  if (/[^-fvn]/.test(how)) {
    complain(context, `unset: -${/[^-fvn]/.exec(how)![0]}: invalid option`, pos);
    stderr(context).write('unset: usage: unset [-f] [-v] [-n] [name ...]\n');
    return 2;
  }
  const onlyFunctions = how.includes('f');
  const names = how || args[0] === '--' ? args.slice(1) : args;
  let status = 0;
  for (const name of names) {
    const element = /^(\w+)\[(.+)\]$/.exec(name);
    if (element) {
      const variable = state.vars.get(resolveName(state, element[1]!));
      if (/^[@*]$/.test(element[2]!)) {
        variable?.elements?.clear();
        continue;
      }
      const key = await keyOf(element[1]!, element[2]!, context);
      variable?.elements?.delete(key);
      continue;
    }
    const meant = how.includes('n') ? name : resolveName(state, name);
    if (onlyFunctions) state.functions.delete(name);
    else if (state.vars.get(meant)?.readonly) {
      complain(context, `unset: ${name}: cannot unset: readonly variable`, pos);
      status = 1;
    } else if (!state.vars.delete(meant) && !how.includes('v')) state.functions.delete(name);
  }
  return status;
};

const cd: Builtin = (args, context, pos) => {
  const { state, runtime } = context;
  const rest = args.filter((arg) => arg !== '-L' && arg !== '-P' && arg !== '--');
  if (rest.length > 1) {
    complain(context, 'cd: too many arguments', pos);
    return 1;
  }
  let target = rest[0] ?? getVar(state, 'HOME') ?? homeOf(context);
  const back = target === '-';
  if (back) {
    const old = getVar(state, 'OLDPWD');
    if (old === undefined) {
      complain(context, 'cd: OLDPWD not set', pos);
      return 1;
    }
    target = old;
  }
  const path = join(state.cwd, target);
  const stat = runtime.files.stat(path);
  if (stat?.type !== 'directory') {
    const why = stat ? 'Not a directory' : 'No such file or directory';
    const line =
      runtime.flavor === 'ash'
        ? `cd: can't cd to ${target}: ${why}`
        : runtime.flavor === 'sh'
          ? `cd: can't cd to ${target}`
          : `cd: ${printable(target)}: ${why}`;
    complain(context, line, pos);
    return runtime.flavor === 'sh' ? 2 : 1;
  }
  setVar(state, 'OLDPWD', state.cwd);
  state.cwd = path;
  setVar(state, 'PWD', path);
  if (back) stdout(context).write(`${path}\n`);
  return 0;
};

const alias: Builtin = (args, context, pos) => {
  const { aliases } = context.state;
  const show = (name: string): boolean => stdout(context).write(`alias ${name}=${quotedText(aliases.get(name)!)}\n`);
  if (args.length === 0 || args[0] === '-p') for (const name of [...aliases.keys()].sort()) show(name);
  let status = 0;
  for (const arg of args[0] === '-p' ? args.slice(1) : args) {
    const at = arg.indexOf('=');
    if (at > 0) aliases.set(arg.slice(0, at), arg.slice(at + 1));
    else if (aliases.has(arg)) show(arg);
    else {
      complain(context, `alias: ${arg}: not found`, pos);
      status = 1;
    }
  }
  return status;
};

const unalias: Builtin = (args, context, pos) => {
  const { aliases } = context.state;
  if (args[0] === '-a') aliases.clear();
  else {
    for (const name of args) {
      if (aliases.delete(name)) continue;
      complain(context, `unalias: ${name}: not found`, pos);
      return 1;
    }
  }
  return 0;
};

const letBuiltin: Builtin = async (args, context) => {
  let last = 0n;
  for (const arg of args) last = await arithmeticOfText(arg, context);
  return last === 0n ? 1 : 0;
};

const getopts: Builtin = (args, context) => {
  const [spec, name, ...given] = args;
  if (spec === undefined || name === undefined) {
    stderr(context).write('getopts: usage: getopts optstring name [arg ...]\n');
    return 2;
  }
  const { state } = context;
  const words = given.length > 0 ? given : state.positional;
  // The place inside a cluster such as -abc is kept after the whole number in OPTIND's shadow.
  let index = Number(getVar(state, 'OPTIND') ?? 1) || 1;
  let inside = index === 1 ? 1 : Number(getVar(state, '_OPTPOS') ?? 1);
  const word = words[index - 1];
  const end = (): number => {
    setVar(state, name, '?');
    return 1;
  };
  if (index === 1 && getVar(state, '_OPTWORD') === word) inside = Number(getVar(state, '_OPTPOS') ?? 1);
  if (word === undefined || !/^-./.test(word)) return end();
  if (word === '--') {
    setVar(state, 'OPTIND', String(index + 1));
    return end();
  }
  const letter = word[inside] ?? '';
  const at = spec.indexOf(letter);
  const takes = at >= 0 && spec[at + 1] === ':';
  const silent = spec.startsWith(':');
  state.vars.delete('OPTARG');
  const last = inside + 1 >= word.length;
  if (at < 0 || letter === ':') {
    if (silent) setVar(state, 'OPTARG', letter);
    else stderr(context).write(`${state.arg0}: illegal option -- ${letter}\n`);
    setVar(state, name, '?');
  } else if (takes) {
    let value: string | undefined = word.slice(inside + 1);
    if (last) value = words[index++];
    if (value === undefined) {
      if (silent) setVar(state, 'OPTARG', letter);
      else stderr(context).write(`${state.arg0}: option requires an argument -- ${letter}\n`);
      setVar(state, name, silent ? ':' : '?');
    } else {
      setVar(state, 'OPTARG', value);
      setVar(state, name, letter);
    }
  } else setVar(state, name, letter);
  const done = takes || last;
  setVar(state, 'OPTIND', String(done ? index + 1 : index));
  setVar(state, '_OPTPOS', done ? '1' : String(inside + 1));
  setVar(state, '_OPTWORD', done ? '' : word);
  return 0;
};

export const variableBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['unset', unset],
  ['cd', cd],
  ['pwd', (_, context) => print(context, `${context.state.cwd}\n`)],
  ['alias', alias],
  ['unalias', unalias],
  ['let', letBuiltin],
  ['getopts', getopts],
]);
