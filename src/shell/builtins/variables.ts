// Builtins about variables and the shell's place: export, unset, read, local, declare, readonly, alias, cd, pwd, let, getopts.

import { join } from '#machine/path.ts';
import { arithmeticOfText } from '../arithmetic.ts';
import { store } from '../assign.ts';
import { hideLocal } from '../command.ts';
import { complain, ExpansionError, homeOf, print, stderr, stdout } from '../context.ts';
import { getVar, keysOf, setVar, type Variable } from '../state.ts';
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
};

function shown(name: string, variable: Variable): string {
  const flags = `${variable.associative ? 'A' : variable.elements ? 'a' : ''}${variable.integer ? 'i' : ''}${variable.readonly ? 'r' : ''}${variable.exported ? 'x' : ''}`;
  const quote = (text: string): string => `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
  const value = variable.elements
    ? `(${keysOf(variable)
        .map((key) => `[${key}]=${quote(variable.elements!.get(key)!)}`)
        .join(' ')}${variable.associative ? ' ' : ''})`
    : quote(variable.value);
  return `declare -${flags || '-'} ${name}=${value}\n`;
}

const declaration =
  (command: string, always: string): Builtin =>
  async (args, context, pos) => {
    const { state } = context;
    const marks: [string, boolean][] = [...always].map((letter) => [letter, true]);
    let prints = false;
    let functions = false;
    let at = 0;
    for (; /^[-+]./.test(args[at] ?? ''); at++) {
      if (args[at] === '--') continue;
      for (const letter of args[at]!.slice(1)) {
        if (letter === 'p') prints = true;
        else if (letter === 'f' || letter === 'F') functions = true;
        else if (letter === 'n' && command === 'export') marks.splice(0, marks.length, ['x', false]);
        else if (letter === 'g') continue;
        else if (MARKS[letter]) marks.push([letter, args[at]![0] === '-']);
        else {
          complain(context, `${command}: -${letter}: invalid option`, pos);
          return 2;
        }
      }
    }
    const isLocal = command === 'local' || (command === 'declare' && context.calls > 0 && !args.includes('-g'));
    if (command === 'local' && state.hidden.length === 0) {
      complain(context, 'local: can only be used in a function', pos);
      return 1;
    }
    if (functions) {
      const onlyNames = args.some((arg) => /^-\w*F/.test(arg));
      const wanted = args.slice(at);
      let missing = 0;
      for (const name of wanted.length > 0 ? wanted : [...state.functions.keys()].sort()) {
        const made = state.functions.get(name);
        if (!made) {
          missing = 1;
          if (always === 'x') complain(context, `${command}: ${name}: not a function`, pos);
        } else if (always === 'x' && !prints && wanted.length > 0) continue;
        else if (onlyNames) stdout(context).write(wanted.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
        else stdout(context).write(`${made.source.slice(made.node.pos, made.node.end)}\n`);
      }
      return missing;
    }
    if (at === args.length || (prints && at === args.length)) {
      for (const name of [...state.vars.keys()].sort()) {
        const variable = state.vars.get(name)!;
        if (always === 'x' && !variable.exported) continue;
        if (always === 'r' && !variable.readonly) continue;
        stdout(context).write(shown(name, variable));
      }
      return 0;
    }
    let status = 0;
    for (const arg of args.slice(at)) {
      const found = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(?:(\+)?=([\s\S]*))?$/.exec(arg);
      if (!found) {
        complain(context, `${command}: \`${arg}': not a valid identifier`, pos);
        status = 1;
        continue;
      }
      const [, name = '', subscript, append, value] = found;
      if (prints) {
        const variable = state.vars.get(name);
        if (variable) stdout(context).write(shown(name, variable));
        else {
          complain(context, `${command}: ${name}: not found`, pos);
          status = 1;
        }
        continue;
      }
      if (isLocal) hideLocal(name, context);
      if (marks.some(([letter, on]) => letter === 'n' && on)) {
        state.vars.set(name, { value: value ?? '', isReference: true });
        continue;
      }
      const before = marks.filter(([letter]) => letter !== 'r' && letter !== 'x');
      if (before.length > 0 || value === undefined) {
        const there = state.vars.get(name) ?? { value: '' };
        if (value !== undefined || marks.some(([letter]) => letter !== 'x') || state.vars.has(name))
          state.vars.set(name, there);
        for (const [letter, on] of before) MARKS[letter]!(there, on);
        if (value === undefined) {
          // `export A` of an unset variable makes it exported once it has a value; here it is exported empty.
          state.vars.set(name, there);
          for (const [letter, on] of marks) MARKS[letter]!(there, on);
          continue;
        }
      }
      try {
        await store(subscript === undefined ? { name } : { name, subscript }, value!, append !== undefined, context);
      } catch (thrown) {
        if (!(thrown instanceof ExpansionError)) throw thrown;
        complain(context, thrown.message, pos);
        status = 1;
        continue;
      }
      for (const [letter, on] of marks) MARKS[letter]!(state.vars.get(name)!, on);
    }
    return status;
  };

const unset: Builtin = async (args, context, pos) => {
  const { state } = context;
  const onlyFunctions = args[0] === '-f';
  const names = /^-[fvn]$/.test(args[0] ?? '') ? args.slice(1) : args;
  let status = 0;
  for (const name of names) {
    const element = /^(\w+)\[(.+)\]$/.exec(name);
    if (element) {
      const variable = state.vars.get(element[1]!);
      const key = variable?.associative ? element[2]! : String(await arithmeticOfText(element[2]!, context));
      variable?.elements?.delete(key);
    } else if (state.vars.get(name)?.readonly) {
      complain(context, `unset: ${name}: cannot unset: readonly variable`, pos);
      status = 1;
    } else if (onlyFunctions || !state.vars.delete(name)) state.functions.delete(name);
  }
  return status;
};

const read: Builtin = async (args, context, pos) => {
  let raw = false;
  let delimiter = '\n';
  let prompt = '';
  let descriptor = 0;
  let array: string | undefined;
  let count: number | undefined;
  let timeoutMs: number | undefined;
  let at = 0;
  for (; /^-./.test(args[at] ?? ''); at++) {
    const letters = args[at]!.slice(1);
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i]!;
      if (letter === 'r') raw = true;
      else if (letter === 's' || letter === 'e') continue;
      else if (/[dpantuN]/.test(letter)) {
        const value = letters.slice(i + 1) || (args[++at] ?? '');
        if (letter === 'd') delimiter = value[0] ?? '\0';
        else if (letter === 'p') prompt = value;
        else if (letter === 'u') descriptor = Number(value);
        else if (letter === 'a') array = value;
        else if (letter === 'n' || letter === 'N') count = Number(value);
        else if (letter === 't') timeoutMs = Number(value) * 1000;
        break;
      } else {
        complain(context, `read: -${letter}: invalid option`, pos);
        stderr(context).write(
          'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n',
        );
        return 2;
      }
    }
  }
  const names = args.slice(at);
  const wrong = names.find((name) => !/^[A-Za-z_]\w*(\[.*\])?$/.test(name));
  if (wrong !== undefined) {
    complain(context, `read: \`${wrong}': not a valid identifier`, pos);
    return 1;
  }
  const file = context.open.get(descriptor);
  if (!file) {
    complain(context, `read: ${descriptor}: invalid file descriptor: Bad file descriptor`, pos);
    return 1;
  }
  if (prompt && file?.isTerminal) stderr(context).write(prompt);
  let signal = context.signal;
  let timer: AbortController | undefined;
  if (timeoutMs !== undefined) {
    const timeout = new AbortController();
    timer = new AbortController();
    context.runtime.host.sleep(timeoutMs, timer.signal).then(() => timeout.abort('timeout'));
    signal = AbortSignal.any([context.signal, timeout.signal]);
  }
  let { text, complete } = (await file?.input?.readLine(signal, delimiter)) ?? { text: '', complete: false };
  timer?.abort();
  if (timeoutMs !== undefined && !complete && signal.aborted && !context.signal.aborted) return 142;
  while (!raw && complete && /(^|[^\\])(\\\\)*\\$/.test(text)) {
    const more = await file!.input!.readLine(signal, delimiter);
    text = text.slice(0, -1) + more.text;
    complete = more.complete;
  }
  if (count !== undefined && text.length > count) {
    file!.input!.unread(`${text.slice(count)}${complete ? delimiter : ''}`);
    text = text.slice(0, count);
    complete = true;
  }
  const ifs = getVar(context.state, 'IFS') ?? ' \t\n';
  const fields = splitFields(text, ifs, array === undefined ? Math.max(1, names.length) : undefined, raw);
  if (array !== undefined) {
    context.state.vars.set(array, {
      value: '',
      elements: new Map(fields.map((field, index) => [String(index), field])),
    });
  } else if (names.length === 0) setVar(context.state, 'REPLY', raw ? text : text.replace(/\\([\s\S])/g, '$1'));
  else for (const [index, name] of names.entries()) setVar(context.state, name, fields[index] ?? '');
  return complete ? 0 : 1;
};

/** At most `limit` fields; the last takes the rest of the line. */
function splitFields(text: string, ifs: string, limit: number | undefined, raw: boolean): string[] {
  const isSpace = (c: string): boolean => ifs.includes(c) && /\s/.test(c);
  const plain = (s: string): string => (raw ? s : s.replace(/\\([\s\S])/g, '$1'));
  const out: string[] = [];
  let i = 0;
  while (i < text.length && isSpace(text[i]!)) i++;
  while (i < text.length) {
    if (limit !== undefined && out.length === limit - 1) {
      let end = text.length;
      while (end > i && isSpace(text[end - 1]!)) end--;
      out.push(plain(text.slice(i, end)));
      return out;
    }
    let end = i;
    while (end < text.length && !ifs.includes(text[end]!)) end += !raw && text[end] === '\\' ? 2 : 1;
    out.push(plain(text.slice(i, end)));
    i = end;
    while (i < text.length && isSpace(text[i]!)) i++;
    if (i < text.length && ifs.includes(text[i]!) && !isSpace(text[i]!)) {
      i++;
      while (i < text.length && isSpace(text[i]!)) i++;
    }
  }
  return out;
}

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
          : `cd: ${target}: ${why}`;
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
  const show = (name: string): boolean =>
    stdout(context).write(`alias ${name}='${aliases.get(name)!.replaceAll("'", "'\\''")}'\n`);
  if (args.length === 0) for (const name of [...aliases.keys()].sort()) show(name);
  let status = 0;
  for (const arg of args) {
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

const getopts: Builtin = (args, context, pos) => {
  const [spec, name, ...given] = args;
  if (spec === undefined || name === undefined) {
    complain(context, 'getopts: usage: getopts optstring name [arg]', pos);
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
  ['export', declaration('export', 'x')],
  ['readonly', declaration('readonly', 'r')],
  ['declare', declaration('declare', '')],
  ['typeset', declaration('declare', '')],
  ['local', declaration('local', '')],
  ['unset', unset],
  ['read', read],
  ['cd', cd],
  ['pwd', (_, context) => print(context, `${context.state.cwd}\n`)],
  ['alias', alias],
  ['unalias', unalias],
  ['let', letBuiltin],
  ['getopts', getopts],
]);
