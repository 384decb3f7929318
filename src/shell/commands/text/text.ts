// Commands that turn text into text: cat, head, tail, wc, tee, seq, yes, tac, rev, shuf, split, and the lists of their neighbours.

import { byteLength, bytesOf, textOf } from '#machine/bytes.ts';
import { join } from '#machine/path.ts';
import type { Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { formatPrintf } from '../../printf.ts';
import { cellsOfText } from '../../width.ts';
import { endedBy, lines, pieces, put, readNamed, tool } from '../tool.ts';
import { byteCommands } from './bytes.ts';
import { bc, expr, factor } from './calculate.ts';
import { columnCommands } from './columns.ts';
import { sort, uniq } from './sort.ts';
import { tr } from './tr.ts';

/** As `cat -v` shows it: `^[` for escape, `M-` for bytes above 127. */
function visible(text: string, tabs: boolean): string {
  let out = '';
  for (const byte of bytesOf(text)) {
    const low = byte & 0x7f;
    const shown = low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low);
    if (byte === 9) out += tabs ? '^I' : '\t';
    else out += byte > 127 ? `M-${shown}` : shown;
  }
  return out;
}

const CAT_LONG = {
  number: 'n',
  'number-nonblank': 'b',
  'show-all': 'A',
  'show-ends': 'E',
  'show-tabs': 'T',
  'show-nonprinting': 'v',
  'squeeze-blank': 's',
};

const cat = tool('nbAsEvTuet', '', CAT_LONG, async (process, { on, rest }, fail) => {
  if (on.size === 0 || (on.size === 1 && on.has('u'))) {
    for (const file of rest.length > 0 ? rest : ['-']) {
      for await (const piece of pieces(process, file, fail)) if (!(await put(process, piece))) return endedBy(process);
    }
    return undefined;
  }
  const has = (letters: string): boolean => [...letters].some((letter) => on.has(letter));
  let n = 0;
  let blanks = 0;
  for await (const { line, ended } of lines(process, rest, fail)) {
    blanks = line === '' ? blanks + 1 : 0;
    if (on.has('s') && blanks > 1) continue;
    const shown = has('vAet') ? visible(line, has('ATt')) : has('T') ? line.replaceAll('\t', '^I') : line;
    const counts = on.has('b') ? line !== '' : on.has('n');
    const number = counts ? `${String(++n).padStart(6)}\t` : '';
    if (!(await put(process, `${number}${shown}${ended ? `${has('EAe') ? '$' : ''}\n` : ''}`))) return endedBy(process);
  }
  return undefined;
});

const UNITS: Readonly<Record<string, number>> = {
  b: 512,
  K: 1024,
  k: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  kB: 1000,
  MB: 1e6,
};

/** A count as head and tail take it: a sign, digits, a unit; undefined if it is none. */
function countOf(text: string): number | undefined {
  const found = /^([-+]?)(\d+)(b|kB?|K|MB?|G)?$/.exec(text);
  return found ? Number(found[1] === '-' ? -Number(found[2]) : found[2]) * (UNITS[found[3] ?? ''] ?? 1) : undefined;
}

const head = tool(
  'q#vz',
  'nc',
  { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v' },
  async (process, { on, rest }, fail) => {
    const given = on.get('c') ?? on.get('n') ?? on.get('#') ?? '10';
    const count = countOf(given);
    if (count === undefined) {
      process.stderr.write(`head: invalid number of ${on.has('c') ? 'bytes' : 'lines'}: '${given}'\n`);
      return 1;
    }
    const titled = (rest.length > 1 && !on.has('q')) || on.has('v');
    let first = true;
    for (const file of rest.length > 0 ? rest : ['-']) {
      if (
        file !== '-' &&
        process.files.read(join(process.cwd, file)) === undefined &&
        file !== '/dev/null' &&
        file !== '/dev/stdin'
      ) {
        const isFolder = process.files.stat(join(process.cwd, file)) !== undefined;
        process.stderr.write(
          isFolder
            ? `head: error reading '${file}': Is a directory\n`
            : `head: cannot open '${file}' for reading: No such file or directory\n`,
        );
        fail();
        continue;
      }
      if (titled) process.stdout.write(`${first ? '' : '\n'}==> ${file === '-' ? 'standard input' : file} <==\n`);
      first = false;
      if (on.has('c')) {
        let left = count;
        let all = '';
        for await (const piece of pieces(process, file, fail)) {
          if (count < 0) {
            all += piece;
            continue;
          }
          const bytes = bytesOf(piece);
          process.stdout.write(textOf(bytes.subarray(0, left)));
          left -= bytes.length;
          if (left <= 0) break;
        }
        if (count < 0) process.stdout.write(textOf(bytesOf(all).slice(0, count)));
        continue;
      }
      const held: string[] = [];
      let n = 0;
      if (count !== 0) {
        for await (const { line, ended } of lines(process, [file], fail)) {
          const text = ended ? `${line}\n` : line;
          if (count < 0) {
            held.push(text);
            if (held.length <= -count) continue;
          }
          if (!(await put(process, count < 0 ? held.shift()! : text))) return endedBy(process);
          if (count > 0 && ++n >= count) break;
        }
      }
    }
    return undefined;
  },
);

const tailOf = tool(
  'fFq#vr',
  'ncs',
  { lines: 'n', follow: 'f', bytes: 'c', quiet: 'q', retry: 'F', verbose: 'v', 'sleep-interval': 's', pid: 's' },
  async (process, { on, rest }, fail) => {
    const given = on.get('c') ?? on.get('n') ?? on.get('#') ?? '10';
    const count = countOf(given);
    if (count === undefined) {
      process.stderr.write(`tail: invalid number of ${on.has('c') ? 'bytes' : 'lines'}: '${given}'\n`);
      return 1;
    }
    const fromStart = given.startsWith('+');
    const titled = (rest.length > 1 && !on.has('q')) || on.has('v');
    let first = true;
    for (const file of rest.length > 0 ? rest : ['-']) {
      if (
        file !== '-' &&
        !process.files.stat(join(process.cwd, file)) &&
        file !== '/dev/null' &&
        file !== '/dev/stdin'
      ) {
        process.stderr.write(`tail: cannot open '${file}' for reading: No such file or directory\n`);
        fail();
        continue;
      }
      if (titled) process.stdout.write(`${first ? '' : '\n'}==> ${file === '-' ? 'standard input' : file} <==\n`);
      first = false;
      if (on.has('c')) {
        let whole = '';
        for await (const piece of pieces(process, file, fail)) whole += piece;
        const data = bytesOf(whole);
        // `+N` counts from the start, N from the end.
        const from = fromStart ? Math.max(0, count - 1) : Math.max(0, data.length - Math.abs(count));
        if (!(await put(process, textOf(data.subarray(from))))) return endedBy(process);
        continue;
      }
      if (fromStart) {
        let n = 0;
        for await (const { line, ended } of lines(process, [file], fail))
          if (++n >= count && !(await put(process, ended ? `${line}\n` : line))) return endedBy(process);
        continue;
      }
      const kept: string[] = [];
      for await (const { line, ended } of lines(process, [file], fail)) {
        kept.push(ended ? `${line}\n` : line);
        if (kept.length > Math.abs(count)) kept.shift();
      }
      if (!(await put(process, kept.join('')))) return endedBy(process);
    }
    const [file] = rest;
    if (!(on.has('f') || on.has('F')) || file === undefined) return undefined;
    const path = join(process.cwd, file);
    let size = (process.files.read(path) ?? '').length;
    while (!process.signal.aborted) {
      await process.host.sleep(1000, process.signal);
      const text = process.files.read(path) ?? '';
      if (text.length < size) size = 0;
      if (text.length > size && !process.stdout.write(text.slice(size))) return endedBy(process);
      size = text.length;
    }
    return endedBy(process);
  },
);

/** `tail +2 file`, from before there was -n. */
const tail: Program = (process) => {
  const [name = 'tail', first = '', ...rest] = process.argv;
  if (!/^\+\d+$/.test(first) || rest.length > 1) return tailOf(process);
  return tailOf({ ...process, argv: [name, '-n', first, ...rest] });
};

const WC_ORDER = ['l', 'w', 'm', 'c', 'L'];

const wc = tool(
  'lwcmL',
  '',
  { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' },
  async (process, { on, rest }, fail) => {
    const chosen = on.size === 0 ? ['l', 'w', 'c'] : WC_ORDER.filter((letter) => on.has(letter));
    const rows: [counts: number[], name: string][] = [];
    let plainSize = 0;
    for (const file of rest.length > 0 ? rest : ['-']) {
      let failed = false;
      const text =
        file === '-'
          ? await readAll(process.stdin, process.signal)
          : readNamed(process, file, () => {
              failed = true;
              fail();
            });
      if (failed || text === undefined) {
        if (process.files.stat(join(process.cwd, file))) rows.push([chosen.map(() => 0), file]);
        continue;
      }
      if (file !== '-') plainSize += byteLength(text);
      const of: Readonly<Record<string, () => number>> = {
        l: () => text.split('\n').length - 1,
        w: () => text.split(/\s+/).filter((word) => word !== '').length,
        m: () => [...text].length,
        c: () => byteLength(text),
        L: () => Math.max(...text.split('\n').map(cellsOfText)),
      };
      rows.push([chosen.map((letter) => of[letter]!()), rest.length > 0 ? file : '']);
    }
    const totals = chosen.map((letter, i) => {
      const column = rows.map(([counts]) => counts[i]!);
      return letter === 'L' ? Math.max(0, ...column) : column.reduce((a, b) => a + b, 0);
    });
    if (rest.length > 1) rows.push([totals, 'total']);
    const width =
      chosen.length === 1 && rows.length === 1
        ? 1
        : rest.length === 0 || rest.includes('-')
          ? 7
          : String(plainSize).length;
    for (const [counts, name] of rows)
      process.stdout.write(`${counts.map((n) => String(n).padStart(width)).join(' ')}${name ? ` ${name}` : ''}\n`);
    return undefined;
  },
);

const tee = tool('aip', '', { append: 'a', 'ignore-interrupts': 'i' }, async (process, { on, rest }, fail) => {
  const paths: string[] = [];
  for (const file of rest) {
    const path = join(process.cwd, file);
    const failed =
      path === '/dev/null' ? undefined : on.has('a') ? process.files.append(path, '') : process.files.write(path, '');
    if (failed) {
      process.stderr.write(`tee: ${file}: ${failed === 'EISDIR' ? 'Is a directory' : 'No such file or directory'}\n`);
      fail();
    } else if (path !== '/dev/null') paths.push(path);
  }
  for await (const piece of pieces(process, '-', () => {})) {
    process.stdout.write(piece);
    for (const path of paths) process.files.append(path, piece);
  }
  return undefined;
});

const seq: Program = async (process) => {
  const args = process.argv.slice(1);
  const refuse = (text: string): number => {
    process.stderr.write(`seq: ${text}\nTry 'seq --help' for more information.\n`);
    return 1;
  };
  let [separator, wide, format] = ['\n', false, undefined as string | undefined];
  while (/^-[^\d.]/.test(args[0] ?? '') && !/^-inf|^-nan/i.test(args[0]!)) {
    const arg = args.shift()!;
    if (arg === '--') break;
    if (arg === '-w' || arg === '--equal-width') wide = true;
    else if (arg.startsWith('-s')) separator = arg.slice(2) || args.shift() || '';
    else if (arg.startsWith('--separator=')) separator = arg.slice(12);
    else if (arg.startsWith('-f')) format = arg.slice(2) || args.shift();
    else if (arg.startsWith('--format=')) format = arg.slice(9);
    else return refuse(arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1]}'`);
  }
  const kind = format === undefined ? 'f' : /%(?:%|[^%a-zA-Z]*([a-zA-Z])?)/.exec(format.replaceAll('%%', ''))?.[1];
  if (format !== undefined && (kind === undefined || !/[aAeEfFgG]/.test(kind))) {
    process.stderr.write(
      kind === undefined
        ? `seq: format '${format}' has no % directive\n`
        : `seq: format '${format}' has unknown %${kind} directive\n`,
    );
    return 1;
  }
  if (args.length === 0) return refuse('missing operand');
  if (args.length > 3) return refuse(`extra operand '${args[3]}'`);
  const bad = args.find((arg) => arg.trim() === '' || Number.isNaN(Number(arg)));
  if (bad !== undefined) return refuse(`invalid floating point argument: '${bad}'`);
  const numbers = args.map(Number);
  const to = numbers.at(-1)!;
  const from = numbers.length > 1 ? numbers[0]! : 1;
  const step = numbers.length > 2 ? numbers[1]! : 1;
  if (step === 0) return refuse(`invalid Zero increment value: '${args[1]}'`);
  const digits = Math.max(...args.slice(0, -1).map((arg) => /\.(\d+)/.exec(arg)?.[1]?.length ?? 0), 0);
  const width = wide ? Math.max(from.toFixed(digits).length, to.toFixed(digits).length) : 0;
  let first = true;
  for (let i = 0; ; i++) {
    const n = from + i * step;
    if (step > 0 ? n > to + 1e-9 : n < to - 1e-9) break;
    const plain = n.toFixed(digits);
    const text =
      format !== undefined
        ? formatPrintf(format, [plain]).text
        : n < 0
          ? `-${plain.slice(1).padStart(width - 1, '0')}`
          : plain.padStart(width, '0');
    if (!(await put(process, first ? text : separator + text))) return endedBy(process);
    first = false;
  }
  if (!first) process.stdout.write('\n');
  return 0;
};

const yes: Program = async (process) => {
  const line = `${process.argv.slice(1).join(' ') || 'y'}\n`;
  for (let n = 1; ; n++) {
    if (!(await put(process, line))) return endedBy(process);
    if (n % 64 === 0) await process.host.sleep(0, process.signal);
    if (process.signal.aborted) return endedBy(process);
  }
};

const tac = tool('', '', {}, async (process, { rest }, fail) => {
  for (const file of rest.length > 0 ? rest : ['-']) {
    const all: string[] = [];
    for await (const { line, ended } of lines(process, [file], fail)) all.push(ended ? `${line}\n` : line);
    process.stdout.write(all.reverse().join(''));
  }
  return undefined;
});

const rev = tool('', '', {}, async (process, { rest }, fail) => {
  for await (const { line } of lines(process, rest, fail))
    if (!(await put(process, `${[...line].reverse().join('')}\n`))) return endedBy(process);
  return undefined;
});

const shuf = tool(
  'ezr',
  'nio',
  { 'head-count': 'n', 'input-range': 'i', echo: 'e', output: 'o' },
  async (process, { on, rest }, fail) => {
    let all: string[] = on.has('e') ? [...rest] : [];
    const range = /^(\d+)-(\d+)$/.exec(on.get('i') ?? '');
    if (range) for (let n = Number(range[1]); n <= Number(range[2]); n++) all.push(String(n));
    else if (!on.has('e')) for await (const { line } of lines(process, rest, fail)) all.push(line);
    for (let i = all.length - 1; i > 0; i--) {
      const j = Math.floor(process.host.random() * (i + 1));
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    if (on.has('n')) all = all.slice(0, Number(on.get('n')));
    for (const line of all) if (!(await put(process, `${line}\n`))) return endedBy(process);
    return undefined;
  },
);

const split = tool(
  'd',
  'lba',
  { lines: 'l', 'numeric-suffixes': 'd', 'suffix-length': 'a' },
  async (process, { on, rest }, fail) => {
    const size = Number(on.get('l') ?? 1000);
    const length = Number(on.get('a') ?? 2);
    const name = (i: number): string =>
      on.has('d')
        ? String(i).padStart(length, '0')
        : Array.from({ length }, (_, at) =>
            String.fromCharCode(97 + (Math.floor(i / 26 ** (length - 1 - at)) % 26)),
          ).join('');
    let part: string[] = [];
    let count = 0;
    const flush = (): void => {
      if (part.length > 0) process.files.write(join(process.cwd, `${rest[1] ?? 'x'}${name(count++)}`), part.join(''));
      part = [];
    };
    for await (const { line, ended } of lines(process, [rest[0] ?? '-'], fail)) {
      part.push(ended ? `${line}\n` : line);
      if (part.length === size) flush();
    }
    flush();
    return undefined;
  },
);

export const textCommands: readonly (readonly [string, Program])[] = [
  ['cat', cat],
  ['head', head],
  ['tail', tail],
  ['wc', wc],
  ['sort', sort],
  ['uniq', uniq],
  ['tr', tr],
  ['tee', tee],
  ['seq', seq],
  ['yes', yes],
  ['tac', tac],
  ['rev', rev],
  ['shuf', shuf],
  ['split', split],
  ['expr', expr],
  ['bc', bc],
  ['factor', factor],
  ...columnCommands,
  ...byteCommands,
];
