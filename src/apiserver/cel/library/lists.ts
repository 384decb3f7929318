// Models apiserver/pkg/cel/library/lists.go, and cel-go ext.Sets.

import type { Environment } from '@marcbachmann/cel-js';
import { Failure } from '../failure.ts';
import { equal } from '../values.ts';
import { registerNamespace } from './namespace.ts';

type List = readonly unknown[];

const less = (a: unknown, b: unknown): boolean => (a as number) < (b as number);
const has = (list: List, value: unknown): boolean => list.some((item) => equal(item, value));

function extreme(name: string, isBetter: (a: unknown, b: unknown) => boolean) {
  return (list: List): unknown => {
    if (list.length === 0) throw new Failure(`${name} called on empty list`);
    return list.reduce((best, item) => (isBetter(item, best) ? item : best));
  };
}

export function registerLists(environment: Environment): void {
  environment
    .registerFunction('list<A>.isSorted(): bool', (list: List) =>
      list.every((x, i) => i === 0 || !less(x, list[i - 1])),
    )
    .registerFunction('list<int>.sum(): int', (list: bigint[]) => list.reduce((sum, x) => sum + x, 0n))
    .registerFunction('list<double>.sum(): double', (list: number[]) => list.reduce((sum, x) => sum + x, 0))
    .registerFunction(
      'list<A>.min(): A',
      extreme('min', (a, b) => less(a, b)),
    )
    .registerFunction(
      'list<A>.max(): A',
      extreme('max', (a, b) => less(b, a)),
    )
    .registerFunction('list<A>.indexOf(A): int', (list: List, value: unknown) =>
      BigInt(list.findIndex((item) => equal(item, value))),
    )
    .registerFunction('list<A>.lastIndexOf(A): int', (list: List, value: unknown) =>
      BigInt(list.findLastIndex((item) => equal(item, value))),
    );
  registerNamespace(environment, 'sets', {
    'contains(list<A>, list<A>): bool': (a: List, b: List) => b.every((item) => has(a, item)),
    'equivalent(list<A>, list<A>): bool': (a: List, b: List) =>
      a.every((item) => has(b, item)) && b.every((item) => has(a, item)),
    'intersects(list<A>, list<A>): bool': (a: List, b: List) => a.some((item) => has(b, item)),
  });
}
