// sort and uniq. Models coreutils' src/sort.c and uniq.c, in the locale C.UTF-8.

import { join } from '#machine/path.ts';
import { lines, tool } from '../tool.ts';

interface Key {
  readonly from: number;
  readonly fromCharacter: number;
  /** 0: to the line's end. */
  readonly to: number;
  readonly toCharacter: number;
  readonly letters: string;
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const SIZES = ' KMGTPEZY';

function keyOf(spec: string): Key | undefined {
  const found = /^(\d+)(?:\.(\d+))?([bdfghiMnRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfghiMnRrV]*))?$/.exec(spec);
  if (!found) return undefined;
  const [, from, fromCharacter, first, to, toCharacter, second] = found;
  return {
    from: Number(from),
    fromCharacter: Number(fromCharacter ?? 1),
    to: Number(to ?? 0),
    toCharacter: Number(toCharacter ?? 0),
    letters: (first ?? '') + (second ?? ''),
  };
}

/** Where the fields of a line begin and end. Without a separator a field has the blanks before it. */
function fieldsOf(line: string, separator: string | undefined): [start: number, end: number][] {
  const out: [number, number][] = [];
  if (separator === undefined) {
    for (const found of line.matchAll(/[ \t]*[^ \t]+|[ \t]+$/g)) out.push([found.index, found.index + found[0].length]);
    return out;
  }
  let start = 0;
  for (const part of line.split(separator)) {
    out.push([start, start + part.length]);
    start += part.length + separator.length;
  }
  return out;
}

function textOf(line: string, key: Key, separator: string | undefined, skipsBlanks: boolean): string {
  const fields = fieldsOf(line, separator);
  const blanks = (at: number): number => (skipsBlanks ? at + /^[ \t]*/.exec(line.slice(at))![0].length : at);
  const first = fields[key.from - 1];
  if (!first) return '';
  const start = Math.min(line.length, blanks(first[0]) + key.fromCharacter - 1);
  if (key.to === 0) return line.slice(start);
  const last = fields[key.to - 1];
  if (!last) return line.slice(start);
  const end = key.toCharacter === 0 ? last[1] : blanks(last[0]) + key.toCharacter;
  return line.slice(start, Math.max(start, end));
}

const plain = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const number = (text: string): number => Number(/^\s*(-?\d*\.?\d*)/.exec(text)![1]) || 0;

function size(text: string): number {
  const found = /^\s*(-?\d*\.?\d+)([KMGTPEZY]?)/i.exec(text);
  if (!found) return 0;
  return Number(found[1]) * 1024 ** Math.max(0, SIZES.indexOf(found[2]!.toUpperCase() || ' '));
}

/** Runs of digits by their numbers. Models gnulib's filevercmp.c. */
function versions(a: string, b: string): number {
  const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const [x, y] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p, q] = [x[i] ?? '', y[i] ?? ''];
    const found = /^\d/.test(p) && /^\d/.test(q) ? Number(p) - Number(q) : plain(p, q);
    if (found !== 0) return found;
  }
  return 0;
}

function compareBy(letters: string, a: string, b: string): number {
  if (letters.includes('n')) return number(a) - number(b);
  if (letters.includes('g')) return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  if (letters.includes('h')) return size(a) - size(b);
  if (letters.includes('V')) return versions(a, b);
  if (letters.includes('M')) {
    const month = (text: string): number => MONTHS.indexOf(text.trim().slice(0, 3).toUpperCase());
    return month(a) - month(b);
  }
  const shown = (text: string): string => {
    const kept = letters.includes('d') ? text.replace(/[^\p{L}\p{N} \t]/gu, '') : text;
    return letters.includes('f') ? kept.toUpperCase() : kept;
  };
  return plain(shown(a), shown(b));
}

export const sort = tool(
  'nrufhVbsgMdRzcCmi',
  'ktoST',
  {
    reverse: 'r',
    unique: 'u',
    'numeric-sort': 'n',
    'human-numeric-sort': 'h',
    'version-sort': 'V',
    key: 'k',
    'field-separator': 't',
    'ignore-case': 'f',
    stable: 's',
    check: 'c',
    output: 'o',
    'zero-terminated': 'z',
    'general-numeric-sort': 'g',
    'month-sort': 'M',
    'dictionary-order': 'd',
    'random-sort': 'R',
    merge: 'm',
    'ignore-leading-blanks': 'b',
  },
  async (process, { on, all, rest }) => {
    const keys: Key[] = [];
    for (const spec of all.get('k') ?? []) {
      const key = keyOf(spec);
      if (!key || key.from === 0) {
        process.stderr.write(
          key
            ? `sort: -: invalid field specification '${spec}'\n`.replace('-: invalid', 'field number is zero: invalid')
            : `sort: invalid number at field start: invalid count at start of '${spec}'\n`,
        );
        return 2;
      }
      keys.push(key);
    }
    const separator = on.get('t') === '\\0' ? '\0' : on.get('t');
    if (separator !== undefined && [...separator].length > 1) {
      process.stderr.write(`sort: multi-character tab '${separator}'\n`);
      return 2;
    }
    let found: string[] = [];
    let missing = false;
    if (on.has('z')) {
      let text = '';
      for await (const { line } of lines(process, rest, () => void (missing = true))) text += `${line}\n`;
      found = text
        .replace(/\n$/, '')
        .split('\0')
        .filter((each) => each !== '');
    } else {
      const quiet = { ...process, stderr: { write: () => true, drained: async () => {} } };
      for (const file of rest.length > 0 ? rest : ['-']) {
        for await (const { line } of lines(quiet, [file], () => {
          missing = true;
          process.stderr.write(`sort: cannot read: ${file}: No such file or directory\n`);
        }))
          found.push(line);
        if (missing) return 2;
      }
    }
    const general = [...'nhVgMdfb'].filter((letter) => on.has(letter)).join('');
    const compare = (a: string, b: string): number => {
      for (const key of keys) {
        const letters = /[bdfghMnRV]/.test(key.letters) ? key.letters : general + key.letters;
        const skips = letters.includes('b') || /[nghM]/.test(letters);
        const order = compareBy(letters, textOf(a, key, separator, skips), textOf(b, key, separator, skips));
        // A key of its own letters is reversed by its own `r` only.
        const reversed = key.letters === '' ? on.has('r') : key.letters.includes('r');
        if (order !== 0) return reversed ? -order : order;
      }
      if (keys.length > 0) return 0;
      const order = compareBy(general, on.has('b') ? a.trimStart() : a, on.has('b') ? b.trimStart() : b);
      return on.has('r') ? -order : order;
    };
    if (on.has('c') || on.has('C')) {
      const at = found.findIndex(
        (line, i) => i > 0 && (on.has('u') ? compare(found[i - 1]!, line) >= 0 : compare(found[i - 1]!, line) > 0),
      );
      if (at > 0 && on.has('c')) process.stderr.write(`sort: ${rest[0] ?? '-'}:${at + 1}: disorder: ${found[at]}\n`);
      return at > 0 ? 1 : 0;
    }
    const last = (a: string, b: string): number =>
      on.has('s') || on.has('u') ? 0 : on.has('r') ? plain(b, a) : plain(a, b);
    if (on.has('R')) {
      for (let i = found.length - 1; i > 0; i--) {
        const j = Math.floor(process.host.random() * (i + 1));
        [found[i], found[j]] = [found[j]!, found[i]!];
      }
    } else found.sort((a, b) => compare(a, b) || last(a, b));
    if (on.has('u')) found = found.filter((line, i) => i === 0 || compare(found[i - 1]!, line) !== 0);
    const text = found.map((line) => line + (on.has('z') ? '\0' : '\n')).join('');
    const out = on.get('o');
    if (out === undefined) process.stdout.write(text);
    else process.files.write(join(process.cwd, out), text);
    return 0;
  },
  2,
);

export const uniq = tool(
  'cduiDz',
  'fsw',
  {
    count: 'c',
    repeated: 'd',
    unique: 'u',
    'ignore-case': 'i',
    'skip-fields': 'f',
    'skip-chars': 's',
    'check-chars': 'w',
    'all-repeated': 'A',
    group: 'G',
    'zero-terminated': 'z',
  },
  async (process, { on, rest }, fail) => {
    if (rest[2] !== undefined) {
      process.stderr.write(`uniq: extra operand '${rest[2]}'\nTry 'uniq --help' for more information.\n`);
      return 1;
    }
    const end = on.has('z') ? '\0' : '\n';
    const keyOf_ = (line: string): string => {
      let key = line;
      for (let n = Number(on.get('f') ?? 0); n > 0; n--) key = key.replace(/^[ \t]*[^ \t]*/, '');
      key = key.slice(Number(on.get('s') ?? 0));
      if (on.has('w')) key = key.slice(0, Number(on.get('w')));
      return on.has('i') ? key.toLowerCase() : key;
    };
    let group: string[] = [];
    let out = '';
    const flush = (): void => {
      const [first] = group;
      if (first === undefined) return;
      const text = group.map((line) => `${line}${end}`).join('');
      if (on.has('G')) out += (out === '' ? '' : end) + text;
      else if (on.has('A') && on.get('A') !== '' && on.get('A') !== 'none') {
        if (group.length > 1) out += (out !== '' || on.get('A') === 'prepend' ? end : '') + text;
      } else if (on.has('D') || on.has('A')) out += group.length > 1 ? text : '';
      else if ((!on.has('d') || group.length > 1) && (!on.has('u') || group.length === 1))
        out += `${on.has('c') ? `${String(group.length).padStart(7)} ` : ''}${first}${end}`;
      group = [];
    };
    for await (const { line } of lines(process, rest.slice(0, 1), fail)) {
      if (group.length > 0 && keyOf_(group[0]!) !== keyOf_(line)) flush();
      group.push(line);
    }
    flush();
    if (rest[1] === undefined) process.stdout.write(out);
    else process.files.write(join(process.cwd, rest[1]), out);
    return undefined;
  },
);
