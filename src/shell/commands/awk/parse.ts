// The grammar of awk. Source: POSIX, "awk", grammar.

import {
  type AwkFunction,
  AwkMistake,
  type AwkProgram,
  type Expression,
  type Pattern,
  type Rule,
  type Statement,
} from './syntax.ts';
import { type Token, tokensOf } from './tokens.ts';

const BUILTINS = new Set(
  'length substr index split sub gsub match sprintf sin cos atan2 exp log sqrt int rand srand tolower toupper system close fflush'.split(
    ' ',
  ),
);

/** @throws {AwkMistake} */
export function parseAwk(source: string): AwkProgram {
  return new Parser(tokensOf(source)).program();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** In `print a > b` the `>` is no comparison, and in `for (x in a)` the `in` no test. */
  #noGreater = false;
  #noIn = false;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  #is(text: string): boolean {
    const { type } = this.#token;
    return this.#token.text === text && (type === 'operator' || type === 'word' || type === 'newline');
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail();
  }

  #fail(): never {
    const { type, text, line } = this.#token;
    const near = type === 'end' ? 'end of file' : type === 'newline' ? 'end of line' : text;
    throw new AwkMistake(`line ${line}: syntax error at or near ${near}`);
  }

  #newlines(): void {
    while (this.#take('\n')) {}
  }

  #terminators(): void {
    while (this.#take('\n') || this.#take(';')) {}
  }

  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, AwkFunction>();
    this.#terminators();
    while (this.#token.type !== 'end') {
      if (this.#take('function') || this.#take('func')) this.#function(functions);
      else rules.push(this.#rule());
      this.#terminators();
    }
    return { rules, functions };
  }

  #function(functions: Map<string, AwkFunction>): void {
    const name = this.#name();
    this.#expect('(');
    const parameters: string[] = [];
    while (!this.#is(')')) {
      parameters.push(this.#name());
      if (!this.#take(',')) break;
      this.#newlines();
    }
    this.#expect(')');
    this.#newlines();
    functions.set(name, { parameters, body: this.#block() });
  }

  #name(): string {
    const { type, text } = this.#token;
    if (type !== 'name' && type !== 'call') this.#fail();
    this.#at++;
    return text;
  }

  #rule(): Rule {
    let pattern: Pattern = { type: 'always' };
    if (this.#take('BEGIN')) pattern = { type: 'begin' };
    else if (this.#take('END')) pattern = { type: 'end' };
    else if (!this.#is('{')) {
      const test = this.#expression();
      pattern = { type: 'when', test };
      if (this.#take(',')) {
        this.#newlines();
        pattern = { type: 'range', from: test, to: this.#expression() };
      }
    }
    if (this.#is('{')) return { pattern, body: this.#block() };
    if (pattern.type === 'begin' || pattern.type === 'end') this.#fail();
    return { pattern };
  }

  #block(): Statement {
    this.#expect('{');
    const body: Statement[] = [];
    this.#terminators();
    while (!this.#is('}')) {
      body.push(this.#statement());
      this.#terminators();
    }
    this.#expect('}');
    return { type: 'block', body };
  }

  /** Ends a simple statement. */
  #end(): void {
    if (this.#is('}') || this.#token.type === 'end') return;
    if (!this.#take(';') && !this.#take('\n')) this.#fail();
  }

  #body(): Statement {
    this.#newlines();
    if (this.#take(';')) return { type: 'block', body: [] };
    return this.#statement();
  }

  #statement(): Statement {
    if (this.#is('{')) return this.#block();
    if (this.#take('if')) return this.#if();
    if (this.#take('while')) {
      const test = this.#parenthesized();
      if (this.#take(';')) return { type: 'loop', test, body: { type: 'block', body: [] }, bodyFirst: false };
      return { type: 'loop', test, body: this.#body(), bodyFirst: false };
    }
    if (this.#take('do')) {
      const body = this.#body();
      this.#terminators();
      this.#expect('while');
      const test = this.#parenthesized();
      this.#end();
      return { type: 'loop', test, body, bodyFirst: true };
    }
    if (this.#take('for')) return this.#for();
    const statement = this.#simple();
    this.#end();
    return statement;
  }

  #parenthesized(): Expression {
    this.#expect('(');
    const value = this.#free(() => this.#expression());
    this.#expect(')');
    return value;
  }

  #if(): Statement {
    const test = this.#parenthesized();
    const yes = this.#body();
    const back = this.#at;
    this.#terminators();
    if (this.#take('else')) return { type: 'if', test, yes, no: this.#body() };
    this.#at = back;
    return { type: 'if', test, yes };
  }

  #for(): Statement {
    this.#expect('(');
    const [variable, word, name] = this.#tokens.slice(this.#at, this.#at + 3);
    const closes = this.#tokens[this.#at + 3];
    if (variable?.type === 'name' && word?.text === 'in' && word.type === 'word' && name && closes?.text === ')') {
      this.#at += 4;
      return { type: 'each', variable: variable.text, name: name.text, body: this.#body() };
    }
    const first = this.#is(';') ? undefined : this.#simple();
    this.#expect(';');
    this.#newlines();
    const test = this.#is(';') ? undefined : this.#expression();
    this.#expect(';');
    this.#newlines();
    const after = this.#is(')') ? undefined : this.#simple();
    this.#expect(')');
    return {
      type: 'loop',
      ...(first && { first }),
      ...(test && { test }),
      ...(after && { after }),
      body: this.#body(),
      bodyFirst: false,
    };
  }

  #endsHere(): boolean {
    return this.#is(';') || this.#is('\n') || this.#is('}') || this.#token.type === 'end';
  }

  #simple(): Statement {
    for (const how of ['next', 'nextfile', 'break', 'continue'] as const)
      if (this.#take(how)) return { type: 'jump', how };
    for (const type of ['exit', 'return'] as const) {
      if (this.#take(type)) return this.#endsHere() ? { type } : { type, value: this.#expression() };
    }
    if (this.#take('delete')) {
      const name = this.#name();
      return this.#take('[') ? { type: 'delete', name, keys: this.#list(']') } : { type: 'delete', name };
    }
    if (this.#is('print') || this.#is('printf')) return this.#print();
    return { type: 'expression', value: this.#expression() };
  }

  #print(): Statement {
    const formatted = this.#token.text === 'printf';
    this.#at++;
    const args: Expression[] = [];
    const outer = this.#noGreater;
    this.#noGreater = true;
    while (!this.#endsHere() && !this.#is('>') && !this.#is('>>') && !this.#is('|')) {
      args.push(this.#expression());
      if (!this.#take(',')) break;
      this.#newlines();
    }
    this.#noGreater = outer;
    const [only] = args;
    const list = args.length === 1 && only?.type === 'group' ? only.items : args;
    for (const operator of ['>', '>>', '|'] as const) {
      if (this.#take(operator))
        return { type: 'print', formatted, args: list, to: { operator, target: this.#concatenation() } };
    }
    return { type: 'print', formatted, args: list };
  }

  #list(closes: string): Expression[] {
    return this.#free(() => {
      const items: Expression[] = [];
      this.#newlines();
      while (!this.#is(closes)) {
        items.push(this.#expression());
        this.#newlines();
        if (!this.#take(',')) break;
        this.#newlines();
      }
      this.#expect(closes);
      return items;
    });
  }

  /** Inside parentheses `>` and `in` mean what they always mean. */
  #free<T>(read: () => T): T {
    const [greater, isIn] = [this.#noGreater, this.#noIn];
    this.#noGreater = false;
    this.#noIn = false;
    const found = read();
    this.#noGreater = greater;
    this.#noIn = isIn;
    return found;
  }

  #expression(): Expression {
    const left = this.#choice();
    const operator = this.#token.text;
    if (this.#token.type === 'operator' && /^(=|\+=|-=|\*=|\/=|%=|\^=)$/.test(operator) && isTarget(left)) {
      this.#at++;
      this.#newlines();
      return { type: 'assign', operator, target: left, value: this.#expression() };
    }
    return left;
  }

  #choice(): Expression {
    const test = this.#binary(0);
    if (!this.#take('?')) return test;
    this.#newlines();
    const yes = this.#expression();
    this.#newlines();
    this.#expect(':');
    this.#newlines();
    return { type: 'choice', test, yes, no: this.#expression() };
  }

  /** `||`, `&&`, `in`, `~`, comparisons: from the loosest. */
  #binary(level: number): Expression {
    if (level === 4) return this.#comparison();
    let left = this.#binary(level + 1);
    for (;;) {
      if (level < 2) {
        const operator = level === 0 ? '||' : '&&';
        if (!this.#take(operator)) return left;
        this.#newlines();
        left = { type: 'binary', operator, left, right: this.#binary(level + 1) };
      } else if (level === 2) {
        if (this.#noIn || !this.#take('in')) return left;
        left = { type: 'in', name: this.#name(), keys: left.type === 'group' ? left.items : [left] };
      } else {
        const not = this.#is('!~');
        if (!this.#take('~') && !this.#take('!~')) return left;
        left = { type: 'match', not, left, right: this.#comparison() };
      }
    }
  }

  #comparison(): Expression {
    let left = this.#concatenation();
    for (;;) {
      const operator = this.#token.text;
      if (this.#token.type !== 'operator') return left;
      if (/^(<|<=|==|!=|>=)$/.test(operator) || (operator === '>' && !this.#noGreater)) {
        this.#at++;
        left = { type: 'binary', operator, left, right: this.#concatenation() };
      } else if (operator === '|' && this.#tokens[this.#at + 1]?.text === 'getline') {
        this.#at += 2;
        left = { type: 'getline', from: 'command', source: left, ...this.#getlineTarget() };
      } else return left;
    }
  }

  #getlineTarget(): { target?: Expression } {
    const { type } = this.#token;
    return type === 'name' || this.#is('$') ? { target: this.#primary() } : {};
  }

  #startsValue(): boolean {
    const { type, text } = this.#token;
    if (type === 'operator') return /^(\$|\(|!|-|\+|\+\+|--)$/.test(text);
    return type === 'number' || type === 'string' || type === 'regexp' || type === 'name' || type === 'call';
  }

  #concatenation(): Expression {
    let left = this.#sum();
    while (this.#startsValue() && !this.#is('+') && !this.#is('-') && !this.#is('!'))
      left = { type: 'binary', operator: ' ', left, right: this.#sum() };
    return left;
  }

  #sum(): Expression {
    let left = this.#product();
    while (this.#is('+') || this.#is('-')) {
      const operator = this.#tokens[this.#at++]!.text;
      left = { type: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    while (this.#is('*') || this.#is('/') || this.#is('%')) {
      const operator = this.#tokens[this.#at++]!.text;
      left = { type: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expression {
    for (const operator of ['!', '-', '+'])
      if (this.#take(operator)) return { type: 'unary', operator, value: this.#unary() };
    return this.#power();
  }

  #power(): Expression {
    const left = this.#postfix();
    if (!this.#take('^')) return left;
    const right: Expression = this.#is('-') || this.#is('+') || this.#is('!') ? this.#unary() : this.#power();
    return { type: 'binary', operator: '^', left, right };
  }

  #postfix(): Expression {
    const target = this.#primary();
    if (isTarget(target)) {
      if (this.#take('++')) return { type: 'step', by: 1, before: false, target };
      if (this.#take('--')) return { type: 'step', by: -1, before: false, target };
    }
    return target;
  }

  #primary(): Expression {
    const { type, text } = this.#token;
    if (this.#take('(')) {
      const items = this.#list(')');
      const [only] = items;
      if (items.length === 1 && only) return { type: 'group', items };
      if (items.length === 0) this.#fail();
      return { type: 'group', items };
    }
    if (this.#take('$')) {
      const by = this.#is('++') ? 1 : this.#is('--') ? -1 : undefined;
      if (by !== undefined) return { type: 'field', index: this.#primary() };
      if (this.#take('-')) return { type: 'field', index: { type: 'unary', operator: '-', value: this.#primary() } };
      return { type: 'field', index: this.#primary() };
    }
    if (this.#take('++')) return { type: 'step', by: 1, before: true, target: this.#primary() };
    if (this.#take('--')) return { type: 'step', by: -1, before: true, target: this.#primary() };
    if (this.#take('getline')) {
      const target = this.#getlineTarget();
      if (!this.#take('<')) return { type: 'getline', from: 'input', ...target };
      return { type: 'getline', from: 'file', source: this.#postfix(), ...target };
    }
    if (this.#is('-') || this.#is('+') || this.#is('!')) return this.#unary();
    this.#at++;
    if (type === 'number') return { type: 'number', value: Number(text) };
    if (type === 'string') return { type: 'string', value: text };
    if (type === 'regexp') return { type: 'regexp', source: text };
    if (type === 'call' || (type === 'name' && BUILTINS.has(text))) return this.#call(text, type === 'call');
    if (type !== 'name') {
      this.#at--;
      this.#fail();
    }
    if (this.#take('[')) return { type: 'element', name: text, keys: this.#list(']') };
    return { type: 'variable', name: text };
  }

  #call(name: string, adjacent: boolean): Expression {
    const builtin = BUILTINS.has(name);
    if (!adjacent && !this.#is('(')) {
      if (name !== 'length') this.#fail();
      return { type: 'call', name, args: [], builtin };
    }
    this.#expect('(');
    return { type: 'call', name, args: this.#list(')'), builtin };
  }
}

function isTarget({ type }: Expression): boolean {
  return type === 'variable' || type === 'element' || type === 'field';
}
