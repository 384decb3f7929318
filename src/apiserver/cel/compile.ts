// Models apiserver/pkg/cel Compile and Program: an expression is checked once, and then evaluated for many values.

import type { Environment } from '@marcbachmann/cel-js';
import type { Schema } from '../customresources/schema.ts';
import { turnsOf } from './cost.ts';
import { type CompileProblem, compileError, runtimeError } from './errors.ts';
import { Failure } from './failure.ts';
import { TWO_VARIABLES } from './library/comprehensions.ts';
import { widenHas } from './library/macros.ts';
import { MATCHES } from './library/strings.ts';

type Values = Readonly<Record<string, unknown>>;
export type Outcome = { readonly value: unknown } | { readonly error: string };

export interface Program {
  /** `bool`, `string`, `list<int>`, … */
  readonly type: string;
  /** Names of variables that it mentions, among those that it may. */
  readonly uses: ReadonlySet<string>;
  /** How deep loops stand within loops. */
  readonly loops: number;
  /** Turns of loops over a `self` of this schema. */
  turns(self: Schema): number;
  run(values: Values): Outcome;
}

/** Why there is no program: what cel-go says, or what is not simulated here. */
export type NoProgram = { readonly error: string } | { readonly unsimulated: string };

interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly checkedType?: unknown;
  /** A macro stands for another expression. */
  readonly meta?: { readonly alternate?: unknown };
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value;

const isTwoVariables = ([name, , args]: readonly unknown[]): boolean =>
  TWO_VARIABLES.has(String(name)) && (args as unknown[]).length > 2;
const isLoop = ({ op, args }: Node): boolean =>
  op === 'comprehension' || (op === 'rcall' && isTwoVariables(args as unknown[]));

/** Every part of an expression, with how many loops it stands in. */
function walk(value: unknown, loops: number, visit: (node: Node, loops: number) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!isNode(value)) {
    for (const member of Array.isArray(value) ? value : Object.values(value)) walk(member, loops, visit);
    return;
  }
  if (value.meta?.alternate) {
    walk(value.meta.alternate, loops, visit);
    return;
  }
  visit(value, loops);
  if (value.op === 'rcall' && isTwoVariables(value.args as unknown[])) {
    const [, receiver, args] = value.args as unknown[];
    walk(receiver, loops, visit);
    walk(args, loops + 1, visit);
    return;
  }
  if (value.op !== 'comprehension') {
    walk(value.args, loops, visit);
    return;
  }
  const { iterable, init, step } = value.args as Readonly<Record<string, unknown>>;
  walk([iterable, init], loops, visit);
  walk(step, loops + 1, visit);
}

/** Lists that may be of several types: what is written into a text. Source: cel-go ValidateHomogeneousAggregateLiterals. */
function mixedList(ast: unknown): CompileProblem | undefined {
  const exempt = new Set<unknown>();
  let found: CompileProblem | undefined;
  walk(ast, 0, (node) => {
    if (node.op === 'rcall' && (node.args as unknown[])[0] === 'format') exempt.add((node.args as unknown[][])[2]?.[0]);
    if (node.op !== 'list' || exempt.has(node) || found) return;
    const items = node.args as readonly (Node & { start: number })[];
    const [first] = items;
    const odd = items.find(({ checkedType }) => !isSame(checkedType, first?.checkedType));
    if (odd) {
      const message = `expected type '${first!.checkedType}' but found '${odd.checkedType}'`;
      found = { message, range: { start: odd.start } };
    }
  });
  return found;
}

const isSame = (a: unknown, b: unknown): boolean => String(a) === String(b) || `${a}${b}`.includes('dyn');

export function compile(expression: string, environment: Environment): Program | NoProgram {
  try {
    const parsed = environment.parse(expression);
    const uses = new Set<string>();
    let depth = 0;
    walk(parsed.ast, 0, (node, loops) => {
      if (isLoop(node)) depth = Math.max(depth, loops + 1);
      if (node.op === 'id') uses.add(String(node.args));
      const call = node.args as unknown[];
      widenHas(node);
      if ((node.op === 'rcall' || node.op === 'call') && call[0] === 'matches') call[0] = MATCHES;
    });
    const checked = parsed.check();
    if (!checked.valid) throw checked.error;
    const mixed = mixedList(parsed.ast);
    if (mixed) return { error: compileError(mixed, expression) };
    return {
      type: String(checked.type),
      uses,
      loops: depth,
      turns: (self) => turnsOf(parsed.ast, self),
      run(values) {
        try {
          return { value: parsed(values as never) };
        } catch (error) {
          return { error: error instanceof Failure ? error.message : runtimeError(error) };
        }
      },
    };
  } catch (error) {
    const [, unsimulated] = UNSIMULATED.exec(expression.replace(LITERAL, '""')) ?? [];
    return unsimulated ? { unsimulated } : { error: compileError(error as CompileProblem, expression) };
  }
}

const LITERAL = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;

/** What Kubernetes has and we have not. Asked only where an expression does not compile. */
const UNSIMULATED = /\b(semver|isSemver|isCanonical|jsonpatch)\s*\(/;
