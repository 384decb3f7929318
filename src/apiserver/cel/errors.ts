// Models the words of cel-go's checker, parser and interpreter for what the library says in words of its own.
// Differs: of mistakes in syntax only an expression that ends too soon is told as ANTLR tells it; the rest has the library's words.

/** As the library throws it. */
export interface CompileProblem {
  readonly code?: string;
  readonly summary?: string;
  readonly message: string;
  readonly range?: { readonly start: number };
  readonly node?: Node;
}
interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
  readonly checkedType?: unknown;
}

const EXPECTED =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** `list<int>` → `list(int)` */
const typeText = (type: string): string =>
  type
    .replace(/dyn<(\w+)>/g, '$1')
    .replaceAll('<', '(')
    .replaceAll('>', ')')
    .replaceAll('optional(', 'optional_type(');

const overload = (name: string, types: string): string =>
  `found no matching overload for '${name}' applied to '${typeText(types)}'`;

const argsOf = (node: Node | undefined): readonly Node[] => (Array.isArray(node?.args) ? (node.args as Node[]) : []);

/** `compilation failed: …` is what callers put before it. */
export function compileError(problem: CompileProblem, expression: string): string {
  const { text, at } = explain(problem, expression);
  const before = expression.slice(0, at);
  const line = before.split('\n').length;
  const column = at - (before.lastIndexOf('\n') + 1);
  const shown = expression.split('\n')[line - 1] ?? '';
  return `ERROR: <input>:${line}:${column + 1}: ${text}\n | ${shown}\n | ${'.'.repeat(column)}^`;
}

function explain(problem: CompileProblem, expression: string): { readonly text: string; readonly at: number } {
  const { code = '', summary = problem.message, node } = problem;
  const start = problem.range?.start ?? 0;
  const after = (part: Node | undefined, what: string): number => {
    const found = expression.indexOf(what, part?.end ?? start);
    return found < 0 ? start : found;
  };
  switch (code) {
    case 'no_such_key':
      return { text: `undefined field '${summary.replace(/^No such key: /, '')}'`, at: Math.max(0, start - 1) };
    case 'unknown_variable': {
      const name = summary.replace(/^Unknown variable: /, '');
      return { text: `undeclared reference to '${name}' (in container '')`, at: start };
    }
    case 'no_such_overload': {
      const [, left, operator, right] = /^no such overload: (.+?) (\S+) (.+)$/.exec(summary) ?? [];
      if (left === undefined) {
        const [, sign = '', type = ''] = /^no such overload: ([-!])(.+)$/.exec(summary) ?? [];
        return { text: overload(`${sign}_`, `(${type})`), at: start };
      }
      const name = operator === 'in' ? '@in' : `_${operator}_`;
      return { text: overload(name, `(${left}, ${right})`), at: after(argsOf(node)[0], operator!) };
    }
    case 'invalid_logical_operand': {
      const [left, right] = argsOf(node);
      const operator = node?.op ?? '&&';
      return {
        text: overload(`_${operator}_`, `(${left?.checkedType}, ${right?.checkedType})`),
        at: after(left, operator),
      };
    }
    case 'incompatible_ternary_branches': {
      const [condition, yes, no] = argsOf(node);
      const types = `(${condition?.checkedType}, ${yes?.checkedType}, ${no?.checkedType})`;
      return { text: overload('_?_:_', types), at: after(condition, '?') };
    }
    case 'no_matching_overload':
      return noFunction(summary.replaceAll('matchesRe2', 'matches'), node, start, after);
    case 'cannot_index_type': {
      const type = summary.replace(/^Cannot index type /, '').replaceAll("'", '');
      return { text: `type '${typeText(type)}' does not support field selection`, at: Math.max(0, start - 1) };
    }
    default:
      if (/EOF/.test(summary)) {
        return { text: `Syntax error: mismatched input '<EOF>' expecting ${EXPECTED}`, at: expression.length };
      }
      return {
        text: /^(expected|unexpected|unterminated|invalid)_/.test(code) ? `Syntax error: ${summary}` : summary,
        at: start,
      };
  }
}

function noFunction(
  summary: string,
  node: Node | undefined,
  start: number,
  after: (part: Node | undefined, what: string) => number,
): { readonly text: string; readonly at: number } {
  const [, receiver, name = '', args = ''] = /'(?:(.+)\.)?(\w+)\((.*)\)'$/.exec(summary) ?? [];
  const of = node?.op === 'rcall' ? argsOf(node)[1] : undefined;
  const at = of ? after(of, '(') : start + name.length;
  if (!KNOWN.has(name)) return { text: `undeclared reference to '${name}' (in container '')`, at };
  return { text: overload(name, `${receiver ? `${receiver}.` : ''}(${args})`), at };
}

/** Functions that there are, so that a wrong use of one is told from a name that nobody knows. */
const KNOWN = new Set(
  'all bool bytes ceil charAt cidr contains containsCIDR containsIP double duration dyn endsWith exists exists_one filter find findAll format getDate getDayOfMonth getDayOfWeek getDayOfYear getEscapedPath getFullYear getHost getHostname getHours getMilliseconds getMinutes getMonth getPort getQuery getScheme getSeconds has hasValue indexOf int ip isCIDR isIP isQuantity isSorted isURL join lastIndexOf lowerAscii map masked matches max min optMap or orValue prefixLength quantity replace reverse size split startsWith string substring sum timestamp trim type uint upperAscii url validate value'.split(
    ' ',
  ),
);

const RUNTIME: readonly (readonly [RegExp, string])[] = [
  [/^No such key: index out of bounds, index (-?\d+) .*$/, 'index out of bounds: $1'],
  [/^No such key: (.*)$/, 'no such key: $1'],
  [/^modulo by zero$/, 'modulus by zero'],
  [/^integer overflow.*$/, 'integer overflow'],
  [/^no such overload.*$/, 'no such overload'],
  [/^found no matching overload.*$/, 'no such overload'],
  [/^Optional value is not present$/, 'optional.none() dereference'],
];

export function runtimeError(error: unknown): string {
  const { summary, message } = error as CompileProblem;
  const text = summary ?? message;
  for (const [pattern, words] of RUNTIME) if (pattern.test(text)) return text.replace(pattern, words);
  return text;
}
