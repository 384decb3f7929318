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
}

class StrategicPatchError extends Error {}

/** Returns the patched object; neither argument is changed. */
export function strategicPatch(
  target: unknown,
  patch: unknown,
  rules: PatchRules,
): { value: unknown } | { error: string } {
  try {
    if (!isObject(patch)) return { error: 'invalid JSON document' };
    return { value: mergeMaps(isObject(target) ? target : {}, patch, rules) };
  } catch (e) {
    if (e instanceof StrategicPatchError) return { error: e.message };
    throw e;
  }
}

const ORDER = '$setElementOrder/';
const DELETE_PRIMITIVES = '$deleteFromPrimitiveList/';

function mergeMaps(
  original: Record<string, unknown>,
  patch: Record<string, unknown>,
  rules: PatchRules,
): Record<string, unknown> {
  const { $patch: directive, $retainKeys: retained, ...rest } = patch;
  if (directive === 'replace') return withoutDirectives(rest) as Record<string, unknown>;
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') throw new StrategicPatchError(`Wrong patch type: ${directive}`);

  let out: Record<string, unknown> = { ...original };
  if (Array.isArray(retained)) out = Object.fromEntries(Object.entries(out).filter(([k]) => retained.includes(k)));
  const orders = new Map<string, readonly unknown[]>();
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith(ORDER)) orders.set(key.slice(ORDER.length), value as unknown[]);
    else if (key.startsWith(DELETE_PRIMITIVES)) {
      const list = out[key.slice(DELETE_PRIMITIVES.length)];
      if (Array.isArray(list))
        out[key.slice(DELETE_PRIMITIVES.length)] = list.filter(
          (v) => !(value as unknown[]).some((d) => deepEqual(d, v)),
        );
    }
  }
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith(ORDER) || key.startsWith(DELETE_PRIMITIVES)) continue;
    const member = rules.member(key);
    const before = out[key];
    if (value === null) delete out[key];
    else if (isObject(value)) {
      if (value.$patch === 'delete') delete out[key];
      else out[key] = mergeMaps(isObject(before) ? before : {}, value, member.inner);
    } else if (Array.isArray(value) && member.merges) {
      out[key] = mergeLists(Array.isArray(before) ? before : [], value, member, orders.get(key));
      orders.delete(key);
    } else out[key] = withoutDirectives(value);
  }
  for (const [key, order] of orders) {
    const list = out[key];
    if (Array.isArray(list)) out[key] = sorted(list, order, list, rules.member(key).mergeKey);
  }
  return out;
}

function mergeLists(
  original: readonly unknown[],
  patch: readonly unknown[],
  rules: MemberRules,
  order: readonly unknown[] | undefined,
): unknown[] {
  const { mergeKey } = rules;
  if (!patch.some(isObject) && !original.some(isObject)) {
    const union = [...original, ...patch.filter((v) => !original.some((o) => deepEqual(o, v)))];
    return order ? sorted(union, order, original, undefined) : union;
  }
  if (mergeKey === undefined) return patch.map(withoutDirectives);
  const items = patch.map((item) => {
    if (isObject(item)) return item;
    throw new StrategicPatchError('cannot use a primitive as an item of a list of objects');
  });
  const replacing = items.find((i) => i.$patch === 'replace' && i[mergeKey] === undefined);
  if (replacing) return items.filter((i) => i !== replacing).map(withoutDirectives);

  let out = [...original];
  for (const item of items) {
    const key = item[mergeKey];
    if (key === undefined) {
      throw new StrategicPatchError(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
    }
    const same = (o: unknown): boolean => isObject(o) && deepEqual(o[mergeKey], key);
    if (item.$patch === 'delete') {
      out = out.filter((o) => !same(o));
      continue;
    }
    const at = out.findIndex(same);
    if (at < 0) out.push(mergeMaps({}, item, rules.inner));
    else out[at] = mergeMaps(out[at] as Record<string, unknown>, item, rules.inner);
  }
  return order ? sorted(out, order, original, mergeKey) : out;
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

function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((v) => !(isObject(v) && v.$patch === 'delete')).map(withoutDirectives);
  if (!isObject(value)) return value;
  const plain = Object.entries(value).filter(([k, v]) => v !== null && !k.startsWith('$'));
  return Object.fromEntries(plain.map(([k, v]) => [k, withoutDirectives(v)]));
}

/** Go's `%v` of a map: `map[a:1 b:x]`. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return value === null || value === undefined ? '<nil>' : String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((k) => `${k}:${goMap(value[k])}`)
    .join(' ')}]`;
}
