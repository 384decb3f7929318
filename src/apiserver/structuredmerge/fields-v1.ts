// Models sigs.k8s.io/structured-merge-diff fieldpath/serialize.go: a set of fields as `fieldsV1` has it.

import { FieldSet } from './field-set.ts';
import { compareElements, type Element, parseElement } from './path.ts';

type FieldsV1 = Record<string, unknown>;

/** What was written or read lately: most of an object's owners stay as they were from write to write. */
class Lately<K, V> {
  readonly #entries = new Map<K, V>();

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  set(key: K, value: V): void {
    this.#entries.set(key, value);
    if (this.#entries.size > KEPT) this.#entries.delete(this.#entries.keys().next().value!);
  }
}

/** A set takes several times the memory of what is stored: of objects at rest none is kept. */
const KEPT = 2000;
const written = new Lately<FieldSet, FieldsV1>();
const read = new Lately<FieldsV1, FieldSet>();
/** Most objects of a kind have the same owners of the same fields: held once. By their JSON. */
const alike = new Lately<string, FieldsV1>();

/** `.` marks a field that is in the set itself, where something below it is too. */
export function toFieldsV1(set: FieldSet): FieldsV1 {
  let fields = written.get(set);
  if (!fields) {
    fields = write(set, false);
    written.set(set, fields);
    read.set(fields, set);
  }
  return fields;
}

function once(fields: FieldsV1): FieldsV1 {
  const text = JSON.stringify(fields);
  const known = alike.get(text);
  if (known) return known;
  alike.set(text, fields);
  return fields;
}

/** Of a field that nothing in the set is below. */
const LEAF: FieldsV1 = {};

function write(set: FieldSet, isMember: boolean): FieldsV1 {
  if (set.isEmpty) return LEAF;
  const elements = [...new Set([...set.members, ...set.children.keys()])].sort(compareElements);
  const fields: FieldsV1 = isMember ? { '.': LEAF } : {};
  for (const element of elements) fields[element] = write(set.under(element), set.members.has(element));
  return once(fields);
}

/** What it does not understand is left out. */
export function fromFieldsV1(fields: FieldsV1): FieldSet {
  let set = read.get(fields);
  if (!set) {
    set = parse(fields).set;
    read.set(fields, set);
  }
  return set;
}

function parse(fields: FieldsV1): { readonly set: FieldSet; readonly isMember: boolean } {
  const members: Element[] = [];
  const children: [Element, FieldSet][] = [];
  for (const [key, value] of Object.entries(fields)) {
    const element = key === '.' ? undefined : parseElement(key);
    if (element === undefined) continue;
    const below = parse(typeof value === 'object' && value !== null ? (value as FieldsV1) : {});
    if (below.isMember) members.push(element);
    children.push([element, below.set]);
  }
  const set = FieldSet.of(members, children);
  return { set, isMember: '.' in fields || set.isEmpty };
}
