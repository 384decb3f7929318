// Models sigs.k8s.io/structured-merge-diff typed/validate.go: what is wrong with an applied configuration in the eyes of its schema.

import { goSyntax } from '#apimachinery/go-value.ts';
import type { ScalarCode } from '#apimachinery/schema/schema.ts';
import { atomOf, deduce, type ListAtom, type MapAtom, type Type } from './atom.ts';
import { elementOf, fieldElement, showElement } from './path.ts';

type Fields = Record<string, unknown>;
type Tell = (path: string, what: string) => void;
const REPEATED = 'duplicate entries for key';
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Go's `%#v` of what the YAML was decoded to. */
const goValue = (value: unknown): string => `&value.valueUnstructured{Value:${goSyntax(value)}}`;

function goTypeName(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isFields(value)) return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'number') return 'string';
  return Number.isInteger(value) ? 'int64' : 'float64';
}

/**
 * The server's words, several mistakes on a line each; undefined: none.
 * @param mayRepeat Items may stand twice in their list, as they may in what is stored. Default false.
 */
export function typedErrors(value: unknown, type: Type, mayRepeat = false): string | undefined {
  const errors: string[] = [];
  checkValue(value, type, '', (path, what) => {
    if (!mayRepeat || !what.startsWith(REPEATED)) errors.push(path ? `${path}: ${what}` : what);
  });
  if (errors.length === 0) return undefined;
  return errors.length === 1 ? errors[0] : ['errors:', ...errors.map((e) => `  ${e}`)].join('\n');
}

function checkValue(value: unknown, type: Type, path: string, tell: Tell): void {
  if (value === null || value === undefined) return;
  const { map, list } = deduce(atomOf(type), value);
  if (map) checkMembers(value, map, path, tell);
  else if (list) checkItems(value, list, path, tell);
  else {
    const ref = 'isSet' in type ? type.type : type;
    if (ref.is === 'scalar') checkScalar(value, ref.code, path, tell);
  }
}

function checkMembers(value: unknown, map: MapAtom, path: string, tell: Tell): void {
  if (!isFields(value)) {
    tell(path, `expected map, got ${goValue(value)}`);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    const at = path + showElement(fieldElement(key));
    const type = map.fields.get(key) ?? map.element;
    if (!type) {
      // No word of what comes after it.
      tell(at, 'field not declared in schema');
      return;
    }
    checkValue(member, type, at, tell);
  }
}

function checkItems(value: unknown, list: ListAtom, path: string, tell: Tell): void {
  if (!Array.isArray(value)) {
    tell(path, `expected list, got ${goValue(value)}`);
    return;
  }
  const isDivided = !list.isAtomic;
  const seen = new Set<string>();
  for (const [i, item] of value.entries()) {
    const element = isDivided ? elementOf(list, item) : `i:${i}`;
    if (typeof element !== 'string') {
      // No place can be named for what is in it.
      tell(path, `element ${i}: ${element.error}`);
      return;
    }
    if (seen.has(element)) tell(path, `${REPEATED} ${showElement(element)}`);
    seen.add(element);
    checkValue(item, list.element, path + showElement(element), tell);
  }
}

/** Strings, and what Go's types accept as more than one scalar. */
const NUMERIC = 'ilf';
const UNTYPED = 'qxotu';

function checkScalar(value: unknown, code: ScalarCode, path: string, tell: Tell): void {
  if (UNTYPED.includes(code)) {
    if (typeof value === 'object') tell(path, `expected any scalar, got ${goValue(value)}`);
  } else if (NUMERIC.includes(code)) {
    if (typeof value !== 'number') tell(path, `expected numeric (int or float), got ${goTypeName(value)}`);
  } else if (code === 'b') {
    if (typeof value !== 'boolean') tell(path, `expected boolean, got ${goValue(value)}`);
  } else if (typeof value !== 'string') tell(path, `expected string, got ${goValue(value)}`);
}
