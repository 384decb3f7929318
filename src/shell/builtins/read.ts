// read: a line of input becomes variables. Models bash's builtins/read.def.

import type { Input, Terminal } from '#machine/program.ts';
import { type Context, complain, Leave, type OpenFile, stderr } from '../context.ts';
import { firstKey } from '../keys.ts';
import type { SharedInput } from '../shared-input.ts';
import { getVar, setVar } from '../state.ts';
import { placeOf, writePlace } from '../subscript.ts';
import type { Builtin } from './builtin.ts';

const USAGE =
  'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n';
/** What a read that took too long ends with: 128 and SIGALRM. */
const TIMED_OUT = 142;

interface Options {
  readonly names: readonly string[];
  readonly raw: boolean;
  readonly silent: boolean;
  readonly delimiter: string;
  readonly prompt: string;
  readonly descriptor: number;
  readonly array?: string;
  /** So many characters at most. */
  readonly count?: number;
  /** Exactly so many, line ends and all, and no splitting. */
  readonly exact: boolean;
  readonly timeoutMs?: number;
}

interface Got {
  readonly text: string;
  /** The delimiter came, or all that was asked for. */
  readonly complete: boolean;
}

/** A string: the complaint. With `usage` the call itself was wrong. */
function parse(args: readonly string[]): Options | { readonly wrong: string; readonly usage?: true } {
  const letters = new Map<string, string>();
  let at = 0;
  for (; /^-./.test(args[at] ?? ''); at++) {
    if (args[at] === '--') {
      at++;
      break;
    }
    const word = args[at]!;
    for (let i = 1; i < word.length; i++) {
      const letter = word[i]!;
      if ('rse'.includes(letter)) letters.set(letter, '');
      else if ('adinNptu'.includes(letter)) {
        const value = word.slice(i + 1) || args[++at];
        if (value === undefined) return { wrong: `-${letter}: option requires an argument`, usage: true };
        letters.set(letter, value);
        break;
      } else return { wrong: `-${letter}: invalid option`, usage: true };
    }
  }
  const timeout = letters.get('t');
  if (timeout !== undefined && !/^(\d+\.?\d*|\.\d+)$/.test(timeout))
    return { wrong: `${timeout}: invalid timeout specification` };
  const count = letters.get('N') ?? letters.get('n');
  if (count !== undefined && !/^\d+$/.test(count)) return { wrong: `${count}: invalid number` };
  const descriptor = letters.get('u') ?? '0';
  if (!/^\d+$/.test(descriptor)) return { wrong: `${descriptor}: invalid file descriptor specification` };
  const names = args.slice(at);
  const bad = [...names, ...(letters.has('a') ? [letters.get('a')!] : [])].find(
    (name) => !/^[A-Za-z_]\w*(\[.*\])?$/.test(name),
  );
  if (bad !== undefined) return { wrong: `\`${bad}': not a valid identifier` };
  return {
    names,
    raw: letters.has('r'),
    silent: letters.has('s'),
    delimiter: letters.has('d') ? letters.get('d')![0] || '\0' : '\n',
    prompt: letters.get('p') ?? '',
    descriptor: Number(descriptor),
    ...(letters.has('a') && { array: letters.get('a')! }),
    ...(count !== undefined && { count: Number(count) }),
    exact: letters.has('N'),
    ...(timeout !== undefined && { timeoutMs: Number(timeout) * 1000 }),
  };
}

export const read: Builtin = async (args, context, pos) => {
  const options = parse(args);
  if ('wrong' in options) {
    complain(context, `read: ${options.wrong}`, pos);
    if (options.usage) stderr(context).write(USAGE);
    return options.usage ? 2 : 1;
  }
  const { descriptor, timeoutMs, prompt } = options;
  const file = context.open.get(descriptor);
  if (!file) {
    complain(context, `read: ${descriptor}: invalid file descriptor: Bad file descriptor`, pos);
    return 1;
  }
  if (timeoutMs === 0) return 0;
  if (prompt && file.isTerminal) stderr(context).write(prompt);
  let signal = context.signal;
  let timer: AbortController | undefined;
  if (timeoutMs !== undefined) {
    const timeout = new AbortController();
    timer = new AbortController();
    context.runtime.host.sleep(timeoutMs, timer.signal).then(() => timeout.abort('timeout'));
    signal = AbortSignal.any([context.signal, timeout.signal]);
  }
  const got = await take(options, file, context, signal);
  timer?.abort();
  const late = timeoutMs !== undefined && !got.complete && signal.aborted && !context.signal.aborted;
  await assignAll(options, got.text, context);
  return late ? TIMED_OUT : got.complete ? 0 : 1;
};

async function take(options: Options, file: OpenFile, context: Context, signal: AbortSignal): Promise<Got> {
  const { raw, delimiter, count, exact, silent } = options;
  const input = file.input;
  if (!input) return { text: '', complete: false };
  if (file.isTerminal && context.terminal && (silent || count !== undefined))
    return keysOf(options, input, context.terminal, signal, (text) => void stderr(context).write(text));
  if (exact) return takeExactly(count!, input, signal);
  let { text, complete } = await input.readLine(signal, delimiter);
  while (!raw && complete && /(^|[^\\])(\\\\)*\\$/.test(text)) {
    const more = await input.readLine(signal, delimiter);
    text = text.slice(0, -1) + more.text;
    complete = more.complete;
  }
  const characters = [...text];
  if (count === undefined || characters.length < count) return { text, complete };
  input.unread(`${characters.slice(count).join('')}${complete ? delimiter : ''}`);
  return { text: characters.slice(0, count).join(''), complete: true };
}

async function takeExactly(count: number, input: SharedInput, signal: AbortSignal): Promise<Got> {
  let characters: string[] = [];
  while (characters.length < count) {
    const more = await input.read(signal);
    if (more === undefined) return { text: characters.join(''), complete: false };
    characters = [...characters, ...more];
  }
  input.unread(characters.slice(count).join(''));
  return { text: characters.slice(0, count).join(''), complete: true };
}

/** From a terminal key by key: nothing waits for Enter, and a password is not shown. */
async function keysOf(
  { silent, count = Number.POSITIVE_INFINITY, delimiter, exact }: Options,
  input: Input & { unread(text: string): void },
  terminal: Terminal,
  signal: AbortSignal,
  echo: (text: string) => void,
): Promise<Got> {
  const cook = terminal.raw();
  const characters: string[] = [];
  const show = (text: string): void => {
    if (!silent) echo(text);
  };
  try {
    while (characters.length < count) {
      let keys = await input.read(signal);
      if (keys === undefined) return { text: characters.join(''), complete: false };
      while (keys !== '' && characters.length < count) {
        const key = firstKey(keys);
        keys = keys.slice(key.length);
        const text = key === '\r' ? '\n' : key;
        if (text === '\x03') throw new Leave('signal', 130);
        if (text === '\x04') return { text: characters.join(''), complete: characters.length > 0 };
        if (text === '\x7f') {
          if (characters.pop() !== undefined) show('\b \b');
        } else {
          show(text);
          if (text === delimiter && !exact) {
            if (keys) input.unread(keys);
            return { text: characters.join(''), complete: true };
          }
          characters.push(text);
        }
      }
      if (keys) input.unread(keys);
    }
    return { text: characters.join(''), complete: true };
  } finally {
    cook();
  }
}

async function assignAll({ names, array, raw, exact }: Options, text: string, context: Context): Promise<void> {
  const { state } = context;
  const plain = raw ? text : text.replace(/\\([\s\S])/g, '$1');
  if (array !== undefined) {
    const fields = splitFields(text, getVar(state, 'IFS') ?? ' \t\n', undefined, raw);
    state.vars.set(array, { value: '', elements: new Map(fields.map((field, index) => [String(index), field])) });
    return;
  }
  if (names.length === 0) {
    setVar(state, 'REPLY', plain);
    return;
  }
  const fields = exact ? [plain] : splitFields(text, getVar(state, 'IFS') ?? ' \t\n', names.length, raw);
  for (const [index, name] of names.entries())
    await writePlace((await placeOf(name, context))!, fields[index] ?? '', context);
}

/** At most `limit` fields; the last takes the rest of the line. */
function splitFields(text: string, ifs: string, limit: number | undefined, raw: boolean): string[] {
  const isSpace = (c: string): boolean => ifs.includes(c) && /\s/.test(c);
  const plain = (s: string): string => (raw ? s : s.replace(/\\([\s\S])/g, '$1'));
  const out: string[] = [];
  let i = 0;
  while (i < text.length && isSpace(text[i]!)) i++;
  while (i < text.length) {
    const from = i;
    let end = i;
    while (end < text.length && !ifs.includes(text[end]!)) end += !raw && text[end] === '\\' ? 2 : 1;
    i = end;
    while (i < text.length && isSpace(text[i]!)) i++;
    if (i < text.length && ifs.includes(text[i]!) && !isSpace(text[i]!)) {
      i++;
      while (i < text.length && isSpace(text[i]!)) i++;
    }
    if (limit !== undefined && out.length === limit - 1 && i < text.length) {
      end = text.length;
      while (end > from && isSpace(text[end - 1]!)) end--;
      out.push(plain(text.slice(from, end)));
      return out;
    }
    out.push(plain(text.slice(from, end)));
  }
  return out;
}
