// Commands that cut lines up and put them together: cut, paste, join, comm, column, nl, fold, expand, unexpand, fmt.

import type { Process, Program } from '#machine/program.ts';
import { cellsOfText } from '../../width.ts';
import { endedBy, lines, put, tool } from '../tool.ts';

type Range = readonly [from: number, to: number];

function rangesOf(list: string): Range[] | undefined {
  const out: Range[] = [];
  for (const part of list.split(/[,\s]+/)) {
    const found = /^(\d*)(-)?(\d*)$/.exec(part);
    if (!found || (found[1] === '' && found[3] === '')) return undefined;
    const from = Number(found[1] || 1);
    const to = found[2] ? Number(found[3] || Number.POSITIVE_INFINITY) : from;
    out.push([from, to]);
  }
  return out;
}

const MORE = "Try 'cut --help' for more information.\n";

export const cut = tool(
  'snz',
  'dfcbO',
  {
    delimiter: 'd',
    fields: 'f',
    characters: 'c',
    bytes: 'b',
    'only-delimited': 's',
    complement: 'n',
    'output-delimiter': 'O',
  },
  async (process, { on, rest }, fail) => {
    const list = on.get('f') ?? on.get('c') ?? on.get('b');
    const refuse = (text: string): number => {
      process.stderr.write(`cut: ${text}\n${MORE}`);
      return 1;
    };
    if (['f', 'c', 'b'].filter((letter) => on.has(letter)).length > 1) return refuse('only one list may be specified');
    if (list === undefined) return refuse('you must specify a list of bytes, characters, or fields');
    if (on.has('d') && !on.has('f')) return refuse('an input delimiter may be specified only when operating on fields');
    const delimiter = on.get('d') === '' ? '\0' : (on.get('d') ?? '\t');
    if ([...delimiter].length > 1) return refuse('the delimiter must be a single character');
    const ranges = rangesOf(list);
    const what = on.has('f') ? 'field' : 'byte/character';
    if (!ranges)
      return refuse(on.has('f') ? `invalid field value '${list}'` : `invalid byte/character position '${list}'`);
    if (ranges.some(([from]) => from < 1))
      return refuse(on.has('f') ? 'fields are numbered from 1' : `byte/character positions are numbered from 1`);
    if (ranges.some(([from, to]) => to < from))
      return refuse(`invalid decreasing range`.replace('range', what === 'field' ? 'range' : 'range'));
    const chosen = (_: string, index: number): boolean =>
      ranges.some(([from, to]) => index + 1 >= from && index + 1 <= to) !== on.has('n');
    const glue = on.get('O');
    for await (const { line } of lines(process, rest, fail)) {
      let text: string;
      if (!on.has('f')) text = [...line].filter(chosen).join(glue ?? '');
      else if (!line.includes(delimiter)) {
        if (on.has('s')) continue;
        text = line;
      } else
        text = line
          .split(delimiter)
          .filter(chosen)
          .join(glue ?? delimiter);
      if (!(await put(process, `${text}\n`))) return endedBy(process);
    }
    return undefined;
  },
);

/** The next line of each file; `-` several times is the same standard input. */
class Readers {
  readonly #readers: AsyncGenerator<{ line: string }>[];

  constructor(process: Process, files: readonly string[], fail: () => void) {
    const shared = lines(process, ['-'], fail);
    this.#readers = files.map((file) => (file === '-' ? shared : lines(process, [file], fail)));
  }

  async next(index: number): Promise<string | undefined> {
    const found = await this.#readers[index]!.next();
    return found.done ? undefined : found.value.line;
  }
}

export const paste = tool('sz', 'd', { serial: 's', delimiters: 'd' }, async (process, { on, rest }, fail) => {
  const marks = [
    ...(on.get('d') ?? '\t').replace(/\\([nt\\0])/g, (_, c: string) => ({ n: '\n', t: '\t', '\\': '\\', '0': '' })[c]!),
  ];
  const mark = (i: number): string => marks[i % Math.max(1, marks.length)] ?? '';
  const files = rest.length > 0 ? rest : ['-'];
  if (on.has('s')) {
    for (const file of files) {
      let text = '';
      let count = 0;
      for await (const { line } of lines(process, [file], fail)) text += (count++ > 0 ? mark(count - 2) : '') + line;
      process.stdout.write(`${text}\n`);
    }
    return undefined;
  }
  const readers = new Readers(process, files, fail);
  for (;;) {
    const cells: (string | undefined)[] = [];
    for (const index of files.keys()) cells.push(await readers.next(index));
    if (cells.every((cell) => cell === undefined)) return undefined;
    const text = cells.map((cell, i) => (cell ?? '') + (i < cells.length - 1 ? mark(i) : '')).join('');
    if (!(await put(process, `${text}\n`))) return endedBy(process);
  }
});

async function allLines(process: Process, file: string, fail: () => void): Promise<string[]> {
  const out: string[] = [];
  for await (const { line } of lines(process, [file], fail)) out.push(line);
  return out;
}

export const comm = tool('123z', '', {}, async (process, { on, rest }, fail) => {
  const [first, second] = rest;
  if (first === undefined || second === undefined) {
    process.stderr.write(
      `comm: missing operand${first ? ` after '${first}'` : ''}\nTry 'comm --help' for more information.\n`,
    );
    return 1;
  }
  const [a, b] = [await allLines(process, first, fail), await allLines(process, second, fail)];
  const tabs = (column: number): string =>
    '\t'.repeat([1, 2].filter((each) => each < column && !on.has(String(each))).length);
  const show = (column: number, line: string): void => {
    if (!on.has(String(column))) process.stdout.write(`${tabs(column)}${line}\n`);
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (j >= b.length || (i < a.length && a[i]! < b[j]!)) show(1, a[i++]!);
    else if (i >= a.length || b[j]! < a[i]!) show(2, b[j++]!);
    else {
      show(3, a[i++]!);
      j++;
    }
  }
  return undefined;
});

export const join_ = tool('i', 't12javeo', { 'ignore-case': 'i' }, async (process, { on, all, rest }, fail) => {
  const [first, second] = rest;
  if (first === undefined || second === undefined) {
    process.stderr.write("join: missing operand\nTry 'join --help' for more information.\n");
    return 1;
  }
  const separator = on.get('t');
  const fields = (line: string): string[] =>
    separator === undefined ? line.trim().split(/[ \t]+/) : line.split(separator);
  const at = [Number(on.get('1') ?? on.get('j') ?? 1) - 1, Number(on.get('2') ?? on.get('j') ?? 1) - 1] as const;
  const tables = [
    (await allLines(process, first, fail)).map(fields),
    (await allLines(process, second, fail)).map(fields),
  ] as const;
  const key = (row: readonly string[], table: 0 | 1): string =>
    on.has('i') ? (row[at[table]] ?? '').toLowerCase() : (row[at[table]] ?? '');
  const glue = separator ?? ' ';
  const format = on.get('o')?.split(/[, ]/);
  const show = (a: readonly string[] | undefined, b: readonly string[] | undefined): void => {
    const joined = a?.[at[0]] ?? b?.[at[1]] ?? '';
    const cell = (spec: string): string => {
      if (spec === '0') return joined;
      const [table, field] = spec.split('.');
      return (table === '1' ? a : b)?.[Number(field) - 1] ?? on.get('e') ?? '';
    };
    const others = (row: readonly string[] | undefined, skip: number): string[] =>
      (row ?? []).filter((_, i) => i !== skip);
    const cells = format ? format.map(cell) : [joined, ...others(a, at[0]), ...others(b, at[1])];
    process.stdout.write(`${cells.join(glue)}\n`);
  };
  const lone = [...(all.get('a') ?? []), ...(all.get('v') ?? [])];
  for (const row of tables[0]) {
    const matches = tables[1].filter((other) => key(other, 1) === key(row, 0));
    if (!on.has('v')) for (const other of matches) show(row, other);
    if (matches.length === 0 && lone.includes('1')) show(row, undefined);
  }
  if (lone.includes('2')) {
    for (const row of tables[1]) if (!tables[0].some((other) => key(other, 0) === key(row, 1))) show(undefined, row);
  }
  return undefined;
});

export const column = tool(
  'txe',
  'scoN',
  { table: 't', separator: 's', 'output-separator': 'o', 'table-columns': 'N' },
  async (process, { on, rest }, fail) => {
    const rows: string[][] = [];
    const separator = on.get('s');
    for await (const { line } of lines(process, rest, fail)) {
      if (line.trim() === '') continue;
      rows.push(
        separator === undefined
          ? line.trim().split(/\s+/)
          : line.split(new RegExp(`[${separator.replace(/[\\\]^-]/g, '\\$&')}]`)),
      );
    }
    if (on.has('N')) rows.unshift(on.get('N')!.split(','));
    if (!on.has('t')) {
      for (const row of rows) process.stdout.write(`${row.join(' ')}\n`);
      return undefined;
    }
    const glue = on.get('o') ?? '  ';
    const widths: number[] = [];
    for (const row of rows)
      for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cellsOfText(cell));
    for (const row of rows) {
      const cells = widths.map(
        (width, i) => (row[i] ?? '') + (i < widths.length - 1 ? ' '.repeat(width - cellsOfText(row[i] ?? '')) : ''),
      );
      const shown = on.has('o') ? cells : cells.slice(0, row.length);
      process.stdout.write(`${shown.map((cell, i) => (i === shown.length - 1 ? (row[i] ?? '') : cell)).join(glue)}\n`);
    }
    return undefined;
  },
);

export const nl = tool('', 'bwsnvi', { 'body-numbering': 'b' }, async (process, { on, rest }, fail) => {
  const width = Number(on.get('w') ?? 6);
  const separator = on.get('s') ?? '\t';
  let number = Number(on.get('v') ?? 1);
  const zero = on.get('n') === 'rz';
  for await (const { line } of lines(process, rest, fail)) {
    const counts = on.get('b') === 'a' || (on.get('b') !== 'n' && line !== '');
    const shown =
      on.get('n') === 'ln' ? String(number).padEnd(width) : String(number).padStart(width, zero ? '0' : ' ');
    process.stdout.write(counts ? `${shown}${separator}${line}\n` : `${' '.repeat(width + separator.length)}${line}\n`);
    if (counts) number += Number(on.get('i') ?? 1);
  }
  return undefined;
});

export const fold = tool('sb', 'w', { width: 'w', spaces: 's' }, async (process, { on, rest }, fail) => {
  const width = Number(on.get('w') ?? 80);
  for await (const { line } of lines(process, rest, fail)) {
    let left = [...line];
    while (left.length > width) {
      const blank = on.has('s') ? left.slice(0, width).lastIndexOf(' ') : -1;
      const size = blank >= 0 ? blank + 1 : width;
      process.stdout.write(`${left.slice(0, size).join('')}\n`);
      left = left.slice(size);
    }
    process.stdout.write(`${left.join('')}\n`);
  }
  return undefined;
});

export const fmt = tool('us', 'w', { width: 'w' }, async (process, { on, rest }, fail) => {
  const width = Number(on.get('w') ?? 75);
  let words: string[] = [];
  const flush = (): void => {
    let line = '';
    for (const word of words) {
      if (line !== '' && line.length + 1 + word.length > width) {
        process.stdout.write(`${line}\n`);
        line = '';
      }
      line += (line === '' ? '' : ' ') + word;
    }
    if (line !== '') process.stdout.write(`${line}\n`);
    words = [];
  };
  for await (const { line } of lines(process, rest, fail)) {
    if (line.trim() !== '') words.push(...line.trim().split(/\s+/));
    else {
      flush();
      process.stdout.write('\n');
    }
  }
  flush();
  return undefined;
});

export const expand = tool('i', 't', { tabs: 't' }, async (process, { on, rest }, fail) => {
  const every = Number(on.get('t') ?? 8);
  for await (const { line } of lines(process, rest, fail)) {
    let out = '';
    for (const c of line) out += c === '\t' ? ' '.repeat(every - (out.length % every)) : c;
    process.stdout.write(`${out}\n`);
  }
  return undefined;
});

export const unexpand = tool('a', 't', { all: 'a', tabs: 't' }, async (process, { on, rest }, fail) => {
  const every = Number(on.get('t') ?? 8);
  for await (const { line } of lines(process, rest, fail)) {
    const chunks = line.match(new RegExp(`.{1,${every}}`, 'g')) ?? [];
    let leading = true;
    const out = chunks.map((chunk) => {
      const isFull = chunk.length === every;
      const replaced = isFull && (on.has('a') || leading) ? chunk.replace(/ {2,}$/, '\t') : chunk;
      if (chunk.trim() !== '') leading = false;
      return replaced;
    });
    process.stdout.write(`${out.join('')}\n`);
  }
  return undefined;
});

export const columnCommands: readonly (readonly [string, Program])[] = [
  ['cut', cut],
  ['paste', paste],
  ['comm', comm],
  ['join', join_],
  ['column', column],
  ['nl', nl],
  ['fold', fold],
  ['fmt', fmt],
  ['expand', expand],
  ['unexpand', unexpand],
];
