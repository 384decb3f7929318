// diff: two files, or two folders file by file. Texts and formats are GNU diffutils'.

import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { parseOptions } from '../tool.ts';
import { type Change, changesOf } from './edits.ts';

const LONG = {
  unified: 'u',
  brief: 'q',
  'new-file': 'N',
  recursive: 'r',
  'report-identical-files': 's',
  'ignore-case': 'i',
  'ignore-all-space': 'w',
  'ignore-space-change': 'b',
  'ignore-blank-lines': 'B',
  text: 'a',
  label: 'L',
  color: 'Z',
};

interface Side {
  readonly name: string;
  /** Undefined: there is no such file, which -N takes for an empty one. */
  readonly text: string | undefined;
  readonly modifiedMs: number;
}

interface How {
  readonly on: ReadonlyMap<string, string>;
  readonly context: number;
  /** The options as given, for the head of each pair of a folder. */
  readonly given: string;
  readonly labels: readonly string[];
}

const stamp = (ms: number): string => {
  const iso = new Date(ms).toISOString();
  const fraction = Math.round((ms % 1000) * 1_000_000);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}.${String(fraction).padStart(9, '0')} +0000`;
};

/** Lines without their ends; the last one without an end counts, and is told by `open`. */
function linesOf(text: string): { lines: string[]; open: boolean } {
  if (text === '') return { lines: [], open: false };
  const lines = text.split('\n');
  if (lines.at(-1) !== '') return { lines, open: true };
  lines.pop();
  return { lines, open: false };
}

/** What counts when two lines are compared. */
function keyOf(line: string, on: How['on']): string {
  let key = line;
  if (on.has('w')) key = key.replace(/\s/g, '');
  else if (on.has('b')) key = key.replace(/\s+/g, ' ').trimEnd();
  return on.has('i') ? key.toLowerCase() : key;
}

const range = (from: number, count: number): string =>
  count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`;

const span = (from: number, to: number): string =>
  to - from === 0 ? String(from) : to - from === 1 ? String(from + 1) : `${from + 1},${to}`;

function compare(left: Side, right: Side, how: How): string {
  const [a, b] = [linesOf(left.text ?? ''), linesOf(right.text ?? '')];
  const keys = (side: { lines: string[]; open: boolean }): string[] =>
    side.lines.map((line, at) => {
      // White space that does not count includes the last line's end.
      const ends = !side.open || at < side.lines.length - 1 || how.on.has('w') || how.on.has('b');
      return keyOf(line, how.on) + (ends ? '' : '\0');
    });
  let changes = changesOf(keys(a), keys(b));
  if (how.on.has('B')) {
    const blank = (lines: readonly string[]): boolean => lines.every((line) => line === '');
    changes = changes.filter((c) => !(blank(a.lines.slice(c.aFrom, c.aTo)) && blank(b.lines.slice(c.bFrom, c.bTo))));
  }
  if (changes.length === 0) return '';
  const line = (mark: string, side: typeof a, at: number): string =>
    `${mark}${side.lines[at]}\n${side.open && at === side.lines.length - 1 ? '\\ No newline at end of file\n' : ''}`;
  const run = (mark: string, side: typeof a, from: number, to: number): string =>
    Array.from({ length: to - from }, (_, n) => line(mark, side, from + n)).join('');

  if (!how.on.has('u') && !how.on.has('U')) {
    return changes
      .map(({ aFrom, aTo, bFrom, bTo }) => {
        const kind = aFrom === aTo ? 'a' : bFrom === bTo ? 'd' : 'c';
        return `${span(aFrom, aTo)}${kind}${span(bFrom, bTo)}\n${run('< ', a, aFrom, aTo)}${kind === 'c' ? '---\n' : ''}${run('> ', b, bFrom, bTo)}`;
      })
      .join('');
  }
  const head = (mark: string, side: Side, at: number): string =>
    `${mark} ${how.labels[at] ?? `${side.name}\t${stamp(side.modifiedMs)}`}\n`;
  let text = head('---', left, 0) + head('+++', right, 1);
  for (const hunk of hunks(changes, how.context)) {
    const [first, last] = [hunk[0]!, hunk.at(-1)!];
    const aFrom = Math.max(0, first.aFrom - how.context);
    const aTo = Math.min(a.lines.length, last.aTo + how.context);
    const bFrom = first.bFrom - (first.aFrom - aFrom);
    const bTo = last.bTo + (aTo - last.aTo);
    text += `@@ -${range(aFrom, aTo - aFrom)} +${range(bFrom, bTo - bFrom)} @@\n`;
    let at = aFrom;
    for (const change of hunk) {
      text +=
        run(' ', a, at, change.aFrom) + run('-', a, change.aFrom, change.aTo) + run('+', b, change.bFrom, change.bTo);
      at = change.aTo;
    }
    text += run(' ', a, at, aTo);
  }
  return text;
}

/** Changes whose surroundings touch stand together. */
function hunks(changes: readonly Change[], context: number): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    if (group && change.aFrom - group.at(-1)!.aTo <= 2 * context) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

/** 0: the same, 1: different, 2: trouble. */
async function files(process: Process, left: string, right: string, how: How, inFolder: boolean): Promise<number> {
  const sides: Side[] = [];
  for (const name of [left, right]) {
    const path = join(process.cwd, name);
    const stat = name === '-' ? undefined : process.files.stat(path);
    if (name === '-')
      sides.push({ name, text: await readAll(process.stdin, process.signal), modifiedMs: process.host.now() });
    else if (path === '/dev/null') sides.push({ name, text: '', modifiedMs: process.host.now() });
    else sides.push({ name, text: process.files.read(path), modifiedMs: stat?.modifiedMs ?? 0 });
  }
  const absent = sides.filter((side) => side.text === undefined);
  if (absent.length > 0 && !(how.on.has('N') && absent.length === 1)) {
    for (const { name } of absent) process.stderr.write(`diff: ${name}: No such file or directory\n`);
    return 2;
  }
  const [a, b] = [sides[0]!, sides[1]!];
  const text = (a.text ?? '') === (b.text ?? '') ? '' : compare(a, b, how);
  if (text === '') {
    if (how.on.has('s')) process.stdout.write(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  if (how.on.has('q')) process.stdout.write(`Files ${left} and ${right} differ\n`);
  else process.stdout.write(`${inFolder ? `diff ${how.given}${left} ${right}\n` : ''}${text}`);
  return 1;
}

async function folders(process: Process, left: string, right: string, how: How): Promise<number> {
  const list = (name: string): readonly string[] => process.files.list(join(process.cwd, name)) ?? [];
  const isFolder = (name: string): boolean => process.files.stat(join(process.cwd, name))?.type === 'directory';
  const inside = (folder: string, name: string): string => `${folder.replace(/\/$/, '')}/${name}`;
  const [a, b] = [list(left), list(right)];
  let code = 0;
  for (const name of [...new Set([...a, ...b])].sort()) {
    const [one, other] = [inside(left, name), inside(right, name)];
    const only = a.includes(name) ? (b.includes(name) ? undefined : left) : right;
    const deep = isFolder(one) || isFolder(other);
    if (only !== undefined && (!how.on.has('N') || (deep && !how.on.has('r')))) {
      process.stdout.write(`Only in ${only}: ${name}\n`);
      code = Math.max(code, 1);
    } else if (deep && isFolder(one) !== isFolder(other) && only === undefined) {
      const kind = (path: string): string => (isFolder(path) ? 'directory' : 'regular file');
      process.stdout.write(`File ${one} is a ${kind(one)} while file ${other} is a ${kind(other)}\n`);
      code = Math.max(code, 1);
    } else if (deep) {
      if (how.on.has('r')) code = Math.max(code, await folders(process, one, other, how));
      else process.stdout.write(`Common subdirectories: ${one} and ${other}\n`);
    } else code = Math.max(code, await files(process, one, other, how, true));
  }
  return code;
}

export const diff: Program = async (process) => {
  const options = parseOptions(process, 'uqwbiBNrsaZ', 'UL', LONG);
  if (!options) return 2;
  const { on, rest } = options;
  const usage = (text: string): number => {
    process.stderr.write(`diff: ${text}\ndiff: Try 'diff --help' for more information.\n`);
    return 2;
  };
  if (rest.length < 2)
    return usage(`missing operand${rest[0] === undefined ? " after 'diff'" : ` after '${rest[0]}'`}`);
  if (rest.length > 2) return usage(`extra operand '${rest[2]}'`);
  const lines = on.get('U') ?? (on.get('u') || '3');
  if (!/^\d+$/.test(lines)) return usage(`invalid context length '${lines}'`);
  const given = process.argv.slice(1).filter((word) => word.startsWith('-') && word !== '-');
  const how: How = {
    on,
    context: Number(lines),
    given: given.map((word) => `${word} `).join(''),
    labels: on.get('L') === undefined ? [] : [on.get('L')!],
  };
  let [left = '', right = ''] = rest;
  const isFolder = (name: string): boolean =>
    name !== '-' && process.files.stat(join(process.cwd, name))?.type === 'directory';
  if (isFolder(left) && isFolder(right)) return folders(process, left, right, how);
  const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  if (isFolder(left)) left = `${left.replace(/\/$/, '')}/${base(right)}`;
  else if (isFolder(right)) right = `${right.replace(/\/$/, '')}/${base(left)}`;
  return files(process, left, right, how, false);
};
