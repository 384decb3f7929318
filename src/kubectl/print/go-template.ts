// Go's text/template as -o go-template needs it: actions, pipelines, variables, range, if, with, named templates. Models text/template.

import { goNumber, goText } from '#apimachinery/go-value.ts';
import { callFunction, FUNCTIONS, isTrue } from './template-functions.ts';

/** The message is text/template's own. */
export class TemplateError extends Error {}

type Operand =
  | { type: 'dot' }
  | { type: 'nil' }
  | { type: 'const'; value: unknown }
  | { type: 'variable'; name: string }
  | { type: 'pipe'; pipe: Pipe }
  | { type: 'function'; name: string };
interface Term {
  operand: Operand;
  fields: string[];
  at: number;
  text: string;
}
interface Command {
  terms: Term[];
  text: string;
}
interface Pipe {
  declares: string[];
  assigns: boolean;
  commands: Command[];
}
type Node =
  | { type: 'text'; text: string }
  | { type: 'print'; pipe: Pipe }
  | { type: 'if' | 'with' | 'range'; pipe: Pipe; body: Node[]; otherwise: Node[] }
  | { type: 'template'; name: string; pipe: Pipe | undefined; at: number; text: string }
  | { type: 'break' }
  | { type: 'continue' };

interface Token {
  kind: 'field' | 'word' | 'variable' | 'string' | 'char' | 'number' | 'mark' | 'dot';
  text: string;
  at: number;
  spaced: boolean;
}

const TOKEN =
  /(?<space>\s+)|(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<char>'(?:[^'\\]|\\.)+')|(?<number>[-+]?(?:0x[\da-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?))|(?<field>\.[\p{L}_][\p{L}\p{Nd}_]*)|(?<variable>\$[\p{L}\p{Nd}_]*)|(?<word>[\p{L}_][\p{L}\p{Nd}_]*)|(?<mark>:=|[=|(),])|(?<dot>\.)/uy;

const lineOf = (source: string, at: number): number => source.slice(0, at).split('\n').length;

class Parser {
  readonly #source: string;
  #at = 0;
  #tokens: Token[] = [];
  #next = 0;
  #variables: string[] = ['$'];
  /** Those that were defined, by their names. */
  readonly templates = new Map<string, readonly Node[]>();

  constructor(source: string) {
    this.#source = source;
  }

  #fail(message: string, at = this.#at): never {
    throw new TemplateError(`template: output:${lineOf(this.#source, at)}: ${message}`);
  }

  parse(): Node[] {
    const { nodes, end } = this.#list();
    if (end !== 'eof') this.#fail(`unexpected {{${end}}}`);
    return nodes;
  }

  /** Nodes up to `{{end}}`, `{{else…}}` or the end. */
  #list(): { nodes: Node[]; end: string } {
    const nodes: Node[] = [];
    for (;;) {
      const open = this.#source.indexOf('{{', this.#at);
      let text = this.#source.slice(this.#at, open < 0 ? undefined : open);
      if (open >= 0 && /^-\s/.test(this.#source.slice(open + 2, open + 4))) text = text.trimEnd();
      if (text !== '') nodes.push({ type: 'text', text });
      if (open < 0) {
        this.#at = this.#source.length;
        return { nodes, end: 'eof' };
      }
      this.#at = open + 2;
      if (/^-\s/.test(this.#source.slice(this.#at, this.#at + 2))) this.#at++;
      if (/^\s*\/\*/.test(this.#source.slice(this.#at))) {
        const close = this.#source.indexOf('*/', this.#at);
        if (close < 0) this.#fail('unclosed comment');
        this.#at = this.#source.indexOf('}}', close) + 2;
        if (/\s-\}\}$/.test(this.#source.slice(close, this.#at))) this.#trimNext();
        continue;
      }
      this.#lex();
      const word = this.#tokens[0]?.kind === 'word' ? this.#tokens[0].text : '';
      if (word === 'end') return { nodes, end: 'end' };
      if (word === 'else') return { nodes, end: 'else' };
      if (word === 'if' || word === 'with' || word === 'range') {
        this.#next = 1;
        nodes.push(this.#control(word));
      } else if (word === 'break' || word === 'continue') nodes.push({ type: word });
      else if (word === 'define' || word === 'block' || word === 'template') this.#named(word, nodes);
      else {
        const pipe = this.#pipe();
        if (this.#next < this.#tokens.length) this.#unexpected('command');
        nodes.push({ type: 'print', pipe });
      }
    }
  }

  /** White space behind a `-}}` goes. */
  #trimNext(): void {
    this.#at += /^\s*/.exec(this.#source.slice(this.#at))![0].length;
  }

  /** `{{define "x"}}…{{end}}`, `{{template "x" pipeline}}`, and `{{block "x" pipeline}}…{{end}}`, which is both. */
  #named(word: 'define' | 'block' | 'template', nodes: Node[]): void {
    const name = this.#tokens[1];
    if (name?.kind !== 'string') {
      this.#fail(`unexpected ${name ? JSON.stringify(name.text) : '"}}"'} in ${word} clause`);
    }
    const called = unquote(name.text);
    this.#next = 2;
    const hasPipe = this.#next < this.#tokens.length;
    if (word === 'define' && hasPipe) this.#unexpected('define clause');
    if (word === 'block' && !hasPipe) this.#fail('missing value for block clause');
    const pipe = hasPipe ? this.#pipe() : undefined;
    const text = `{{template ${name.text}${pipe ? ` ${textOf(pipe)}` : ''}}}`;
    if (word !== 'define') nodes.push({ type: 'template', name: called, pipe, at: name.at, text });
    if (word === 'template') return;
    const outside = this.#variables;
    this.#variables = ['$'];
    const { nodes: body, end } = this.#list();
    if (end !== 'end') this.#fail(end === 'eof' ? 'unexpected EOF' : `unexpected {{${end}}} in ${word} clause`);
    this.#variables = outside;
    this.templates.set(called, body);
  }

  #control(type: 'if' | 'with' | 'range'): Node {
    const depth = this.#variables.length;
    if (this.#next >= this.#tokens.length) this.#fail(`missing value for ${type}`);
    const pipe = this.#pipe(type === 'range');
    const { nodes: body, end } = this.#list();
    let otherwise: Node[] = [];
    if (end === 'eof') this.#fail('unexpected EOF');
    if (end === 'else') {
      const chained = this.#tokens[1]?.text;
      if (chained === 'if' || chained === 'with') {
        this.#next = 2;
        otherwise = [this.#control(chained)];
      } else {
        const rest = this.#list();
        if (rest.end !== 'end') this.#fail(rest.end === 'eof' ? 'unexpected EOF' : 'expected end; found {{else}}');
        otherwise = rest.nodes;
      }
    }
    this.#variables.length = depth;
    return { type, pipe, body, otherwise };
  }

  /** Reads one action's tokens, and steps over its `}}`. */
  #lex(): void {
    this.#tokens = [];
    this.#next = 0;
    let spaced = false;
    for (;;) {
      const rest = this.#source.slice(this.#at);
      const close = /^(\s+-)?\}\}/.exec(rest);
      if (close) {
        this.#at += close[0].length;
        if (close[1]) this.#trimNext();
        if (this.#tokens.length === 0) this.#fail('missing value for command');
        return;
      }
      if (rest === '') this.#fail('unclosed action');
      TOKEN.lastIndex = this.#at;
      const match = TOKEN.exec(this.#source);
      if (!match) {
        if (/^["'`]/.test(rest))
          this.#fail(
            `unterminated ${rest[0] === '`' ? 'raw quoted string' : rest[0] === "'" ? 'character constant' : 'quoted string'}`,
          );
        const code = rest.codePointAt(0)!;
        this.#fail(`unexpected "${String.fromCodePoint(code)}" in operand`);
      }
      const [kind, text] = Object.entries(match.groups!).find(([, value]) => value !== undefined)!;
      if (kind !== 'space') this.#tokens.push({ kind: kind as Token['kind'], text: text!, at: this.#at, spaced });
      spaced = kind === 'space';
      this.#at += text!.length;
    }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #unexpected(where: string): never {
    const token = this.#peek();
    return this.#fail(token ? `unexpected ${JSON.stringify(token.text)} in ${where}` : `unclosed ${where}`);
  }

  #pipe(ranging = false): Pipe {
    const pipe: Pipe = { declares: [], assigns: false, commands: [] };
    const [a, b, c, d] = this.#tokens.slice(this.#next);
    if (a?.kind === 'variable' && (b?.text === ':=' || b?.text === '=')) {
      pipe.declares = [a.text];
      pipe.assigns = b.text === '=';
      this.#next += 2;
    } else if (
      ranging &&
      a?.kind === 'variable' &&
      b?.text === ',' &&
      c?.kind === 'variable' &&
      (d?.text === ':=' || d?.text === '=')
    ) {
      pipe.declares = [a.text, c.text];
      pipe.assigns = d.text === '=';
      this.#next += 4;
    }
    for (;;) {
      pipe.commands.push(this.#command());
      if (this.#peek()?.text !== '|') break;
      this.#next++;
    }
    if (!pipe.assigns) this.#variables.push(...pipe.declares);
    return pipe;
  }

  #command(): Command {
    const terms: Term[] = [];
    for (let token = this.#peek(); token && token.text !== '|' && token.text !== ')'; token = this.#peek()) {
      terms.push(this.#term());
    }
    if (terms.length === 0) this.#fail('missing value for command');
    return { terms, text: terms.map((t) => t.text).join(' ') };
  }

  #term(): Term {
    const token = this.#tokens[this.#next++]!;
    const fields: string[] = [];
    let operand: Operand;
    let { at, text } = token;
    if (token.kind === 'field') {
      operand = { type: 'dot' };
      fields.push(token.text.slice(1));
    } else if (token.kind === 'dot') operand = { type: 'dot' };
    else if (token.kind === 'variable') {
      if (!this.#variables.includes(token.text)) this.#fail(`undefined variable "${token.text}"`);
      operand = { type: 'variable', name: token.text };
    } else if (token.kind === 'number') operand = { type: 'const', value: Number(token.text) };
    else if (token.kind === 'char') operand = { type: 'const', value: token.text.codePointAt(1)! };
    else if (token.kind === 'string') operand = { type: 'const', value: unquote(token.text) };
    else if (token.text === '(') {
      const start = token.at;
      const pipe = this.#pipe();
      const close = this.#peek();
      if (close?.text !== ')') this.#fail('unclosed left paren');
      this.#next++;
      text = this.#source.slice(start, close.at + 1);
      operand = { type: 'pipe', pipe };
    } else if (token.kind === 'word') {
      if (token.text === 'true' || token.text === 'false') operand = { type: 'const', value: token.text === 'true' };
      else if (token.text === 'nil') operand = { type: 'nil' };
      else if (FUNCTIONS.has(token.text)) operand = { type: 'function', name: token.text };
      else return this.#fail(`function "${token.text}" not defined`);
    } else {
      this.#next--;
      return this.#unexpected('operand');
    }
    for (let next = this.#peek(); next?.kind === 'field' && !next.spaced; next = this.#peek()) {
      // A chain stands where its second field does, as Go's parser places it.
      if (fields.length === (operand.type === 'dot' ? 1 : 0)) at = next.at;
      fields.push(next.text.slice(1));
      text += next.text;
      this.#next++;
    }
    return { operand, fields, at, text };
  }
}

const textOf = ({ commands }: Pipe): string => commands.map(({ text }) => text).join(' | ');

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  return text
    .slice(1, -1)
    .replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|(.))/gs, (_, u?: string, x?: string, c?: string) =>
      c === undefined ? String.fromCodePoint(Number.parseInt(u ?? x!, 16)) : (escapes[c] ?? c),
    );
}

/** Unset, as Go's invalid reflect.Value: printed `<no value>`. */
const MISSING = undefined;

class Break extends Error {}
class Continue extends Error {}

class Run {
  readonly #source: string;
  readonly #write: (text: string) => void;
  readonly #missingIsError: boolean;
  #scope: { name: string; value: unknown }[];
  readonly #templates: ReadonlyMap<string, readonly Node[]>;

  constructor(
    source: string,
    templates: ReadonlyMap<string, readonly Node[]>,
    data: unknown,
    write: (text: string) => void,
    missingIsError: boolean,
  ) {
    this.#source = source;
    this.#templates = templates;
    this.#write = write;
    this.#missingIsError = missingIsError;
    this.#scope = [{ name: '$', value: data }];
  }

  #fail(message: string, at: number, context: string): never {
    const line = lineOf(this.#source, at);
    const column = at - (this.#source.lastIndexOf('\n', at - 1) + 1);
    throw new TemplateError(`template: output:${line}:${column}: executing "output" at <${context}>: ${message}`);
  }

  nodes(nodes: readonly Node[], dot: unknown): void {
    for (const node of nodes) {
      if (node.type === 'text') this.#write(node.text);
      else if (node.type === 'break') throw new Break();
      else if (node.type === 'continue') throw new Continue();
      else if (node.type === 'template') {
        const body = this.#templates.get(node.name);
        if (!body) this.#fail(`template ${JSON.stringify(node.name)} not defined`, node.at, node.text);
        const value = node.pipe ? this.#pipe(node.pipe, dot) : undefined;
        const outside = this.#scope;
        this.#scope = [{ name: '$', value }];
        this.nodes(body, value);
        this.#scope = outside;
      } else if (node.type === 'print') {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.declares.length === 0)
          this.#write(value === MISSING || value === null ? '<no value>' : printed(value));
      } else {
        const depth = this.#scope.length;
        if (node.type === 'range') this.#range(node, dot);
        else {
          const value = this.#pipe(node.pipe, dot);
          if (isTrue(value)) this.nodes(node.body, node.type === 'with' ? value : dot);
          else this.nodes(node.otherwise, dot);
        }
        this.#scope.length = depth;
      }
    }
  }

  #range(node: { pipe: Pipe; body: Node[]; otherwise: Node[] }, dot: unknown): void {
    const { declares, assigns } = node.pipe;
    const value = this.#pipe({ ...node.pipe, declares: [] }, dot);
    let entries: [unknown, unknown][];
    if (Array.isArray(value)) entries = value.map((v, i) => [i, v]);
    else if (typeof value === 'object' && value !== null) {
      const map = value as Record<string, unknown>;
      entries = Object.keys(map)
        .sort()
        .map((k) => [k, map[k]]);
    } else if (Number.isInteger(value)) entries = Array.from({ length: Number(value) }, (_, i) => [i, i]);
    else if (value === null || value === MISSING) entries = [];
    else {
      const [command] = node.pipe.commands;
      this.#fail(`range can't iterate over ${goText(value)}`, command!.terms[0]!.at, command!.text);
    }
    if (entries.length === 0) this.nodes(node.otherwise, dot);
    const depth = this.#scope.length;
    for (const [key, item] of entries) {
      const values = declares.length === 2 ? [key, item] : [item];
      declares.forEach((name, at) => {
        this.#set(name, values[at], assigns);
      });
      try {
        this.nodes(node.body, item);
      } catch (error) {
        if (error instanceof Break) return;
        if (!(error instanceof Continue)) throw error;
      } finally {
        this.#scope.length = depth;
      }
    }
  }

  #set(name: string, value: unknown, assigns: boolean): void {
    const known = assigns ? this.#scope.findLast((v) => v.name === name) : undefined;
    if (known) known.value = value;
    else this.#scope.push({ name, value });
  }

  #pipe(pipe: Pipe, dot: unknown): unknown {
    let value: unknown;
    pipe.commands.forEach((command, at) => {
      value = this.#command(command, dot, at === 0 ? [] : [value]);
    });
    for (const name of pipe.declares) this.#set(name, value, pipe.assigns);
    return value;
  }

  #command({ terms, text }: Command, dot: unknown, final: readonly unknown[]): unknown {
    const [first, ...rest] = terms;
    if (first!.operand.type === 'function') {
      const { name } = first!.operand;
      const args = (): unknown[] => [...rest.map((t) => this.#term(t, dot)), ...final];
      if (name === 'and' || name === 'or') {
        // These stop at the first argument that decides.
        let value: unknown;
        for (const get of [...rest.map((t) => () => this.#term(t, dot)), ...final.map((v) => () => v)]) {
          value = get();
          if (isTrue(value) === (name === 'or')) break;
        }
        return value;
      }
      const result = callFunction(name, args());
      if ('error' in result) {
        return this.#fail(result.bare ? result.error : `error calling ${name}: ${result.error}`, first!.at, text);
      }
      return result.value;
    }
    if (rest.length > 0 || final.length > 0) {
      return this.#fail(`can't give argument to non-function ${first!.text}`, first!.at, first!.text);
    }
    return this.#term(first!, dot);
  }

  #term({ operand, fields, at, text }: Term, dot: unknown): unknown {
    let value: unknown;
    if (operand.type === 'dot') value = dot;
    else if (operand.type === 'const') value = operand.value;
    else if (operand.type === 'nil') value = null;
    else if (operand.type === 'variable') value = this.#scope.findLast((v) => v.name === operand.name)?.value;
    else if (operand.type === 'pipe') value = this.#pipe(operand.pipe, dot);
    else {
      const result = callFunction(operand.name, []);
      value = 'error' in result ? this.#fail(`error calling ${operand.name}: ${result.error}`, at, text) : result.value;
    }
    for (const field of fields) {
      if (value === MISSING || value === null) {
        if (this.#missingIsError) this.#fail(`nil data; no entry for key ${JSON.stringify(field)}`, at, text);
        return MISSING;
      }
      if (typeof value !== 'object' || Array.isArray(value)) {
        this.#fail(`can't evaluate field ${field} in type interface {}`, at, text);
      }
      const map = value as Record<string, unknown>;
      if (!(field in map) && this.#missingIsError)
        this.#fail(`map has no entry for key ${JSON.stringify(field)}`, at, text);
      value = map[field];
    }
    return value;
  }
}

const printed = (value: unknown): string => (typeof value === 'number' ? goNumber(value) : goText(value));

export interface GoTemplate {
  /** Writes as it goes; throws TemplateError. */
  run(data: unknown, write: (text: string) => void, options?: { missingIsError?: boolean }): void;
}

/** Throws TemplateError. */
export function parseGoTemplate(source: string): GoTemplate {
  const parser = new Parser(source);
  const nodes = parser.parse();
  return {
    run: (data, write, { missingIsError = false } = {}) =>
      new Run(source, parser.templates, data, write, missingIsError).nodes(nodes, data),
  };
}
