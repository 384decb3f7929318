// Models apiextensions-apiserver/pkg/apiserver/schema/cel and apiserver/pkg/cel's cost estimator in what can be said for certain.
// Differs: only turns of loops are counted, never what a turn costs: a rule that Kubernetes' exact estimate refuses by less than a
// hundredfold is let in.

import { additionalOf, itemsOf, type Schema } from '../customresources/schema.ts';
import { escapedName } from './declarations.ts';

/** Of one rule, in units of which a turn of a loop costs at least one. Source: StaticEstimatedCostLimit. */
export const COST_LIMIT = 10_000_000;
/** What a list holds at the least that is bounded by a request's size only: 3 MiB of items of 64 bytes. */
const UNBOUNDED = (3 * 1024 * 1024) / 64;

/** How many members a value of this schema may have. */
export function mostMembers(schema: Schema | undefined): number {
  if (schema?.type === 'array') return schema.maxItems ?? UNBOUNDED;
  if (schema && additionalOf(schema)) return schema.maxProperties ?? UNBOUNDED;
  return 1;
}

interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly meta?: { readonly alternate?: unknown };
}
type Scope = ReadonlyMap<string, Schema | undefined>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value;

/** Turns of the loops in an expression over `self`, at the most, and at the least what Kubernetes counts. */
export const turnsOf = (ast: unknown, self: Schema): number =>
  turns(
    ast,
    new Map([
      ['self', self],
      ['oldSelf', self],
    ]),
  );

function turns(value: unknown, scope: Scope): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (!isNode(value)) {
    const members = Array.isArray(value) ? value : Object.values(value);
    return members.reduce<number>((sum, member) => sum + turns(member, scope), 0);
  }
  const { alternate } = value.meta ?? {};
  if (isNode(alternate)) return turns(alternate, scope);
  if (value.op !== 'comprehension') return turns(value.args, scope);
  const { iterable, iterVarName, step } = value.args as Readonly<Record<string, unknown>>;
  const of = schemaAt(iterable, scope);
  const item = of && (itemsOf(of) ?? undefined);
  const inner = new Map(scope).set(String(iterVarName), item);
  return turns(iterable, scope) + mostMembers(of) * Math.max(1, turns(step, inner));
}

/** The schema of what an expression names; undefined where it is made and not named. */
function schemaAt(value: unknown, scope: Scope): Schema | undefined {
  if (!isNode(value)) return undefined;
  const args = value.args as readonly unknown[];
  switch (value.op) {
    case 'id':
      return scope.get(String(value.args));
    case '.':
    case '.?': {
      const of = schemaAt(args[0], scope);
      const [, property] = Object.entries(of?.properties ?? {}).find(([key]) => escapedName(key) === args[1]) ?? [];
      return property ?? (of && additionalOf(of));
    }
    case '[]':
    case '[?]': {
      const of = schemaAt(args[0], scope);
      return of && (itemsOf(of) ?? additionalOf(of));
    }
    case 'rcall':
      return args[0] === 'filter' ? schemaAt(args[1], scope) : undefined;
    default:
      return undefined;
  }
}
