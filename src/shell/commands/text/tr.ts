// tr: characters for characters. Models coreutils' src/tr.c.

import { endedBy, pieces, put, tool } from '../tool.ts';

const letters = (from: string, to: string): string => {
  let out = '';
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) out += String.fromCharCode(code);
  return out;
};

const UPPER = letters('A', 'Z');
const LOWER = letters('a', 'z');
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const CLASSES: Readonly<Record<string, string>> = {
  upper: UPPER,
  lower: LOWER,
  digit: DIGITS,
  alpha: UPPER + LOWER,
  alnum: DIGITS + UPPER + LOWER,
  blank: '\t ',
  space: '\t\n\v\f\r ',
  punct: PUNCTUATION,
  xdigit: `${DIGITS}ABCDEFabcdef`,
  cntrl: `${letters('\0', '\x1f')}\x7f`,
  print: letters(' ', '~'),
  graph: letters('!', '~'),
};

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
};

/** The characters of a set, in order. `size`: how far `[x*]` fills it. */
function charactersOf(text: string, size = 0): string[] | string {
  const out: string[] = [];
  for (let i = 0; i < text.length; ) {
    const rest = text.slice(i);
    const named = /^\[:(\w+):\]/.exec(rest);
    const repeated = /^\[([\s\S])\*(\d*)\]/.exec(rest);
    if (named) {
      const found = CLASSES[named[1]!];
      if (found === undefined) return `invalid character class '${named[1]}'`;
      out.push(...found);
      i += named[0].length;
      continue;
    }
    if (repeated) {
      const count = repeated[2] ? Number(repeated[2]) : Math.max(0, size - out.length);
      for (let n = 0; n < count; n++) out.push(repeated[1]!);
      i += repeated[0].length;
      continue;
    }
    const [c, length] = characterAt(text, i);
    i += length;
    if (text[i] === '-' && i + 1 < text.length) {
      const [to, toLength] = characterAt(text, i + 1);
      if (c > to) return `range-endpoints of '${c}-${to}' are in reverse collating sequence order`;
      out.push(...letters(c, to));
      i += 1 + toLength;
    } else out.push(c);
  }
  return out;
}

function characterAt(text: string, at: number): [character: string, length: number] {
  const octal = /^\\([0-7]{1,3})/.exec(text.slice(at));
  if (octal) return [String.fromCharCode(Number.parseInt(octal[1]!, 8)), octal[0].length];
  if (text[at] === '\\' && at + 1 < text.length) return [ESCAPES[text[at + 1]!] ?? text[at + 1]!, 2];
  const whole = String.fromCodePoint(text.codePointAt(at)!);
  return [whole, whole.length];
}

export const tr = tool(
  'dscCt',
  '',
  { delete: 'd', 'squeeze-repeats': 's', complement: 'c', 'truncate-set1': 't' },
  async (process, { on, rest }) => {
    const refuse = (text: string): number => {
      process.stderr.write(`tr: ${text}\n`);
      return 1;
    };
    const more = "Try 'tr --help' for more information.";
    const [first, second] = rest;
    const deletes = on.has('d');
    if (first === undefined) return refuse(`missing operand\n${more}`);
    if (second === undefined && !deletes && !on.has('s'))
      return refuse(`missing operand after '${first}'\nTwo strings must be given when translating.\n${more}`);
    if (second === undefined && deletes && on.has('s'))
      return refuse(
        `missing operand after '${first}'\nTwo strings must be given when both deleting and squeezing repeats.\n${more}`,
      );
    if (second !== undefined && deletes && !on.has('s'))
      return refuse(
        `extra operand '${second}'\nOnly one string may be given when deleting without squeezing repeats.\n${more}`,
      );
    if (rest[2] !== undefined) return refuse(`extra operand '${rest[2]}'\n${more}`);
    const from = charactersOf(first);
    if (typeof from === 'string') return refuse(from);
    const to = charactersOf(second ?? '', from.length);
    if (typeof to === 'string') return refuse(to);
    if (second === '' && !deletes && !on.has('t')) return refuse('when not truncating set1, string2 must be non-empty');
    const complement = on.has('c') || on.has('C');
    const members = new Set(from);
    const inFrom = (c: string): boolean => members.has(c) !== complement;
    const places = new Map([...from.entries()].map(([i, c]) => [c, i] as const));
    const translate = (c: string): string => {
      if (second === undefined || deletes || !inFrom(c)) return c;
      if (complement) return to.at(-1)!;
      const place = places.get(c)!;
      if (place >= to.length) return on.has('t') ? c : to.at(-1)!;
      return to[place]!;
    };
    const squeezed = second === undefined ? undefined : new Set(to);
    let last = '';
    for await (const piece of pieces(process, '-', () => {})) {
      let out = '';
      for (const c of piece) {
        if (deletes && inFrom(c)) continue;
        const made = translate(c);
        if (on.has('s') && made === last && (squeezed ? squeezed.has(made) : inFrom(made))) continue;
        out += made;
        last = made;
      }
      if (!(await put(process, out))) return endedBy(process);
    }
    return undefined;
  },
);
