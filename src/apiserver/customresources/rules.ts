// Models apiextensions-apiserver/pkg/apiserver/schema/cel: x-kubernetes-validations, compiled once a definition and judged at every write.
// Differs: rules below allOf are not looked at; lists of type set and map are equal only in the same order.

import type { ValidationRule } from '#api/apiextensions/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import type { NoProgram, Program } from '../cel/compile.ts';
import type { Declaration } from '../cel/declarations.ts';
import { cel } from '../cel/loader.ts';
import { additionalOf, isEmbedded, isObject, itemsOf, propertyOf, type Schema } from './schema.ts';
import { NO_PATH } from './validation.ts';

/**
 * Differs: what a rule costs is not counted when it runs; a loop within a loop that may turn more often than this is refused before it
 * begins. Source: apiserver/pkg/apis/cel PerCallLimit.
 */
const PER_CALL_LIMIT = 2_000_000;
const MAX_MESSAGE_LENGTH = 5 * 1024;

export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program: Program | NoProgram;
  readonly message?: Program | NoProgram;
  readonly usesOldSelf: boolean;
}

export interface CompiledRules {
  /** Of `self`. */
  readonly declaration: Declaration;
  readonly rules: readonly CompiledRule[];
}

/** The rules of a schema's node, below none of its members. Undefined: nothing is known of values there, so rules cannot see them. */
export function compileRules(schema: Schema, isResource: boolean): CompiledRules | undefined {
  const { declarationOf, environmentOf, compile } = cel();
  const declaration = declarationOf(schema, 'object', isResource);
  if (!declaration) return undefined;
  const environments = [false, true].map((isOptional) =>
    environmentOf([
      { name: 'self', declaration },
      { name: 'oldSelf', declaration, isOptional },
    ]),
  );
  const rules = (schema['x-kubernetes-validations'] ?? []).map((rule): CompiledRule => {
    const environment = environments[rule.optionalOldSelf ? 1 : 0]!;
    const program = compile(rule.rule ?? '', environment);
    return {
      rule,
      program,
      ...(rule.messageExpression && { message: compile(rule.messageExpression, environment) }),
      usesOldSelf: 'uses' in program && program.uses.has('oldSelf'),
    };
  });
  return { declaration, rules };
}

export interface Judgement {
  readonly errors: readonly FieldError[];
  /** What an update left as it was, and is therefore let through. Source: ratcheting. */
  readonly let: readonly FieldError[];
}

const ALL_WELL: Judgement = { errors: [], let: [] };

interface Node {
  readonly schema: Schema;
  /** Undefined: none of its own. */
  readonly own: CompiledRules | undefined;
  readonly items?: Node;
  readonly additional?: Node;
  readonly properties: ReadonlyMap<string, Node>;
}

/** The old value of a node, or of the nearest one above that has one. */
interface Old {
  readonly known: boolean;
  readonly value: unknown;
  readonly isUnchanged: boolean;
}

/** The rules of a schema. Made for nothing where it has none. */
export class Rules {
  readonly #schema: Schema;
  #root: Node | undefined | null = null;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** @param old Undefined where there was none. */
  judge(object: unknown, old: unknown): Judgement {
    if (this.#root === null) this.#root = hasRules(this.#schema) ? nodeOf(this.#schema, true) : undefined;
    if (!this.#root) return ALL_WELL;
    const found: { errors: FieldError[]; let: FieldError[] } = { errors: [], let: [] };
    const known = old !== undefined;
    judge(this.#root, '', object, { known, value: old, isUnchanged: known && deepEqual(object, old) }, found);
    return found;
  }
}

/** A rule anywhere: a property of that name is none, since its value is a schema and not a list. */
export function hasRules(schema: Schema): boolean {
  if ((schema['x-kubernetes-validations'] ?? []).length > 0) return true;
  const inner = [itemsOf(schema), additionalOf(schema), ...Object.values(schema.properties ?? {})];
  return inner.some((s) => s !== undefined && hasRules(s));
}

function nodeOf(schema: Schema, isResource: boolean): Node | undefined {
  const below = (inner: Schema | undefined): Node | undefined => inner && nodeOf(inner, isEmbedded(inner));
  const items = below(itemsOf(schema));
  const additional = below(additionalOf(schema));
  const properties = new Map<string, Node>();
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const node = below(property);
    if (node) properties.set(key, node);
  }
  const own = (schema['x-kubernetes-validations'] ?? []).length > 0 ? compileRules(schema, isResource) : undefined;
  if (!own && !items && !additional && properties.size === 0) return undefined;
  return { schema, own, properties, ...(items && { items }), ...(additional && { additional }) };
}

type Found = { readonly errors: FieldError[]; readonly let: FieldError[] };

function judge(node: Node, path: string, value: unknown, old: Old, found: Found): void {
  if (value === null || value === undefined) return;
  judgeHere(node, path, value, old, found);
  const { schema, items, additional, properties } = node;
  if (Array.isArray(value)) {
    if (!items) return;
    const keys = schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : undefined;
    const before = keys && Array.isArray(old.value) ? old.value : [];
    value.forEach((item, i) => {
      const same = before.find((other) =>
        keys!.every((key) => keyOf(items.schema, item, key) === keyOf(items.schema, other, key)),
      );
      judge(items, `${path}[${i}]`, item, within(old, same, item), found);
    });
    return;
  }
  if (!isObject(value)) return;
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic';
  for (const [key, member] of Object.entries(value)) {
    const before = !isAtomic && isObject(old.value) ? old.value[key] : undefined;
    // What they were cannot be seen: both objects are shown in the same version.
    const isHead = path === '' && (key === 'apiVersion' || key === 'kind');
    const was = isHead ? { known: false, value: undefined, isUnchanged: false } : within(old, before, member);
    const property = properties.get(key);
    if (property) judge(property, `${path}.${key}`, member, was, found);
    else if (additional && !propertyOf(schema, key)) judge(additional, `${path}[${key}]`, member, was, found);
  }
}

/** A member that has no counterpart is as old as what it stands in. Source: ratchetingOptions. */
const within = (old: Old, before: unknown, now: unknown): Old =>
  before === undefined
    ? { known: false, value: undefined, isUnchanged: old.isUnchanged }
    : { known: true, value: before, isUnchanged: deepEqual(before, now) };

const keyOf = (schema: Schema, item: unknown, key: string): unknown =>
  (isObject(item) ? item[key] : undefined) ?? schema.properties?.[key]?.default;

function judgeHere({ schema, own }: Node, path: string, value: unknown, old: Old, found: Found): void {
  if (!own) return;
  const { celValue, Optional } = cel();
  const at = path.replace(/^\./, '');
  const type = schema.type ?? '';
  const self = celValue(value, own.declaration);
  const oldSelf = old.known ? celValue(old.value, own.declaration) : undefined;
  for (const { rule, program, message, usesOldSelf } of own.rules) {
    if (!('run' in program)) continue;
    // A rule about a change has nothing to say where there was nothing.
    if (usesOldSelf && !old.known && !rule.optionalOldSelf) continue;
    const values = { self, oldSelf: rule.optionalOldSelf ? Optional.of(oldSelf) : oldSelf };
    const wrong = (detail: string): void => void found.errors.push(field.invalid(at || NO_PATH, type, detail));
    if (largest(value) ** program.loops > PER_CALL_LIMIT) {
      const limit = `'operation cancelled: actual cost limit exceeded'`;
      wrong(
        `${limit}: no further validation rules will be run due to call cost exceeds limit for rule: ${named(rule)}`,
      );
      return;
    }
    const outcome = program.run(values);
    if ('error' in outcome) {
      wrong(
        outcome.error.startsWith('no such overload')
          ? `'${outcome.error}': call arguments did not match a supported operator, function or macro signature for rule: ${named(rule)}`
          : `${outcome.error} evaluating rule: ${named(rule)}`,
      );
      continue;
    }
    if (outcome.value === true) continue;
    const where = rule.fieldPath
      ? `${at}${rule.fieldPath.trim().replace(/\['([^']*)'\]/g, '.$1')}`.replace(/^\./, '')
      : at;
    const detail = said(message, values) ?? rule.message?.trim() ?? `failed rule: ${named(rule)}`;
    const error = errorFor(rule, where || NO_PATH, type, detail);
    (!usesOldSelf && old.isUnchanged ? found.let : found.errors).push(error);
  }
}

/** A list's or a map's most members: how often a loop over a part of the value may turn. */
function largest(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  const members = Object.values(value);
  return members.reduce<number>((most, member) => Math.max(most, largest(member)), members.length);
}

const named = ({ message, rule }: ValidationRule): string => (message || rule).trim();

/** Undefined where the message cannot be made, or is none that could be shown. Source: evalMessageExpression. */
function said(message: Program | NoProgram | undefined, values: Readonly<Record<string, unknown>>): string | undefined {
  if (!message || !('run' in message)) return undefined;
  const outcome = message.run(values);
  const text = 'value' in outcome && typeof outcome.value === 'string' ? outcome.value.trim() : '';
  return text === '' || text.includes('\n') || text.length > MAX_MESSAGE_LENGTH ? undefined : text;
}

function errorFor({ reason }: ValidationRule, path: string, type: string, detail: string): FieldError {
  switch (reason) {
    case 'FieldValueForbidden':
      return field.forbidden(path, detail);
    case 'FieldValueRequired':
      return field.required(path, detail);
    case 'FieldValueDuplicate':
      return field.duplicate(path, type);
    default:
      return field.invalid(path, type, detail);
  }
}
