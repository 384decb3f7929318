// Models sigs.k8s.io/structured-merge-diff fieldpath/serialize.go: a set of fields as `fieldsV1` has it.

import { FieldSet } from './field-set.ts';
import { Lately } from './lately.ts';
import { compareElements, type Element, parseElement } from './path.ts';

type FieldsV1 = Record<string, unknown>;

/** A set takes several times the memory of what is stored: of objects at rest none is kept. */
const written = new Lately<FieldSet, FieldsV1>();
/** The same of fields that are themselves in the set they are in. */
const writtenMembers = new Lately<FieldSet, FieldsV1>();
const read = new Lately<FieldsV1, FieldSet>();

/** `.` marks a field that is in the set itself, where something below it is too. Most are as one written lately, and are that one. */
export function toFieldsV1(set: FieldSet): FieldsV1 {
  const fields = write(set, false);
  read.set(fields, set);
  return fields;
}

/** Of a field that nothing in the set is below. */
const LEAF: FieldsV1 = {};

function write(set: FieldSet, isMember: boolean): FieldsV1 {
  if (set.isEmpty) return LEAF;
  const known = isMember ? writtenMembers : written;
  let fields = known.get(set);
  if (!fields) {
    const elements = [...new Set([...set.members, ...set.children.keys()])].sort(compareElements);
    fields = isMember ? { '.': LEAF } : {};
    for (const element of elements) fields[element] = write(set.under(element), set.members.has(element));
    known.set(set, fields);
  }
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
