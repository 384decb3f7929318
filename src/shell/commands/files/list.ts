// ls, stat, du, and names of files: basename, dirname, realpath, readlink, file.

import type { FileStat } from '#machine/files.ts';
import { basename, dirname, join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { inColumns } from '../../complete.ts';
import { strftime } from '../../strftime.ts';
import { type Options, parseOptions, tool } from '../tool.ts';

export function modeText(directory: boolean, mode: number): string {
  const bits = 'rwxrwxrwx'.split('').map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  return (directory ? 'd' : '-') + bits.join('');
}

function humanSize(size: number): string {
  if (size < 1024) return String(size);
  const units = 'KMGT';
  let value = size;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${units[unit]}`;
}

const LONG: Readonly<Record<string, string>> = {
  all: 'a',
  'almost-all': 'A',
  color: 'Z',
  'human-readable': 'h',
  recursive: 'R',
  directory: 'd',
  reverse: 'r',
  classify: 'F',
  sort: 'Y',
  'time-style': 'Y',
  'group-directories-first': 'G',
  inode: 'i',
  size: 's',
};

export const ls: Program = async (process) => {
  const options = parseOptions(process, 'laA1hRdtrFiSnpmCxZXGsUgoBb', 'Y', LONG);
  return options ? new Listing(process, options).run() : 2;
};

class Listing {
  readonly #process: Process;
  readonly #on: Options['on'];
  readonly #rest: readonly string[];
  readonly #colour: boolean;

  constructor(process: Process, { on, rest }: Options) {
    this.#process = process;
    this.#on = on;
    this.#rest = rest;
    const wanted = on.get('Z');
    this.#colour =
      wanted === 'always' || (wanted !== 'never' && process.terminal !== undefined && !process.env.NO_COLOR);
  }

  run(): number {
    const { files, cwd, stderr } = this.#process;
    let status = 0;
    const lone: string[] = [];
    const folders: string[] = [];
    for (const name of this.#rest.length > 0 ? this.#rest : ['.']) {
      const stat = files.stat(join(cwd, name));
      if (!stat) {
        stderr.write(`ls: cannot access '${name}': No such file or directory\n`);
        status = 2;
      } else (stat.type === 'directory' && !this.#on.has('d') ? folders : lone).push(name);
    }
    if (lone.length > 0) this.#show(lone.sort(), cwd);
    for (const [index, folder] of folders.sort().entries())
      this.#folder(folder, this.#rest.length > 1 || this.#on.has('R'), index === 0 && lone.length === 0);
    return status;
  }

  #folder(folder: string, titled: boolean, first: boolean): void {
    const { files, cwd, stdout } = this.#process;
    const on = this.#on;
    const at = join(cwd, folder);
    const all = files.list(at) ?? [];
    const names = on.has('a') ? ['.', '..', ...all] : on.has('A') ? all : all.filter((name) => !name.startsWith('.'));
    if (titled) stdout.write(`${first ? '' : '\n'}${folder}:\n`);
    if (on.has('l')) {
      const blocks = names.reduce(
        (sum, name) => sum + Math.ceil((files.stat(join(at, name))?.size ?? 0) / 4096) * 4,
        0,
      );
      stdout.write(`total ${blocks}\n`);
    }
    this.#show(names, at);
    if (!on.has('R')) return;
    for (const name of names)
      if (name !== '.' && name !== '..' && files.stat(join(at, name))?.type === 'directory')
        this.#folder(`${folder}/${name}`, true, false);
  }

  #sorted(names: readonly string[], at: string): { name: string; stat: FileStat }[] {
    const { files } = this.#process;
    const on = this.#on;
    const found = names.flatMap((name) => {
      const stat = files.stat(join(at, name));
      return stat ? [{ name, stat }] : [];
    });
    if (on.has('t')) found.sort((a, b) => b.stat.modifiedMs - a.stat.modifiedMs);
    if (on.has('S')) found.sort((a, b) => b.stat.size - a.stat.size);
    if (on.has('r')) found.reverse();
    if (on.has('G')) found.sort((a, b) => Number(b.stat.type === 'directory') - Number(a.stat.type === 'directory'));
    return found;
  }

  #named(name: string, { type, mode }: FileStat): string {
    const mark =
      type === 'directory'
        ? this.#on.has('F') || this.#on.has('p')
          ? '/'
          : ''
        : this.#on.has('F') && (mode & 0o111) !== 0
          ? '*'
          : '';
    if (!this.#colour) return name + mark;
    const colour = type === 'directory' ? '01;34' : (mode & 0o111) !== 0 ? '01;32' : undefined;
    return colour === undefined ? name + mark : `\x1b[0m\x1b[${colour}m${name}\x1b[0m${mark}`;
  }

  #show(names: readonly string[], at: string): void {
    const { stdout, terminal, host } = this.#process;
    const on = this.#on;
    const found = this.#sorted(names, at);
    if (found.length === 0) return;
    const inode = (name: string): string => (on.has('i') ? `${inodeOf(join(at, name))} ` : '');
    if (!on.has('l')) {
      const shown = found.map(({ name, stat }) => inode(name) + this.#named(name, stat));
      if (on.has('m')) stdout.write(`${shown.join(', ')}\n`);
      else if (!on.has('1') && (terminal || on.has('C') || on.has('x')))
        stdout.write(inColumns(shown, terminal?.columns ?? 80).replaceAll('\r\n', '\n'));
      else stdout.write(shown.map((each) => `${each}\n`).join(''));
      return;
    }
    const sizes = found.map(({ stat }) => (on.has('h') ? humanSize(stat.size) : String(stat.size)));
    const width = Math.max(...sizes.map((size) => size.length));
    const who = on.has('n')
      ? `${host.identity?.uid ?? (host.user === 'root' ? 0 : 1000)} ${host.identity?.gid ?? (host.user === 'root' ? 0 : 1000)}`
      : `${host.user} ${host.user}`;
    for (const [i, { name, stat }] of found.entries()) {
      const isFolder = stat.type === 'directory';
      const date = strftime('%b %e %H:%M', stat.modifiedMs);
      stdout.write(
        `${inode(name)}${modeText(isFolder, stat.mode)} ${isFolder ? 2 : 1} ${who} ${sizes[i]!.padStart(width)} ${date} ${this.#named(name, stat)}\n`,
      );
    }
  }
}

/** A number that stays with a path. */
function inodeOf(path: string): number {
  let hash = 17;
  for (const c of path) hash = (Math.imul(hash, 31) + c.codePointAt(0)!) >>> 0;
  return 100_000 + (hash % 900_000);
}

export const stat = tool(
  'Lt',
  'c',
  { format: 'c', printf: 'c', dereference: 'L' },
  async (process, { on, rest }, fail) => {
    if (rest.length === 0) {
      process.stderr.write("stat: missing operand\nTry 'stat --help' for more information.\n");
      return 1;
    }
    const { user } = process.host;
    const id = user === 'root' ? '0' : '1000';
    for (const name of rest) {
      const at = join(process.cwd, name);
      const found = process.files.stat(at);
      if (!found) {
        process.stderr.write(`stat: cannot statx '${name}': No such file or directory\n`);
        fail();
        continue;
      }
      const isFolder = found.type === 'directory';
      const kind = isFolder ? 'directory' : found.size === 0 ? 'regular empty file' : 'regular file';
      const time = `${strftime('%F %T', found.modifiedMs)}.000000000 +0000`;
      const octal = found.mode.toString(8);
      const fields: Readonly<Record<string, string>> = {
        n: name,
        N: `'${name}'`,
        s: String(found.size),
        a: octal,
        A: modeText(isFolder, found.mode),
        F: kind,
        U: user,
        G: user,
        u: id,
        g: id,
        y: time,
        Y: String(Math.floor(found.modifiedMs / 1000)),
        x: time,
        z: time,
        w: '-',
        h: isFolder ? '2' : '1',
        i: String(inodeOf(at)),
        b: String(Math.ceil(found.size / 4096) * 8),
        B: '512',
        o: '4096',
        '%': '%',
      };
      const format = on.get('c');
      process.stdout.write(
        format === undefined
          ? `  File: ${name}\n  Size: ${String(found.size).padEnd(15)}\tBlocks: ${String(fields.b).padEnd(10)} IO Block: 4096   ${kind}\nDevice: 254,0\tInode: ${String(fields.i).padEnd(11)} Links: ${fields.h}\nAccess: (0${octal}/${fields.A})  Uid: (${id.padStart(5)}/${user.padStart(8)})   Gid: (${id.padStart(5)}/${user.padStart(8)})\nAccess: ${time}\nModify: ${time}\nChange: ${time}\n Birth: -\n`
          : `${format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => fields[letter] ?? whole)}\n`,
      );
    }
    return undefined;
  },
);

/** Kilobytes on the disk, folders with all that is in them. */
const du = tool(
  'shakc',
  'd',
  { summarize: 's', 'human-readable': 'h', all: 'a', 'max-depth': 'd' },
  async (process, { on, rest }, fail) => {
    const blocks = (at: string): number => {
      const found = process.files.stat(at);
      const own = found?.type === 'directory' ? 4 : Math.ceil((found?.size ?? 0) / 4096) * 4;
      return (process.files.list(at) ?? []).reduce((sum, name) => sum + blocks(`${at}/${name}`), own);
    };
    const show = (name: string): void => {
      const size = blocks(join(process.cwd, name));
      process.stdout.write(`${on.has('h') ? (size === 0 ? '0' : humanSize(size * 1024)) : size}\t${name}\n`);
    };
    const visit = (name: string, depth: number): void => {
      const at = join(process.cwd, name);
      if (!on.has('s') && depth < Number(on.get('d') ?? Number.POSITIVE_INFINITY))
        for (const inner of process.files.list(at) ?? [])
          if (on.has('a') || process.files.stat(join(at, inner))?.type === 'directory')
            visit(`${name}/${inner}`, depth + 1);
      show(name);
    };
    for (const name of rest.length > 0 ? rest : ['.']) {
      if (process.files.stat(join(process.cwd, name))) visit(name, 0);
      else {
        process.stderr.write(`du: cannot access '${name}': No such file or directory\n`);
        fail();
      }
    }
    return undefined;
  },
);

const names = (make: (name: string, suffix: string) => string): Program =>
  tool('az', 's', { multiple: 'a', suffix: 's' }, async (process, { on, rest }) => {
    const command = process.argv[0]!;
    const more = `Try '${command} --help' for more information.\n`;
    if (rest.length === 0) {
      process.stderr.write(`${command}: missing operand\n${more}`);
      return 1;
    }
    const many = on.has('a') || on.has('s') || command === 'dirname';
    if (!many && rest.length > 2) {
      process.stderr.write(`${command}: extra operand '${rest[2]}'\n${more}`);
      return 1;
    }
    const suffix = on.get('s') ?? (many ? '' : (rest[1] ?? ''));
    for (const name of many ? rest : rest.slice(0, 1)) process.stdout.write(`${make(name, suffix)}\n`);
    return 0;
  });

const real: Program = tool('femqsz', '', { canonicalize: 'f', quiet: 'q' }, async (process, { on, rest }, fail) => {
  const isReadlink = process.argv[0] === 'readlink';
  if (rest.length === 0) {
    process.stderr.write(
      `${process.argv[0]}: missing operand\nTry '${process.argv[0]} --help' for more information.\n`,
    );
    return 1;
  }
  // There are no symbolic links, so `readlink` without -f finds none.
  if (isReadlink && !on.has('f') && !on.has('e') && !on.has('m')) return 1;
  for (const name of rest) {
    const at = join(process.cwd, name);
    const missing = on.has('m') ? undefined : on.has('e') || !process.files.stat(dirname(at)) ? at : undefined;
    if (missing !== undefined && !process.files.stat(at)) {
      if (!isReadlink && !on.has('q')) process.stderr.write(`realpath: ${name}: No such file or directory\n`);
      fail();
    } else process.stdout.write(`${at}\n`);
  }
  return undefined;
});

const file: Program = tool('biL', '', { brief: 'b', mime: 'i' }, async (process, { on, rest }) => {
  for (const name of rest) {
    const at = join(process.cwd, name);
    const found = process.files.stat(at);
    const text = process.files.read(at) ?? '';
    const kind = !found
      ? `cannot open \`${name}' (No such file or directory)`
      : found.type === 'directory'
        ? 'directory'
        : text === ''
          ? 'empty'
          : /^#!.*sh/.test(text)
            ? 'Bourne-Again shell script, ASCII text executable'
            : text.startsWith('-----BEGIN CERTIFICATE')
              ? 'PEM certificate'
              : /^\s*[[{]/.test(text)
                ? 'JSON text data'
                : /[^\x00-\x7f]/.test(text)
                  ? 'Unicode text, UTF-8 text'
                  : 'ASCII text';
    process.stdout.write(on.has('b') ? `${kind}\n` : `${name}: ${kind}\n`);
  }
  return 0;
});

export const listCommands: readonly (readonly [string, Program])[] = [
  ['ls', ls],
  ['stat', stat],
  ['du', du],
  ['basename', names((name, suffix) => basename(name, suffix))],
  ['dirname', names((name) => dirname(name))],
  ['realpath', real],
  ['readlink', real],
  ['file', file],
];
