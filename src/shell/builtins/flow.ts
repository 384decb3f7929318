// Builtins that change what runs next: break, continue, return, exit, eval, source, exec, trap, set, shift.

import { join } from '#machine/path.ts';
import { call, findProgram } from '../command.ts';
import { type Context, complain, Leave, print, stderr, stdout } from '../context.ts';
import { OPTION_NAMES } from '../option-names.ts';
import { printable, quotedWhereNeeded, singleQuoted } from '../quote.ts';
import { runText } from '../run-text.ts';
import { signalNamed, signalTable } from '../signals.ts';
import type { Builtin } from './builtin.ts';
import { shownElements } from './declare.ts';

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
  args.length === 0
    ? 0
    : runText(
        args.join(' '),
        { ...context, traceDepth: context.traceDepth + 1 },
        { label: `${context.state.arg0.replace(/^-/, '')}: eval` },
      );

const source =
  (called: 'source' | '.'): Builtin =>
  async (given, context, pos) => {
    const args = given[0] === '--' ? given.slice(1) : given;
    const [name, ...rest] = args;
    if (name === undefined) {
      complain(context, `${called}: filename argument required`, pos);
      stderr(context).write(`${called}: usage: ${called} filename [arguments]\n`);
      return 2;
    }
    const { state, runtime } = context;
    const path = join(state.cwd, name);
    const text = runtime.files.read(path);
    if (text === undefined) {
      complain(
        context,
        runtime.files.stat(path) ? `${called}: ${name}: is a directory` : `${name}: No such file or directory`,
        pos,
      );
      return 1;
    }
    const { positional, frames } = state;
    if (rest.length > 0) state.positional = rest;
    state.frames = [{ name: 'source', file: name, line: state.line }, ...frames];
    const inner: Context = { ...context, calls: context.calls + 1, traceDepth: context.traceDepth + 1 };
    try {
      return await runText(text, inner, { label: name });
    } catch (thrown) {
      if (thrown instanceof Leave && thrown.how === 'return') return thrown.value;
      throw thrown;
    } finally {
      state.frames = frames;
      if (rest.length > 0) state.positional = positional;
    }
  };

const exec: Builtin = async (args, context, pos) => {
  // Redirections alone would change the shell's own files; those are the caller's here, so only a command is run.
  if (args.length === 0) return 0;
  const rest = args[0] === '--' ? args.slice(1) : args;
  const name = rest[0]!;
  const found = findProgram(name, context);
  if ('error' in found && found.status === 127) {
    complain(
      context,
      `exec: ${printable(name)}: ${name.includes('/') ? 'cannot execute: No such file or directory' : 'not found'}`,
      pos,
    );
    if (!context.state.options.has('execfail') && !context.runtime.interactive) throw new Leave('exit', 127);
    return 127;
  }
  throw new Leave('exit', await call(rest, context, { pos, skipFunctions: true, skipBuiltins: true }));
};

/** What a trap may wait for, beside signals. */
const HOOKS: ReadonlySet<string> = new Set(['EXIT', 'ERR', 'DEBUG', 'RETURN']);

const trap: Builtin = (args, context, pos) => {
  const { traps } = context.state;
  if (args[0] === '-l') {
    return print(context, signalTable());
  }
  if (args.length === 0 || args[0] === '-p') {
    const wanted = args.slice(1).map((each) => (each === '0' ? 'EXIT' : (signalNamed(each)?.name ?? each)));
    for (const [name, text] of traps) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      stdout(context).write(`trap -- ${singleQuoted(text)} ${HOOKS.has(name) ? name : `SIG${name}`}\n`);
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
      if (variable.bare) continue;
      const value = variable.elements ? shownElements(variable) : quotedWhereNeeded(variable.value);
      stdout(context).write(`${name}=${value}\n`);
    }
    return 0;
  }
  const wrong = args
    .slice(0, optionsEnd(args))
    .find((arg) => /^[-+]/.test(arg) && /[^aefhkmnoptuvxBCEHPT]/.test(arg.slice(1)));
  if (wrong !== undefined) {
    const letter = /[^aefhkmnoptuvxBCEHPT]/.exec(wrong.slice(1))![0];
    complain(context, `set: ${wrong[0]}${letter}: invalid option`, pos);
    stderr(context).write('set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n');
    return 2;
  }
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      state.positional = args.slice(at + 1);
      return 0;
    }
    if (arg === '-') {
      state.options.delete('x');
      state.options.delete('v');
      if (at + 1 < args.length) state.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg[0] === '-';
    for (const letter of arg.slice(1)) {
      let name: string | undefined = letter;
      if (letter === 'o') {
        const long = args[++at];
        if (long === undefined) return listOptions(on, context);
        name = OPTION_NAMES[long];
        if (name === undefined) {
          complain(context, `set: ${long}: invalid option name`, pos);
          return 2;
        }
      }
      if (on) state.options.add(name);
      else state.options.delete(name);
    }
  }
  if (at < args.length) state.positional = args.slice(at);
  return 0;
};

/** Where the words of a call of `set` are no options any more. */
function optionsEnd(args: readonly string[]): number {
  let at = 0;
  while (at < args.length && /^[-+]./.test(args[at]!) && args[at] !== '--') at += args[at]!.includes('o') ? 2 : 1;
  return Math.min(at, args.length);
}

/** `set -o` as a table, `set +o` as commands. */
function listOptions(asTable: boolean, context: Context): number {
  for (const [name, option] of Object.entries(OPTION_NAMES)) {
    const on = context.state.options.has(option);
    stdout(context).write(asTable ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`);
  }
  return 0;
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
  ['source', source('source')],
  ['.', source('.')],
  ['exec', exec],
  ['trap', trap],
  ['set', set],
  ['shift', shift],
]);
