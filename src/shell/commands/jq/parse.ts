// The grammar of jq. Source: jq's src/parser.y and lexer.l.

import { type Definition, JqMistake, type Json, type Node, type Pattern } from './syntax.ts';

const KEYWORDS = new Set(
  'def if then elif else end as reduce foreach try catch label import include and or __loc__'.split(' '),
);
const TOKEN =
  /(?:"|\?\/\/|\.\.|\.(?=[A-Za-z_])[A-Za-z_]\w*|\$__loc__|\$[A-Za-z_]\w*(?:::\w+)*|@[A-Za-z0-9_]+|\/\/=|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\/\/|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*|[.[\]{}()|,:;=<>+\-*/%?$])/y;

/** Binary operators from the loosest; `//` and assignments stand between. */
const LEVELS: readonly RegExp[] = [/^or$/, /^and$/, /^(==|!=|<|<=|>|>=)$/, /^[+-]$/, /^[*/%]$/];

export interface Known {
  /** `name/arity` of what may be called. */
  readonly functions: ReadonlySet<string>;
  readonly variables: readonly string[];
}

/** @throws {JqMistake} */
export function parseJq(text: string, known: Known): Node {
  return new Parser(text, known).whole();
}

/** The definitions that `text` is made of. @throws {JqMistake} */
export function parseDefinitions(text: string, known: Known): Definition[] {
  return new Parser(text, known).definitions();
}

class Parser {
  readonly #text: string;
  readonly #known: Known;
  #at = 0;
  #token = '';
  #functions: string[] = [];
  #variables: string[];
  #labels: string[] = [];

  constructor(text: string, known: Known) {
    this.#text = text;
    this.#known = known;
    this.#variables = [...known.variables];
    this.#advance();
  }

  whole(): Node {
    if (this.#token === '') return { type: 'identity' };
    const body = this.#pipe();
    if (this.#token !== '') this.#fail();
    return body;
  }

  definitions(): Definition[] {
    const out: Definition[] = [];
    while (this.#token === 'def') out.push(this.#definition());
    if (this.#token !== '') this.#fail();
    return out;
  }

  #advance(): void {
    const skipped = /(?:\s|#[^\n]*)*/y;
    skipped.lastIndex = this.#at;
    skipped.exec(this.#text);
    this.#at = skipped.lastIndex;
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.#text);
    if (!found) {
      if (this.#at < this.#text.length) throw new JqMistake(this.#told(`syntax error, unexpected INVALID_CHARACTER`));
      this.#token = '';
      return;
    }
    this.#token = found[0];
    this.#at = TOKEN.lastIndex;
  }

  #told(what: string): string {
    return `${what} (Unix shell quoting issues?) at <top-level>, line 1:\n${this.#text}`;
  }

  #fail(): never {
    const t = this.#token;
    const name =
      t === ''
        ? 'end of file'
        : KEYWORDS.has(t)
          ? t
          : /^[A-Za-z_]/.test(t)
            ? 'IDENT'
            : /^\d/.test(t)
              ? 'LITERAL'
              : t.startsWith('.') && t.length > 1 && t !== '..'
                ? 'FIELD'
                : t === '"'
                  ? 'QQSTRING_START'
                  : `'${t}'`;
    throw new JqMistake(this.#told(`syntax error, unexpected ${name}`));
  }

  #take(token: string): boolean {
    if (this.#token !== token) return false;
    this.#advance();
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) this.#fail();
  }

  /** What is defined inside is forgotten afterwards. */
  #scoped<T>(read: () => T): T {
    const [functions, variables, labels] = [this.#functions.length, this.#variables.length, this.#labels.length];
    const found = read();
    this.#functions.length = functions;
    this.#variables.length = variables;
    this.#labels.length = labels;
    return found;
  }

  #pipe(): Node {
    if (this.#token === 'def') {
      return this.#scoped(() => {
        const made = this.#definition();
        return { type: 'define', made, body: this.#pipe() };
      });
    }
    if (this.#token === 'label') {
      this.#advance();
      const name = this.#variable();
      this.#expect('|');
      return this.#scoped(() => {
        this.#labels.push(name);
        return { type: 'label', name, body: this.#pipe() };
      });
    }
    const left = this.#comma();
    if (!this.#take('|')) return left;
    return { type: 'pipe', left, right: this.#pipe() };
  }

  #definition(): Definition {
    this.#expect('def');
    const name = this.#identifier();
    const parameters: string[] = [];
    if (this.#take('(')) {
      do parameters.push(this.#token.startsWith('$') ? this.#bareVariable() : this.#identifier());
      while (this.#take(';'));
      this.#expect(')');
    }
    this.#expect(':');
    this.#functions.push(`${name}/${parameters.length}`);
    const body = this.#scoped(() => {
      for (const each of parameters) {
        if (each.startsWith('$')) this.#variables.push(each.slice(1));
        this.#functions.push(`${each.replace('$', '')}/0`);
      }
      return this.#pipe();
    });
    this.#expect(';');
    return { name, parameters, body };
  }

  #identifier(): string {
    const name = this.#token;
    if (!/^[A-Za-z_]/.test(name)) this.#fail();
    this.#advance();
    return name;
  }

  #bareVariable(): string {
    const name = this.#token;
    if (!/^\$[A-Za-z_]/.test(name)) this.#fail();
    this.#advance();
    return name;
  }

  #variable(): string {
    return this.#bareVariable().slice(1);
  }

  #comma(): Node {
    let left = this.#assignment();
    while (this.#take(',')) left = { type: 'comma', left, right: this.#assignment() };
    return left;
  }

  #assignment(): Node {
    const target = this.#alternative();
    const operator = this.#token;
    if (!/^(=|\|=|\+=|-=|\*=|\/=|%=|\/\/=)$/.test(operator)) return target;
    this.#advance();
    return { type: 'assign', operator, target, value: this.#alternative() };
  }

  #alternative(): Node {
    const left = this.#level(0);
    if (this.#take('?//'))
      return { type: 'alternative', left: { type: 'try', body: left }, right: this.#alternative() };
    if (!this.#take('//')) return left;
    return { type: 'alternative', left, right: this.#alternative() };
  }

  #level(level: number): Node {
    const pattern = LEVELS[level];
    if (!pattern) return this.#unary();
    let left = this.#level(level + 1);
    while (pattern.test(this.#token)) {
      const operator = this.#token;
      this.#advance();
      const right = this.#level(level + 1);
      left =
        operator === 'and' || operator === 'or'
          ? { type: operator, left, right }
          : { type: 'binary', operator, left, right };
      if (level === 2 && pattern.test(this.#token)) this.#fail();
    }
    return left;
  }

  #unary(): Node {
    if (this.#take('-')) return { type: 'negate', value: this.#unary() };
    const term = this.#postfix();
    if (!this.#take('as')) return term;
    const patterns = [this.#pattern()];
    while (this.#take('?//')) patterns.push(this.#pattern());
    this.#expect('|');
    return this.#scoped(() => {
      for (const each of patterns) this.#variables.push(...variablesOf(each));
      return { type: 'bind', source: term, patterns, body: this.#pipe() };
    });
  }

  #pattern(): Pattern {
    if (this.#token.startsWith('$')) return { type: 'variable', name: this.#variable() };
    if (this.#take('[')) {
      const items: Pattern[] = [];
      do items.push(this.#pattern());
      while (this.#take(','));
      this.#expect(']');
      return { type: 'array', items };
    }
    this.#expect('{');
    const entries: Extract<Pattern, { type: 'object' }>['entries'][number][] = [];
    do {
      if (this.#token.startsWith('$')) {
        const variable = this.#variable();
        const key: Node = { type: 'literal', value: variable };
        entries.push(this.#take(':') ? { key, variable, value: this.#pattern() } : { key, variable });
        continue;
      }
      const key = this.#key();
      this.#expect(':');
      entries.push({ key, value: this.#pattern() });
    } while (this.#take(','));
    this.#expect('}');
    return { type: 'object', entries };
  }

  /** An object's key: a name, a string, or anything in parentheses. */
  #key(): Node {
    if (this.#take('(')) {
      const key = this.#pipe();
      this.#expect(')');
      return key;
    }
    if (this.#token === '"') return this.#string(undefined);
    if (this.#token.startsWith('@')) return this.#formatted();
    if (/^\d/.test(this.#token)) {
      const value = this.#token;
      this.#advance();
      return { type: 'literal', value };
    }
    return { type: 'literal', value: this.#identifier() };
  }

  #postfix(): Node {
    let term = this.#term();
    for (;;) {
      const token = this.#token;
      if (token === '?') {
        this.#advance();
        term = { type: 'try', body: term };
      } else if (token === '[') {
        this.#advance();
        term = this.#bracket(term);
      } else if (/^\.[A-Za-z_]/.test(token)) {
        this.#advance();
        term = { type: 'index', target: term, key: { type: 'literal', value: token.slice(1) } };
      } else if (token === '.' && (this.#text[this.#at] === '"' || this.#text[this.#at] === '[')) {
        this.#advance();
        if (this.#take('[')) term = this.#bracket(term);
        else term = { type: 'index', target: term, key: this.#string(undefined) };
      } else return term;
    }
  }

  /** After `[`. */
  #bracket(target: Node): Node {
    if (this.#take(']')) return { type: 'iterate', target };
    if (this.#take(':')) {
      const to = this.#pipe();
      this.#expect(']');
      return { type: 'slice', target, to };
    }
    const key = this.#pipe();
    if (this.#take(':')) {
      if (this.#take(']')) return { type: 'slice', target, from: key };
      const to = this.#pipe();
      this.#expect(']');
      return { type: 'slice', target, from: key, to };
    }
    this.#expect(']');
    return { type: 'index', target, key };
  }

  #term(): Node {
    const token = this.#token;
    const identity: Node = { type: 'identity' };
    if (token === '"') return this.#string(undefined);
    if (token.startsWith('@')) return this.#formatted();
    if (/^\d|^\.\d/.test(token)) {
      this.#advance();
      return { type: 'literal', value: Number(token) };
    }
    if (/^\.[A-Za-z_]/.test(token)) {
      this.#advance();
      return { type: 'index', target: identity, key: { type: 'literal', value: token.slice(1) } };
    }
    if (token.startsWith('$')) return this.#reference();
    this.#advance();
    switch (token) {
      case '.':
        if (this.#token === '"') return { type: 'index', target: identity, key: this.#string(undefined) };
        if (this.#take('[')) return this.#bracket(identity);
        return identity;
      case '..':
        return { type: 'recurse' };
      case '(': {
        const body = this.#scoped(() => this.#pipe());
        this.#expect(')');
        return body;
      }
      case '[': {
        if (this.#take(']')) return { type: 'array' };
        const body = this.#scoped(() => this.#pipe());
        this.#expect(']');
        return { type: 'array', body };
      }
      case '{':
        return this.#object();
      case '-':
        return { type: 'negate', value: this.#postfix() };
      case 'if':
        return this.#if();
      case 'try': {
        const body = this.#postfix();
        return this.#take('catch') ? { type: 'try', body, handler: this.#postfix() } : { type: 'try', body };
      }
      case 'reduce':
      case 'foreach':
        return this.#fold(token);
    }
    if (!/^[A-Za-z_]/.test(token) || KEYWORDS.has(token)) {
      this.#token = token;
      this.#fail();
    }
    return this.#call(token);
  }

  #reference(): Node {
    if (this.#take('$__loc__')) return { type: 'literal', value: { file: '<top-level>', line: 1 } };
    const name = this.#variable();
    if (name !== 'ENV' && !this.#variables.includes(name)) throw new JqMistake(this.#undefined(`$${name}`));
    return { type: 'variable', name };
  }

  #undefined(name: string): string {
    return `${name} is not defined at <top-level>, line 1:\n${this.#text}`;
  }

  #call(name: string): Node {
    const args: Node[] = [];
    if (this.#take('(')) {
      do args.push(this.#scoped(() => this.#pipe()));
      while (this.#take(';'));
      this.#expect(')');
    }
    if (name === 'null' || name === 'true' || name === 'false')
      if (args.length === 0) return { type: 'literal', value: JSON.parse(name) as Json };
    if (name === 'break') {
      const label = this.#variable();
      if (!this.#labels.includes(label)) throw new JqMistake(this.#undefined(`$*label-${label}`));
      return { type: 'break', name: label };
    }
    const full = `${name}/${args.length}`;
    if (!this.#functions.includes(full) && !this.#known.functions.has(full)) throw new JqMistake(this.#undefined(full));
    return { type: 'call', name, args };
  }

  #if(): Node {
    const test = this.#scoped(() => this.#pipe());
    this.#expect('then');
    const yes = this.#scoped(() => this.#pipe());
    if (this.#take('elif')) return { type: 'if', test, yes, no: this.#if() };
    if (this.#take('else')) {
      const no = this.#scoped(() => this.#pipe());
      this.#expect('end');
      return { type: 'if', test, yes, no };
    }
    this.#expect('end');
    return { type: 'if', test, yes };
  }

  #fold(type: 'reduce' | 'foreach'): Node {
    const source = this.#postfix();
    this.#expect('as');
    const pattern = this.#pattern();
    return this.#scoped(() => {
      this.#variables.push(...variablesOf(pattern));
      this.#expect('(');
      const start = this.#pipe();
      this.#expect(';');
      const update = this.#pipe();
      const extract = type === 'foreach' && this.#take(';') ? this.#pipe() : undefined;
      this.#expect(')');
      return type === 'reduce'
        ? { type, source, pattern, start, update }
        : { type, source, pattern, start, update, ...(extract && { extract }) };
    });
  }

  #object(): Node {
    const entries: { key: Node; value: Node }[] = [];
    while (this.#token !== '}') {
      if (this.#token.startsWith('$')) {
        const value = this.#reference();
        const key: Node = { type: 'literal', value: value.type === 'variable' ? value.name : '__loc__' };
        entries.push({ key, value });
      } else {
        const key = this.#key();
        entries.push({
          key,
          value: this.#take(':') ? this.#objectValue() : { type: 'index', target: { type: 'identity' }, key },
        });
      }
      if (!this.#take(',')) break;
    }
    this.#expect('}');
    return { type: 'object', entries };
  }

  /** Without commas; a pipe may stand between terms. */
  #objectValue(): Node {
    const left = this.#alternative();
    return this.#take('|') ? { type: 'pipe', left, right: this.#objectValue() } : left;
  }

  #formatted(): Node {
    const name = this.#token;
    this.#advance();
    return (this.#token as string) === '"' ? this.#string(name) : { type: 'format', name };
  }

  /** The opening quote is the current token. */
  #string(format: string | undefined): Node {
    const parts: (string | Node)[] = [];
    let text = '';
    for (;;) {
      const c = this.#text[this.#at++];
      if (c === undefined) throw new JqMistake(this.#told('syntax error, unexpected end of file'));
      if (c === '"') break;
      if (c !== '\\') {
        text += c;
        continue;
      }
      const next = this.#text[this.#at++] ?? '';
      if (next === '(') {
        parts.push(text);
        text = '';
        this.#advance();
        parts.push(this.#scoped(() => this.#pipe()));
        // Not advanced over: what follows is text.
        if (this.#token !== ')') this.#fail();
        continue;
      }
      const simple: Readonly<Record<string, string>> = {
        n: '\n',
        t: '\t',
        r: '\r',
        b: '\b',
        f: '\f',
        '"': '"',
        '\\': '\\',
        '/': '/',
      };
      const hex = /^[\da-fA-F]{4}/.exec(this.#text.slice(this.#at));
      if (next === 'u' && hex) {
        text += String.fromCharCode(Number.parseInt(hex[0], 16));
        this.#at += 4;
      } else if (simple[next] !== undefined) text += simple[next];
      else throw new JqMistake(this.#told('syntax error, unexpected INVALID_CHARACTER'));
    }
    this.#advance();
    if (parts.length === 0) return { type: 'literal', value: text };
    return { type: 'string', format, parts: [...parts, text] };
  }
}

export function variablesOf(pattern: Pattern): string[] {
  if (pattern.type === 'variable') return [pattern.name];
  if (pattern.type === 'array') return pattern.items.flatMap(variablesOf);
  return pattern.entries.flatMap(({ variable, value }) => [
    ...(variable === undefined ? [] : [variable]),
    ...(value ? variablesOf(value) : []),
  ]);
}
