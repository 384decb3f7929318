// Changes a YAML text where something changes, and nowhere else: comments, quotes, spaces and line ends of all the rest stay as their
// author has them. Each change is read again; should the text not say what was meant, the library writes the whole document.

import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Range,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { deepEqual } from '#apimachinery/equal.ts';
import { writtenItem, writtenPair, writtenWhole } from './handwriting.ts';

export type Path = readonly (string | number)[];

/** What the text says. Undefined where it is no YAML. */
export function saidBy(text: string): unknown {
  const document = read(text);
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS() as unknown;
  } catch {
    // An alias of nothing.
    return undefined;
  }
}

/** The keys of the mapping that a new key joins, in the order in which one writes them; where that is not known before, by its place. */
export type Order = readonly string[] | ((holder: Path) => readonly string[]);

export function setAt(text: string, path: Path, value: unknown, order: Order = []): string {
  const document = read(text);
  const before = document.toJS() as unknown;
  if (deepEqual(valueAt(before, path), value)) return text;
  const wanted = replaced(before, path, value);
  return settled(text, wanted, spliced(text, document, path, value, order), (own) =>
    own.setIn(path, nodeOf(own, value)),
  );
}

/** A value that stands at two places is written at both. */
const nodeOf = (document: Document, value: unknown): Node =>
  document.createNode(value, { aliasDuplicateObjects: false });

/** At the end of the list, which comes to be where there is none. */
export function appendAt(text: string, path: Path, value: unknown, order: Order = []): string {
  const list = valueAt(saidBy(text), path);
  return Array.isArray(list) && list.length > 0
    ? settled(text, replaced(saidBy(text), path, [...list, value]), appended(text, path, value), (own) =>
        own.addIn(path, nodeOf(own, value)),
      )
    : setAt(text, path, [value], order);
}

/** An empty list or mapping does not stay behind. */
export function removeAt(text: string, path: Path): string {
  const before = saidBy(text);
  const [parent, last] = [path.slice(0, -1), path.at(-1)!];
  const holder = valueAt(before, parent);
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) return text;
  if (Object.keys(holder).length === 1 && parent.length > 0) return removeAt(text, parent);
  const rest = Array.isArray(holder)
    ? holder.filter((_, i) => i !== last)
    : Object.fromEntries(Object.entries(holder).filter(([key]) => key !== last));
  return settled(text, replaced(before, parent, rest), cut(text, path), (own) => own.deleteIn(path));
}

/** Another key in the place of the last of the path: its value stays as it is written. */
export function renameKeyAt(text: string, path: Path, key: string): string {
  const before = saidBy(text);
  const [parent, was] = [path.slice(0, -1), path.at(-1)!];
  const holder = valueAt(before, parent);
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, was)) return text;
  const named = Object.fromEntries(Object.entries(holder).map(([name, part]) => [name === was ? key : name, part]));
  const map = read(text).getIn(parent, true);
  const own = isMap(map) ? pairAt(map, was)?.key : undefined;
  const tried = isScalar(own) ? splice(text, rangeOf(own)[0], rangeOf(own)[1], writtenWhole(key)) : undefined;
  // Where the key or what holds it is an alias, the whole mapping is written.
  return settled(text, replaced(before, parent, named), tried, (document) =>
    document.setIn(parent, nodeOf(document, named)),
  );
}

/** On one line, as it stands in braces. */
export const flowOf = (value: unknown): string => writtenWhole(value);

export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[part];
  }
  return found;
}

const read = (text: string): Document => parseDocument(text, { keepSourceTokens: true, version: '1.2' }) as Document;

function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return by;
  const held = (value ?? {}) as Readonly<Record<string | number, unknown>>;
  const inner = replaced(held[part], rest, by);
  if (!Array.isArray(value)) return { ...held, [part]: inner };
  return value.map((item, i) => (i === part ? inner : item));
}

/** The spliced text if it says what is wanted; else the document as the library writes it, with its comments. */
function settled(
  text: string,
  wanted: unknown,
  tried: string | undefined,
  change: (document: Document) => void,
): string {
  if (tried !== undefined && deepEqual(saidBy(tried), wanted)) return tried;
  const document = read(text);
  change(document);
  return withLineEnds(document.toString({ lineWidth: 0, flowCollectionPadding: true }), text);
}

const withLineEnds = (piece: string, text: string): string =>
  /\r\n/.test(text) ? piece.replace(/\r?\n/g, '\r\n') : piece;

const rangeOf = (node: unknown): Range => (node as { readonly range: Range }).range;
/** Where the value ends, without the line's end that belongs to a block of text. */
function endOf(text: string, node: unknown): number {
  const [, end] = rangeOf(node);
  return end - (/\s*$/.exec(text.slice(rangeOf(node)[0], end))?.[0].length ?? 0);
}
const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);
/** The end of the line, past a comment. */
const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
};

const pairAt = (map: YAMLMap, key: string | number): Pair | undefined =>
  map.items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === String(key)) as Pair | undefined;

/** Where the `-` of an item stands. */
function dashOf(list: YAMLSeq, i: number): number | undefined {
  const token = list.srcToken as {
    readonly items?: readonly { readonly start: readonly { type: string; offset: number }[] }[];
  };
  return token?.items?.[i]?.start.find(({ type }) => type === 'seq-item-ind')?.offset;
}

function splice(text: string, from: number, to: number, piece: string): string {
  return text.slice(0, from) + withLineEnds(piece, text) + text.slice(to);
}

function spliced(text: string, document: Document, path: Path, value: unknown, order: Order): string | undefined {
  const [parent, last] = [path.slice(0, -1), path.at(-1)];
  if (last === undefined) return undefined;
  const holder = document.getIn(parent, true);
  if (isSeq(holder)) {
    const item = holder.items[last as number];
    if (!isNode(item)) return undefined;
    if (holder.flow) return splice(text, rangeOf(item)[0], endOf(text, item), writtenWhole(value));
    const dash = dashOf(holder, last as number);
    if (dash === undefined) return undefined;
    return splice(text, dash, endOf(text, item), writtenItem(value, columnOf(text, dash)));
  }
  if (!isMap(holder)) {
    if (holder !== undefined || parent.length === 0) return undefined;
    // The mapping itself is not there yet.
    return spliced(text, document, parent, { [last]: value }, order);
  }
  const pair = pairAt(holder, last);
  if (pair) {
    const key = rangeOf(pair.key)[0];
    const end = isNode(pair.value) ? endOf(text, pair.value) : rangeOf(pair.key)[1] + 1;
    if (holder.flow)
      return isNode(pair.value)
        ? splice(text, rangeOf(pair.value)[0], end, writtenWhole(value, String(last)))
        : undefined;
    return splice(
      text,
      key,
      Math.max(end, rangeOf(pair.key)[1] + 1),
      writtenPair(String(last), value, columnOf(text, key)),
    );
  }
  if (holder.items.length === 0) return undefined;
  const before = placeOf(holder, String(last), typeof order === 'function' ? order(parent) : order);
  if (before === undefined) {
    // It comes first.
    const first = rangeOf(holder.items[0]!.key)[0];
    const column = columnOf(text, first);
    return holder.flow
      ? splice(text, first, first, `${last}: ${writtenWhole(value, String(last))}, `)
      : splice(text, first, first, `${writtenPair(String(last), value, column)}\n${' '.repeat(column)}`);
  }
  const end = isNode(before.value) ? endOf(text, before.value) : rangeOf(before.key)[1] + 1;
  if (holder.flow) return splice(text, end, end, `, ${last}: ${writtenWhole(value, String(last))}`);
  const column = columnOf(text, rangeOf(before.key)[0]);
  const at = lineEnd(text, end);
  return splice(text, at, at, `\n${' '.repeat(column)}${writtenPair(String(last), value, column)}`);
}

/** The pair after which a key is written; undefined: it comes first. */
function placeOf(map: YAMLMap, key: string, order: readonly string[]): Pair | undefined {
  const rank = order.indexOf(key);
  if (rank < 0) return map.items.at(-1) as Pair;
  return map.items.findLast(({ key: other }) => {
    const at = order.indexOf(String(isScalar(other) ? other.value : other));
    return at >= 0 && at < rank;
  }) as Pair | undefined;
}

/** Between two exercises there is an empty line. */
const gapOf = (path: Path): string => (path.length === 1 && path[0] === 'exercises' ? '\n\n' : '\n');

function appended(text: string, path: Path, value: unknown): string | undefined {
  const list = read(text).getIn(path, true);
  if (!isSeq(list)) return undefined;
  const item = list.items.at(-1);
  if (!isNode(item)) return undefined;
  const end = endOf(text, item);
  if (list.flow) return splice(text, end, end, `, ${writtenWhole(value)}`);
  const dash = dashOf(list, list.items.length - 1);
  if (dash === undefined) return undefined;
  const column = columnOf(text, dash);
  const at = lineEnd(text, end);
  return splice(text, at, at, `${gapOf(path)}${' '.repeat(column)}${writtenItem(value, column)}`);
}

function cut(text: string, path: Path): string | undefined {
  const [parent, last] = [path.slice(0, -1), path.at(-1)!];
  const holder = read(text).getIn(parent, true);
  if (!isCollection(holder)) return undefined;
  const places = holder.items.map((item, i): readonly [number, number] | undefined => {
    if (isSeq(holder)) {
      const from = holder.flow ? (isNode(item) ? rangeOf(item)[0] : undefined) : dashOf(holder, i);
      return from === undefined || !isNode(item) ? undefined : [from, endOf(text, item)];
    }
    const { key, value } = item as Pair;
    return [rangeOf(key)[0], isNode(value) ? endOf(text, value) : rangeOf(key)[1] + 1];
  });
  const i = isSeq(holder)
    ? (last as number)
    : (holder as YAMLMap).items.indexOf(pairAt(holder as YAMLMap, last) as never);
  const [own, next, before] = [places[i], places[i + 1], places[i - 1]];
  if (!own) return undefined;
  if (holder.flow) return next ? splice(text, own[0], next[0], '') : before && splice(text, before[1], own[1], '');
  const start = text.lastIndexOf('\n', own[0] - 1) + 1;
  // On the line of what holds it, the next takes its place.
  if (/\S/.test(text.slice(start, own[0]))) return next && splice(text, own[0], next[0], '');
  const end = lineEnd(text, own[1]);
  if (start > 0) return splice(text, lastContent(text, start), end, '');
  return next && splice(text, own[0], next[0], '');
}

/** The end of what stands before a line, empty lines left out. */
function lastContent(text: string, lineStart: number): number {
  return lineStart - (/\s*$/.exec(text.slice(0, lineStart))?.[0].length ?? 0);
}
