// Models the emitter of go-yaml v2 as sigs.k8s.io/yaml uses it: sorted keys, lists not indented, its quoting, lines folded at 80.

const WIDTH = 80;

/** A JSON value as kubectl prints it with `-o yaml`, ending in a newline. Undefined members are left out. */
export function toYaml(value: unknown): string {
  const out: string[] = [];
  if (isCollection(value) && size(value) > 0) emitBlock(value, 0, out);
  else out.push(scalar(value, 0, 0), '\n');
  return out.join('');
}

type Collection = readonly unknown[] | Readonly<Record<string, unknown>>;

const isCollection = (value: unknown): value is Collection => typeof value === 'object' && value !== null;
const entriesOf = (value: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => keyOrder(a, b));
const size = (value: Collection): number =>
  Array.isArray(value) ? value.length : entriesOf(value as Record<string, unknown>).length;

/** go-yaml sorts digits in keys as numbers, and letters after other characters. Source: go-yaml v2 keyList.Less. */
function keyOrder(a: string, b: string): number {
  const x = [...a];
  const y = [...b];
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] === y[i]) continue;
    const al = /\p{L}/u.test(x[i]!);
    const bl = /\p{L}/u.test(y[i]!);
    if (al && bl) return x[i]! < y[i]! ? -1 : 1;
    if (al || bl) return bl ? -1 : 1;
    let [ai, bi, an, bn] = [i, i, 0, 0];
    if (x[i] === '0' || y[i] === '0') {
      for (let j = i - 1; j >= 0 && /\d/.test(x[j]!); j--) {
        if (x[j] !== '0') {
          an = 1;
          bn = 1;
          break;
        }
      }
    }
    for (; ai < x.length && /\d/.test(x[ai]!); ai++) an = an * 10 + Number(x[ai]);
    for (; bi < y.length && /\d/.test(y[bi]!); bi++) bn = bn * 10 + Number(y[bi]);
    if (an !== bn) return an - bn;
    if (ai !== bi) return ai - bi;
    return x[i]! < y[i]! ? -1 : 1;
  }
  return x.length - y.length;
}

/** `indent` is where the collection's own lines begin. The cursor already stands there for the first line. */
function emitBlock(value: Collection, indent: number, out: string[]): void {
  const pad = ' '.repeat(indent);
  let first = true;
  if (Array.isArray(value)) {
    for (const item of value) {
      out.push(first ? '' : pad, '-');
      first = false;
      if (isCollection(item) && size(item) > 0) {
        out.push(' ');
        emitBlock(item, indent + 2, out);
      } else out.push(' ', scalar(item ?? null, indent + 2, indent + 2), '\n');
    }
    return;
  }
  for (const [key, member] of entriesOf(value as Record<string, unknown>)) {
    const name = text(key, 0, Number.POSITIVE_INFINITY, true);
    out.push(first ? '' : pad, name, ':');
    first = false;
    if (isCollection(member) && size(member) > 0) {
      // A list stands under its key without indentation.
      const inner = Array.isArray(member) ? indent : indent + 2;
      out.push('\n', ' '.repeat(inner));
      emitBlock(member, inner, out);
    } else out.push(' ', scalar(member, indent + 2, indent + name.length + 2), '\n');
  }
}

/** `column` is where it begins: long text is folded at a blank once the line is past the width. */
function scalar(value: unknown, indent: number, column: number): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  if (typeof value === 'string') return text(value, indent, column, false);
  if (typeof value === 'number') return number(value);
  return String(value);
}

function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  return String(value).replace(/e([-+])(\d)$/, 'e$10$2');
}

const RESOLVES_TO_SOMETHING_ELSE = new RegExp(
  `^(?:${[
    '',
    '~|null|Null|NULL',
    'y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF',
    '\\.nan|\\.NaN|\\.NAN|[-+]?\\.(?:inf|Inf|INF)',
    // Whole numbers as Go's ParseInt with base 0 takes them, without their underscores.
    '[-+]?0[xX][0-9a-fA-F_]+|[-+]?0[bB][01_]+|[-+]?0[oO][0-7_]+|[-+]?[0-9][0-9_]*',
    '[-+]?(?:\\.[0-9]+|[0-9][0-9_]*(?:\\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?',
    // Base 60, which YAML 1.1 readers take for a number.
    '[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?',
    // Times.
    '\\d{4}-\\d{1,2}-\\d{1,2}(?:(?:[Tt]|\\s+)\\d{1,2}:\\d{2}:\\d{2}(?:\\.\\d*)?(?:Z|[-+]\\d{2}:\\d{2})?)?',
  ].join('|')})$`,
);

const isPrintable = (code: number): boolean =>
  code === 0x0a ||
  (code >= 0x20 && code <= 0x7e) ||
  (code >= 0xa0 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);

interface Analysis {
  plain: boolean;
  single: boolean;
  block: boolean;
}

/** Which styles can carry the text. Source: go-yaml v2 yaml_emitter_analyze_scalar, in block context. */
function analyze(value: string): Analysis {
  let [indicator, special, lineBreaks, spaceBreak, breakSpace] = [
    /^(?:---|\.\.\.)/.test(value),
    false,
    false,
    false,
    false,
  ];
  const chars = [...value];
  chars.forEach((c, i) => {
    const next = chars[i + 1];
    const beforeBlank = next === undefined || next === ' ' || next === '\n' || next === '\t';
    if (i === 0) {
      if ('#,[]{}&*!|>\'"%@`'.includes(c)) indicator = true;
      if ('?:-'.includes(c) && beforeBlank) indicator = true;
    } else {
      if (c === ':' && beforeBlank) indicator = true;
      if (c === '#' && (chars[i - 1] === ' ' || chars[i - 1] === '\n' || chars[i - 1] === '\t')) indicator = true;
    }
    if (!isPrintable(c.codePointAt(0)!)) special = true;
    if (c === '\n') {
      lineBreaks = true;
      if (chars[i - 1] === ' ') spaceBreak = true;
    }
    if (c === ' ' && chars[i - 1] === '\n') breakSpace = true;
  });
  const edge = /^[ \n]|[ \n]$/.test(value);
  return {
    plain: !(indicator || special || lineBreaks || edge || breakSpace || spaceBreak),
    single: !(special || spaceBreak || breakSpace || value === ''),
    block: !(special || spaceBreak || value.endsWith(' ')),
  };
}

function text(value: string, indent: number, column: number, isKey: boolean): string {
  const { plain, single, block } = analyze(value);
  if (value.includes('\n') && block && !isKey) return literal(value, indent);
  if (!value.includes('\n')) {
    if (RESOLVES_TO_SOMETHING_ELSE.test(value)) return doubleQuoted(value, indent, column, isKey);
    if (plain) return fold(value, indent, column, isKey);
    if (single) return `'${fold(value.replaceAll("'", "''"), indent, column + 1, isKey)}'`;
  }
  return doubleQuoted(value, indent, column, isKey);
}

/** Breaks at single blanks once past the width. */
function fold(value: string, indent: number, column: number, isKey: boolean): string {
  if (isKey || column + value.length <= WIDTH) return value;
  let out = '';
  let at = column;
  const chars = [...value];
  chars.forEach((c, i) => {
    const alone = c === ' ' && chars[i - 1] !== ' ' && chars[i + 1] !== ' ';
    if (alone && at > WIDTH && i > 0 && i < chars.length - 1) {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      out += c;
      at++;
    }
  });
  return out;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(value: string, indent: number, column: number, isKey: boolean): string {
  let out = '"';
  let at = column + 1;
  const chars = [...value];
  let spaces = false;
  chars.forEach((c, i) => {
    const code = c.codePointAt(0)!;
    if (!isPrintable(code) || ESCAPES[c]) {
      const hex = code.toString(16).toUpperCase();
      const escaped =
        ESCAPES[c] ??
        (code <= 0xff
          ? `\\x${hex.padStart(2, '0')}`
          : code <= 0xffff
            ? `\\u${hex.padStart(4, '0')}`
            : `\\U${hex.padStart(8, '0')}`);
      out += escaped;
      at += escaped.length;
      spaces = false;
    } else if (c === ' ') {
      if (!isKey && !spaces && at > WIDTH && i > 0 && i < chars.length - 1) {
        out += `\n${' '.repeat(indent)}${chars[i + 1] === ' ' ? '\\' : ''}`;
        at = indent;
      } else {
        out += c;
        at++;
      }
      spaces = true;
    } else {
      out += c;
      at++;
      spaces = false;
    }
  });
  return `${out}"`;
}

function literal(value: string, indent: number): string {
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
  const lines = value.replace(/\n$/, '').split('\n');
  return `|${hint}${chomp}\n${lines.map((l) => (l === '' ? '' : ' '.repeat(indent) + l)).join('\n')}`;
}
