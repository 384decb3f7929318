// Models apimachinery/pkg/util/strategicpatch: a merge patch that knows by which member the items of a list are told apart.

import { deepEqual } from '../equal.ts';
import { isObject } from './merge.ts';

/** What is known of a member: its own members' rules, and how its list merges. */
export interface PatchRules {
  member(name: string): MemberRules;
}

export interface MemberRules {
  readonly merges: boolean;
  readonly retainKeys: boolean;
  /** Undefined for lists of plain values. */
  readonly mergeKey: string | undefined;
  /** Of the object, or of the list's items. */
  readonly inner: PatchRules;
  /** Items that the patch names come first, in its order: so kustomize, which says no order of its own. */
  readonly newFirst?: boolean;
}

/** Who is to blame, and so with which code the API server answers. Source: handlers interpretStrategicMergePatchError. */
export type StrategicFault =
  /** The patch's own form: the client is told. */
  | 'format'
  /** What it says does not fit together: it is refused without a word. */
  | 'content'
  /** The rest: told, but not as anybody's fault. */
  | 'other';

class StrategicPatchError extends Error {
  readonly fault: StrategicFault;

  constructor(fault: StrategicFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Returns the patched object; neither argument is changed. */
export function strategicPatch(
  target: unknown,
  patch: Record<string, unknown>,
  rules: PatchRules,
): { value: Record<string, unknown> } | { error: string; fault: StrategicFault } {
  try {
    return { value: mergeMaps(isObject(target) ? target : {}, patch, rules) };
  } catch (e) {
    if (e instanceof StrategicPatchError) return { error: e.message, fault: e.fault };
    throw e;
  }
}

const DIRECTIVE = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_PRIMITIVES = '$deleteFromPrimitiveList/';

const badType = (directive: unknown, map: Record<string, unknown>): StrategicPatchError =>
  new StrategicPatchError('other', `unknown patch type: ${goValue(directive)} in map: ${goMap(map)}`);

const noKey = (item: Record<string, unknown>, mergeKey: string): StrategicPatchError =>
  new StrategicPatchError('other', `map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);

function mergeMaps(
  original: Record<string, unknown>,
  patch: Record<string, unknown>,
  rules: PatchRules,
): Record<string, unknown> {
  if (Object.hasOwn(patch, DIRECTIVE)) {
    const { [DIRECTIVE]: directive, ...rest } = patch;
    if (directive === 'replace') return rest;
    if (directive === 'delete') return {};
    throw badType(directive, patch);
  }
  const { [RETAIN]: retained, ...rest } = patch;
  const out = new Map(Object.entries(original));
  if (retained !== undefined) {
    const named = Object.entries(rest).filter(([key, value]) => value !== null && !key.startsWith('$'));
    if (!Array.isArray(retained) || named.some(([key]) => !retained.includes(key)))
      throw new StrategicPatchError('format', 'invalid patch format of retainKeys');
    for (const key of out.keys()) if (!retained.includes(key)) out.delete(key);
  }
  const orders = new Map<string, readonly unknown[]>();
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith(ORDER)) {
      if (!Array.isArray(value))
        throw new StrategicPatchError('format', 'invalid patch format of setElementOrder list');
      orders.set(key.slice(ORDER.length), value);
    } else if (key.startsWith(DELETE_PRIMITIVES)) {
      const name = key.slice(DELETE_PRIMITIVES.length);
      const list = out.get(name);
      if (!Array.isArray(value)) throw new StrategicPatchError('format', 'invalid patch format of primitive list');
      if (Array.isArray(list))
        out.set(
          name,
          list.filter((v) => !value.some((d) => deepEqual(d, v))),
        );
    }
  }
  for (const [key, order] of orders)
    if (Object.hasOwn(rest, key)) checkOrder(rest[key], order, rules.member(key).mergeKey);
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith(ORDER) || key.startsWith(DELETE_PRIMITIVES)) continue;
    const before = out.get(key);
    if (value === null) out.delete(key);
    // New members, and those that change their type, are taken as they are, without directives.
    else if (before === undefined || before === null || typeOf(before) !== typeOf(value)) {
      const plain = withoutDirectives(value);
      if (plain === undefined) out.delete(key);
      else out.set(key, plain);
    } else if (isObject(value))
      out.set(key, mergeMaps(before as Record<string, unknown>, value, rules.member(key).inner));
    else if (Array.isArray(value) && rules.member(key).merges)
      out.set(key, mergeLists(before as unknown[], value, rules.member(key), orders.get(key)));
    else out.set(key, withoutDirectives(value));
  }
  for (const [key, order] of orders) {
    const list = out.get(key);
    if (Array.isArray(list) && !Object.hasOwn(rest, key))
      out.set(key, sorted(list, order, list, rules.member(key).mergeKey));
  }
  return Object.fromEntries(out);
}

/** What is patched must stand in the order, and in that order. Source: validatePatchWithSetOrderList. */
function checkOrder(list: unknown, order: readonly unknown[], mergeKey: string | undefined): void {
  if (!Array.isArray(list)) throw new StrategicPatchError('format', 'invalid patch format of setElementOrder list');
  if (order.length === 0 || list.length === 0) return;
  const kept = list.filter((item) => !(isObject(item) && item[DIRECTIVE] === 'delete'));
  const keyOf = (item: unknown): unknown => (isObject(item) && mergeKey ? item[mergeKey] : item);
  let found = 0;
  for (const item of order) if (found < kept.length && deepEqual(keyOf(kept[found]), keyOf(item))) found++;
  if (found === kept.length) return;
  const shown = (items: readonly unknown[]): string =>
    `[${items.map((item) => (isObject(item) ? goMap(item) : String(item))).join(' ')}]`;
  throw new StrategicPatchError(
    'other',
    `The order in patch list:\n${shown(list)}\n doesn't match $setElementOrder list:\n${shown(order)}\n`,
  );
}

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

function mergeLists(
  original: readonly unknown[],
  patch: readonly unknown[],
  rules: MemberRules,
  order: readonly unknown[] | undefined,
): unknown[] {
  const { mergeKey } = rules;
  const all = [...original, ...patch];
  if (all.some((v) => Array.isArray(v))) throw new StrategicPatchError('content', 'lists of lists are not supported');
  if (!all.some(isObject)) {
    const [one, other] = rules.newFirst ? [patch, original] : [original, patch];
    const union = [...one, ...other.filter((v) => !one.some((o) => deepEqual(o, v)))];
    return order ? sorted(union, order, original, undefined) : union;
  }
  if (!all.every(isObject)) throw new StrategicPatchError('other', 'list element types are not identical');
  if (mergeKey === undefined) return patch.map(withoutDirectives);
  const items = patch as readonly Record<string, unknown>[];
  const plain = items.filter((item) => !Object.hasOwn(item, DIRECTIVE));
  let out = [...original] as Record<string, unknown>[];
  let replaces = false;
  for (const item of items) {
    if (!Object.hasOwn(item, DIRECTIVE)) continue;
    const directive = item[DIRECTIVE];
    if (directive === 'replace') replaces = true;
    else if (directive === 'delete') {
      const key = item[mergeKey];
      if (key === undefined) throw noKey(item, mergeKey);
      out = out.filter((o) => !deepEqual(o[mergeKey], key));
    } else if (directive === 'merge')
      throw new StrategicPatchError('other', 'merging lists cannot yet be specified in the patch');
    else throw badType(directive, item);
  }
  if (replaces) return plain.map(withoutDirectives);
  for (const item of plain) {
    const key = item[mergeKey];
    if (key === undefined) throw noKey(item, mergeKey);
    const at = out.findIndex((o) => deepEqual(o[mergeKey], key));
    if (at < 0) out.push(withoutDirectives(item) as Record<string, unknown>);
    else out[at] = mergeMaps(out[at]!, item, rules.inner);
  }
  if (!rules.newFirst) return order ? sorted(out, order, original, mergeKey) : out;
  const named = plain.map((item) => out.find((o) => deepEqual(o[mergeKey], item[mergeKey])));
  return [...new Set([...named, ...out])];
}

/**
 * Items that the patch names stand in its order; the others keep their places between them.
 * Source: mergeSortedSlice.
 */
function sorted(
  items: readonly unknown[],
  order: readonly unknown[],
  original: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const keyOf = (item: unknown): string =>
    JSON.stringify(mergeKey !== undefined && isObject(item) ? item[mergeKey] : item);
  const wanted = order.map(keyOf);
  const was = original.map(keyOf);
  const named = items
    .filter((i) => wanted.includes(keyOf(i)))
    .sort((a, b) => wanted.indexOf(keyOf(a)) - wanted.indexOf(keyOf(b)));
  const others = items.filter((i) => !wanted.includes(keyOf(i)));
  const out: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const [n, o] = [was.indexOf(keyOf(named[0])), was.indexOf(keyOf(others[0]))];
    out.push(n < 0 || (o >= 0 && o < n) ? others.shift() : named.shift());
  }
  return [...out, ...named, ...others];
}

/** What a patch adds where there was nothing. Undefined: it only takes away. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value))
    return value.filter((v) => !(isObject(v) && Object.hasOwn(v, DIRECTIVE))).map(withoutDirectives);
  if (!isObject(value)) return value;
  if (value[DIRECTIVE] === 'delete') return undefined;
  const plain = Object.entries(value).filter(([k, v]) => v !== null && !isDirective(k));
  return Object.fromEntries(plain.map(([k, v]) => [k, withoutDirectives(v)]).filter(([, v]) => v !== undefined));
}

const isDirective = (key: string): boolean =>
  key === DIRECTIVE || key === RETAIN || key.startsWith(ORDER) || key.startsWith(DELETE_PRIMITIVES);

const goValue = (value: unknown): string => (typeof value === 'string' ? value : `%!s(${goMap(value)})`);

/** Go's `%v` of a map: `map[a:1 b:x]`. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return value === null || value === undefined ? '<nil>' : String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((k) => `${k}:${goMap(value[k])}`)
    .join(' ')}]`;
}
