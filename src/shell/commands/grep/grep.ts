// grep, egrep and fgrep. Models GNU grep's src/grep.c.

import { byteLength } from '#machine/bytes.ts';
import { basename, join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { patternRegExp } from '../../pattern.ts';
import { literal, longestRegExp, posixSource, RegExpMistake } from '../../regexp.ts';
import { endedBy, type Options, parseOptions, pieces, readNamed } from '../tool.ts';

const LONG: Readonly<Record<string, string>> = {
  'ignore-case': 'i',
  'no-ignore-case': 'J',
  'invert-match': 'v',
  count: 'c',
  quiet: 'q',
  silent: 'q',
  'no-messages': 's',
  color: 'ĸ',
  colour: 'ĸ',
  'line-number': 'n',
  'only-matching': 'o',
  recursive: 'r',
  'dereference-recursive': 'R',
  include: '∋',
  exclude: '∌',
  'exclude-dir': '∉',
  'max-count': 'm',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  regexp: 'e',
  file: 'f',
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'basic-regexp': 'G',
  'perl-regexp': 'P',
  'word-regexp': 'w',
  'line-regexp': 'x',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  'with-filename': 'H',
  'no-filename': 'h',
  'byte-offset': 'b',
  'null-data': 'z',
  null: 'Z',
  'initial-tab': 'T',
  text: 'a',
  'line-buffered': 'u',
  version: 'V',
  label: 'ł',
};

export const grep: Program = async (process) => {
  const options = parseOptions(
    { ...process, argv: withColour(process.argv) },
    'ivcnEorRqlLHhswxFGPybzZTauVUJI',
    'eABCmfdD∋∌∉ĸł#',
    LONG,
    (what) => `grep: ${what}\nUsage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n`,
  );
  if (!options) return 2;
  const wrong = wrongNumber(options.on);
  if (wrong !== undefined) {
    process.stderr.write(`grep: ${wrong}\n`);
    return 2;
  }
  if (options.on.get('m') === '0') return 1;
  const { on, all } = options;
  if (on.has('V')) {
    process.stdout.write('grep (GNU grep) 3.8\n');
    return 0;
  }
  let [patterns, rest] = [all.get('e') ?? [], options.rest];
  for (const file of all.get('f') ?? []) {
    const text = file === '-' ? await readAll(process.stdin, process.signal) : readNamed(process, file, () => {});
    if (text === undefined) return 2;
    patterns = [...patterns, text.replace(/\n$/, '')];
  }
  if (!on.has('e') && !on.has('f')) {
    if (rest[0] === undefined) {
      process.stderr.write("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n");
      return 2;
    }
    patterns = [rest[0]];
    rest = rest.slice(1);
  }
  const matcher = matcherOf(patterns, process, on);
  if (typeof matcher === 'string') {
    process.stderr.write(`grep: ${matcher}\n`);
    return 2;
  }
  return new Search(process, options, matcher, rest).run();
};

function wrongNumber(on: Options['on']): string | undefined {
  for (const letter of ['A', 'B', 'C']) {
    const given = on.get(letter);
    if (given !== undefined && !/^\d+$/.test(given)) return `${given}: invalid context length argument`;
  }
  const most = on.get('m');
  return most === undefined || /^-?\d+$/.test(most) ? undefined : 'invalid max count';
}

/** `--color` alone takes no value. */
function withColour(argv: readonly string[]): string[] {
  return argv.map((arg) => (arg === '--color' || arg === '--colour' ? '--color=auto' : arg));
}

function matcherOf(patterns: readonly string[], process: Process, on: Options['on']): RegExp | string {
  const called = process.argv[0];
  const fixed = on.has('F') || called === 'fgrep';
  const extended = on.has('E') || called === 'egrep';
  try {
    let source = patterns
      .flatMap((pattern) => pattern.split('\n'))
      .map((pattern) => {
        if (fixed) return literal(pattern);
        if (on.has('P')) return pattern;
        // What repeats nothing is passed over.
        const repeats = extended ? /^[*+?]/.exec(pattern) : null;
        if (repeats) process.stderr.write(`grep: warning: ${repeats[0]} at start of expression\n`);
        return `(?:${posixSource(repeats ? pattern.replace(/^[*+?]+/, '') : pattern, { extended })})`;
      })
      .join('|');
    if (on.has('w')) source = `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])`;
    if (on.has('x')) source = `^(?:${source})$`;
    const flags = on.has('i') || on.has('y') ? 'gi' : 'g';
    return on.has('P') && !on.has('w') ? perl(source, flags) : longestRegExp(source, `${flags}u`);
  } catch (mistake) {
    if (mistake instanceof RegExpMistake)
      return mistake.message.startsWith('Unmatched [') ? 'Invalid regular expression' : mistake.message;
    if (mistake instanceof SyntaxError) return 'Invalid regular expression';
    throw mistake;
  }
}

/** `\K` forgets what stands before it. */
function perl(source: string, flags: string): RegExp {
  const kept = /^([\s\S]*[^\\])?\\K([\s\S]*)$/.exec(source);
  const plain = kept ? `(?<=${kept[1] ?? ''})${kept[2]}` : source;
  const inline = /^\(\?i\)/.exec(plain);
  return new RegExp(inline ? plain.slice(4) : plain, inline && !flags.includes('i') ? `${flags}i` : flags);
}

class Search {
  readonly #process: Process;
  readonly #on: Options['on'];
  readonly #matcher: RegExp;
  readonly #files: readonly string[];
  readonly #named: boolean;
  readonly #colour: boolean;
  #failed = false;
  #any = false;

  constructor(process: Process, { on, all }: Options, matcher: RegExp, files: readonly string[]) {
    this.#process = process;
    this.#on = on;
    this.#matcher = matcher;
    const recursive = on.has('r') || on.has('R');
    const found = recursive
      ? files.length > 0
        ? files.flatMap((file) => walk(process, file))
        : walk(process, '.').map((file) => file.slice(2))
      : files;
    const matches = (letter: string, name: string): boolean =>
      (all.get(letter) ?? []).some((pattern) => patternRegExp(pattern).test(name));
    this.#files = found.filter((file) => {
      const name = basename(file);
      if (on.has('∋') && !matches('∋', name)) return false;
      if (matches('∌', name)) return false;
      return !file
        .split('/')
        .slice(0, -1)
        .some((folder) => matches('∉', folder));
    });
    this.#named = (files.length > 1 || recursive || on.has('H')) && !on.has('h');
    const wanted = on.get('ĸ');
    this.#colour =
      wanted === 'always' || (wanted === 'auto' && process.terminal !== undefined && !process.env.NO_COLOR);
  }

  #paint(colour: string, text: string): string {
    return this.#colour ? `\x1b[${colour}m\x1b[K${text}\x1b[m\x1b[K` : text;
  }

  async run(): Promise<number> {
    for (const file of this.#files.length > 0 || this.#on.has('r') ? this.#files : ['-']) {
      const code = await this.#file(file);
      if (code !== undefined) return code;
    }
    if (this.#failed && !(this.#any && this.#on.has('q'))) return 2;
    return this.#any ? 0 : 1;
  }

  async *#lines(file: string): AsyncGenerator<{ line: string; offset: number }> {
    const end = this.#on.has('z') ? '\0' : '\n';
    const quiet: Process = this.#on.has('s')
      ? { ...this.#process, stderr: { write: () => true, drained: async () => {} } }
      : this.#process;
    let rest = '';
    let offset = 0;
    for await (const piece of pieces(quiet, file, () => {
      this.#failed = true;
    })) {
      const parts = (rest + piece).split(end);
      rest = parts.pop()!;
      for (const line of parts) {
        yield { line, offset };
        offset += byteLength(line) + 1;
      }
    }
    if (rest !== '') yield { line: rest, offset };
  }

  /** An exit code that ends the search. */
  async #file(file: string): Promise<number | undefined> {
    const on = this.#on;
    const path = join(this.#process.cwd, file);
    if (file !== '-' && this.#process.files.stat(path)?.type === 'directory') {
      if (!on.has('s')) this.#process.stderr.write(`grep: ${file}: Is a directory\n`);
      return undefined;
    }
    const label = file === '-' ? (on.get('ł') ?? '(standard input)') : file;
    const before = Number(on.get('B') ?? on.get('C') ?? on.get('#') ?? 0);
    const after = Number(on.get('A') ?? on.get('C') ?? on.get('#') ?? 0);
    const most = on.has('m') ? Number(on.get('m')) : Number.POSITIVE_INFINITY;
    let [number, count, owed, shownTo] = [0, 0, 0, 0];
    let kept: { line: string; offset: number; number: number }[] = [];
    const show = (line: string, at: number, offset: number, mark: string): boolean => {
      shownTo = at;
      return this.#process.stdout.write(this.#prefix(label, at, offset, mark) + line + (on.has('z') ? '\0' : '\n'));
    };
    for await (const { line, offset } of this.#lines(file)) {
      number++;
      this.#matcher.lastIndex = 0;
      if (this.#matcher.test(line) === on.has('v')) {
        if (owed > 0) {
          owed--;
          show(line, number, offset, '-');
        } else if (before > 0) kept = [...kept, { line, offset, number }].slice(-before);
        if (count >= most && owed === 0) break;
        continue;
      }
      if (count >= most) break;
      count++;
      this.#any = true;
      if (on.has('q')) return 0;
      if (line.includes('\0') && !on.has('a') && !on.has('z') && !/[clL]/.test([...on.keys()].join(''))) {
        if (on.has('I')) this.#any = false;
        else this.#process.stderr.write(`grep: ${label}: binary file matches\n`);
        break;
      }
      if (on.has('l') || on.has('L')) break;
      if (on.has('c')) {
        if (count >= most) break;
        continue;
      }
      if (on.has('o')) {
        if (!this.#only(line, number, offset, show)) return endedBy(this.#process);
      } else {
        const start = kept[0]?.number ?? number;
        if (shownTo > 0 && (before > 0 || after > 0) && start > shownTo + 1)
          this.#process.stdout.write(`${this.#paint('36', '--')}\n`);
        for (const each of kept) show(each.line, each.number, each.offset, '-');
        if (!show(this.#highlighted(line), number, offset, ':')) return endedBy(this.#process);
        await this.#process.stdout.drained();
      }
      kept = [];
      owed = after;
      if (count >= most && owed === 0) break;
    }
    if (this.#process.signal.aborted) return endedBy(this.#process);
    if (on.has('c')) this.#process.stdout.write(`${this.#named ? `${label}:` : ''}${count}\n`);
    if (on.has('l') && count > 0) this.#process.stdout.write(`${label}\n`);
    if (on.has('L') && count === 0) this.#process.stdout.write(`${label}\n`);
    return undefined;
  }

  #prefix(label: string, number: number, offset: number, mark: string): string {
    const parts = [
      this.#named ? this.#paint('35', label) : undefined,
      this.#on.has('n') ? this.#paint('32', String(number)) : undefined,
      this.#on.has('b') ? this.#paint('32', String(offset)) : undefined,
    ].filter((part) => part !== undefined);
    const prefix = parts.map((part) => part + this.#paint('36', mark)).join('');
    if (!this.#on.has('T') || prefix === '') return prefix;
    return `${this.#on.has('n') ? prefix.replace(/\d+(?=[:-]$)/, (digits) => digits.padStart(2)) : prefix}\t`;
  }

  #only(
    line: string,
    number: number,
    offset: number,
    show: (line: string, at: number, offset: number, mark: string) => boolean,
  ): boolean {
    if (this.#on.has('v')) return true;
    this.#matcher.lastIndex = 0;
    for (const found of line.matchAll(this.#matcher)) {
      if (found[0] === '') continue;
      const at = offset + byteLength(line.slice(0, found.index));
      if (!show(this.#paint('01;31', found[0]), number, at, ':')) return false;
    }
    return true;
  }

  #highlighted(line: string): string {
    if (!this.#colour || this.#on.has('v')) return line;
    this.#matcher.lastIndex = 0;
    return line.replace(this.#matcher, (found) => (found === '' ? '' : this.#paint('01;31', found)));
  }
}

/** The files under a folder, named as the folder was. */
export function walk(process: Process, start: string): string[] {
  const at = join(process.cwd, start);
  if (process.files.stat(at)?.type !== 'directory') return [start];
  const names = process.files.list(at) ?? [];
  return names.flatMap((name) => walk(process, `${start.replace(/\/$/, '')}/${name}`));
}
