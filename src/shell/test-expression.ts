// [[ … ]], and the same questions asked by `test` and `[`.

import type { TestExpression } from 'unbash';
import { join } from '#machine/path.ts';
import { arithmeticOfText } from './arithmetic.ts';
import { type Context, ExpansionError } from './context.ts';
import { expandToPattern, expandToText } from './expand.ts';
import { OPTION_NAMES } from './option-names.ts';
import { CLASSES, escapeRegExp, patternRegExp } from './pattern.ts';
import { longestRegExp } from './regexp.ts';
import { placeOf, readPlace } from './subscript.ts';
import { trace } from './trace.ts';

export async function evaluateTest(node: TestExpression, context: Context): Promise<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return evaluateTest(node.expression, context);
    case 'TestNot':
      return (node.negations.length % 2 === 1) !== (await evaluateTest(node.operand, context));
    case 'TestLogical': {
      for (const operand of node.operands) {
        if ((await evaluateTest(operand, context)) === (node.operator === '||')) return node.operator === '||';
      }
      return node.operator === '&&';
    }
    case 'TestUnary': {
      const text = await expandToText(node.operand, context);
      await trace(context, `[[ ${node.operator} ${text || "''"} ]]`);
      return unaryTest(node.operator, text, context);
    }
    case 'TestBinary': {
      const left = await expandToText(node.left, context);
      const { operator } = node;
      if (operator === '==' || operator === '=' || operator === '!=') {
        const pattern = await expandToPattern(node.right, context);
        await trace(context, `[[ ${left || "''"} ${operator} ${pattern || "''"} ]]`);
        const flags = context.state.options.has('nocasematch') ? 'i' : '';
        const matches = patternRegExp(pattern, flags, { extended: true }).test(left);
        return matches === (operator !== '!=');
      }
      if (operator === '=~') return matchRegExp(left, node.right, context);
      const right = await expandToText(node.right, context);
      await trace(context, `[[ ${left || "''"} ${operator} ${right || "''"} ]]`);
      if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
        return compare(operator, await arithmeticOfText(left, context), await arithmeticOfText(right, context));
      }
      return binaryTest(operator, left, right, context);
    }
  }
}

async function matchRegExp(
  left: string,
  right: Parameters<typeof expandToText>[0],
  context: Context,
): Promise<boolean> {
  let source = '';
  if (right.parts) {
    for (const part of right.parts) {
      const quoted = /Quoted$/.test(part.type);
      const text = await expandToText({ text: part.text, value: part.text, parts: [part] }, context);
      source += quoted ? escapeRegExp(text) : part.type === 'Literal' || part.type === 'Glob' ? part.text : text;
    }
  } else source = right.text;
  try {
    const found = longestRegExp(posixClasses(source), context.state.options.has('nocasematch') ? 'i' : '').exec(left);
    const elements = new Map((found ?? []).map((text, index) => [String(index), text ?? '']));
    context.state.vars.set('BASH_REMATCH', { value: '', elements });
    return found !== null;
  } catch {
    throw new ExpansionError(`[[: invalid regular expression \`${source}'`, 2);
  }
}

/** `[[:digit:]]` inside a bracket, as POSIX writes it. */
export function posixClasses(source: string): string {
  return source.replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name] ?? all);
}

function compare(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

async function unaryTest(operator: string, text: string, context: Context): Promise<boolean> {
  const { runtime, state } = context;
  const stat = () => (text === '' ? undefined : runtime.files.stat(join(state.cwd, text)));
  const may = (bits: number): boolean => {
    const found = stat();
    return found !== undefined && (found.mode & bits) !== 0;
  };
  switch (operator) {
    case '-z':
      return text === '';
    case '-n':
      return text !== '';
    case '-e':
    case '-a':
      return stat() !== undefined || text === '/dev/null';
    case '-f':
      return stat()?.type === 'file';
    case '-d':
      return stat()?.type === 'directory';
    case '-s':
      return (stat()?.size ?? 0) > 0;
    case '-r':
      return may(0o444);
    case '-w':
      return may(0o222);
    case '-x':
      return may(0o111);
    case '-o':
      return state.options.has(OPTION_NAMES[text] ?? text);
    case '-c':
      return /^\/dev\/(null|tty|zero|u?random)$/.test(text);
    case '-v': {
      const place = await placeOf(text, context);
      return place !== undefined && (await readPlace(place, context)) !== undefined;
    }
    case '-t':
      return context.open.get(Number(text))?.isTerminal === true;
    default:
      // Links, sockets, devices and the like: none exist here.
      return false;
  }
}

async function binaryTest(operator: string, left: string, right: string, context: Context): Promise<boolean> {
  const { files } = context.runtime;
  const modified = (name: string): number => files.stat(join(context.state.cwd, name))?.modifiedMs ?? -1;
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
      return modified(left) > modified(right);
    case '-ot':
      return modified(left) < modified(right);
    case '-ef':
      return join(context.state.cwd, left) === join(context.state.cwd, right);
    default:
      throw new ExpansionError(`${operator}: binary operator expected`, 2);
  }
}

const BINARY = /^(=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/;
const UNARY = /^-[abcdefghknoprstuvwxzGLNOS]$/;

/** `test` and `[`: true, false, or what is wrong with the arguments. */
export async function testArguments(args: readonly string[], context: Context): Promise<boolean | string> {
  let at = 0;
  let wrong: string | undefined;
  const number = (text: string): bigint => {
    if (!/^\s*[-+]?\d+\s*$/.test(text)) wrong ??= `${text}: integer expression expected`;
    return wrong ? 0n : BigInt(text.trim().replace(/^\+/, ''));
  };

  async function primary(): Promise<boolean> {
    const left = args.length - at;
    const first = args[at];
    if (first === undefined) {
      wrong ??= 'argument expected';
      return false;
    }
    if (left >= 3 && BINARY.test(args[at + 1]!)) {
      const [a, operator, b] = [first, args[at + 1]!, args[at + 2]!];
      at += 3;
      return /^-(eq|ne|lt|le|gt|ge)$/.test(operator)
        ? compare(operator, number(a), number(b))
        : binaryTest(operator, a, b, context);
    }
    if (first === '!' && left > 1) {
      at++;
      return !(await primary());
    }
    if (first === '(' && left > 2) {
      at++;
      const value = await or();
      if (args[at] !== ')') wrong ??= "`)' expected";
      at++;
      return value;
    }
    if (UNARY.test(first) && left > 1) {
      at += 2;
      return unaryTest(first, args[at - 1]!, context);
    }
    if (left === 2 && first.startsWith('-')) wrong ??= `${first}: unary operator expected`;
    at++;
    return first !== '';
  }
  async function and(): Promise<boolean> {
    let value = await primary();
    while (args[at] === '-a') {
      at++;
      const next = await primary();
      value = value && next;
    }
    return value;
  }
  async function or(): Promise<boolean> {
    let value = await and();
    while (args[at] === '-o') {
      at++;
      const next = await and();
      value = value || next;
    }
    return value;
  }

  if (args.length === 0) return false;
  const value = await or();
  if (wrong === undefined && at < args.length) {
    if (args.length === 2) wrong = `${args[0]}: unary operator expected`;
    else if (args.length === 3) wrong = `${args[1]}: binary operator expected`;
    else wrong = 'too many arguments';
  }
  return wrong ?? value;
}
