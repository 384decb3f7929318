// Commands that turn text into text: cat, head, tail, grep, wc, sort, uniq, cut, tr, tee, seq, yes, rev, tac, nl, base64.

import { byteLength, bytesOf, textOf } from '#machine/bytes.ts';
import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { posixClasses } from '../../test-expression.ts';
import { endedBy, lines, type Options, parseOptions, pieces, put, readNamed } from '../tool.ts';

type Body = (process: Process, options: Options, fail: () => void) => Promise<number | undefined>;

/** A command of these options: the body returns an exit code, or nothing for 1 after a complaint and 0 otherwise. */
function tool(flags: string, valued: string, long: Readonly<Record<string, string>>, body: Body): Program {
  return async (process) => {
    const options = parseOptions(process, flags, valued, long);
    if (!options) return 2;
    let failed = false;
    const code = await body(process, options, () => {
      failed = true;
    });
    return code ?? (failed ? 1 : 0);
  };
}

const cat = tool('nbAsEvTu', '', { number: 'n', 'show-all': 'A' }, async (process, { on, rest }, fail) => {
  if (on.has('n')) {
    let n = 0;
    for await (const { line } of lines(process, rest, fail)) {
      if (!(await put(process, `${String(++n).padStart(6)}\t${line}\n`))) return endedBy(process);
    }
    return undefined;
  }
  for (const file of rest.length > 0 ? rest : ['-']) {
    for await (const piece of pieces(process, file, fail)) if (!(await put(process, piece))) return endedBy(process);
  }
  return undefined;
});

const head = tool('q#v', 'nc', { lines: 'n', bytes: 'c' }, async (process, { on, rest }, fail) => {
  const count = Number(on.get('n') ?? on.get('#') ?? 10);
  if (Number.isNaN(count)) {
    process.stderr.write(`head: invalid number of lines: '${on.get('n')}'\n`);
    return 1;
  }
  const many = rest.length > 1 && !on.has('q');
  for (const [index, file] of (rest.length > 0 ? rest : ['-']).entries()) {
    if (many) process.stdout.write(`${index > 0 ? '\n' : ''}==> ${file} <==\n`);
    if (on.has('c')) {
      let left = Number(on.get('c'));
      for await (const piece of pieces(process, file, fail)) {
        const bytes = bytesOf(piece);
        process.stdout.write(textOf(bytes.subarray(0, left)));
        left -= bytes.length;
        if (left <= 0) break;
      }
      continue;
    }
    if (count < 0) {
      const all: string[] = [];
      for await (const { line } of lines(process, [file], fail)) all.push(line);
      for (const line of all.slice(0, count)) process.stdout.write(`${line}\n`);
      continue;
    }
    let n = 0;
    if (count > 0) {
      for await (const { line } of lines(process, [file], fail)) {
        if (!(await put(process, `${line}\n`))) return endedBy(process);
        if (++n >= count) break;
      }
    }
  }
  return undefined;
});

const tail = tool('fFq#', 'nc', { lines: 'n', follow: 'f' }, async (process, { on, rest }, fail) => {
  const given = on.get('n') ?? on.get('#') ?? '10';
  const many = rest.length > 1 && !on.has('q');
  for (const [index, file] of (rest.length > 0 ? rest : ['-']).entries()) {
    if (many) process.stdout.write(`${index > 0 ? '\n' : ''}==> ${file} <==\n`);
    const bytes = on.get('c');
    if (bytes !== undefined) {
      let whole = '';
      for await (const piece of pieces(process, file, fail)) whole += piece;
      const data = bytesOf(whole);
      // `+N` counts from the start, N from the end.
      const from = bytes.startsWith('+')
        ? Math.max(0, Number(bytes) - 1)
        : Math.max(0, data.length - Math.abs(Number(bytes)));
      if (!(await put(process, textOf(data.subarray(from))))) return endedBy(process);
      continue;
    }
    const all: string[] = [];
    for await (const { line } of lines(process, [file], fail)) all.push(line);
    const from = given.startsWith('+') ? Number(given) - 1 : Math.max(0, all.length - Math.abs(Number(given)));
    for (const line of all.slice(from)) process.stdout.write(`${line}\n`);
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
});

const grep = tool(
  'ivcnEorRqlLHhswxFPs',
  'eABCm',
  {
    'ignore-case': 'i',
    'invert-match': 'v',
    count: 'c',
    quiet: 'q',
    color: 'Z',
    colour: 'Z',
    'line-number': 'n',
    'only-matching': 'o',
    recursive: 'r',
  },
  async (process, { on, rest }, fail) => {
    const [first, ...others] = rest;
    const pattern = on.get('e') ?? first;
    if (pattern === undefined) {
      process.stderr.write("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n");
      return 2;
    }
    let files: readonly string[] = on.has('e') ? rest : others;
    const recursive = on.has('r') || on.has('R');
    if (recursive) files = (files.length > 0 ? files : ['.']).flatMap((file) => walk(process, file));
    let source = pattern
      .split('\n')
      .map((each) =>
        on.has('F') || process.argv[0] === 'fgrep'
          ? each.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
          : regExpOf(each, on.has('E') || on.has('P') || process.argv[0] === 'egrep'),
      )
      .join('|');
    if (on.has('w')) source = `(?<!\\w)(?:${source})(?!\\w)`;
    if (on.has('x')) source = `^(?:${source})$`;
    let matcher: RegExp;
    try {
      matcher = new RegExp(source, on.has('i') ? 'gi' : 'g');
    } catch {
      process.stderr.write(
        /^(?:[^)]|\\\))*$/.test(source) && source.includes('(')
          ? 'grep: Unmatched ( or \\(\n'
          : 'grep: Invalid regular expression\n',
      );
      return 2;
    }
    let bad = false;
    const named = (files.length > 1 || recursive || on.has('H')) && !on.has('h');
    const before = Number(on.get('B') ?? on.get('C') ?? 0);
    const after = Number(on.get('A') ?? on.get('C') ?? 0);
    let any = false;
    for (const file of files.length > 0 ? files : ['-']) {
      let n = 0;
      let count = 0;
      let owed = 0;
      let shownTo = 0;
      let kept: string[] = [];
      const label = file === '-' ? '(standard input)' : file;
      const show = (line: string, number: number, mark: string): boolean => {
        shownTo = number;
        return process.stdout.write(
          `${named ? `${label}${mark}` : ''}${on.has('n') ? `${number}${mark}` : ''}${line}\n`,
        );
      };
      for await (const { line } of lines(process, [file], () => {
        bad = true;
        if (!on.has('s')) fail();
      })) {
        n++;
        matcher.lastIndex = 0;
        if (matcher.test(line) === on.has('v')) {
          if (owed > 0) {
            show(line, n, '-');
            owed--;
          }
          kept = [...kept, line].slice(-before || kept.length + 1);
          if (before === 0) kept = [];
          continue;
        }
        count++;
        any = true;
        if (on.has('q')) return 0;
        if (on.has('l') || on.has('c')) {
          if (on.has('l')) break;
          continue;
        }
        if (on.has('o')) {
          matcher.lastIndex = 0;
          for (const found of line.matchAll(matcher)) if (found[0] !== '') show(found[0], n, ':');
        } else {
          const start = n - kept.length;
          if (shownTo > 0 && (before > 0 || after > 0) && start > shownTo + 1) process.stdout.write('--\n');
          kept.forEach((each, index) => void (start + index > shownTo && show(each, start + index, '-')));
          if (!show(line, n, ':')) return endedBy(process);
        }
        kept = [];
        owed = after;
        if (on.has('m') && count >= Number(on.get('m'))) break;
      }
      if (on.has('c')) process.stdout.write(`${named ? `${label}:` : ''}${count}\n`);
      if (on.has('l') && count > 0) process.stdout.write(`${label}\n`);
    }
    return bad ? 2 : any ? 0 : 1;
  },
);

/** A basic regular expression has its operators behind backslashes. */
export function regExpOf(pattern: string, extended: boolean): string {
  const classes = posixClasses(pattern);
  if (extended) return classes.replace(/\\</g, '\\b').replace(/\\>/g, '\\b');
  return classes.replace(/\\([(){}|+?<>])|[(){}|+?]|^\*|\\[\s\S]|\[\^?\]?[^\]]*\]/g, (whole, escaped?: string) => {
    if (escaped === '<' || escaped === '>') return '\\b';
    if (escaped !== undefined) return escaped;
    return /^[(){}|+?*]$/.test(whole) ? `\\${whole}` : whole;
  });
}

export function walk(process: Process, start: string): string[] {
  const stat = process.files.stat(join(process.cwd, start));
  if (stat?.type !== 'directory') return [start];
  const names = process.files.list(join(process.cwd, start)) ?? [];
  return names.flatMap((name) => walk(process, start === '.' ? name : `${start.replace(/\/$/, '')}/${name}`));
}

const wc = tool('lwcm', '', { lines: 'l', words: 'w', bytes: 'c' }, async (process, { on, rest }, fail) => {
  const totals = [0, 0, 0];
  const chosen = ['l', 'w', 'c'].map((letter) => on.size === 0 || on.has(letter) || (letter === 'c' && on.has('m')));
  const rows: [number[], string][] = [];
  for (const file of rest.length > 0 ? rest : ['-']) {
    let failed = false;
    const text =
      file === '-'
        ? await readAll(process.stdin, process.signal)
        : readNamed(process, file, () => {
            failed = true;
            fail();
          });
    if (failed || text === undefined) continue;
    const size = on.has('m') ? [...text].length : byteLength(text);
    const counts = [text.split('\n').length - 1, text.split(/\s+/).filter((word) => word !== '').length, size];
    counts.forEach((n, i) => {
      totals[i]! += n;
    });
    rows.push([counts, rest.length > 0 ? file : '']);
  }
  if (rows.length > 1) rows.push([totals, 'total']);
  const single = chosen.filter(Boolean).length === 1 && rows.length === 1;
  const width = single ? 1 : rest.length === 0 ? 7 : Math.max(...totals.map((n) => String(n).length));
  for (const [counts, name] of rows) {
    process.stdout.write(
      `${counts
        .filter((_, i) => chosen[i])
        .map((n) => String(n).padStart(width))
        .join(' ')}${name ? ` ${name}` : ''}\n`,
    );
  }
  return undefined;
});

const sort = tool(
  'nrufhVbs',
  'kto',
  { reverse: 'r', unique: 'u', 'numeric-sort': 'n' },
  async (process, { on, rest }, fail) => {
    let all: string[] = [];
    for await (const { line } of lines(process, rest, fail)) all.push(line);
    const spec = /^(\d+)(?:\.\d+)?([nrhV]*)(?:,(\d+))?([nrhV]*)/.exec(on.get('k') ?? '');
    const separator = on.get('t');
    const keyOf = (line: string): string => {
      if (!spec) return line;
      const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
      return fields.slice(Number(spec[1]) - 1, spec[3] ? Number(spec[3]) : undefined).join(separator ?? ' ');
    };
    const letters = `${spec?.[2] ?? ''}${spec?.[4] ?? ''}`;
    const numeric = on.has('n') || on.has('h') || /[nh]/.test(letters);
    const versions = on.has('V') || letters.includes('V');
    const number = (text: string): number => Number.parseFloat(text) || 0;
    const plain = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    const fold = (text: string): string => (on.has('f') ? text.toUpperCase() : text);
    const compare = (a: string, b: string): number => {
      const [x, y] = [keyOf(a), keyOf(b)];
      if (numeric) return number(x) - number(y);
      if (versions) return x.localeCompare(y, 'en', { numeric: true });
      return plain(fold(x), fold(y));
    };
    all.sort((a, b) => compare(a, b) || (on.has('s') || on.has('u') ? 0 : plain(a, b)));
    if (on.has('u')) all = all.filter((line, index) => index === 0 || compare(all[index - 1]!, line) !== 0);
    if (on.has('r') || letters.includes('r')) all.reverse();
    const text = all.map((line) => `${line}\n`).join('');
    const out = on.get('o');
    if (out === undefined) process.stdout.write(text);
    else process.files.write(join(process.cwd, out), text);
    return undefined;
  },
);

const uniq = tool('cdui', '', { count: 'c', repeated: 'd', unique: 'u' }, async (process, { on, rest }, fail) => {
  let last: string | undefined;
  let count = 0;
  const flush = (): void => {
    if (last === undefined || (on.has('d') && count < 2) || (on.has('u') && count > 1)) return;
    process.stdout.write(`${on.has('c') ? `${String(count).padStart(7)} ` : ''}${last}\n`);
  };
  for await (const { line } of lines(process, rest.slice(0, 1), fail)) {
    if (line === last || (on.has('i') && line.toLowerCase() === last?.toLowerCase())) {
      count++;
      continue;
    }
    flush();
    last = line;
    count = 1;
  }
  flush();
  return undefined;
});

const cut = tool('s', 'dfcb', { delimiter: 'd', fields: 'f', characters: 'c' }, async (process, { on, rest }, fail) => {
  const list = on.get('f') ?? on.get('c') ?? on.get('b');
  if (list === undefined) {
    process.stderr.write(
      "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n",
    );
    return 1;
  }
  const ranges = list.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    return [
      Number(from || 1),
      to === undefined ? Number(from) : to === '' ? Number.POSITIVE_INFINITY : Number(to),
    ] as const;
  });
  const chosen = (_: string, index: number): boolean =>
    ranges.some(([from, to]) => index + 1 >= from && index + 1 <= to);
  const delimiter = on.get('d') ?? '\t';
  for await (const { line } of lines(process, rest, fail)) {
    let text: string;
    if (!on.has('f')) text = [...line].filter(chosen).join('');
    else if (!line.includes(delimiter)) {
      if (on.has('s')) continue;
      text = line;
    } else text = line.split(delimiter).filter(chosen).join(delimiter);
    if (!(await put(process, `${text}\n`))) return endedBy(process);
  }
  return undefined;
});

const tr = tool('dscC', '', { delete: 'd', squeeze: 's' }, async (process, { on, rest }) => {
  const set = (text: string): string[] => {
    const classes: Readonly<Record<string, string>> = {
      upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
      lower: 'abcdefghijklmnopqrstuvwxyz',
      digit: '0123456789',
      space: ' \t\n\r\v\f',
      punct: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
      alpha: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
      alnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
    };
    const plain = text
      .replace(/\[:(\w+):\]/g, (all, name: string) => classes[name] ?? all)
      .replace(/\\([nrt\\0])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t', '0': '\0' })[c] ?? '\\');
    return [
      ...plain.replace(/([\s\S])-([\s\S])/g, (all, a: string, b: string) =>
        a <= b
          ? Array.from({ length: b.charCodeAt(0) - a.charCodeAt(0) + 1 }, (_, i) =>
              String.fromCharCode(a.charCodeAt(0) + i),
            ).join('')
          : all,
      ),
    ];
  };
  if (rest[0] === undefined) {
    process.stderr.write("tr: missing operand\nTry 'tr --help' for more information.\n");
    return 1;
  }
  const from = set(rest[0]);
  const to = set(rest[1] ?? '');
  const complement = on.has('c') || on.has('C');
  const inFrom = (c: string): boolean => from.includes(c) !== complement;
  let last = '';
  for await (const piece of pieces(process, '-', () => {})) {
    let out = '';
    for (const c of piece) {
      const hit = inFrom(c);
      if (hit && on.has('d')) continue;
      const mapped =
        hit && to.length > 0 && !on.has('d')
          ? complement
            ? to.at(-1)!
            : (to[Math.min(from.indexOf(c), to.length - 1)] ?? c)
          : c;
      if (on.has('s') && mapped === last && (to.length > 0 ? to.includes(mapped) : hit)) continue;
      out += mapped;
      last = mapped;
    }
    if (!(await put(process, out))) return endedBy(process);
  }
  return undefined;
});

const tee = tool('ai', '', { append: 'a' }, async (process, { on, rest }) => {
  if (!on.has('a')) for (const file of rest) process.files.write(join(process.cwd, file), '');
  for await (const piece of pieces(process, '-', () => {})) {
    process.stdout.write(piece);
    for (const file of rest) process.files.append(join(process.cwd, file), piece);
  }
  return undefined;
});

const seq: Program = async (process) => {
  const args = process.argv.slice(1);
  const separator = args[0] === '-s' ? args.splice(0, 2)[1]! : '\n';
  const wide = args[0] === '-w' && args.shift() !== undefined;
  const numbers = args.map(Number);
  const bad = args.find((_, index) => Number.isNaN(numbers[index]));
  if (bad !== undefined || args.length === 0 || args.length > 3) {
    process.stderr.write(
      bad === undefined
        ? "seq: missing operand\nTry 'seq --help' for more information.\n"
        : `seq: invalid floating point argument: '${bad}'\nTry 'seq --help' for more information.\n`,
    );
    return 1;
  }
  const to = numbers.at(-1)!;
  const from = numbers.length > 1 ? numbers[0]! : 1;
  const step = numbers.length > 2 ? numbers[1]! : 1;
  const digits = Math.max(...args.map((arg) => /\.(\d+)/.exec(arg)?.[1]?.length ?? 0));
  const width = wide ? Math.max(String(from).length, String(to).length) : 0;
  let first = true;
  for (let i = 0; step !== 0; i++) {
    const n = from + i * step;
    if (step > 0 ? n > to + 1e-9 : n < to - 1e-9) break;
    const text = n.toFixed(digits).padStart(width, '0');
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
  const all: string[] = [];
  for await (const { line } of lines(process, rest, fail)) all.push(line);
  process.stdout.write(
    all
      .reverse()
      .map((line) => `${line}\n`)
      .join(''),
  );
  return undefined;
});

const rev = tool('', '', {}, async (process, { rest }, fail) => {
  for await (const { line } of lines(process, rest, fail)) process.stdout.write(`${[...line].reverse().join('')}\n`);
  return undefined;
});

const base64 = tool('di', 'w', { decode: 'd', wrap: 'w' }, async (process, { on, rest }, fail) => {
  const text =
    rest[0] && rest[0] !== '-' ? readNamed(process, rest[0], fail) : await readAll(process.stdin, process.signal);
  if (text === undefined) return 1;
  if (on.has('d')) {
    try {
      process.stdout.write(textOf(Uint8Array.from(atob(text.replace(/\s/g, '')), (c) => c.charCodeAt(0))));
      return 0;
    } catch {
      process.stderr.write('base64: invalid input\n');
      return 1;
    }
  }
  let binary = '';
  for (const byte of bytesOf(text)) binary += String.fromCharCode(byte);
  const width = Number(on.get('w') ?? 76);
  const encoded = btoa(binary);
  process.stdout.write(width > 0 ? encoded.replace(new RegExp(`(.{1,${width}})`, 'g'), '$1\n') : encoded);
  return 0;
});

export const textCommands: readonly (readonly [string, Program])[] = [
  ['cat', cat],
  ['head', head],
  ['tail', tail],
  ['grep', grep],
  ['egrep', grep],
  ['fgrep', grep],
  ['wc', wc],
  ['sort', sort],
  ['uniq', uniq],
  ['cut', cut],
  ['tr', tr],
  ['tee', tee],
  ['seq', seq],
  ['yes', yes],
  ['tac', tac],
  ['rev', rev],
  ['base64', base64],
];
