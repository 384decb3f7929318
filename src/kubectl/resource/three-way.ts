// The patch from what was applied, what is asked for and what is live. Models apimachinery/pkg/util/strategicpatch and jsonmergepatch.

import { mergeKey, retainsKeys } from './merge-keys.ts';

type Fields = Record<string, unknown>;
const isMap = (v: unknown): v is Fields => typeof v === 'object' && v !== null && !Array.isArray(v);

export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((v, i) => same(v, b[i]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a).filter((k) => a[k] !== undefined);
  return keys.length === Object.keys(b).filter((k) => b[k] !== undefined).length && keys.every((k) => same(a[k], b[k]));
}

/** How lists merge: undefined keys for a plain JSON merge patch. */
interface Rules {
  readonly kind: string;
  readonly strategic: boolean;
}

function diff(original: Fields, modified: Fields, current: Fields, path: readonly string[], rules: Rules): Fields {
  const patch: Fields = {};
  for (const [name, wanted] of Object.entries(modified)) {
    const live = current[name];
    const here = [...path, name];
    if (wanted === undefined) continue;
    if (live === undefined) {
      if (wanted !== null) patch[name] = wanted;
    } else if (isMap(wanted) && isMap(live)) {
      const before = original[name];
      const inner = diff(isMap(before) ? before : {}, wanted, live, here, rules);
      if (Object.keys(inner).length === 0) continue;
      if (rules.strategic && retainsKeys(rules.kind, here)) inner.$retainKeys = Object.keys(wanted).sort();
      patch[name] = inner;
    } else if (Array.isArray(wanted) && Array.isArray(live)) {
      const key = rules.strategic ? mergeKey(rules.kind, here) : undefined;
      if (key === undefined) {
        if (!same(wanted, live)) patch[name] = wanted;
        continue;
      }
      const before = original[name];
      const { list, order } = diffList(Array.isArray(before) ? before : [], wanted, live, key, here, rules);
      if (list.length > 0 || order)
        patch[`$setElementOrder/${name}`] = wanted.map((item) => ({ [key]: (item as Fields)[key] }));
      if (list.length > 0) patch[name] = list;
    } else if (!same(wanted, live)) patch[name] = wanted;
  }
  for (const name of Object.keys(original)) {
    if (modified[name] === undefined && original[name] !== undefined && original[name] !== null) patch[name] = null;
  }
  return patch;
}

function diffList(
  original: readonly unknown[],
  modified: readonly unknown[],
  current: readonly unknown[],
  key: string,
  path: readonly string[],
  rules: Rules,
): { list: Fields[]; order: boolean } {
  // As Go prints them: "80" is 80's.
  const find = (items: readonly unknown[], value: unknown): Fields | undefined =>
    items.find((item) => isMap(item) && String(item[key]) === String(value)) as Fields | undefined;
  const list: Fields[] = [];
  for (const item of modified as Fields[]) {
    const value = item[key];
    const live = find(current, value);
    if (!live) {
      list.push(item);
      continue;
    }
    const inner = diff(find(original, value) ?? {}, item, live, path, rules);
    if (Object.keys(inner).length === 0) continue;
    if (retainsKeys(rules.kind, path)) inner.$retainKeys = Object.keys(item).sort();
    list.push({ ...inner, [key]: value });
  }
  for (const item of original as Fields[]) {
    if (!find(modified, item[key])) list.push({ $patch: 'delete', [key]: item[key] });
  }
  const inBoth = (items: readonly unknown[], others: readonly unknown[]): unknown[] =>
    (items as Fields[]).map((i) => String(i[key])).filter((v) => find(others, v));
  return { list, order: !same(inBoth(modified, current), inBoth(current, modified)) };
}

/** What turns the live object into what is asked for, and takes away what was applied before and is not asked for now. */
export function threeWayPatch(original: unknown, modified: unknown, current: unknown, rules: Rules): Fields {
  return diff(isMap(original) ? original : {}, modified as Fields, current as Fields, [], rules);
}

/** What turns `from` into `to`. */
export function twoWayPatch(from: unknown, to: unknown, rules: Rules): Fields {
  return threeWayPatch(from, to, from, rules);
}
