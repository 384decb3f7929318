// diff and cmp. Models GNU diffutils' src/diff.c and cmp.c.
// Differs: of several shortest edits it may print another one. Portolan does not simulate the scripts of -e and -n.

import { bytesOf } from '#machine/bytes.ts';
import { basename, join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { type Options, parseOptions } from '../tool.ts';
import { type Change, changesBetween, normal, unified } from './changes.ts';
import { contextual, sideBySide } from './other-formats.ts';

const LONG: Readonly<Record<string, string>> = {
  unified: 'U',
  context: 'M',
  'side-by-side': 'y',
  width: 'W',
  'suppress-common-lines': 'S',
  ed: 'e',
  rcs: 'n',
  brief: 'q',
  recursive: 'r',
  'report-identical-files': 's',
  'ignore-case': 'i',
  'ignore-all-space': 'w',
  'ignore-space-change': 'b',
  'ignore-blank-lines': 'B',
  'ignore-trailing-space': 'Z',
  'new-file': 'N',
  color: 'K',
  label: 'L',
  text: 'a',
  'strip-trailing-cr': 'C',
};

export const diff: Program = async (process) => {
  const argv = process.argv.map((arg) => {
    const short = /^-([uc])(\d+)$/.exec(arg);
    if (short) return `-${short[1] === 'u' ? 'U' : 'M'}${short[2]}`;
    return (
      { '--color': '--color=auto', '--unified': '-u', '--context': '-c', '-C': '-M' }[arg] ??
      arg.replace(/^-C(?=\d)/, '-M')
    );
  });
  const options = parseOptions(
    { ...process, argv },
    'ucyenqwbrsiBZNaSC',
    'UMWKL',
    LONG,
    (what) => `diff: ${what}\ndiff: Try 'diff --help' for more information.\n`,
  );
  if (!options) return 2;
  if (options.on.has('e') || options.on.has('n')) {
    process.stderr.write('diff: Portolan does not simulate the scripts of -e and -n; -u shows changes\n');
    return 2;
  }
  const [left, right] = options.rest;
  if (left === undefined || right === undefined) {
    process.stderr.write(
      `diff: missing operand after '${left ?? 'diff'}'\ndiff: Try 'diff --help' for more information.\n`,
    );
    return 2;
  }
  return new Comparison(process, options).pair(left, right);
};

class Comparison {
  readonly #process: Process;
  readonly #on: Options['on'];
  readonly #labels: readonly string[];
  readonly #colour: boolean;
  readonly #switches: string;

  constructor(process: Process, { on, all, rest }: Options) {
    this.#process = process;
    this.#on = on;
    this.#labels = all.get('L') ?? [];
    // As they were given: each option with what it takes.
    this.#switches = process.argv
      .slice(1)
      .filter((arg) => !rest.includes(arg))
      .map((arg) => `${arg} `)
      .join('');
    this.#colour =
      on.get('K') === 'always' || (on.get('K') === 'auto' && process.terminal !== undefined && !process.env.NO_COLOR);
  }

  #isFolder(name: string): boolean {
    return name !== '-' && this.#process.files.stat(join(this.#process.cwd, name))?.type === 'directory';
  }

  async pair(left: string, right: string): Promise<number> {
    const [a, b] = [this.#isFolder(left), this.#isFolder(right)];
    if (a && b) return this.#folders(left, right);
    if (a) return this.pair(`${left.replace(/\/$/, '')}/${basename(right)}`, right);
    if (b) return this.pair(left, `${right.replace(/\/$/, '')}/${basename(left)}`);
    return this.#texts(left, right, '');
  }

  async #folders(left: string, right: string): Promise<number> {
    const { files, cwd, stdout } = this.#process;
    const [a, b] = [left, right].map((name) => files.list(join(cwd, name)) ?? []) as [
      readonly string[],
      readonly string[],
    ];
    let status = 0;
    for (const name of [...new Set([...a, ...b])].sort()) {
      const [x, y] = [`${left.replace(/\/$/, '')}/${name}`, `${right.replace(/\/$/, '')}/${name}`];
      if ((!a.includes(name) || !b.includes(name)) && !this.#on.has('N')) {
        stdout.write(`Only in ${a.includes(name) ? left : right}: ${name}\n`);
        status = 1;
        continue;
      }
      if (this.#isFolder(x) && this.#isFolder(y)) {
        if (!this.#on.has('r')) stdout.write(`Common subdirectories: ${x} and ${y}\n`);
        else status = Math.max(status, await this.#folders(x, y));
        continue;
      }
      status = Math.max(status, await this.#texts(x, y, `diff ${this.#switches}${x} ${y}\n`));
    }
    return status;
  }

  async #read(name: string): Promise<string | undefined> {
    const { files, cwd, stdin, signal, stderr } = this.#process;
    if (name === '-' || name === '/dev/stdin') return readAll(stdin, signal);
    const path = join(cwd, name);
    if (path === '/dev/null') return '';
    const text = files.read(path) ?? (this.#on.has('N') ? '' : undefined);
    if (text === undefined) stderr.write(`diff: ${name}: No such file or directory\n`);
    return text;
  }

  async #texts(left: string, right: string, title: string): Promise<number> {
    const { stdout } = this.#process;
    const [a, b] = [await this.#read(left), await this.#read(right)];
    if (a === undefined || b === undefined) return 2;
    const key = (line: string): string => {
      let out = line;
      if (this.#on.has('C')) out = out.replace(/\r$/, '');
      if (this.#on.has('w')) out = out.replace(/\s+/g, '');
      else if (this.#on.has('b')) out = out.replace(/\s+$/, '').replace(/\s+/g, ' ');
      else if (this.#on.has('Z')) out = out.replace(/\s+$/, '');
      return this.#on.has('i') ? out.toLowerCase() : out;
    };
    const blank = (change: Change): boolean => [...change.gone, ...change.come].every((line) => line.trim() === '');
    const found = a === b ? [] : changesBetween(a, b, key);
    const changes = this.#on.has('B') ? found.filter((change) => !blank(change)) : found;
    if (changes.length === 0) {
      if (this.#on.has('y') && !this.#on.has('S'))
        stdout.write(sideBySide([], a, b, { width: Number(this.#on.get('W') ?? 130), onlyChanges: false }));
      if (this.#on.has('s')) stdout.write(`Files ${left} and ${right} are identical\n`);
      return 0;
    }
    if (this.#on.has('q')) {
      stdout.write(`Files ${left} and ${right} differ\n`);
      return 1;
    }
    if (this.#on.has('y')) {
      const width = Number(this.#on.get('W') ?? 130);
      stdout.write(title + sideBySide(changes, a, b, { width, onlyChanges: this.#on.has('S') }));
      return 1;
    }
    if (this.#on.has('c') || this.#on.has('M')) {
      const header = this.#header(left, right)
        .replace(/^---/, '***')
        .replace(/^\+\+\+/m, '---');
      stdout.write(title + header + contextual(changes, a, b, Number(this.#on.get('M') || 3)));
      return 1;
    }
    const context = this.#on.has('u') || this.#on.has('U') ? Number(this.#on.get('U') || 3) : undefined;
    const text = context === undefined ? normal(changes) : this.#header(left, right) + unified(changes, a, b, context);
    stdout.write(title + (this.#colour ? painted(text, context !== undefined) : text));
    return 1;
  }

  #header(left: string, right: string): string {
    const stamp = (name: string, label: string | undefined): string => {
      if (label !== undefined) return label;
      const ms = this.#process.files.stat(join(this.#process.cwd, name))?.modifiedMs ?? this.#process.host.now();
      return `${name}\t${new Date(ms).toISOString().replace('T', ' ').replace('Z', '000000 +0000')}`;
    };
    return `--- ${stamp(left, this.#labels[0])}\n+++ ${stamp(right, this.#labels[1])}\n`;
  }
}

function painted(text: string, isUnified: boolean): string {
  const colour = (line: string): string | undefined => {
    if (isUnified) {
      if (/^(---|\+\+\+) /.test(line)) return '1';
      return { '@': '36', '-': '31', '+': '32' }[line[0]!];
    }
    return /^\d/.test(line) ? '36' : { '<': '31', '>': '32' }[line[0]!];
  };
  return text.replace(/^.+$/gm, (line) => {
    const code = colour(line);
    return code === undefined ? line : `\x1b[${code}m${line}\x1b[0m`;
  });
}

export const cmp: Program = async (process) => {
  const options = parseOptions(process, 'sb', '', { silent: 's', quiet: 's' });
  if (!options) return 2;
  const [left = '', right = '-'] = options.rest;
  const texts: Uint8Array[] = [];
  for (const name of [left, right]) {
    const text =
      name === '-' ? await readAll(process.stdin, process.signal) : process.files.read(join(process.cwd, name));
    if (text === undefined) {
      process.stderr.write(`cmp: ${name}: No such file or directory\n`);
      return 2;
    }
    texts.push(bytesOf(text));
  }
  const [a, b] = texts as [Uint8Array, Uint8Array];
  const size = Math.min(a.length, b.length);
  const lineAt = (end: number): number => a.subarray(0, end).filter((byte) => byte === 10).length + 1;
  for (let i = 0; i < size; i++) {
    if (a[i] === b[i]) continue;
    if (!options.on.has('s')) process.stdout.write(`${left} ${right} differ: byte ${i + 1}, line ${lineAt(i)}\n`);
    return 1;
  }
  if (a.length === b.length) return 0;
  if (!options.on.has('s')) {
    const ends = a[size - 1] === 10 || b[size - 1] === 10;
    process.stderr.write(
      `cmp: EOF on ${a.length < b.length ? left : right} after byte ${size}, ${ends ? 'line' : 'in line'} ${lineAt(size) - (ends ? 1 : 0)}\n`,
    );
  }
  return 1;
};
