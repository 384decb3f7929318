// Models sigs.k8s.io/structured-merge-diff fieldpath/serialize.go: a set of fields as `fieldsV1` has it.

import { FieldSet } from './field-set.ts';
import { compareElements, type Element, parseElement } from './path.ts';

type FieldsV1 = Record<string, unknown>;

// Most of an object's owners stay as they were from write to write.
const written = new WeakMap<FieldSet, FieldsV1>();
const read = new WeakMap<FieldsV1, FieldSet>();

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

function write(set: FieldSet, isMember: boolean): FieldsV1 {
  const elements = [...new Set([...set.members, ...set.children.keys()])].sort(compareElements);
  const fields: FieldsV1 = isMember && elements.length > 0 ? { '.': {} } : {};
  for (const element of elements) fields[element] = write(set.under(element), set.members.has(element));
  return fields;
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
