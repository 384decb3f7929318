// shopt, and builtins about where the shell is and what it has: mapfile, umask, ulimit, caller, logout, help.

import { languageOf } from '#machine/language.ts';
import { complain, Leave, print, stderr, stdout } from '../context.ts';
import { singleQuoted } from '../quote.ts';
import { runText } from '../run-text.ts';
import { exportedOf } from '../state.ts';
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
  const every = Number(given.get('c') ?? 5000);
  for (let count = 0; count < most; ) {
    const { text, complete } = (await input?.readLine(context.signal, delimiter)) ?? { text: '', complete: false };
    if (!complete && text === '') break;
    if (skip-- > 0) continue;
    const value = given.has('t') || !complete ? text : text + delimiter;
    count++;
    if (given.has('C') && count % every === 0) await runText(`${given.get('C')} ${at} ${singleQuoted(value)}`, context);
    elements.set(String(at++), value);
  }
  context.state.vars.set(name, { value: '', elements });
  return 0;
};

const HELP = {
  en: 'GNU bash, version 5.2.15(1)-release, as Portolan has it.\nWhat a program does: `man NAME`, `NAME --help`. What kubectl can do: `kubectl help`.\nBuiltins: type `type NAME`; press Tab twice at an empty prompt for all commands.\n',
  zh: 'GNU bash 5.2.15(1)-release，Portolan 里的样子。\n一个程序做什么：`man 名称`、`名称 --help`。kubectl 能做什么：`kubectl help`。\n是不是内建命令：输入 `type 名称`；在空的提示符上按两次 Tab 列出所有命令。\n',
};

const help: Builtin = (_, context) => print(context, HELP[languageOf(exportedOf(context.state))]);

/** Who called the function, or the sourced file, that runs. */
const caller: Builtin = (args, context) => {
  const { frames } = context.state;
  const at = Number(args[0] ?? 0);
  const frame = frames[at];
  const above = frames[at + 1];
  if (!frame || frame.name === 'main') return 1;
  if (args[0] === undefined) return print(context, `${frame.line} ${above?.file ?? 'NULL'}\n`);
  return above ? print(context, `${frame.line} ${above.name} ${above.file}\n`) : 1;
};

const logout: Builtin = (_, context, pos) => {
  if (!context.runtime.interactive) {
    complain(context, "logout: not login shell: use `exit'", pos);
    return 1;
  }
  throw new Leave('exit', context.state.status);
};

const umask: Builtin = (args, context, pos) => {
  const { state } = context;
  const shown = (mask: number): string => mask.toString(8).padStart(4, '0');
  const symbolic = args.includes('-S');
  const [mode] = args.filter((arg) => !/^-[Sp]+$/.test(arg));
  if (mode === undefined) {
    const allowed = (shift: number): string =>
      [...'rwx'].filter((_, i) => !((state.umask >> shift) & (4 >> i))).join('');
    const text = symbolic ? `u=${allowed(6)},g=${allowed(3)},o=${allowed(0)}` : shown(state.umask);
    return print(context, `${args.includes('-p') ? `umask ${symbolic ? '-S ' : ''}` : ''}${text}\n`);
  }
  if (/^[0-7]+$/.test(mode)) state.umask = Number.parseInt(mode, 8) & 0o777;
  else if (/^\d+$/.test(mode)) {
    complain(context, `umask: ${mode}: octal number out of range`, pos);
    return 1;
  } else {
    const now = changedMode(mode, ~state.umask & 0o777);
    if (now === undefined) {
      complain(context, `umask: \`${mode[0]}': invalid symbolic mode operator`, pos);
      return 1;
    }
    state.umask = ~now & 0o777;
  }
  return symbolic ? umask(['-S'], context, pos) : 0;
};

/** `u=rwx,g-w,o=` upon the nine bits. */
function changedMode(text: string, mode: number): number | undefined {
  let now = mode;
  for (const clause of text.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
    if (!found) return undefined;
    const [, who = '', how, bits = ''] = found;
    const value = (bits.includes('r') ? 4 : 0) | (bits.includes('w') ? 2 : 0) | (bits.includes('x') ? 1 : 0);
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who !== '' && !who.includes('a') && !who.includes(letter)) continue;
      if (how === '=') now = (now & ~(7 << shift)) | (value << shift);
      else now = how === '+' ? now | (value << shift) : now & ~(value << shift);
    }
  }
  return now;
}

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
  ['help', help],
  ['logout', logout],
  ['ulimit', ulimit],
  ['umask', umask],
  ['suspend', suspend],
  ['caller', caller],
  ['complete', usage],
  ['compgen', usage],
  ['bind', () => 0],
]);
