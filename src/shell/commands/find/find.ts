// find: walks folders and asks of each file what the expression says. Models GNU findutils' find/parser.c and pred.c.

import { basename, join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { patternRegExp } from '../../pattern.ts';
import { posixRegExp } from '../../regexp.ts';
import { runOther } from '../system/run-other.ts';

interface Visited {
  readonly path: string;
  readonly at: string;
  readonly type: 'file' | 'directory';
  readonly depth: number;
  readonly size: number;
  readonly mode: number;
  readonly modifiedMs: number;
}

interface Walk {
  readonly process: Process;
  prune: boolean;
  quit: boolean;
  status: number;
  /** Paths that wait for `-exec … +`. */
  readonly gathered: Map<readonly string[], string[]>;
}

type Test = (file: Visited, walk: Walk) => boolean | Promise<boolean>;

class Mistake extends Error {}

export const find: Program = async (process) => {
  const args = process.argv.slice(1);
  const starts: string[] = [];
  while (args[0] !== undefined && !/^(-|\(|!$)/.test(args[0])) starts.push(args.shift()!);
  const reader = new Reader(args, process);
  let test: Test;
  try {
    test = reader.whole();
  } catch (mistake) {
    if (!(mistake instanceof Mistake)) throw mistake;
    process.stderr.write(`find: ${mistake.message}\n`);
    return 1;
  }
  const walk: Walk = { process, prune: false, quit: false, status: 0, gathered: new Map() };
  for (const start of starts.length > 0 ? starts : ['.']) await visit(start, 0, test, reader, walk);
  for (const [command, paths] of walk.gathered) {
    if (paths.length > 0 && (await runOther(process, [...command, ...paths], process.env)) !== 0) walk.status = 1;
  }
  return walk.status;
};

async function visit(path: string, depth: number, test: Test, reader: Reader, walk: Walk): Promise<void> {
  const { process } = walk;
  if (walk.quit || process.signal.aborted) return;
  const at = join(process.cwd, path);
  const stat = process.files.stat(at);
  if (!stat) {
    process.stderr.write(`find: '${path}': No such file or directory\n`);
    walk.status = 1;
    return;
  }
  const file: Visited = { path, at, depth, ...stat };
  walk.prune = false;
  if (!reader.depthFirst && depth >= reader.least) await test(file, walk);
  const goesDown = stat.type === 'directory' && depth < reader.most && !walk.prune;
  if (goesDown) {
    for (const name of process.files.list(at) ?? [])
      await visit(path.endsWith('/') ? path + name : `${path}/${name}`, depth + 1, test, reader, walk);
  }
  if (reader.depthFirst && depth >= reader.least && !walk.quit) await test(file, walk);
}

class Reader {
  readonly #args: readonly string[];
  readonly #process: Process;
  #at = 0;
  #acts = false;
  most = Number.POSITIVE_INFINITY;
  least = 0;
  depthFirst = false;

  constructor(args: readonly string[], process: Process) {
    this.#args = args;
    this.#process = process;
  }

  whole(): Test {
    const test: Test = this.#args.length === 0 ? () => true : this.#or();
    if (this.#at < this.#args.length) {
      const word = this.#args[this.#at]!;
      throw new Mistake(word === ')' ? "you have too many ')'" : `paths must precede expression: \`${word}'`);
    }
    if (this.#acts) return test;
    return async (file, walk) => {
      if (await test(file, walk)) walk.process.stdout.write(`${file.path}\n`);
      return true;
    };
  }

  #or(): Test {
    let left = this.#and();
    while (this.#args[this.#at] === '-o' || this.#args[this.#at] === '-or') {
      this.#at++;
      const [a, b] = [left, this.#and()];
      left = async (file, walk) => (await a(file, walk)) || b(file, walk);
    }
    return left;
  }

  #and(): Test {
    let left = this.#not();
    for (;;) {
      const word = this.#args[this.#at];
      if (word === undefined || word === ')' || word === '-o' || word === '-or') return left;
      if (word === '-a' || word === '-and') this.#at++;
      const [a, b] = [left, this.#not()];
      left = async (file, walk) => (await a(file, walk)) && b(file, walk);
    }
  }

  #not(): Test {
    const word = this.#args[this.#at];
    if (word === '!' || word === '-not') {
      this.#at++;
      const test = this.#not();
      return async (file, walk) => !(await test(file, walk));
    }
    if (word === '(') {
      this.#at++;
      const test = this.#or();
      if (this.#args[this.#at++] !== ')')
        throw new Mistake("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      return test;
    }
    return this.#primary();
  }

  #value(name: string): string {
    const value = this.#args[this.#at++];
    if (value === undefined) throw new Mistake(`missing argument to \`${name}'`);
    return value;
  }

  #primary(): Test {
    const name = this.#args[this.#at++] ?? '';
    switch (name) {
      case '-name':
      case '-iname': {
        const pattern = patternRegExp(this.#value(name), name === '-iname' ? 'i' : '');
        return ({ path }) => pattern.test(basename(path));
      }
      case '-path':
      case '-wholename':
      case '-ipath': {
        const pattern = patternRegExp(this.#value(name), name === '-ipath' ? 'i' : '');
        return ({ path }) => pattern.test(path);
      }
      case '-regex': {
        const pattern = posixRegExp(`^(${this.#value(name)})$`.replace(/^\^\(|\)\$$/g, ''), '', { extended: false });
        return ({ path }) => pattern.exec(path)?.[0] === path;
      }
      case '-type': {
        const kinds = this.#value(name).split(',');
        return ({ type }) => kinds.includes(type === 'directory' ? 'd' : 'f');
      }
      case '-maxdepth':
        this.most = Number(this.#value(name));
        return () => true;
      case '-mindepth':
        this.least = Number(this.#value(name));
        return () => true;
      case '-depth':
        this.depthFirst = true;
        return () => true;
      case '-empty':
        return ({ type, at, size }, { process }) =>
          type === 'directory' ? process.files.list(at)?.length === 0 : size === 0;
      case '-size':
        return this.#size(this.#value(name));
      case '-mtime':
      case '-mmin': {
        const unit = name === '-mtime' ? 86_400_000 : 60_000;
        const wanted = counted(this.#value(name));
        return ({ modifiedMs }, { process }) => wanted(Math.floor((process.host.now() - modifiedMs) / unit));
      }
      case '-newer': {
        const other = this.#process.files.stat(join(this.#process.cwd, this.#value(name)));
        return ({ modifiedMs }) => other !== undefined && modifiedMs > other.modifiedMs;
      }
      case '-perm': {
        const mode = this.#value(name);
        const bits = Number.parseInt(mode.replace(/^[-/]/, ''), 8);
        return ({ mode: has }) =>
          mode.startsWith('-') ? (has & bits) === bits : mode.startsWith('/') ? (has & bits) !== 0 : has === bits;
      }
      case '-true':
        return () => true;
      case '-false':
        return () => false;
      case '-prune':
        return (_, walk) => {
          walk.prune = true;
          return true;
        };
      case '-quit':
        return (_, walk) => {
          walk.quit = true;
          return true;
        };
    }
    this.#acts = true;
    switch (name) {
      case '-print':
        return ({ path }, { process }) => process.stdout.write(`${path}\n`);
      case '-print0':
        return ({ path }, { process }) => process.stdout.write(`${path}\0`);
      case '-ls':
        return ({ path, size, mode }, { process }) =>
          process.stdout.write(`${mode.toString(8)} ${String(size).padStart(8)} ${path}\n`);
      case '-printf': {
        const format = this.#value(name);
        return (file, { process }) => process.stdout.write(printed(format, file));
      }
      case '-delete':
        this.depthFirst = true;
        return ({ path, at }, walk) => {
          if (path === '.' || walk.process.files.remove(at) === undefined) return true;
          walk.process.stderr.write(`find: cannot delete '${path}': Directory not empty\n`);
          walk.status = 1;
          return false;
        };
      case '-exec':
      case '-ok':
      case '-execdir':
        return this.#exec(name);
    }
    throw new Mistake(`unknown predicate \`${name}'`);
  }

  #size(text: string): Test {
    const found = /^([-+]?\d+)([bckMG]?)$/.exec(text);
    if (!found) throw new Mistake(`invalid -size type \`${text.at(-1)}'`);
    const unit = { c: 1, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[found[2]!] ?? 512;
    const wanted = counted(found[1]!);
    return ({ size }) => wanted(Math.ceil(size / unit));
  }

  #exec(name: string): Test {
    const command: string[] = [];
    for (;;) {
      const word = this.#args[this.#at++];
      if (word === undefined) throw new Mistake(`missing argument to \`${name}'`);
      if (word === ';') break;
      if (word === '+' && command.at(-1) === '{}') {
        command.pop();
        return ({ path }, { gathered }) => {
          gathered.set(command, [...(gathered.get(command) ?? []), path]);
          return true;
        };
      }
      command.push(word);
    }
    return async ({ path }, { process }) =>
      (await runOther(
        process,
        command.map((word) => word.replaceAll('{}', path)),
        process.env,
      )) === 0;
  }
}

/** `+3` more than, `-3` less than, `3` just so many. */
function counted(text: string): (n: number) => boolean {
  const n = Math.abs(Number(text));
  if (text.startsWith('+')) return (value) => value > n;
  return text.startsWith('-') ? (value) => value < n : (value) => value === n;
}

function printed(format: string, { path, size, mode, type, depth }: Visited): string {
  const fields: Readonly<Record<string, string>> = {
    p: path,
    f: basename(path),
    h: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.',
    s: String(size),
    m: mode.toString(8),
    y: type === 'directory' ? 'd' : 'f',
    d: String(depth),
    P: path.replace(/^[^/]*\//, ''),
    '%': '%',
  };
  const plain = format.replace(/\\([nt0\\])/g, (_, c: string) => ({ n: '\n', t: '\t', '0': '\0', '\\': '\\' })[c]!);
  return plain.replace(/%([a-zA-Z%])/g, (whole, letter: string) => fields[letter] ?? whole);
}
