// Builtins that change what runs next: break, continue, return, exit, eval, source, exec, trap, command, type, set, shift.

import { join } from '#machine/path.ts';
import { call, findProgram } from '../command.ts';
import { type Context, complain, Leave, signalNamed, signalNames, stderr, stdout } from '../context.ts';
import { isKeyword } from '../keywords.ts';
import { OPTION_NAMES } from '../option-names.ts';
import { runText } from '../run-text.ts';
import { keysOf } from '../state.ts';
import type { Builtin } from './builtin.ts';
import { builtins } from './index.ts';

const leaveLoop =
  (how: 'break' | 'continue'): Builtin =>
  (args, context, pos) => {
    const count = Number(args[0] ?? 1);
    if (context.loops === 0) {
      complain(context, `${how}: only meaningful in a \`for', \`while', or \`until' loop`, pos);
      return 0;
    }
    if (!Number.isInteger(count) || count < 1) {
      complain(context, `${how}: ${args[0]}: loop count out of range`, pos);
      return 1;
    }
    throw new Leave(how, count);
  };

function statusArgument(name: string, args: readonly string[], context: Context, pos: number): number {
  const [text] = args;
  if (text === undefined) return context.state.status;
  if (/^[-+]?\d+$/.test(text)) return ((Number(text) % 256) + 256) % 256;
  complain(context, `${name}: ${text}: numeric argument required`, pos);
  return 2;
}

const exit: Builtin = (args, context, pos) => {
  if (context.runtime.interactive && context.runtime.flavor === 'bash' && !context.isSubshell) {
    stderr(context).write('exit\n');
    const { jobs } = context.runtime;
    if (!jobs.hasWarned && jobs.all.some((job) => job.isStopped)) {
      jobs.hasWarned = true;
      stderr(context).write('There are stopped jobs.\n');
      return 1;
    }
  }
  throw new Leave('exit', statusArgument('exit', args, context, pos));
};

const returns: Builtin = (args, context, pos) => {
  if (context.calls === 0) {
    complain(context, "return: can only `return' from a function or sourced script", pos);
    return 2;
  }
  throw new Leave('return', statusArgument('return', args, context, pos));
};

const evaluate: Builtin = (args, context) =>
  args.length === 0 ? 0 : runText(args.join(' '), context, { label: `${context.state.arg0.replace(/^-/, '')}: eval` });

const source: Builtin = async (args, context, pos) => {
  const [name, ...rest] = args;
  if (name === undefined) {
    complain(context, '.: filename argument required', pos);
    stderr(context).write('.: usage: . filename [arguments]\n');
    return 2;
  }
  const { state, runtime } = context;
  const path = join(state.cwd, name);
  const text = runtime.files.read(path);
  if (text === undefined) {
    complain(
      context,
      runtime.files.stat(path) ? `.: ${name}: is a directory` : `${name}: No such file or directory`,
      pos,
    );
    return 1;
  }
  const { positional } = state;
  if (rest.length > 0) state.positional = rest;
  try {
    return await runText(text, { ...context, calls: context.calls + 1 }, { label: name });
  } catch (thrown) {
    if (thrown instanceof Leave && thrown.how === 'return') return thrown.value;
    throw thrown;
  } finally {
    if (rest.length > 0) state.positional = positional;
  }
};

const exec: Builtin = async (args, context, pos) => {
  // Redirections alone would change the shell's own files; those are the caller's here, so only a command is run.
  if (args.length === 0) return 0;
  throw new Leave('exit', await call(args, context, { pos, skipFunctions: true, skipBuiltins: true }));
};

const command: Builtin = (args, context, pos) => {
  if (args[0] === '-v' || args[0] === '-V') return describe(args.slice(1), args[0] === '-V', context, pos, 'command');
  const rest = args[0] === '-p' || args[0] === '--' ? args.slice(1) : args;
  return rest.length === 0 ? 0 : call(rest, context, { pos, skipFunctions: true });
};

const type: Builtin = (args, context, pos) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  if (!args.includes('-t')) return describe(names, true, context, pos, 'type');
  let status = 0;
  for (const name of names) {
    const kind = kindOf(name, context);
    if (kind) stdout(context).write(`${kind}\n`);
    else status = 1;
  }
  return status;
};

function kindOf(name: string, context: Context): string | undefined {
  if (context.state.aliases.has(name)) return 'alias';
  if (isKeyword(name)) return 'keyword';
  if (context.state.functions.has(name)) return 'function';
  if (builtins.has(name)) return 'builtin';
  return 'error' in findProgram(name, context) ? undefined : 'file';
}

export function pathOf(name: string, context: Context): string {
  const found = findProgram(name, context);
  if (typeof found === 'object' && 'path' in found) return found.path;
  return name.includes('/') ? name : `/usr/bin/${name}`;
}

function describe(names: readonly string[], long: boolean, context: Context, pos: number, asker: string): number {
  let status = 0;
  for (const name of names) {
    const kind = kindOf(name, context);
    const path = kind === 'file' ? pathOf(name, context) : name;
    const alias = context.state.aliases.get(name);
    if (!kind) {
      status = 1;
      if (long) complain(context, `${asker}: ${name}: not found`, pos);
    } else if (!long) stdout(context).write(alias === undefined ? `${path}\n` : `alias ${name}='${alias}'\n`);
    else if (kind === 'alias') stdout(context).write(`${name} is aliased to \`${alias}'\n`);
    else if (kind === 'keyword') stdout(context).write(`${name} is a shell keyword\n`);
    else if (kind === 'builtin') stdout(context).write(`${name} is a shell builtin\n`);
    else if (kind === 'file') stdout(context).write(`${name} is ${path}\n`);
    else {
      const made = context.state.functions.get(name)!;
      stdout(context).write(`${name} is a function\n${made.source.slice(made.node.pos, made.node.end)}\n`);
    }
  }
  return status;
}

/** What a trap may wait for, beside signals. */
const HOOKS: ReadonlySet<string> = new Set(['EXIT', 'ERR', 'DEBUG', 'RETURN']);

const trap: Builtin = (args, context, pos) => {
  const { traps } = context.state;
  if (args[0] === '-l') {
    stdout(context).write(
      `${signalNames()
        .map((name) => `SIG${name}`)
        .join(' ')}\n`,
    );
    return 0;
  }
  if (args.length === 0 || args[0] === '-p') {
    for (const [name, text] of traps) {
      stdout(context).write(`trap -- '${text.replaceAll("'", "'\\''")}' ${HOOKS.has(name) ? name : `SIG${name}`}\n`);
    }
    return 0;
  }
  const rest = args[0] === '--' ? args.slice(1) : args;
  const [text, ...names] = rest.length === 1 ? ['-', rest[0]!] : rest;
  for (const each of names) {
    const name = each === '0' ? 'EXIT' : HOOKS.has(each) ? each : signalNamed(each)?.name;
    if (name === undefined) {
      complain(context, `trap: ${each}: invalid signal specification`, pos);
      return 1;
    }
    if (text === '-') traps.delete(name);
    else traps.set(name, text!);
  }
  return 0;
};

const set: Builtin = (args, context, pos) => {
  const { state } = context;
  if (args.length === 0) {
    for (const name of [...state.vars.keys()].sort()) {
      const variable = state.vars.get(name)!;
      const value = variable.elements
        ? `(${keysOf(variable)
            .map((key) => `[${key}]="${variable.elements!.get(key)}"`)
            .join(' ')})`
        : quoteValue(variable.value);
      stdout(context).write(`${name}=${value}\n`);
    }
    return 0;
  }
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      state.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg[0] === '-';
    for (const letter of arg.slice(1)) {
      let name: string | undefined = letter;
      if (letter === 'o') {
        const long = args[++at];
        if (long === undefined) {
          for (const [each, option] of Object.entries(OPTION_NAMES)) {
            stdout(context).write(`${each.padEnd(15)}\t${state.options.has(option) ? 'on' : 'off'}\n`);
          }
          return 0;
        }
        name = OPTION_NAMES[long];
        if (name === undefined) {
          complain(context, `set: ${long}: invalid option name`, pos);
          return 2;
        }
      } else if (!/[aefuxCvmhnBEbTH]/.test(letter)) {
        complain(context, `set: -${letter}: invalid option`, pos);
        stderr(context).write('set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n');
        return 2;
      }
      if (on) state.options.add(name);
      else state.options.delete(name);
    }
  }
  if (at < args.length) state.positional = args.slice(at);
  return 0;
};

function quoteValue(value: string): string {
  return /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

const shift: Builtin = (args, context, pos) => {
  const count = Number(args[0] ?? 1);
  if (!Number.isInteger(count) || count < 0) {
    complain(
      context,
      `shift: ${args[0]}: ${Number.isNaN(count) ? 'numeric argument required' : 'shift count out of range'}`,
      pos,
    );
    return 1;
  }
  if (count > context.state.positional.length) return 1;
  context.state.positional = context.state.positional.slice(count);
  return 0;
};

export const flowBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['break', leaveLoop('break')],
  ['continue', leaveLoop('continue')],
  ['exit', exit],
  ['return', returns],
  ['eval', evaluate],
  ['source', source],
  ['.', source],
  ['exec', exec],
  ['command', command],
  [
    'builtin',
    (args, context, pos) => {
      const [name] = args;
      if (name === undefined || builtins.has(name))
        return name === undefined ? 0 : call(args, context, { pos, skipFunctions: true });
      complain(context, `builtin: ${name}: not a shell builtin`, pos);
      return 1;
    },
  ],
  ['type', type],
  ['trap', trap],
  ['set', set],
  ['shift', shift],
  ['hash', () => 0],
]);
