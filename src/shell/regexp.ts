// POSIX regular expressions, basic and extended, with GNU's additions, as JavaScript's.
// Of alternatives the longest match is taken, as POSIX wants it; which of them its groups then hold is JavaScript's choice.

export interface PosixOptions {
  /** Operators stand without backslashes. */
  readonly extended: boolean;
  /** Inside brackets a backslash escapes, as in awk. Default: it is a backslash. */
  readonly escapesInBrackets?: boolean;
}

/** A mistake, in GNU's words. */
export class RegExpMistake extends Error {}

/** The names of `[:alpha:]` and its kin, as the inside of a bracket. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: '\\p{L}\\p{N}',
  alpha: '\\p{L}',
  blank: ' \\t',
  cntrl: '\\0-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e\\u{a1}-\\u{10ffff}',
  lower: '\\p{Ll}',
  print: '\\x20-\\x7e\\u{a0}-\\u{10ffff}',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\s',
  upper: '\\p{Lu}',
  xdigit: '0-9A-Fa-f',
};

/** What GNU tools read after a backslash, beside operators. */
const ESCAPES: Readonly<Record<string, string>> = {
  w: '[\\p{L}\\p{N}_]',
  W: '[^\\p{L}\\p{N}_]',
  s: '\\s',
  S: '\\S',
  b: '\\b',
  B: '\\B',
  '<': '\\b(?=\\w)',
  '>': '\\b(?<=\\w)',
  '`': '(?<![\\s\\S])',
  "'": '(?![\\s\\S])',
  n: '\\n',
  t: '\\t',
  r: '\\r',
  f: '\\f',
  v: '\\v',
};

/** @throws {RegExpMistake} */
export function posixRegExp(source: string, flags: string, options: PosixOptions): RegExp {
  const pattern = new Translator(source, options).whole();
  try {
    return longestRegExp(pattern, `${flags}u`);
  } catch {
    throw new RegExpMistake('Invalid regular expression');
  }
}

/** With a group that is repeated, looking for a longer match may try every way to cut the text: twice as many with each character. */
const REPEATED_GROUP = /\)[*+{]/;
/** So much of a text is cut in every way. Of a longer one, what JavaScript finds first is taken. */
const CUT_IN_EVERY_WAY = 20;

/** A JavaScript expression that matches as much as it can from where it first matches. */
export function longestRegExp(source: string, flags: string): RegExp {
  return source.includes('|') ? new LongestRegExp(source, flags) : new RegExp(source, flags);
}

class LongestRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    const found = super.exec(text);
    if (!found) return null;
    if (text.length - found.index > CUT_IN_EVERY_WAY && REPEATED_GROUP.test(this.source)) return found;
    let best = found;
    const flags = `${this.flags.replace(/[gyd]/g, '')}y`;
    for (;;) {
      const rest = text.slice(best.index + best[0].length);
      if (rest === '') break;
      // What follows the match must be less than what follows this one.
      const left = this.unicode ? [...rest].length : rest.length;
      const longer = new RegExp(`(?:${this.source})(?![\\s\\S]{${left}})`, flags);
      longer.lastIndex = best.index;
      const next = longer.exec(text);
      if (!next) break;
      best = next;
    }
    if (this.global || this.sticky) this.lastIndex = best.index + best[0].length;
    return best;
  }

  override test(text: string): boolean {
    return super.exec(text) !== null;
  }
}

/** The source of a JavaScript expression of the flag `u`. @throws {RegExpMistake} */
export function posixSource(source: string, options: PosixOptions): string {
  return new Translator(source, options).whole();
}

export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

class Translator {
  readonly #source: string;
  readonly #options: PosixOptions;
  #at = 0;
  #groups = 0;
  #open = 0;

  constructor(source: string, options: PosixOptions) {
    this.#source = source;
    this.#options = options;
  }

  whole(): string {
    const text = this.#alternatives();
    if (this.#at < this.#source.length) throw new RegExpMistake('Unmatched ) or \\)');
    if (this.#open > 0) throw new RegExpMistake('Unmatched ( or \\(');
    return text;
  }

  /** The operator at this place, without its backslash; undefined where there is none. */
  #operator(): string | undefined {
    const c = this.#source[this.#at];
    if (c === undefined) return undefined;
    if (this.#options.extended) return '(){|+?'.includes(c) || c === '*' ? c : undefined;
    if (c === '*') return c;
    const next = this.#source[this.#at + 1];
    return c === '\\' && next !== undefined && '(){|+?'.includes(next) ? next : undefined;
  }

  #skip(operator: string): void {
    this.#at += this.#options.extended || operator === '*' ? 1 : 2;
  }

  #alternatives(): string {
    let out = '';
    let start = true;
    let piece = '';
    for (;;) {
      const operator = this.#operator();
      if (this.#at >= this.#source.length) return out + piece;
      if (operator === ')') {
        if (this.#open === 0) {
          if (!this.#options.extended) throw new RegExpMistake('Unmatched ) or \\)');
          // A lone `)` stands for itself in an extended expression.
          this.#at++;
          piece += '\\)';
          start = false;
          continue;
        }
        return out + piece;
      }
      if (operator === '|') {
        this.#skip('|');
        out += `${piece}|`;
        piece = '';
        start = true;
        continue;
      }
      const atom = this.#atom(start, operator);
      if (atom === '^') {
        piece += '^';
        continue;
      }
      start = false;
      piece += this.#repeated(atom);
    }
  }

  #atom(start: boolean, operator: string | undefined): string {
    const c = this.#source[this.#at]!;
    const { extended } = this.#options;
    if (operator === '(') return this.#group();
    if (operator === '*' || operator === '+' || operator === '?') {
      // Nothing stands before it: it is itself.
      this.#skip(operator);
      if (!start && extended) return `\\${operator}`;
      return `\\${operator}`;
    }
    if (operator === '{') {
      if (!extended) throw new RegExpMistake('Invalid preceding regular expression');
      this.#at++;
      return '\\{';
    }
    this.#at++;
    if (c === '[') return this.#bracket();
    if (c === '.') return '[\\s\\S]';
    if (c === '^') return extended || start ? '^' : '\\^';
    if (c === '$') return extended || this.#endsHere() ? '$' : '\\$';
    if (c === '\\') return this.#escaped();
    const whole = String.fromCodePoint(this.#source.codePointAt(this.#at - 1)!);
    this.#at += whole.length - 1;
    return literal(whole);
  }

  #endsHere(): boolean {
    const rest = this.#source.slice(this.#at);
    return rest === '' || rest.startsWith('\\)') || rest.startsWith('\\|');
  }

  #escaped(): string {
    const c = this.#source[this.#at++];
    if (c === undefined) throw new RegExpMistake('Trailing backslash');
    if (/[1-9]/.test(c)) {
      if (Number(c) > this.#groups) throw new RegExpMistake('Invalid back reference');
      return `(?:\\${c})`;
    }
    return ESCAPES[c] ?? literal(c);
  }

  #group(): string {
    this.#skip('(');
    this.#open++;
    this.#groups++;
    const inside = this.#alternatives();
    if (this.#operator() !== ')') throw new RegExpMistake('Unmatched ( or \\(');
    this.#skip(')');
    this.#open--;
    return `(${inside})`;
  }

  #repeated(atom: string): string {
    let out = atom;
    for (;;) {
      const operator = this.#operator();
      if (operator === '*' || operator === '+' || operator === '?') {
        this.#skip(operator);
        out = `${out === atom ? out : `(?:${out})`}${operator}`;
        continue;
      }
      if (operator !== '{') return out;
      const { extended } = this.#options;
      const found = (extended ? /^\{(\d*)(?:(,)(\d*))?\}/ : /^\\\{(\d*)(?:(,)(\d*))?\\\}/).exec(
        this.#source.slice(this.#at),
      );
      if (!found || (found[1] === '' && !found[2])) {
        if (extended) return out;
        throw new RegExpMistake(found ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
      }
      const [whole, from = '', comma = '', to = ''] = found;
      if (to !== '' && Number(to) < Number(from)) throw new RegExpMistake('Invalid content of \\{\\}');
      this.#at += whole.length;
      out = `${out === atom ? out : `(?:${out})`}{${from || 0}${comma}${to}}`;
    }
  }

  #bracket(): string {
    const source = this.#source;
    const unmatched = (): never => {
      throw new RegExpMistake('Unmatched [, [^, [:, [., or [=');
    };
    let not = false;
    if (source[this.#at] === '^') {
      not = true;
      this.#at++;
    }
    let inside = '';
    for (let first = true; ; first = false) {
      if (this.#at >= source.length) unmatched();
      const c = source[this.#at]!;
      if (c === ']' && !first) break;
      const named = /^\[([:.=])(.*?)\1\]/s.exec(source.slice(this.#at));
      if (c === '[' && named) {
        this.#at += named[0].length;
        const known = named[1] === ':' ? CLASSES[named[2]!] : inBracket(named[2]!);
        if (known === undefined) throw new RegExpMistake('Invalid character class name');
        inside += known;
        continue;
      }
      const from = this.#member();
      if (source[this.#at] === '-' && source[this.#at + 1] !== ']' && this.#at + 1 < source.length) {
        this.#at++;
        const to = this.#member();
        if (from.codePointAt(0)! > to.codePointAt(0)!) throw new RegExpMistake('Invalid range end');
        inside += `${inBracket(from)}-${inBracket(to)}`;
      } else inside += inBracket(from);
    }
    this.#at++;
    return `[${not ? '^' : ''}${inside}]`;
  }

  #member(): string {
    const c = String.fromCodePoint(this.#source.codePointAt(this.#at)!);
    this.#at += c.length;
    const next = this.#source[this.#at];
    if (c !== '\\' || next === undefined) return c;
    const control: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' };
    if (this.#options.escapesInBrackets || next === 'n' || next === 't') {
      this.#at++;
      return control[next] ?? next;
    }
    return c;
  }
}

function inBracket(c: string): string {
  if (c === '\n') return '\\n';
  return c.replace(/[\\\]^[\-&~!#%,:;<=>@`{|}*+.$()?/]/g, (each) =>
    /[\\\]^[\-/{}|.*+?$()]/.test(each) ? `\\${each}` : `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
