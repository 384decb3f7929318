// expr and bc. bc knows numbers, the four operations, %, ^, sqrt, comparisons, variables and scale.
// Portolan does not simulate bc's functions and loops.

import type { Process, Program } from '#machine/program.ts';
import { posixRegExp, RegExpMistake } from '../../regexp.ts';
import { lines } from '../tool.ts';

class Wrong extends Error {}

export const expr: Program = async (process) => {
  const words = process.argv.slice(1);
  const complain = (text: string, code: number): number => {
    process.stderr.write(`expr: ${text}\n`);
    return code;
  };
  if (words.length === 0) return complain("missing operand\nTry 'expr --help' for more information.", 2);
  try {
    const reader = new ExprReader(words);
    const value = reader.whole();
    process.stdout.write(`${value}\n`);
    return value === '' || /^-?0+$/.test(value) ? 1 : 0;
  } catch (wrong) {
    if (wrong instanceof Wrong || wrong instanceof RegExpMistake) return complain(wrong.message, 2);
    throw wrong;
  }
};

const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
];

class ExprReader {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  whole(): string {
    const value = this.#level(0);
    if (this.#at < this.#words.length) throw new Wrong(`syntax error: unexpected argument '${this.#words[this.#at]}'`);
    return value;
  }

  #level(level: number): string {
    const operators = LEVELS[level];
    if (!operators) return this.#primary();
    let left = this.#level(level + 1);
    for (;;) {
      const operator = this.#words[this.#at];
      if (operator === undefined || !operators.includes(operator)) return left;
      this.#at++;
      left = apply(operator, left, this.#level(level + 1));
    }
  }

  #primary(): string {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new Wrong(`syntax error: missing argument after '${this.#words.at(-1)}'`);
    if (word === '(') {
      const value = this.#level(0);
      if (this.#words[this.#at++] !== ')') throw new Wrong(`syntax error: expecting ')' after '${this.#words.at(-1)}'`);
      return value;
    }
    const more = this.#words.length > this.#at;
    if (word === 'length' && more) return String([...this.#primary()].length);
    if (word === 'index' && more) {
      const [text, set] = [this.#primary(), this.#primary()];
      return String([...text].findIndex((c) => set.includes(c)) + 1);
    }
    if (word === 'substr' && more) {
      const [text, from, size] = [this.#primary(), Number(this.#primary()), Number(this.#primary())];
      return from < 1 || size < 1 ? '' : text.slice(from - 1, from - 1 + size);
    }
    if (word === 'match' && more) return apply(':', this.#primary(), this.#primary());
    return word;
  }
}

function isNull(text: string): boolean {
  return text === '' || /^-?0+$/.test(text);
}

function apply(operator: string, a: string, b: string): string {
  if (operator === '|') return isNull(a) ? (isNull(b) ? '0' : b) : a;
  if (operator === '&') return isNull(a) || isNull(b) ? '0' : a;
  if (operator === ':') {
    const found = posixRegExp(`^${b.replace(/^\^/, '')}`, '', { extended: false }).exec(a);
    const grouped = b.includes('\\(');
    return grouped ? (found?.[1] ?? '') : String(found ? [...found[0]].length : 0);
  }
  const numbers = /^-?\d+$/.test(a) && /^-?\d+$/.test(b);
  if (LEVELS[2]!.includes(operator)) {
    const order = numbers ? Number(BigInt(a) - BigInt(b)) : a < b ? -1 : a > b ? 1 : 0;
    const holds = {
      '<': order < 0,
      '<=': order <= 0,
      '=': order === 0,
      '==': order === 0,
      '!=': order !== 0,
      '>=': order >= 0,
      '>': order > 0,
    };
    return holds[operator as keyof typeof holds] ? '1' : '0';
  }
  if (!numbers) throw new Wrong('non-integer argument');
  const [x, y] = [BigInt(a), BigInt(b)];
  if (operator === '+') return String(x + y);
  if (operator === '-') return String(x - y);
  if (operator === '*') return String(x * y);
  if (y === 0n) throw new Wrong('division by zero');
  return String(operator === '/' ? x / y : x % y);
}

/** A decimal: `digits` times ten to the minus `scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const power = (n: number): bigint => 10n ** BigInt(n);
const at = ({ digits, scale }: Decimal, wanted: number): bigint =>
  wanted >= scale ? digits * power(wanted - scale) : digits / power(scale - wanted);

function shown({ digits, scale }: Decimal): string {
  if (scale === 0 || digits === 0n) return digits === 0n ? '0' : String(digits);
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, -scale);
  return `${digits < 0n ? '-' : ''}${whole === '0' ? '' : whole}.${text.slice(-scale)}`;
}

export const bc: Program = async (process) => {
  const files = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
  const names = new Map<string, Decimal>([['scale', { digits: process.argv.includes('-l') ? 20n : 0n, scale: 0 }]]);
  for await (const { line } of lines(process, files.length > 0 ? files : ['-'], () => {})) {
    for (const text of line.replace(/#.*/, '').split(';')) {
      if (text.trim() === '') continue;
      if (text.trim() === 'quit') return 0;
      try {
        const { value, silent } = new BcReader(text, names).whole();
        if (!silent) process.stdout.write(`${shown(value)}\n`);
      } catch (wrong) {
        if (!(wrong instanceof Wrong)) throw wrong;
        process.stderr.write(`${wrong.message}\n`);
      }
    }
  }
  return 0;
};

class BcReader {
  readonly #tokens: readonly string[];
  readonly #names: Map<string, Decimal>;
  #at = 0;

  constructor(text: string, names: Map<string, Decimal>) {
    this.#tokens = text.match(/\d*\.\d+|\d+\.?|[a-z][a-z0-9_]*|[<>=!]=|\S/g) ?? [];
    this.#names = names;
  }

  get #scale(): number {
    return Number(this.#names.get('scale')?.digits ?? 0n);
  }

  whole(): { value: Decimal; silent: boolean } {
    const [name = '', equals] = this.#tokens;
    if (/^[a-z]/.test(name) && equals === '=') {
      this.#at = 2;
      const value = this.#comparison();
      this.#names.set(name, value);
      return { value, silent: true };
    }
    const value = this.#comparison();
    if (this.#at < this.#tokens.length) throw new Wrong('(standard_in) 1: syntax error');
    return { value, silent: false };
  }

  #comparison(): Decimal {
    const left = this.#sum();
    const operator = this.#tokens[this.#at];
    if (operator === undefined || !/^([<>]|[<>=!]=)$/.test(operator)) return left;
    this.#at++;
    const right = this.#sum();
    const scale = Math.max(left.scale, right.scale);
    const [a, b] = [at(left, scale), at(right, scale)];
    const holds = { '<': a < b, '<=': a <= b, '==': a === b, '!=': a !== b, '>=': a >= b, '>': a > b };
    return { digits: holds[operator as keyof typeof holds] ? 1n : 0n, scale: 0 };
  }

  #sum(): Decimal {
    let left = this.#product();
    for (
      let operator = this.#tokens[this.#at];
      operator === '+' || operator === '-';
      operator = this.#tokens[this.#at]
    ) {
      this.#at++;
      const right = this.#product();
      const scale = Math.max(left.scale, right.scale);
      const [a, b] = [at(left, scale), at(right, scale)];
      left = { digits: operator === '+' ? a + b : a - b, scale };
    }
    return left;
  }

  #product(): Decimal {
    let left = this.#power();
    for (
      let operator = this.#tokens[this.#at];
      operator === '*' || operator === '/' || operator === '%';
      operator = this.#tokens[this.#at]
    ) {
      this.#at++;
      const right = this.#power();
      if (operator === '*') {
        const exact = { digits: left.digits * right.digits, scale: left.scale + right.scale };
        const scale = Math.min(exact.scale, Math.max(this.#scale, left.scale, right.scale));
        left = { digits: at(exact, scale), scale };
        continue;
      }
      if (right.digits === 0n) throw new Wrong('Runtime error (func=(main), adr=5): Divide by zero');
      const scale = this.#scale;
      const quotient = {
        digits: (left.digits * power(scale + right.scale)) / (right.digits * power(left.scale)),
        scale,
      };
      if (operator === '/') left = quotient;
      else {
        const wide = Math.max(scale + right.scale, left.scale);
        left = {
          digits: at(left, wide) - at({ digits: quotient.digits * right.digits, scale: scale + right.scale }, wide),
          scale: wide,
        };
      }
    }
    return left;
  }

  #power(): Decimal {
    const base = this.#unary();
    if (this.#tokens[this.#at] !== '^') return base;
    this.#at++;
    const exponent = Number(at(this.#power(), 0));
    const size = Math.min(Math.abs(exponent), 10_000);
    const raised = { digits: base.digits ** BigInt(size), scale: base.scale * size };
    if (exponent < 0) return { digits: power(this.#scale + raised.scale) / (raised.digits || 1n), scale: this.#scale };
    const scale = Math.min(raised.scale, Math.max(this.#scale, base.scale));
    return { digits: at(raised, scale), scale };
  }

  #unary(): Decimal {
    const token = this.#tokens[this.#at++];
    if (token === '-') {
      const { digits, scale } = this.#unary();
      return { digits: -digits, scale };
    }
    if (token === '(') {
      const value = this.#comparison();
      if (this.#tokens[this.#at++] !== ')') throw new Wrong('(standard_in) 1: syntax error');
      return value;
    }
    if (token !== undefined && /^[\d.]+$/.test(token)) {
      const [whole = '', fraction = ''] = token.split('.');
      return { digits: BigInt(whole + fraction || '0'), scale: fraction.length };
    }
    if (token === 'sqrt') return this.#root();
    if (token !== undefined && /^[a-z]/.test(token)) {
      if (this.#tokens[this.#at] === '(') throw new Wrong(`Portolan does not simulate bc's function ${token}`);
      return this.#names.get(token) ?? { digits: 0n, scale: 0 };
    }
    throw new Wrong('(standard_in) 1: syntax error');
  }

  #root(): Decimal {
    const of = this.#unary();
    if (of.digits < 0n) throw new Wrong('Runtime error (func=(main), adr=3): Square root of a negative number');
    const scale = Math.max(this.#scale, of.scale);
    const wanted = at(of, scale * 2);
    let guess = BigInt(Math.floor(Math.sqrt(Number(wanted))));
    while (guess * guess > wanted) guess--;
    while ((guess + 1n) * (guess + 1n) <= wanted) guess++;
    return { digits: guess, scale };
  }
}

export const factor: Program = async (process: Process) => {
  for (const arg of process.argv.slice(1)) {
    if (!/^\d{1,15}$/.test(arg)) {
      process.stderr.write(`factor: '${arg}' is not a valid positive integer\n`);
      return 1;
    }
    const found: number[] = [];
    let left = Number(arg);
    for (let n = 2; n * n <= left; n++) for (; left % n === 0; left /= n) found.push(n);
    if (left > 1) found.push(left);
    process.stdout.write(`${arg}:${found.map((n) => ` ${n}`).join('')}\n`);
  }
  return 0;
};
