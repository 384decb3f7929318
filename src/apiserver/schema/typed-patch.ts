// What is wrong with an applied configuration in the eyes of its schema. Models sigs.k8s.io/structured-merge-diff typed/validate.go.

import { goSyntax } from '#apimachinery/go-value.ts';
import type { Field, Struct, TypeRef } from './schema.ts';
import { structOfRef } from './schema.ts';

/** Strings, and what Go's types accept as more than one scalar. */
const NUMERIC = 'ilf';
const UNTYPED = 'qxo';

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Go's `%#v` of what the YAML was decoded to. */
const goValue = (value: unknown): string => `&value.valueUnstructured{Value:${goSyntax(value)}}`;

const goTypeName = (value: unknown): string =>
  Array.isArray(value)
    ? '[]interface {}'
    : isFields(value)
      ? 'map[string]interface {}'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'number'
          ? Number.isInteger(value)
            ? 'int64'
            : 'float64'
          : 'string';

/** The server's words, several mistakes on a line each; undefined: none. */
export function typedErrors(value: Fields, struct: Struct): string | undefined {
  const errors: string[] = [];
  const told = (path: string, what: string): void => void errors.push(path ? `${path}: ${what}` : what);
  checkStruct(value, struct, '', told);
  if (errors.length === 0) return undefined;
  return errors.length === 1 ? errors[0] : ['errors:', ...errors.map((e) => `  ${e}`)].join('\n');
}

type Tell = (path: string, what: string) => void;

function checkStruct(value: Fields, struct: Struct, path: string, tell: Tell): void {
  for (const [key, member] of Object.entries(value)) {
    const at = `${path}.${key}`;
    const type = struct.fields.get(key) ?? struct.rest;
    if (!type) {
      tell(at, 'field not declared in schema');
      return;
    }
    checkValue(member, type, at, tell);
  }
}

function checkValue(value: unknown, type: Field | TypeRef, path: string, tell: Tell): void {
  if (value === null || value === undefined) return;
  const field = 'isSet' in type ? type : undefined;
  const ref = 'isSet' in type ? type.type : type;
  if (ref.is === 'deduced') return;
  if (ref.is === 'scalar') checkScalar(value, ref.code, path, tell);
  else if (ref.is === 'list') {
    if (Array.isArray(value)) checkItems(value, field, ref.of, path, tell);
    else tell(path, `expected list, got ${goValue(value)}`);
  } else if (!isFields(value)) tell(path, `expected map, got ${goValue(value)}`);
  else if (ref.is === 'map')
    for (const [key, member] of Object.entries(value)) checkValue(member, ref.of, `${path}.${key}`, tell);
  else {
    const struct = structOfRef(ref);
    if (struct) checkStruct(value, struct, path, tell);
  }
}

function checkItems(items: readonly unknown[], field: Field | undefined, of: TypeRef, path: string, tell: Tell): void {
  const seen = new Set<string>();
  for (const [i, item] of items.entries()) {
    const element = field && (field.keys || field.isSet) ? elementOf(field, item) : `[${i}]`;
    if (typeof element !== 'string') {
      // No place can be named for what is in it.
      tell(path, `element ${i}: ${element.error}`);
      return;
    }
    if (seen.has(element) && field && !field.isAtomic) tell(path, `duplicate entries for key ${element}`);
    seen.add(element);
    checkValue(item, of, `${path}${element}`, tell);
  }
}

/** Source: listItemToPathElement. */
function elementOf(field: Field, item: unknown): string | { readonly error: string } {
  if (!field.keys) return `[=${JSON.stringify(item)}]`;
  if (!isFields(item)) return { error: 'associative list with keys may not have non-map elements' };
  const shown: string[] = [];
  for (const key of [...field.keys].sort()) {
    // Of Go types, the only key member with a default is a port's protocol.
    const member = item[key] ?? field.keyDefaults?.[key] ?? (key === 'protocol' ? 'TCP' : undefined);
    if (member === undefined) {
      const why = `omits key field ${JSON.stringify(key)} (and doesn't have default value)`;
      return { error: `associative list with keys has an element that ${why}` };
    }
    shown.push(`${key}=${JSON.stringify(member)}`);
  }
  return `[${shown.join(',')}]`;
}

function checkScalar(value: unknown, code: string, path: string, tell: Tell): void {
  if (code === 'o') return;
  const isScalar = typeof value !== 'object';
  if (UNTYPED.includes(code)) {
    if (!isScalar) tell(path, `expected any scalar, got ${goValue(value)}`);
  } else if (NUMERIC.includes(code)) {
    if (typeof value !== 'number') tell(path, `expected numeric (int or float), got ${goTypeName(value)}`);
  } else if (code === 'b') {
    if (typeof value !== 'boolean') tell(path, `expected boolean, got ${goValue(value)}`);
  } else if (typeof value !== 'string') tell(path, `expected string, got ${goValue(value)}`);
}
