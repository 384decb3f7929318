// kubectl's JSONPath dialect. Models client-go/util/jsonpath, its quirks and errors included.

import { goJson, goText } from './go-value.ts';

type Node =
  | { type: 'text'; text: string }
  | { type: 'field'; name: string }
  | { type: 'identifier'; name: string }
  | { type: 'value'; value: number | boolean }
  | { type: 'wildcard' }
  | { type: 'recursive' }
  | { type: 'array'; from: number | undefined; to: number | undefined; derived: boolean; step: number | undefined }
  | { type: 'filter'; left: Node[]; right: Node[]; operator: string }
  | { type: 'union'; parts: Node[][] }
  | { type: 'list'; nodes: Node[] };

/** What makes a template or its run fail; the message is the library's. */
export class JsonPathError extends Error {}
const wrong = (message: string): JsonPathError => new JsonPathError(message);

const TERMINATORS = new Set(['', '.', ',', '[', ']', '$', '@', '{', '}', ' ', '\t', '\n', '\r']);
const isWordChar = (c: string): boolean => c !== '' && /[\p{L}\p{Nd}_]/u.test(c);

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Node[] {
    const root: Node[] = [];
    for (;;) {
      const open = this.#text.indexOf('{', this.#at);
      const end = open < 0 ? this.#text.length : open;
      if (end > this.#at) root.push({ type: 'text', text: this.#text.slice(this.#at, end) });
      if (open < 0) return root;
      this.#at = open + 1;
      root.push({ type: 'list', nodes: this.#action() });
    }
  }

  #action(): Node[] {
    const nodes: Node[] = [];
    for (;;) {
      const rest = this.#text.slice(this.#at);
      const c = rest[0] ?? '';
      if (c === '}') {
        this.#at++;
        return nodes;
      }
      if (rest.startsWith('[?(')) nodes.push(this.#filter());
      else if (rest.startsWith('..')) {
        if (nodes.at(-1)?.type === 'recursive') throw wrong('invalid multiple recursive descent');
        this.#at += 2;
        nodes.push({ type: 'recursive' });
        if (isWordChar(this.#text[this.#at] ?? '')) nodes.push(this.#field());
      } else if (c === '' || c === '\n' || c === '\r') throw wrong('unclosed action');
      else if (c === ' ' || c === '@' || c === '$') this.#at++;
      else if (c === '[') nodes.push(...this.#array());
      else if (c === '"' || c === "'") nodes.push(this.#quote(c));
      else if (c === '.') {
        this.#at++;
        nodes.push(this.#field());
      } else if (/[-+\d]/.test(c)) nodes.push(this.#number());
      else if (isWordChar(c)) nodes.push(this.#identifier());
      else {
        const code = c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
        throw wrong(`unrecognized character in action: U+${code} '${c}'`);
      }
    }
  }

  #field(): Node {
    const start = this.#at;
    while (!TERMINATORS.has(this.#text[this.#at] ?? '')) this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    const name = this.#text.slice(start, this.#at);
    return name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') };
  }

  #identifier(): Node {
    const start = this.#at;
    while (!TERMINATORS.has(this.#text[this.#at] ?? '')) this.#at++;
    const name = this.#text.slice(start, this.#at);
    return name === 'true' || name === 'false'
      ? { type: 'value', value: name === 'true' }
      : { type: 'identifier', name };
  }

  #number(): Node {
    const text = /^[-+]?[.\d]*/.exec(this.#text.slice(this.#at))![0];
    this.#at += text.length;
    const value = Number(text);
    if (text === '' || Number.isNaN(value) || !/\d/.test(text)) throw wrong(`cannot parse number ${text}`);
    return { type: 'value', value };
  }

  #quote(mark: string): Node {
    let end = this.#at + 1;
    while (this.#text[end] !== mark || this.#text[end - 1] === '\\') {
      if (end >= this.#text.length || this.#text[end] === '\n') throw wrong('unterminated quoted string');
      end++;
    }
    const body = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    const escapes: Record<string, string> = {
      n: '\n',
      t: '\t',
      r: '\r',
      a: '\x07',
      b: '\b',
      f: '\f',
      v: '\v',
      0: '\0',
    };
    const text = body.replace(
      /\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|(.))/gs,
      (_, u?: string, x?: string, c?: string) =>
        c === undefined ? String.fromCodePoint(Number.parseInt(u ?? x!, 16)) : (escapes[c] ?? c),
    );
    return { type: 'text', text };
  }

  #array(): Node[] {
    const end = this.#text.indexOf(']', this.#at);
    const line = this.#text.indexOf('\n', this.#at);
    if (end < 0 || (line >= 0 && line < end)) throw wrong('unterminated array');
    let text = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    if (text === '*') text = ':';
    const parts = text.split(',');
    if (parts.length > 1) return [{ type: 'union', parts: parts.map((p) => parseAction(`[${p.trim()}]`)) }];
    const key = /^'([^']*)'$/.exec(text);
    if (key) return parseAction(`.${key[1]}`);
    const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
    if (!slice) throw wrong(`invalid array index ${text}`);
    const [, first = '', second, third] = slice;
    const from = first === '' ? undefined : Number(first);
    const derived = second === undefined;
    const known = (part: string | undefined): number | undefined =>
      part === undefined || part.slice(1) === '' ? undefined : Number(part.slice(1));
    return [{ type: 'array', from, to: derived ? (from ?? 0) + 1 : known(second), derived, step: known(third) }];
  }

  #filter(): Node {
    const start = this.#at + 3;
    let at = start;
    let mark = '';
    let closed = false;
    for (; ; at++) {
      const c = this.#text[at];
      if (c === undefined || c === '\n') throw wrong('unterminated filter');
      if (c === '"' || c === "'") {
        if (mark === '') mark = c;
        else if (this.#text[at - 1] !== '\\' && c === mark) closed = true;
      } else if (c === ')' && (mark !== '') === closed) break;
    }
    if (this.#text[at + 1] !== ']') throw wrong('unclosed array expect ]');
    const text = this.#text.slice(start, at);
    this.#at = at + 2;
    const parts = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    if (!parts) return { type: 'filter', left: parseAction(text), right: [], operator: 'exists' };
    return { type: 'filter', left: parseAction(parts[1]!), right: parseAction(parts[3]!), operator: parts[2]! };
  }
}

function parseAction(text: string): Node[] {
  const [first] = new Parser(`{${text}}`).parse();
  return first?.type === 'list' ? first.nodes : [];
}

const isMap = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
const childrenOf = (v: unknown): unknown[] => {
  if (Array.isArray(v)) return v;
  return isMap(v)
    ? Object.keys(v)
        .sort()
        .map((k) => v[k])
    : [];
};
const goType = (v: unknown): string => {
  if (isMap(v)) return 'map[string]interface {}';
  if (typeof v === 'number') return Number.isInteger(v) ? 'int64' : 'float64';
  return typeof v === 'boolean' ? 'bool' : 'string';
};

function compare(left: unknown, right: unknown, operator: string): boolean {
  const equality = operator === '==' || operator === '!=';
  if (!equality && !['<', '>', '<=', '>='].includes(operator)) throw wrong(`unrecognized filter operator ${operator}`);
  if (typeof left !== typeof right) throw wrong('incompatible types for comparison');
  if (typeof left === 'object') throw wrong('invalid type for comparison');
  if (!equality && typeof left === 'boolean') throw wrong('invalid type for comparison');
  const [l, r] = [left as string, right as string];
  if (operator === '==') return l === r;
  if (operator === '!=') return l !== r;
  if (operator === '<') return l < r;
  if (operator === '>') return l > r;
  return operator === '<=' ? l <= r : l >= r;
}

class Run {
  readonly #allowMissing: boolean;
  #begin = 0;
  #inside = 0;
  #end = 0;
  #lastEnd: Node | undefined;

  constructor(allowMissing: boolean) {
    this.#allowMissing = allowMissing;
  }

  /** One list of values for each node of the template. */
  all(nodes: readonly Node[], data: unknown): unknown[][] {
    const results: unknown[][] = [];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      const found = this.#walk([data], node);
      if (this.#end > 0 && this.#end <= this.#inside) {
        this.#end--;
        this.#lastEnd = node;
        break;
      }
      if (this.#begin > 0) {
        this.#begin--;
        this.#inside++;
        const body = nodes.slice(i + 1);
        if (found.length > 0) for (const value of found) results.push(...this.all(body, value));
        else this.all(body, null);
        this.#inside--;
        const resume = this.#lastEnd ? nodes.indexOf(this.#lastEnd, i + 1) : -1;
        if (resume >= 0) i = resume;
        continue;
      }
      results.push(found);
    }
    return results;
  }

  #list(values: unknown[], nodes: readonly Node[]): unknown[] {
    return nodes.reduce((current, node) => this.#walk(current, node), values);
  }

  #walk(values: unknown[], node: Node): unknown[] {
    switch (node.type) {
      case 'list':
        return this.#list(values, node.nodes);
      case 'text':
        return [node.text];
      case 'value':
        return [node.value];
      case 'identifier':
        if (node.name === 'range') this.#begin++;
        else if (node.name === 'end') {
          if (this.#end >= this.#inside) throw wrong('not in range, nothing to end');
          this.#end++;
        } else throw wrong(`unrecognized identifier ${node.name}`);
        return values;
      case 'field': {
        const found = values
          .filter((v) => isMap(v) && v[node.name] !== undefined)
          .map((v) => (v as Record<string, unknown>)[node.name]);
        if (found.length === 0 && !this.#allowMissing) throw wrong(`${node.name} is not found`);
        return found;
      }
      case 'wildcard':
        return values.flatMap(childrenOf);
      case 'recursive':
        return this.#recursive(values);
      case 'union':
        return node.parts.flatMap((part) => this.#list(values, part));
      case 'array':
        return values.flatMap((value) => (value === null || value === undefined ? [] : this.#array(value, node)));
      case 'filter':
        return values.flatMap((value) => (value === null || value === undefined ? [] : this.#filter(value, node)));
    }
  }

  /** Strings count and numbers do not, as in the original. */
  #recursive(values: unknown[]): unknown[] {
    return values.flatMap((value) => {
      if (typeof value === 'string') return value === '' ? [] : [value];
      const children = childrenOf(value);
      return children.length > 0 ? [value, ...this.#recursive(children)] : [];
    });
  }

  #array(value: unknown, node: Node & { type: 'array' }): unknown[] {
    if (!Array.isArray(value)) throw wrong(`${goType(value)} is not array or slice`);
    const { length } = value;
    let from = node.from ?? 0;
    let to = node.to ?? length;
    if (from < 0) from += length;
    if (to < 0 || (to === 0 && node.derived)) to += length;
    if (to !== from) {
      if (from >= length || from < 0) throw wrong(`array index out of bounds: index ${from}, length ${length}`);
      if (to > length || to < 0) throw wrong(`array index out of bounds: index ${to - 1}, length ${length}`);
      if (from > to) throw wrong(`starting index ${from} is greater than ending index ${to}`);
    } else return [];
    const step = node.step ?? 1;
    if (step <= 0) throw wrong('step must be > 0');
    return value.slice(from, to).filter((_, at) => at % step === 0);
  }

  #filter(value: unknown, node: Node & { type: 'filter' }): unknown[] {
    if (!Array.isArray(value)) throw wrong(`${goText(value)} is not array or slice and cannot be filtered`);
    return value.filter((item) => {
      const one = (side: readonly Node[]): unknown[] => {
        const found = this.#list([item], side);
        if (found.length > 1 && node.operator !== 'exists') throw wrong('can only compare one element at a time');
        return found;
      };
      if (node.operator === 'exists') return one(node.left).length > 0;
      const left = one(node.left);
      if (left.length === 0) return false;
      const right = one(node.right);
      return right.length > 0 && compare(left[0], right[0], node.operator);
    });
  }
}

export interface JsonPath {
  /** One list for each part of the template. Throws JsonPathError. */
  find(data: unknown, allowMissing?: boolean): unknown[][];
  /** What it prints. Throws JsonPathError. */
  print(data: unknown, allowMissing?: boolean): string;
}

export const valueText = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? goJson(value) : goText(value);
};

/** Throws JsonPathError: `unclosed action`, … */
export function parseJsonPath(template: string): JsonPath {
  const nodes = new Parser(template).parse();
  const find = (data: unknown, allowMissing = true): unknown[][] => new Run(allowMissing).all(nodes, data);
  return {
    find,
    print: (data, allowMissing) =>
      find(data, allowMissing)
        .map((values) => values.map(valueText).join(' '))
        .join(''),
  };
}

/** `metadata.name`, `.metadata.name`, `{metadata.name}` and `{.metadata.name}` are one. Models RelaxedJSONPathExpression. */
export function relaxed(expression: string): string {
  if (expression === '') return '';
  const parts = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  const spec = parts?.[1] ?? parts?.[2];
  if (!spec) {
    throw wrong(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return `{.${spec}}`;
}
