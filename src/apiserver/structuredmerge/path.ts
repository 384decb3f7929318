// Models sigs.k8s.io/structured-merge-diff fieldpath.PathElement: one step of a path, in the letters of FieldsV1.

import { goEscaped } from '#apimachinery/go-value.ts';
import type { ListAtom } from './atom.ts';

/** `f:spec`, `k:{"containerPort":80,"protocol":"TCP"}`, `v:"x"` or `i:0`. */
export type Element = string;
export type Path = readonly Element[];

// The names of fields come again and again: as one text each they are found in sets without being read. Emptied when it is full.
const fields = new Map<string, Element>();
const MAX_FIELDS = 5000;

export function fieldElement(name: string): Element {
  let element = fields.get(name);
  if (element === undefined) {
    if (fields.size >= MAX_FIELDS) fields.clear();
    fields.set(name, (element = `f:${name}`));
  }
  return element;
}

export const nameOf = (element: Element): string | undefined =>
  element.startsWith('f:') ? element.slice(2) : undefined;

/** In one way of writing; undefined for what is none. Source: DeserializePathElement. */
export function parseElement(text: string): Element | undefined {
  const rest = text.slice(2);
  if (text.startsWith('f:')) return text;
  if (text.startsWith('i:')) return /^\d+$/.test(rest) ? text : undefined;
  if (!text.startsWith('k:') && !text.startsWith('v:')) return undefined;
  try {
    const value: unknown = JSON.parse(rest);
    return text.startsWith('v:') ? valueElement(value) : keyElement(value as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

const valueElement = (value: unknown): Element => `v:${JSON.stringify(value)}`;

function keyElement(members: Readonly<Record<string, unknown>>): Element {
  const names = Object.keys(members).sort();
  return `k:{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(members[name])}`).join()}}`;
}

/** How the list tells the item from others, or why it cannot. Source: listItemToPathElement. */
export function elementOf(list: ListAtom, item: unknown): Element | { readonly error: string } {
  const { keys } = list;
  if (!keys) {
    if (item === null) return { error: "associative list without keys has an element that's an explicit null" };
    if (Array.isArray(item)) return { error: 'not supported: associative list with lists as elements' };
    if (typeof item === 'object') return { error: "associative list without keys has an element that's a map type" };
    return valueElement(item);
  }
  if (item === null) return { error: 'associative list with keys may not have a null element' };
  if (typeof item !== 'object' || Array.isArray(item))
    return { error: 'associative list with keys may not have non-map elements' };
  const members = item as Readonly<Record<string, unknown>>;
  const id: Record<string, unknown> = {};
  for (const key of keys) {
    const value = members[key] === undefined ? list.keyDefault(key) : members[key];
    if (value === undefined) {
      const why = `omits key field ${JSON.stringify(key)} (and doesn't have default value)`;
      return { error: `associative list with keys has an element that ${why}` };
    }
    id[key] = value;
  }
  return keyElement(id);
}

/** `.spec`, `[port=80,protocol="TCP"]`, `[="x"]`, `[0]`. */
export function showElement(element: Element): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('i:')) return `[${rest}]`;
  if (element.startsWith('v:')) return `[=${goEscaped(rest)}]`;
  const members = Object.entries(JSON.parse(rest) as Record<string, unknown>);
  return `[${members.map(([name, value]) => `${name}=${goEscaped(JSON.stringify(value))}`).join()}]`;
}

export const showPath = (path: Path): string => path.map(showElement).join('');

const KINDS = 'fkvi';

/** Names first, then keys, then values. Source: PathElement.Compare. */
export function compareElements(a: Element, b: Element): number {
  if (a === b) return 0;
  if (a[0] !== b[0]) return KINDS.indexOf(a[0]!) - KINDS.indexOf(b[0]!);
  if (a[0] === 'f') return a < b ? -1 : 1;
  return compareValues(JSON.parse(a.slice(2)), JSON.parse(b.slice(2)));
}

const rank = (value: unknown): number =>
  typeof value === 'number'
    ? 0
    : typeof value === 'string'
      ? 1
      : typeof value === 'boolean'
        ? 2
        : value === null
          ? 4
          : 3;

function compareValues(a: unknown, b: unknown): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a !== 'object' || a === null) return a === b ? 0 : (a as number) < (b as number) ? -1 : 1;
  const [left, right] = [Object.entries(a), Object.entries(b as object)];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [[name, value], [otherName, other]] = [left[i]!, right[i]!];
    if (name !== otherName) return name < otherName ? -1 : 1;
    const order = compareValues(value, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
