// $(( )): C's operators on 64-bit whole numbers.

import { type ArithmeticExpression, parse, type WordPart } from 'unbash';
import { type Context, ExpansionError } from './context.ts';
import { commandOutput, expandTextLike, expandToText } from './expand.ts';
import { getVar } from './state.ts';
import { type Place, placeOf, readPlace, writePlace } from './subscript.ts';

const int = (n: bigint): bigint => BigInt.asIntN(64, n);

/** @throws {ExpansionError} */
export async function evaluateArithmetic(
  node: ArithmeticExpression | undefined,
  context: Context,
  depth = 0,
): Promise<bigint> {
  if (!node) return 0n;
  switch (node.type) {
    case 'ArithmeticGroup':
      return evaluateArithmetic(node.expression, context, depth);
    case 'ArithmeticTernary': {
      const test = await evaluateArithmetic(node.test, context, depth);
      return evaluateArithmetic(test !== 0n ? node.consequent : node.alternate, context, depth);
    }
    case 'ArithmeticUnary': {
      if (node.operator === '++' || node.operator === '--') {
        const place = await variableOf(node.operand, context);
        const old = await textValue((await readPlace(place, context)) ?? '', context, depth);
        const next = int(node.operator === '++' ? old + 1n : old - 1n);
        await writePlace(place, String(next), context);
        return node.prefix ? next : old;
      }
      if (
        node.operand.type === 'ArithmeticWord' &&
        (await wordText(node.operand.value, node.operand.parts, context)) === ''
      )
        throw new ExpansionError(
          `${node.operator} : syntax error: operand expected (error token is "${node.operator} ")`,
        );
      const value = await evaluateArithmetic(node.operand, context, depth);
      if (node.operator === '-') return int(-value);
      if (node.operator === '!') return value === 0n ? 1n : 0n;
      if (node.operator === '~') return int(~value);
      return value;
    }
    case 'ArithmeticBinary':
      return binary(node, context, depth);
    case 'ArithmeticCommandExpansion':
    case 'ArithmeticWord': {
      if (node.type === 'ArithmeticCommandExpansion') {
        return textValue(await commandOutput(node.script, context), context, depth);
      }
      return textValue(await wordText(node.value, node.parts, context), context, depth);
    }
  }
}

async function binary(
  node: Extract<ArithmeticExpression, { type: 'ArithmeticBinary' }>,
  context: Context,
  depth: number,
): Promise<bigint> {
  const { operator } = node;
  if (node.right.type === 'ArithmeticWord' && node.right.value === '') {
    throw new ExpansionError(`syntax error: operand expected (error token is "${operator} ")`);
  }
  const assigns = /^(?:[-+*/%&|^]|<<|>>)?=$/.test(operator);
  if (assigns) {
    const place = await variableOf(node.left, context);
    const right = await evaluateArithmetic(node.right, context, depth);
    const value =
      operator === '='
        ? right
        : apply(operator.slice(0, -1), await textValue((await readPlace(place, context)) ?? '', context, depth), right);
    await writePlace(place, String(value), context);
    return value;
  }
  const left = await evaluateArithmetic(node.left, context, depth);
  if (operator === '&&' && left === 0n) return 0n;
  if (operator === '||' && left !== 0n) return 1n;
  const right = await evaluateArithmetic(node.right, context, depth);
  if (right === 0n && (operator === '/' || operator === '%')) {
    const text = context.source.slice(node.pos, node.end);
    throw new ExpansionError(
      `${text}: division by 0 (error token is "${context.source.slice(node.right.pos, node.end)}")`,
    );
  }
  return apply(operator, left, right);
}

function apply(operator: string, a: bigint, b: bigint): bigint {
  const truth = (yes: boolean): bigint => (yes ? 1n : 0n);
  switch (operator) {
    case '+':
      return int(a + b);
    case '-':
      return int(a - b);
    case '*':
      return int(a * b);
    case '/':
    case '%':
      if (b === 0n) throw new ExpansionError('division by 0');
      return int(operator === '/' ? a / b : a % b);
    case '**':
      if (b < 0n) throw new ExpansionError('exponent less than 0');
      return int(power(a, b));
    case '<<':
      return int(a << (b & 63n));
    case '>>':
      return int(a >> (b & 63n));
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<':
      return truth(a < b);
    case '>':
      return truth(a > b);
    case '<=':
      return truth(a <= b);
    case '>=':
      return truth(a >= b);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '&&':
      return truth(a !== 0n && b !== 0n);
    case '||':
      return truth(a !== 0n || b !== 0n);
    case ',':
      return b;
    default:
      throw new ExpansionError(`syntax error: operand expected (error token is "${operator}")`);
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = int(result * b);
    b = int(b * b);
  }
  return result;
}

async function variableOf(node: ArithmeticExpression, context: Context): Promise<Place> {
  if (node.type === 'ArithmeticWord') {
    const text = await wordText(node.value, node.parts, context);
    const place = await placeOf(text.trim(), context);
    if (place) return place;
  }
  throw new ExpansionError('attempted assignment to non-variable');
}

/** A number in C's notation, a variable's name, or an expression. */
async function textValue(raw: string, context: Context, depth: number): Promise<bigint> {
  const text = raw.trim();
  if (text === '') return 0n;
  if (/^\d/.test(text)) {
    const number = numberOf(text);
    if (number !== undefined) return int(number);
    if (/^\w+$/.test(text)) {
      throw new ExpansionError(
        /^0\d*[89]/.test(text)
          ? `${text}: value too great for base (error token is "${text}")`
          : `${text}: syntax error: invalid arithmetic operator (error token is "${text.replace(/^\d+/, '')}")`,
      );
    }
  }
  if (depth > 50) throw new ExpansionError(`${text}: expression recursion level exceeded (error token is "${text}")`);
  if (/^[A-Za-z_]\w*$/.test(text)) {
    const value = getVar(context.state, text);
    if (value === undefined && context.state.options.has('u'))
      throw new ExpansionError(`${text}: unbound variable`, 127);
    return textValue(value ?? '', context, depth + 1);
  }
  const place = await placeOf(text, context);
  if (place) return textValue((await readPlace(place, context)) ?? '', context, depth + 1);
  return arithmeticOfText(text, context, depth + 1);
}

/** As it stands in a script: `$` in it is expanded first, as text, and what comes out is worked out. @throws {ExpansionError} */
export async function arithmeticOfSource(
  text: string,
  node: ArithmeticExpression | undefined,
  context: Context,
): Promise<bigint> {
  if (!/[$`]/.test(text)) return evaluateArithmetic(node, context);
  return arithmeticOfText(await expandTextLike(`"${text.replaceAll('"', '')}"`, context), context);
}

/** @throws {ExpansionError} */
export async function arithmeticOfText(text: string, context: Context, depth = 0): Promise<bigint> {
  if (text.trim() === '') return 0n;
  const script = parse(`((${text}))`);
  const node = script.commands[0]?.command;
  if (script.errors?.length || node?.type !== 'ArithmeticCommand' || !node.expression || script.commands.length > 1) {
    throw new ExpansionError(`${text}: syntax error: invalid arithmetic operator (error token is "${text}")`);
  }
  if (node.expression.type === 'ArithmeticWord' && node.expression.value.trim() === text.trim() && depth > 0) {
    throw new ExpansionError(`${text}: syntax error: operand expected (error token is "${text}")`);
  }
  return evaluateArithmetic(node.expression, { ...context, source: `((${text}))` }, depth);
}

function numberOf(text: string): bigint | undefined {
  if (/^0[xX][\da-fA-F]+$/.test(text)) return BigInt(text);
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  if (/^(0|[1-9]\d*)$/.test(text)) return BigInt(text);
  const based = /^(\d+)#(\w+)$/.exec(text);
  if (!based) return undefined;
  const base = Number(based[1]);
  if (base < 2 || base > 36) return undefined;
  let value = 0n;
  for (const digit of based[2]!.toLowerCase()) {
    const n = Number.parseInt(digit, 36);
    if (!(n < base)) return undefined;
    value = value * BigInt(base) + BigInt(n);
  }
  return value;
}

function wordText(value: string, parts: readonly WordPart[] | undefined, context: Context): Promise<string> {
  if (parts) return expandToText({ text: value, value, parts }, context);
  // Deep inside other expansions the parser leaves a word whole.
  return /[$`]/.test(value) ? expandTextLike(value, context) : Promise.resolve(value);
}
