// Models encoding/json's scanner: what Go says of text that is not JSON. JSON.parse only says that it is not.

const isSpace = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\r' || c === '\n';
const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';

/** Go's quoteChar: `'x'`, `'\''`, `'"'`, `'\n'`. */
function quoted(c: string): string {
  if (c === "'") return "'\\''";
  if (c === '"') return `'"'`;
  return `'${JSON.stringify(c).slice(1, -1)}'`;
}

class SyntaxMistake extends Error {}

const END = 'unexpected end of JSON input';

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#space();
    this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail('after top-level value');
  }

  #fail(context: string): never {
    const point = this.#text.codePointAt(this.#at);
    throw new SyntaxMistake(
      point === undefined ? END : `invalid character ${quoted(String.fromCodePoint(point))} ${context}`,
    );
  }

  #here(): string | undefined {
    return this.#text[this.#at];
  }

  #space(): void {
    while (isSpace(this.#here())) this.#at++;
  }

  // Containers are kept on a list of their own: Go nests 10,000 deep, this machine's stack does not.
  #value(): void {
    const open: ('{' | '[')[] = [];
    for (;;) {
      const c = this.#here();
      if (c === '{' || c === '[') {
        this.#at++;
        if (open.push(c) > 10_000) throw new SyntaxMistake('exceeded max depth');
        this.#space();
        if (this.#here() === (c === '{' ? '}' : ']')) {
          if (this.#close(open)) return;
        } else if (c === '{') this.#key();
        continue;
      }
      if (c === '"') this.#string();
      else if (c === '-' || isDigit(c)) this.#number();
      else if (c === 't') this.#literal('true');
      else if (c === 'f') this.#literal('false');
      else if (c === 'n') this.#literal('null');
      else this.#fail('looking for beginning of value');
      if (this.#after(open)) return;
    }
  }

  /** Takes the bracket that closes the innermost container, and what follows. True when the value is whole. */
  #close(open: ('{' | '[')[]): boolean {
    this.#at++;
    open.pop();
    return this.#after(open);
  }

  #after(open: ('{' | '[')[]): boolean {
    for (;;) {
      const inner = open.at(-1);
      if (!inner) return true;
      this.#space();
      const c = this.#here();
      if (c === ',') {
        this.#at++;
        this.#space();
        if (inner === '{') this.#key();
        return false;
      }
      if (c !== (inner === '{' ? '}' : ']'))
        this.#fail(inner === '{' ? 'after object key:value pair' : 'after array element');
      this.#at++;
      open.pop();
    }
  }

  #key(): void {
    if (this.#here() !== '"') this.#fail('looking for beginning of object key string');
    this.#string();
    this.#space();
    if (this.#here() !== ':') this.#fail('after object key');
    this.#at++;
    this.#space();
  }

  #string(): void {
    this.#at++;
    for (;;) {
      const c = this.#here();
      if (c === undefined) this.#fail('in string literal');
      if (c < ' ') this.#fail('in string literal');
      this.#at++;
      if (c === '"') return;
      if (c !== '\\') continue;
      const escaped = this.#here();
      if (escaped === undefined || !'bfnrt\\/"u'.includes(escaped)) this.#fail('in string escape code');
      this.#at++;
      if (escaped !== 'u') continue;
      for (let i = 0; i < 4; i++) {
        if (!/[0-9a-fA-F]/.test(this.#here() ?? '')) this.#fail('in \\u hexadecimal character escape');
        this.#at++;
      }
    }
  }

  #number(): void {
    if (this.#here() === '-') {
      this.#at++;
      if (!isDigit(this.#here())) this.#fail('in numeric literal');
    }
    if (this.#here() === '0') this.#at++;
    else this.#digits();
    if (this.#here() === '.') {
      this.#at++;
      if (!isDigit(this.#here())) this.#fail('after decimal point in numeric literal');
      this.#digits();
    }
    if (this.#here() === 'e' || this.#here() === 'E') {
      this.#at++;
      if (this.#here() === '+' || this.#here() === '-') this.#at++;
      if (!isDigit(this.#here())) this.#fail('in exponent of numeric literal');
      this.#digits();
    }
  }

  #digits(): void {
    while (isDigit(this.#here())) this.#at++;
  }

  #literal(word: string): void {
    for (const c of word) {
      if (this.#here() !== c) this.#fail(`in literal ${word} (expecting ${quoted(c)})`);
      this.#at++;
    }
  }
}

/** `invalid character 'x' looking for beginning of value`; undefined for what is JSON. */
export function jsonSyntaxError(text: string): string | undefined {
  try {
    new Scanner(text).document();
    return undefined;
  } catch (e) {
    if (e instanceof SyntaxMistake) return e.message;
    throw e;
  }
}

/** What Go shows of a body that it could not read: text of an object, anything else in hex. Source: summarizeData. */
export function summarizeData(text: string, maxLength = 30): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === 0) return '<empty>';
  const shown = bytes.subarray(0, maxLength);
  const more = bytes.length > maxLength ? ' ...' : '';
  if (text.startsWith('{')) return new TextDecoder().decode(shown) + more;
  return [...shown].map((b) => b.toString(16).padStart(2, '0')).join('') + more;
}
