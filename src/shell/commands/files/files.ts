// Commands about files: ls, touch, mkdir, rm, rmdir, mv, cp, chmod, find, basename, dirname, diff.

import { strerror } from '#machine/errno.ts';
import { basename, dirname, join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { inColumns } from '../../complete.ts';
import { patternRegExp } from '../../pattern.ts';
import { parseOptions, readNamed } from '../tool.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function longDate(ms: number): string {
  const date = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

function modeText(directory: boolean, mode: number): string {
  const bits = 'rwxrwxrwx'.split('').map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  return (directory ? 'd' : '-') + bits.join('');
}

const ls: Program = async (process) => {
  const options = parseOptions(process, 'laA1hRdtrFiSn', '', { all: 'a', color: 'Z' });
  if (!options) return 2;
  const { on, rest } = options;
  const { files, cwd, stdout, stderr } = process;
  let status = 0;
  const lone: string[] = [];
  const folders: string[] = [];
  for (const name of rest.length > 0 ? rest : ['.']) {
    const stat = files.stat(join(cwd, name));
    if (!stat) {
      stderr.write(`ls: cannot access '${name}': No such file or directory\n`);
      status = 2;
    } else (stat.type === 'directory' && !on.has('d') ? folders : lone).push(name);
  }
  const show = (names: readonly string[], at: string): void => {
    const sorted = [...names].sort((a, b) =>
      on.has('t') ? (files.stat(join(at, b))?.modifiedMs ?? 0) - (files.stat(join(at, a))?.modifiedMs ?? 0) : 0,
    );
    if (on.has('r')) sorted.reverse();
    if (!on.has('l')) {
      if (sorted.length > 0 && process.terminal && !on.has('1'))
        stdout.write(inColumns(sorted, process.terminal.columns).replaceAll('\r\n', '\n'));
      else for (const name of sorted) stdout.write(`${name}\n`);
      return;
    }
    const stats = sorted.map((name) => ({ name, stat: files.stat(join(at, name)) }));
    const width = Math.max(...stats.map(({ stat }) => String(stat?.size ?? 0).length));
    const { user } = process.host;
    for (const { name, stat } of stats) {
      if (!stat) continue;
      const directory = stat.type === 'directory';
      stdout.write(
        `${modeText(directory, stat.mode)} ${directory ? 2 : 1} ${user} ${user} ${String(stat.size).padStart(width)} ${longDate(stat.modifiedMs)} ${name}\n`,
      );
    }
  };
  if (lone.length > 0) show(lone, cwd);
  const visit = (folder: string, labelled: boolean, first: boolean): void => {
    const at = join(cwd, folder);
    const all = files.list(at) ?? [];
    const names = on.has('a') ? ['.', '..', ...all] : on.has('A') ? all : all.filter((name) => !name.startsWith('.'));
    if (labelled) stdout.write(`${first ? '' : '\n'}${folder}:\n`);
    if (on.has('l'))
      stdout.write(
        `total ${names.reduce((sum, name) => sum + Math.ceil((files.stat(join(at, name))?.size ?? 0) / 4096) * 4, 0)}\n`,
      );
    show(names, at);
    if (!on.has('R')) return;
    for (const name of all)
      if (files.stat(join(at, name))?.type === 'directory') visit(`${folder}/${name}`, true, false);
  };
  for (const [index, folder] of folders.entries()) {
    visit(folder, rest.length > 1 || on.has('R'), index === 0 && lone.length === 0);
  }
  return status;
};

/** Runs `body` for each operand; the string that it returns is the complaint. */
function each(
  flags: string,
  valued: string,
  long: Readonly<Record<string, string>>,
  body: (process: Process, name: string, path: string, on: ReadonlyMap<string, string>) => string | undefined,
): Program {
  return async (process) => {
    const options = parseOptions(process, flags, valued, long);
    if (!options) return 1;
    if (options.rest.length === 0 && !options.on.has('f')) {
      process.stderr.write(
        `${process.argv[0]}: missing operand\nTry '${process.argv[0]} --help' for more information.\n`,
      );
      return 1;
    }
    let status = 0;
    for (const name of options.rest) {
      const wrong = body(process, name, join(process.cwd, name), options.on);
      if (wrong === undefined) continue;
      process.stderr.write(`${process.argv[0]}: ${wrong}\n`);
      status = 1;
    }
    return status;
  };
}

const touch = each('acm', 'dt', {}, ({ files }, name, path) => {
  const error = files.stat(path)?.type === 'directory' ? undefined : files.append(path, '');
  return error && `cannot touch '${name}': ${strerror(error)}`;
});

const mkdir = each('pv', 'm', { parents: 'p' }, ({ files }, name, path, on) => {
  const error = files.mkdir(path, { recursive: on.has('p') });
  return error && `cannot create directory '${name}': ${strerror(error)}`;
});

const rm = each('rRfvi', '', { recursive: 'r', force: 'f' }, ({ files }, name, path, on) => {
  const stat = files.stat(path);
  if (!stat) return on.has('f') ? undefined : `cannot remove '${name}': No such file or directory`;
  const recursive = on.has('r') || on.has('R');
  if (path === '/') return "it is dangerous to operate recursively on '/'";
  if (stat.type === 'directory' && !recursive) return `cannot remove '${name}': Is a directory`;
  const error = files.remove(path, { recursive });
  return error && `cannot remove '${name}': ${strerror(error)}`;
});

const rmdir = each('p', '', {}, ({ files }, name, path) => {
  const error = files.stat(path)?.type === 'file' ? 'ENOTDIR' : files.remove(path);
  return error && `failed to remove '${name}': ${strerror(error)}`;
});

const chmod: Program = async (process) => {
  const [mode = '', ...names] = process.argv.slice(1).filter((arg) => arg !== '-R');
  for (const name of names) {
    const path = join(process.cwd, name);
    const stat = process.files.stat(path);
    if (!stat) {
      process.stderr.write(`chmod: cannot access '${name}': No such file or directory\n`);
      return 1;
    }
    const bits = changedMode(mode, stat.mode);
    if (bits === undefined) {
      process.stderr.write(`chmod: invalid mode: '${mode}'\nTry 'chmod --help' for more information.\n`);
      return 1;
    }
    process.files.chmod(path, bits);
  }
  return 0;
};

function changedMode(mode: string, old: number): number | undefined {
  if (/^[0-7]{3,4}$/.test(mode)) return Number.parseInt(mode, 8);
  let bits = old;
  for (const clause of mode.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(clause);
    if (!found) return undefined;
    const [, who, how, what = ''] = found;
    const one = (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (/x/i.test(what) ? 1 : 0);
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who && !who.includes(letter) && !who.includes('a')) continue;
      if (how === '+') bits |= one << shift;
      else if (how === '-') bits &= ~(one << shift);
      else bits = (bits & ~(7 << shift)) | (one << shift);
    }
  }
  return bits;
}

const moveOrCopy =
  (command: 'mv' | 'cp'): Program =>
  async (process) => {
    const options = parseOptions(process, 'rRafvpinu', '', { recursive: 'r' });
    if (!options) return 1;
    const { on, rest } = options;
    const { files, cwd, stderr } = process;
    const target = rest.at(-1);
    if (target === undefined || rest.length < 2) {
      stderr.write(
        rest.length === 0
          ? `${command}: missing file operand\n`
          : `${command}: missing destination file operand after '${target}'\n`,
      );
      stderr.write(`Try '${command} --help' for more information.\n`);
      return 1;
    }
    const intoFolder = files.stat(join(cwd, target))?.type === 'directory';
    if (rest.length > 2 && !intoFolder) {
      stderr.write(`${command}: target '${target}' is not a directory\n`);
      return 1;
    }
    let status = 0;
    for (const name of rest.slice(0, -1)) {
      const from = join(cwd, name);
      const to = intoFolder ? join(join(cwd, target), basename(name)) : join(cwd, target);
      const stat = files.stat(from);
      let wrong: string | undefined;
      if (!stat) wrong = `cannot stat '${name}': No such file or directory`;
      else if (from === to) wrong = `'${name}' and '${target}' are the same file`;
      else if (command === 'mv') {
        const error = files.rename(from, to);
        if (error) wrong = `cannot move '${name}' to '${target}': ${strerror(error)}`;
      } else if (stat.type === 'directory' && !on.has('r') && !on.has('R') && !on.has('a'))
        wrong = `-r not specified; omitting directory '${name}'`;
      else {
        const error = copyTree(process, from, to);
        if (error) wrong = `cannot create regular file '${target}': ${error}`;
      }
      if (wrong === undefined) continue;
      stderr.write(`${command}: ${wrong}\n`);
      status = 1;
    }
    return status;
  };

function copyTree(process: Process, from: string, to: string): string | undefined {
  const { files } = process;
  const text = files.read(from);
  if (text !== undefined) {
    const error = files.write(to, text);
    if (!error) files.chmod(to, files.stat(from)!.mode);
    return error && strerror(error);
  }
  const names = files.list(from) ?? [];
  const error = files.mkdir(to, { recursive: true });
  if (error) return strerror(error);
  for (const name of names) {
    const wrong = copyTree(process, `${from}/${name}`, `${to}/${name}`);
    if (wrong) return wrong;
  }
  return undefined;
}

const find: Program = async (process) => {
  const args = process.argv.slice(1);
  const starts: string[] = [];
  while (args[0] !== undefined && !args[0].startsWith('-')) starts.push(args.shift()!);
  const tests: ((path: string, type: string, depth: number) => boolean)[] = [];
  let deepest = Number.POSITIVE_INFINITY;
  let deletes = false;
  for (let i = 0; i < args.length; i++) {
    const value = args[i + 1] ?? '';
    if (args[i] === '-name' || args[i] === '-iname') {
      const pattern = patternRegExp(value, args[i] === '-iname' ? 'i' : '');
      tests.push((path) => pattern.test(basename(path)));
      i++;
    } else if (args[i] === '-path') {
      tests.push((path) => patternRegExp(value).test(path));
      i++;
    } else if (args[i] === '-type') {
      tests.push((_, type) => type === (value === 'd' ? 'directory' : 'file'));
      i++;
    } else if (args[i] === '-maxdepth' || args[i] === '-mindepth') {
      if (args[i] === '-maxdepth') deepest = Number(value);
      else tests.push((_, __, depth) => depth >= Number(value));
      i++;
    } else if (args[i] === '-delete') deletes = true;
    else if (args[i] !== '-print') {
      process.stderr.write(`find: unknown predicate \`${args[i]}'\n`);
      return 1;
    }
  }
  let status = 0;
  const visit = (path: string, depth: number): void => {
    const at = join(process.cwd, path);
    const stat = process.files.stat(at);
    if (!stat) {
      process.stderr.write(`find: '${path}': No such file or directory\n`);
      status = 1;
      return;
    }
    const show = (): void => {
      if (!tests.every((test) => test(path, stat.type, depth))) return;
      if (deletes) process.files.remove(at);
      else process.stdout.write(`${path}\n`);
    };
    if (!deletes) show();
    if (depth < deepest)
      for (const name of process.files.list(at) ?? [])
        visit(path.endsWith('/') ? path + name : `${path}/${name}`, depth + 1);
    if (deletes) show();
  };
  for (const start of starts.length > 0 ? starts : ['.']) visit(start, 0);
  return status;
};

const diff: Program = async (process) => {
  const options = parseOptions(process, 'uqwb', '', { unified: 'u', brief: 'q' });
  if (!options) return 2;
  const [left = '', right = ''] = options.rest;
  let bad = false;
  const [a, b] = [left, right].map((name) =>
    readNamed(process, name, () => {
      bad = true;
    })?.split('\n'),
  );
  if (bad || !a || !b) return 2;
  if (a.join('\n') === b.join('\n')) return 0;
  if (options.on.has('q')) {
    process.stdout.write(`Files ${left} and ${right} differ\n`);
    return 1;
  }
  if (a.at(-1) === '') a.pop();
  if (b.at(-1) === '') b.pop();
  const edits = compareLines(a, b);
  if (options.on.has('u'))
    process.stdout.write(
      `--- ${left}\n+++ ${right}\n@@ -1,${a.length} +1,${b.length} @@\n${edits.map(([mark, line]) => `${mark}${line}\n`).join('')}`,
    );
  else {
    let [i, j] = [0, 0];
    for (let at = 0; at < edits.length; ) {
      if (edits[at]![0] === ' ') {
        i++;
        j++;
        at++;
        continue;
      }
      const gone: string[] = [];
      const come: string[] = [];
      while (at < edits.length && edits[at]![0] !== ' ') {
        const [mark, line] = edits[at++]!;
        (mark === '-' ? gone : come).push(line);
      }
      const span = (from: number, count: number): string =>
        count === 0 ? String(from) : count === 1 ? String(from + 1) : `${from + 1},${from + count}`;
      const kind = gone.length === 0 ? 'a' : come.length === 0 ? 'd' : 'c';
      process.stdout.write(
        `${span(i, gone.length)}${kind}${span(j, come.length)}\n${gone.map((line) => `< ${line}\n`).join('')}${kind === 'c' ? '---\n' : ''}${come.map((line) => `> ${line}\n`).join('')}`,
      );
      i += gone.length;
      j += come.length;
    }
  }
  return 1;
};

/** By the longest common subsequence. */
function compareLines(a: readonly string[], b: readonly string[]): [mark: ' ' | '-' | '+', line: string][] {
  const longest = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i]![j] = a[i] === b[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
    }
  }
  const out: [' ' | '-' | '+', string][] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push([' ', a[i++]!]);
      j++;
    } else if (j >= b.length || (i < a.length && longest[i + 1]![j]! >= longest[i]![j + 1]!)) out.push(['-', a[i++]!]);
    else out.push(['+', b[j++]!]);
  }
  return out;
}

const nameOf =
  (make: (name: string, suffix?: string) => string): Program =>
  async (process) => {
    const [name, suffix] = process.argv.slice(1);
    if (name === undefined) {
      process.stderr.write(`${process.argv[0]}: missing operand\n`);
      return 1;
    }
    process.stdout.write(`${make(name, suffix)}\n`);
    return 0;
  };

export const fileCommands: readonly (readonly [string, Program])[] = [
  ['ls', ls],
  ['touch', touch],
  ['mkdir', mkdir],
  ['rm', rm],
  ['rmdir', rmdir],
  ['mv', moveOrCopy('mv')],
  ['cp', moveOrCopy('cp')],
  ['chmod', chmod],
  ['find', find],
  ['diff', diff],
  ['basename', nameOf(basename)],
  ['dirname', nameOf((name) => dirname(name))],
];
