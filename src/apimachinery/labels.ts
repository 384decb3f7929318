// Models apimachinery/pkg/labels: selectors as text and as objects, and what they match.

import type { LabelSelector } from './meta.ts';
import { isLabelValue, isQualifiedName } from './validation.ts';

export type Operator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  /** Sorted, without duplicates. */
  readonly values: readonly string[];
}

type Labels = Readonly<Record<string, string>> | undefined;

interface Token {
  readonly type: 'symbol' | 'word' | 'end' | 'error';
  readonly text: string;
}

const SYMBOLS: ReadonlySet<string> = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const isSymbol = (c: string): boolean => '=!(),><'.includes(c);
const isSpace = (c: string): boolean => ' \t\r\n'.includes(c);

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < text.length; ) {
    const c = text[i]!;
    if (isSpace(c)) i++;
    else if (isSymbol(c)) {
      let symbol = c;
      while (i + symbol.length < text.length && SYMBOLS.has(symbol + text[i + symbol.length]!)) {
        symbol += text[i + symbol.length]!;
      }
      tokens.push({ type: 'symbol', text: symbol });
      i += symbol.length;
    } else {
      let word = '';
      while (i < text.length && !isSymbol(text[i]!) && !isSpace(text[i]!)) word += text[i++]!;
      tokens.push({ type: 'word', text: word });
    }
  }
  return tokens;
}

/** A mistake in the text, on its way to `parseSelector`, which turns it into a value. */
class SelectorError extends Error {}

const quote = (text: string): string => JSON.stringify(text);

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  peek(): Token {
    return this.#tokens[this.#at] ?? { type: 'end', text: '' };
  }

  take(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.peek();
      if (token.type === 'end') return requirements;
      if (token.type !== 'word' && token.text !== '!') {
        throw new SelectorError(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const next = this.take();
      if (next.type === 'end') return requirements;
      if (next.text !== ',' || next.type !== 'symbol') {
        throw new SelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
      }
      const after = this.peek();
      if (after.type !== 'word' && after.text !== '!') {
        throw new SelectorError(`found '${after.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    const fail = (message: string): never => {
      throw new SelectorError(`unable to parse requirement: ${message}`);
    };
    let token = this.take();
    const negated = token.type === 'symbol' && token.text === '!';
    if (negated) token = this.take();
    if (token.type !== 'word') fail(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const badKey = isQualifiedName(key);
    if (badKey.length) fail(`<nil>: Invalid value: ${quote(key)}: ${badKey.join('; ')}`);
    const next = this.peek();
    if (negated) return { key, operator: '!', values: [] };
    if (next.type === 'end' || (next.type === 'symbol' && next.text === ','))
      return { key, operator: 'exists', values: [] };
    const operator = OPERATORS[this.take().text];
    if (!operator) fail(`found '${next.text}', expected: in, notin, =, ==, !=, gt, lt`);
    const values = operator === 'in' || operator === 'notin' ? this.#list(fail) : [this.#exact(fail)];
    if (operator === 'gt' || operator === 'lt') {
      if (!/^[-+]?\d+$/.test(values[0]!)) {
        fail(`values[0]: Invalid value: ${quote(values[0]!)}: for 'Gt', 'Lt' operators, the value must be an integer`);
      }
    }
    values.forEach((value, i) => {
      const bad = isLabelValue(value);
      if (bad.length) fail(`values[${i}][${key}]: Invalid value: ${quote(value)}: ${bad.join('; ')}`);
    });
    return { key, operator: operator!, values };
  }

  #exact(fail: (message: string) => never): string {
    const next = this.peek();
    if (next.type === 'end' || (next.type === 'symbol' && next.text === ',')) return '';
    const token = this.take();
    return token.type === 'word' ? token.text : fail(`found '${token.text}', expected: identifier`);
  }

  #list(fail: (message: string) => never): string[] {
    const open = this.take();
    if (open.text !== '(') fail(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    let expectsValue = true;
    for (;;) {
      const token = this.take();
      if (token.type === 'symbol' && token.text === ')') {
        if (expectsValue) values.add('');
        return [...values].sort();
      }
      if (token.type === 'symbol' && token.text === ',') {
        if (expectsValue) values.add('');
        expectsValue = true;
      } else if (token.type === 'word' && expectsValue) {
        values.add(token.text);
        expectsValue = false;
      } else {
        fail(
          expectsValue
            ? `found '${token.text}', expected: ',', or identifier`
            : `found '${token.text}', expected: ',' or ')'`,
        );
      }
    }
  }
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': '=',
  '==': '==',
  '!=': '!=',
  in: 'in',
  notin: 'notin',
  '>': 'gt',
  '<': 'lt',
};

/** A label selector as it stands in a query or after `-l`. The empty text selects everything. */
export function parseSelector(text: string): Requirement[] | { error: string } {
  try {
    return new Parser(text).parse();
  } catch (e) {
    if (e instanceof SelectorError) return { error: e.message };
    throw e;
  }
}

function holds({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
      return value !== undefined && /^[-+]?\d+$/.test(value) && Number(value) > Number(values[0]);
    case 'lt':
      return value !== undefined && /^[-+]?\d+$/.test(value) && Number(value) < Number(values[0]);
  }
}

export function matches(requirements: readonly Requirement[], labels: Labels): boolean {
  return requirements.every((r) => holds(r, labels ?? {}));
}

const OPERATOR_OF = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' } as const;

/** Sorted by key. Source: metav1.LabelSelectorAsSelector. */
export function requirementsOf(selector: LabelSelector): Requirement[] {
  const requirements: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: '=',
    values: [value],
  }));
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    requirements.push({ key, operator: OPERATOR_OF[operator], values: [...new Set(values)].sort() });
  }
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** A missing selector matches nothing, an empty one everything. Source: metav1.LabelSelectorAsSelector. */
export function matchesSelector(selector: LabelSelector | undefined | null, labels: Labels = {}): boolean {
  if (!selector) return false;
  const { matchLabels, matchExpressions } = selector;
  for (const key in matchLabels) if (!Object.hasOwn(labels, key) || labels[key] !== matchLabels[key]) return false;
  return !matchExpressions?.length || matches(requirementsOf({ matchExpressions }), labels);
}

/** Requirements in the text form that `parseSelector` reads. */
export function requirementsText(requirements: readonly Requirement[]): string {
  return requirements
    .map(({ key, operator, values }) => {
      if (operator === 'exists') return key;
      if (operator === '!') return `!${key}`;
      if (operator === 'in' || operator === 'notin') return `${key} ${operator} (${values.join(',')})`;
      return `${key}${operator === 'gt' ? '>' : operator === 'lt' ? '<' : operator}${values[0]}`;
    })
    .join(',');
}

/** `app=web,tier in (a,b)`; `<none>` for an empty selector. Source: metav1.FormatLabelSelector. */
export function selectorText(selector: LabelSelector | undefined | null): string {
  return (selector && requirementsText(requirementsOf(selector))) || '<none>';
}
