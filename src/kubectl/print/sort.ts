// --sort-by. Models kubectl/pkg/cmd/get/sorter.go.

import { goSorted } from '#apimachinery/go-sort.ts';
import { type JsonPath, JsonPathError, parseJsonPath, relaxed } from '#apimachinery/jsonpath.ts';
import { Fail } from '../errors.ts';

/** What the field holds has no order. */
export class Unsortable extends Fail {}

/** `a2` before `a10`. */
function natural(a: string, b: string): number {
  const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const [as, bs] = [parts(a), parts(b)];
  for (let at = 0; at < Math.min(as.length, bs.length); at++) {
    const [x, y] = [as[at]!, bs[at]!];
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y)) return Number(x) - Number(y) || x.length - y.length;
    return x < y ? -1 : 1;
  }
  return as.length - bs.length;
}

export function sortBy<T>(items: readonly T[], expression: string, objectOf: (item: T) => unknown): T[] {
  let path: JsonPath;
  let field: string;
  try {
    field = relaxed(expression);
    path = parseJsonPath(field);
  } catch (error) {
    if (error instanceof JsonPathError) throw new Fail(error.message);
    throw error;
  }
  const keyed = items.map((item) => {
    try {
      return { item, key: path.find(objectOf(item)).flat()[0] };
    } catch (error) {
      if (error instanceof JsonPathError) throw new Fail(error.message);
      throw error;
    }
  });
  if (keyed.length > 1 && keyed.every(({ key }) => key === undefined)) {
    throw new Fail(`couldn't find any field with path "${field}" in the list of objects`);
  }
  if (keyed.some(({ key }) => typeof key === 'object' && key !== null)) {
    const isList = Array.isArray(keyed.find(({ key }) => typeof key === 'object')?.key);
    throw new Unsortable(`unsortable type: ${isList ? '[]interface {}' : 'map[string]interface {}'}`);
  }
  // Source: TableSorter.Less and RuntimeSort.Less: of two that have no such field each is before the other; isLess: null comes first.
  const isLess = ({ key: a }: { key: unknown }, { key: b }: { key: unknown }): boolean => {
    if (a === undefined) return true;
    if (b === undefined || b === null) return false;
    if (a === null) return true;
    return typeof a === 'number' && typeof b === 'number' ? a < b : natural(String(a), String(b)) < 0;
  };
  return goSorted(keyed, isLess).map(({ item }) => item);
}
