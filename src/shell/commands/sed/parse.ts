// The commands of a sed script. Models GNU sed's sed/compile.c.

import { posixRegExp, RegExpMistake } from '../../regexp.ts';

export type Address =
  | { readonly type: 'line'; readonly line: number }
  | { readonly type: 'last' }
  /** `undefined`: the expression that was used last. */
  | { readonly type: 'match'; readonly pattern: RegExp | undefined }
  | { readonly type: 'step'; readonly first: number; readonly step: number }
  /** As a second address: so many lines more, or up to a multiple. */
  | { readonly type: 'more'; readonly lines: number }
  | { readonly type: 'multiple'; readonly of: number };

export interface SedCommand {
  readonly from?: Address;
  readonly to?: Address;
  readonly not: boolean;
  readonly name: string;
  /** Of `s`, and of a `y` its two lists. */
  readonly pattern?: RegExp | undefined;
  readonly replacement?: string;
  readonly flags?: {
    readonly global: boolean;
    readonly prints: boolean;
    readonly which: number;
    readonly file?: string;
  };
  /** Of `a`, `i`, `c`; a label; a file's name. */
  readonly text?: string;
  readonly code?: number;
  /** Of `{`: where the block ends. Of a branch: where it goes to. */
  target?: number;
}

/** What is wrong, with the character at which it was found. */
export class SedMistake extends Error {}

/** @throws {SedMistake} */
export function parseSed(script: string, extended: boolean): SedCommand[] {
  return new Parser(script, extended).whole();
}

class Parser {
  readonly #script: string;
  readonly #extended: boolean;
  #at = 0;

  constructor(script: string, extended: boolean) {
    this.#script = script;
    this.#extended = extended;
  }

  #fail(text: string): never {
    throw new SedMistake(`char ${Math.min(this.#at, this.#script.length)}: ${text}`);
  }

  #skip(pattern: RegExp): string {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#script)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  whole(): SedCommand[] {
    const commands: SedCommand[] = [];
    const blocks: number[] = [];
    const labels = new Map<string, number>();
    for (;;) {
      this.#skip(/(?:[\s;]|#[^\n]*)+/);
      if (this.#at >= this.#script.length) break;
      const command = this.#command();
      if (command.name === '}') {
        const open = blocks.pop();
        if (open === undefined) this.#fail("unexpected `}'");
        commands[open!]!.target = commands.length;
        continue;
      }
      if (command.name === ':') {
        labels.set(command.text!, commands.length);
        continue;
      }
      if (command.name === '{') blocks.push(commands.length);
      commands.push(command);
    }
    if (blocks.length > 0) throw new SedMistake("char 0: unmatched `{'");
    for (const command of commands) {
      if (!'btT'.includes(command.name)) continue;
      const target = command.text === '' ? commands.length : labels.get(command.text!);
      if (target === undefined) throw new SedMistake(`\u0000can't find label for jump to \`${command.text}'`);
      command.target = target;
    }
    return commands;
  }

  #address(second: boolean): Address | undefined {
    const number = this.#skip(/\d+/);
    if (number !== '') {
      if (this.#skip(/~/) === '') return { type: 'line', line: Number(number) };
      return { type: 'step', first: Number(number), step: Number(this.#skip(/\d+/) || 0) };
    }
    if (second && this.#skip(/\+/)) return { type: 'more', lines: Number(this.#skip(/\d+/)) };
    if (second && this.#skip(/~/)) return { type: 'multiple', of: Number(this.#skip(/\d+/)) };
    if (this.#skip(/\$/)) return { type: 'last' };
    const delimiter = this.#skip(/\/|\\[^\n]/).at(-1);
    if (delimiter === undefined) return undefined;
    const source = this.#upTo(delimiter, true);
    if (source === undefined) this.#fail('unterminated address regex');
    const letters = this.#skip(/[IM]*/);
    return { type: 'match', pattern: this.#regExp(source!, letters) };
  }

  #regExp(source: string, letters: string): RegExp | undefined {
    if (source === '') return undefined;
    try {
      return posixRegExp(source, `g${/i/i.test(letters) ? 'i' : ''}${/m/i.test(letters) ? 'm' : ''}`, {
        extended: this.#extended,
      });
    } catch (mistake) {
      if (mistake instanceof RegExpMistake) this.#fail(mistake.message);
      throw mistake;
    }
  }

  /** The text before the delimiter, which is left behind. In an expression a delimiter in brackets is none. */
  #upTo(delimiter: string, isExpression: boolean): string | undefined {
    let out = '';
    while (this.#at < this.#script.length) {
      const c = this.#script[this.#at]!;
      if (c === '\n' && isExpression) return undefined;
      if (c === '\\') {
        const next = this.#script[this.#at + 1] ?? '';
        out +=
          next === delimiter && delimiter !== '\\'
            ? isExpression && '|+?(){}.*^$['.includes(next)
              ? `\\${next}`
              : next
            : c + next;
        if (next === delimiter && !isExpression && delimiter === '&') out = `${out.slice(0, -1)}\\&`;
        this.#at += 2;
        continue;
      }
      if (c === delimiter) {
        this.#at++;
        return out;
      }
      const bracket =
        isExpression && c === '['
          ? /^\[\^?\]?(?:\[[:.=].*?[:.=]\]|[^\]\n])*\]/.exec(this.#script.slice(this.#at))
          : null;
      out += bracket ? bracket[0] : c;
      this.#at += bracket ? bracket[0].length : 1;
    }
    return undefined;
  }

  #command(): SedCommand {
    const from = this.#address(false);
    this.#skip(/[ \t]+/);
    let to: Address | undefined;
    if (from && this.#skip(/,/)) {
      this.#skip(/[ \t]+/);
      to = this.#address(true);
      if (!to) this.#fail("unexpected `,'");
    }
    if (from?.type === 'line' && from.line === 0 && to?.type !== 'match') {
      this.#at++;
      this.#fail('invalid usage of line address 0');
    }
    this.#skip(/[ \t]+/);
    const not = this.#skip(/!+[ \t]*/) !== '';
    const name = this.#script[this.#at] ?? '';
    if (name === '' || name === '\n' || name === ';') this.#fail('missing command');
    this.#at++;
    const base = { ...(from && { from }), ...(to && { to }), not, name };
    if (name === '{') return base;
    if (name === ':') {
      if (from) this.#fail(": doesn't want any addresses");
      const text = this.#skip(/[ \t]*[^\s;]+/).trim();
      if (text === '') this.#fail('":" lacks a label');
      return { ...base, text };
    }
    if ('aic'.includes(name)) return { ...base, text: this.#text() };
    if ('btT'.includes(name)) return { ...base, text: this.#skip(/[ \t]*[^\s;}]*/).trim() };
    if ('rwRW'.includes(name)) {
      const text = this.#skip(/[^\n]*/).trim();
      if (text === '') this.#fail('missing filename in r/R/w/W commands');
      return { ...base, text };
    }
    if ('qQlL'.includes(name)) {
      const code = this.#skip(/[ \t]*\d*/).trim();
      return this.#ended({ ...base, ...(code === '' ? {} : { code: Number(code) }) });
    }
    if (name === 's') return this.#ended({ ...base, ...this.#substitution() });
    if (name === 'y') return this.#ended({ ...base, ...this.#transliteration() });
    if ('=dDgGhHlnNpPxzF}'.includes(name)) return this.#ended(base);
    return this.#fail(`unknown command: \`${name}'`);
  }

  #ended<T>(command: T): T {
    this.#skip(/[ \t]+/);
    const next = this.#script[this.#at];
    if (next !== undefined && !/[;\n}#]/.test(next)) {
      this.#at++;
      this.#fail('extra characters after command');
    }
    return command;
  }

  /** Of `a`, `i` and `c`: on the same line, or after a backslash on the next ones. */
  #text(): string {
    this.#skip(/[ \t]*/);
    if (this.#at >= this.#script.length) this.#fail("expected \\ after `a', `c' or `i'");
    // Behind a backslash on the same line, spaces are text.
    this.#skip(/\\[ \t]*\n|\\(?=[ \t])/) || this.#skip(/\\\n?/);
    let out = '';
    while (this.#at < this.#script.length) {
      const c = this.#script[this.#at++]!;
      if (c === '\n') break;
      if (c !== '\\') out += c;
      else {
        const next = this.#script[this.#at++] ?? '';
        out += next === 't' ? '\t' : next;
      }
    }
    return `${out}\n`;
  }

  #substitution(): Partial<SedCommand> {
    const delimiter = this.#script[this.#at++] ?? '';
    const source = this.#upTo(delimiter, true);
    const replacement = source === undefined ? undefined : this.#upTo(delimiter, false);
    if (source === undefined || replacement === undefined) {
      this.#at = this.#script.length;
      this.#fail("unterminated `s' command");
    }
    const letters = this.#skip(/(?:[gpiImMe]|\d+)*/);
    const file = this.#skip(/w[^\n]*/)
      .slice(1)
      .trim();
    const next = this.#script[this.#at];
    if (next !== undefined && !/[\s;}#]/.test(next)) {
      this.#at++;
      this.#fail("unknown option to `s'");
    }
    if (letters.includes('e')) this.#fail("Portolan does not simulate the flag e of `s'");
    const pattern = this.#regExp(source!, letters.replace(/[^im]/gi, ''));
    const groups = pattern ? new RegExp(`${pattern.source}|`, pattern.flags).exec('')!.length - 1 : 9;
    for (const [, digit] of replacement!.matchAll(/\\(?:([1-9])|[\s\S])/g)) {
      if (digit !== undefined && Number(digit) > groups)
        this.#fail(`invalid reference \\${digit} on \`s' command's RHS`);
    }
    return {
      pattern,
      replacement: replacement!,
      flags: {
        global: letters.includes('g'),
        prints: letters.includes('p'),
        which: Number(/\d+/.exec(letters)?.[0] ?? 1),
        ...(file && { file }),
      },
    };
  }

  #transliteration(): Partial<SedCommand> {
    const delimiter = this.#script[this.#at++] ?? '';
    const from = this.#upTo(delimiter, false);
    const to = from === undefined ? undefined : this.#upTo(delimiter, false);
    if (from === undefined || to === undefined) this.#fail("unterminated `y' command");
    const plain = (text: string): string => text.replace(/\\([\\n])/g, (_, c: string) => (c === 'n' ? '\n' : c));
    const [a, b] = [plain(from!), plain(to!)];
    if ([...a].length !== [...b].length) this.#fail("strings for `y' command are different lengths");
    return { text: a, replacement: b };
  }
}
