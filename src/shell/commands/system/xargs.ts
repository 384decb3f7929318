// xargs: arguments from standard input. Models GNU findutils' xargs/xargs.c. Differs: commands run one after another, whatever -P says.

import { join } from '#machine/path.ts';
import type { Program } from '#machine/program.ts';
import { nullInput, readAll } from '#machine/text-input.ts';
import { endedBy } from '../tool.ts';
import { runOther } from './run-other.ts';

interface Settings {
  most: number;
  lines: number | undefined;
  mark: string | undefined;
  delimiter: string | undefined;
  skipsEmpty: boolean;
  traces: boolean;
  file: string | undefined;
}

const LONG: Readonly<Record<string, string>> = {
  null: '0',
  'max-args': 'n',
  replace: 'i',
  'no-run-if-empty': 'r',
  verbose: 't',
  delimiter: 'd',
  'max-procs': 'P',
  'max-lines': 'L',
  'arg-file': 'a',
};

export const xargs: Program = async (process) => {
  const args = process.argv.slice(1);
  const settings: Settings = {
    most: Number.POSITIVE_INFINITY,
    lines: undefined,
    mark: undefined,
    delimiter: undefined,
    skipsEmpty: false,
    traces: false,
    file: undefined,
  };
  const complain = (text: string, code = 1): number => {
    process.stderr.write(`xargs: ${text}\n`);
    return code;
  };
  while (args[0]?.startsWith('-') && args[0] !== '-') {
    const arg = args.shift()!;
    if (arg === '--') break;
    const long = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg);
    const letters = long ? (LONG[long[1]!] ?? '?') : arg.slice(1);
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i]!;
      const takes = 'nIdPLasE'.includes(letter);
      const value = takes ? ((long ? long[2] : letters.slice(i + 1) || undefined) ?? args.shift()) : undefined;
      const wrong = apply(letter, value, settings, letters.slice(i + 1));
      if (wrong !== undefined) return complain(`${wrong}\nTry 'xargs --help' for more information.`);
      if (takes || letter === 'i') break;
    }
  }
  if (settings.mark !== undefined && settings.most !== Number.POSITIVE_INFINITY)
    process.stderr.write(
      'xargs: warning: options --max-args and --replace/-I/-i are mutually exclusive, ignoring previous --max-args value\n',
    );
  const text =
    settings.file === undefined
      ? await readAll(process.stdin, process.signal)
      : (process.files.read(join(process.cwd, settings.file)) ?? '');
  const command = args.length > 0 ? args : ['echo'];
  const batches = batchesOf(text, command, settings);
  if (typeof batches === 'string') return complain(batches);
  let status = 0;
  for (const argv of batches) {
    if (settings.traces) process.stderr.write(`${argv.join(' ')}\n`);
    const code = await runOther(
      process,
      argv,
      process.env,
      { stdin: nullInput },
      (name) => `${name}: No such file or directory`,
    );
    if (process.signal.aborted) return endedBy(process);
    if (code === 127 && !process.host.programs.has(argv[0]!)) return 127;
    if (code === 255) return complain(`${argv[0]}: exited with status 255; aborting`, 124);
    if (code !== 0) status = 123;
  }
  return status;
};

/** What is wrong with the option. */
function apply(letter: string, value: string | undefined, settings: Settings, rest: string): string | undefined {
  if (letter === 'n' || letter === 'L') {
    const count = Number(value);
    if (!(count > 0)) return `invalid number "${value}" for -${letter} option`;
    if (letter === 'n') settings.most = count;
    else settings.lines = count;
  } else if (letter === 'I') settings.mark = value;
  else if (letter === 'i') settings.mark = rest || '{}';
  else if (letter === '0') settings.delimiter = '\0';
  else if (letter === 'd') settings.delimiter = { '\\n': '\n', '\\t': '\t', '\\0': '\0' }[value ?? ''] ?? value;
  else if (letter === 'r') settings.skipsEmpty = true;
  else if (letter === 't') settings.traces = true;
  else if (letter === 'a') settings.file = value;
  else if (!'Pxspo'.includes(letter)) return `invalid option -- '${letter}'`;
  return undefined;
}

/** Words of a line as xargs reads them, or a complaint. */
function wordsOf(text: string): string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' || c === "'") {
      const end = text.indexOf(c, i + 1);
      if (end < 0 || text.slice(i, end).includes('\n'))
        return `unmatched ${c === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option`;
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (c === '\\') word = (word ?? '') + (text[++i] ?? '');
    else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function batchesOf(text: string, command: readonly string[], settings: Settings): string[][] | string {
  const { delimiter, mark, lines, skipsEmpty } = settings;
  const split = (by: string): string[] => {
    const parts = text.split(by);
    if (parts.at(-1) === '') parts.pop();
    return parts;
  };
  if (mark !== undefined) {
    const items =
      delimiter === undefined
        ? split('\n')
            .map((line) => line.trimStart())
            .filter((line) => line !== '')
        : split(delimiter);
    const plain =
      delimiter === undefined ? items.map((item) => wordsOf(item.replace(/ /g, '\\ '))) : items.map((item) => [item]);
    const wrong = plain.find((each) => typeof each === 'string');
    if (typeof wrong === 'string') return wrong;
    return (plain as string[][]).map(([item = '']) => command.map((word) => word.replaceAll(mark, item)));
  }
  let groups: string[][];
  if (lines !== undefined && delimiter === undefined) {
    const found = split('\n')
      .filter((line) => line.trim() !== '')
      .map(wordsOf);
    const wrong = found.find((each) => typeof each === 'string');
    if (typeof wrong === 'string') return wrong;
    groups = chunks(found as string[][], lines).map((group) => group.flat());
  } else {
    const words = delimiter === undefined ? wordsOf(text) : split(delimiter);
    if (typeof words === 'string') return words;
    groups = chunks(words, settings.most);
  }
  if (groups.length === 0) return skipsEmpty ? [] : [[...command]];
  return groups.map((group) => [...command, ...group]);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let i = 0; i < items.length; i += size) {
    out.push(items.slice(i, size === Number.POSITIVE_INFINITY ? undefined : i + size));
    if (size === Number.POSITIVE_INFINITY) break;
  }
  return out;
}
