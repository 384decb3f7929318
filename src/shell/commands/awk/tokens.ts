// An awk program's text, cut into tokens.

import { AwkMistake } from './syntax.ts';

export interface Token {
  readonly type: 'number' | 'string' | 'regexp' | 'name' | 'call' | 'word' | 'operator' | 'newline' | 'end';
  readonly text: string;
  readonly line: number;
}

const WORDS = new Set(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf'.split(
    ' ',
  ),
);
const OPERATORS = /^(\*\*=|\*\*|&&|\|\||\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|>>|!~|[{}()[\];,+\-*/%^!<>|?:~$=])/;

const ESCAPED: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** The escapes of a string, as in `"a\tb"` and in `-v x='a\tb'`. */
export function unescapeString(text: string): string {
  return text.replace(/\\([0-7]{1,3}|[\s\S])/g, (whole, what: string) => {
    if (/^[0-7]/.test(what)) return String.fromCharCode(Number.parseInt(what, 8));
    if (what === '\n') return '';
    return ESCAPED[what] ?? whole;
  });
}

/** @throws {AwkMistake} */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  const add = (type: Token['type'], text: string): void => void tokens.push({ type, text, line });
  while (at < source.length) {
    const rest = source.slice(at);
    const skipped = /^(?:[ \t\r]|\\\r?\n|#[^\n]*)+/.exec(rest)?.[0];
    if (skipped) {
      line += skipped.split('\n').length - 1;
      at += skipped.length;
      continue;
    }
    if (rest[0] === '\n') {
      add('newline', '\n');
      line++;
      at++;
      continue;
    }
    const number = /^(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    const name = /^[A-Za-z_]\w*/.exec(rest);
    if (number) {
      add('number', number[0]);
      at += number[0].length;
    } else if (name) {
      const type = WORDS.has(name[0]) ? 'word' : rest[name[0].length] === '(' ? 'call' : 'name';
      add(type, name[0]);
      at += name[0].length;
    } else if (rest[0] === '"') {
      const found = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest);
      if (!found) throw new AwkMistake(`runaway string constant ${rest.slice(0, 12)} ...`);
      add('string', unescapeString(found[1]!));
      at += found[0].length;
    } else if (rest[0] === '/' && startsRegExp(tokens.at(-1))) {
      const found = /^\/((?:[^/\\\n[]|\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\n])*\])*)\//.exec(rest);
      if (!found) throw new AwkMistake(`runaway regular expression ${rest.slice(0, 12)} ...`);
      add('regexp', found[1]!.replaceAll('\\/', '/'));
      at += found[0].length;
    } else {
      const operator = OPERATORS.exec(rest)?.[0];
      if (!operator) throw new AwkMistake(`unexpected character '${rest[0]}'`);
      add('operator', operator === '**' ? '^' : operator === '**=' ? '^=' : operator);
      at += operator.length;
    }
  }
  add('newline', '\n');
  add('end', '');
  return tokens;
}

/** After a value a slash divides. */
function startsRegExp(before: Token | undefined): boolean {
  if (!before) return true;
  if (before.type === 'operator') return !/^(\)|\]|\$|\+\+|--)$/.test(before.text);
  return before.type === 'newline' || before.type === 'word';
}
