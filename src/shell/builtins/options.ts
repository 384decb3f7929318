// shopt, and builtins about where the shell is and what it has: pushd, popd, dirs, mapfile, ulimit, caller, logout, help.

import { join } from '#machine/path.ts';
import { complain, homeOf, Leave, print, stderr, stdout } from '../context.ts';
import { setVar } from '../state.ts';
import type { Builtin } from './builtin.ts';

/** Names that scripts set; what none of them changes here is accepted and remembered. */
const SHOPT =
  'autocd cdspell checkwinsize cmdhist dotglob expand_aliases extglob failglob globasciiranges globstar histappend hostcomplete huponexit inherit_errexit interactive_comments lastpipe login_shell nocaseglob nocasematch nullglob patsub_replacement progcomp promptvars sourcepath xpg_echo'.split(
    ' ',
  );

const shopt: Builtin = (args, context, pos) => {
  const { options } = context.state;
  const letters = args.filter((arg) => /^-[supqo]+$/.test(arg)).join('');
  const names = args.filter((arg) => !arg.startsWith('-'));
  const wrong = names.find((name) => !SHOPT.includes(name));
  if (wrong !== undefined && !letters.includes('o')) {
    complain(context, `shopt: ${wrong}: invalid shell option name`, pos);
    return 1;
  }
  if (letters.includes('s') || letters.includes('u')) {
    for (const name of names) {
      if (letters.includes('s')) options.add(name);
      else options.delete(name);
    }
    if (names.length > 0) return 0;
  }
  let status = 0;
  for (const name of names.length > 0 ? names : SHOPT) {
    const on = options.has(name);
    if (!on && names.length > 0) status = 1;
    if (letters.includes('q')) continue;
    stdout(context).write(
      letters.includes('p') ? `shopt -${on ? 's' : 'u'} ${name}\n` : `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`,
    );
  }
  return status;
};

const mapfile: Builtin = async (args, context, pos) => {
  const rest = [...args];
  const given = new Map<string, string>();
  while (/^-./.test(rest[0] ?? '')) {
    const arg = rest.shift()!;
    for (let i = 1; i < arg.length; i++) {
      const letter = arg[i]!;
      if (letter === 't') given.set('t', '');
      else if ('dnOsucC'.includes(letter)) {
        given.set(letter, arg.slice(i + 1) || (rest.shift() ?? ''));
        break;
      } else {
        complain(context, `mapfile: -${letter}: invalid option`, pos);
        return 2;
      }
    }
  }
  const input = context.open.get(Number(given.get('u') ?? 0))?.input;
  const delimiter = given.has('d') ? given.get('d')![0] || '\0' : '\n';
  const most = Number(given.get('n') ?? 0) || Number.POSITIVE_INFINITY;
  let skip = Number(given.get('s') ?? 0);
  const name = rest[0] ?? 'MAPFILE';
  const elements = given.has('O')
    ? (context.state.vars.get(name)?.elements ?? new Map<string, string>())
    : new Map<string, string>();
  let at = Number(given.get('O') ?? 0);
  for (let count = 0; count < most; ) {
    const { text, complete } = (await input?.readLine(context.signal, delimiter)) ?? { text: '', complete: false };
    if (!complete && text === '') break;
    if (skip-- > 0) continue;
    elements.set(String(at++), given.has('t') || !complete ? text : text + delimiter);
    count++;
  }
  context.state.vars.set(name, { value: '', elements });
  return 0;
};

/** The folders of `pushd`, below the one where the shell is. */
const stacks = new WeakMap<object, string[]>();

const stackOf = (jobs: object): string[] => {
  const found = stacks.get(jobs) ?? [];
  stacks.set(jobs, found);
  return found;
};

const dirs: Builtin = (args, context) => {
  const stack = stackOf(context.runtime.jobs);
  if (args[0] === '-c') {
    stack.length = 0;
    return 0;
  }
  const home = homeOf(context);
  const short = (path: string): string =>
    path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  return print(context, `${[context.state.cwd, ...stack].map(short).join(args[0] === '-p' ? '\n' : ' ')}\n`);
};

const pushd: Builtin = (args, context, pos) => {
  const { state, runtime } = context;
  const stack = stackOf(runtime.jobs);
  const target = args[0] ?? stack[0];
  if (target === undefined) {
    complain(context, 'pushd: no other directory', pos);
    return 1;
  }
  const path = join(state.cwd, target);
  if (runtime.files.stat(path)?.type !== 'directory') {
    complain(context, `pushd: ${target}: No such file or directory`, pos);
    return 1;
  }
  if (args[0] === undefined) stack.shift();
  stack.unshift(state.cwd);
  setVar(state, 'OLDPWD', state.cwd);
  state.cwd = path;
  setVar(state, 'PWD', path);
  return dirs([], context, pos);
};

const popd: Builtin = (_, context, pos) => {
  const { state, runtime } = context;
  const path = stackOf(runtime.jobs).shift();
  if (path === undefined) {
    complain(context, 'popd: directory stack empty', pos);
    return 1;
  }
  setVar(state, 'OLDPWD', state.cwd);
  state.cwd = path;
  setVar(state, 'PWD', path);
  return dirs([], context, pos);
};

const help: Builtin = (_, context) =>
  print(
    context,
    'GNU bash, version 5.2.15(1)-release, as Portolan has it.\nWhat a program does: `man NAME`, `NAME --help`. What kubectl can do: `kubectl help`.\nBuiltins: type `type NAME`; press Tab twice at an empty prompt for all commands.\n',
  );

const logout: Builtin = (_, context, pos) => {
  if (!context.runtime.interactive) {
    complain(context, "logout: not login shell: use `exit'", pos);
    return 1;
  }
  throw new Leave('exit', context.state.status);
};

const ulimit: Builtin = (args, context) => {
  if (args.length > 0 && /^\d+$/.test(args.at(-1)!)) return 0;
  return print(context, args.includes('-n') ? '1024\n' : 'unlimited\n');
};

const suspend: Builtin = (_, context, pos) => {
  complain(context, 'suspend: cannot suspend: no job control', pos);
  return 1;
};

const usage: Builtin = (_, context) => {
  stderr(context).write('Portolan does not simulate programmable completion\n');
  return 1;
};

export const optionBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['shopt', shopt],
  ['mapfile', mapfile],
  ['readarray', mapfile],
  ['dirs', dirs],
  ['pushd', pushd],
  ['popd', popd],
  ['help', help],
  ['logout', logout],
  ['ulimit', ulimit],
  ['suspend', suspend],
  ['caller', () => 1],
  ['enable', () => 0],
  ['complete', usage],
  ['compgen', usage],
  ['bind', () => 0],
]);
