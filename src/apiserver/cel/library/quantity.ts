// Models apiserver/pkg/cel/library/quantity.go.

import type { Environment } from '@marcbachmann/cel-js';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  milliValue,
  parseQuantity,
  QUANTITY_ERROR,
  subtractQuantities,
} from '#apimachinery/quantity.ts';
import { Failure } from '../failure.ts';

class Quantity {
  constructor(readonly text: string) {}

  equals(other: Quantity): boolean {
    return compareQuantities(this.text, other.text) === 0;
  }

  toString(): string {
    return this.text;
  }
}

const TYPE = 'kubernetes.Quantity';
const isWhole = (q: Quantity): boolean => milliValue(q.text) % 1000 === 0;

export function registerQuantity(environment: Environment): void {
  const order = (q: Quantity, other: Quantity): number => compareQuantities(q.text, other.text);
  environment
    .registerType(TYPE, { ctor: Quantity, fields: {} })
    .registerFunction(`quantity(string): ${TYPE}`, (text: string) => {
      const canonical = canonicalQuantity(text);
      if (canonical === undefined) throw new Failure(QUANTITY_ERROR);
      return new Quantity(canonical);
    })
    .registerFunction('isQuantity(string): bool', (text: string) => canonicalQuantity(text) !== undefined)
    .registerFunction(`${TYPE}.sign(): int`, (q: Quantity) => BigInt(compareQuantities(q.text, '0')))
    .registerFunction(`${TYPE}.isInteger(): bool`, isWhole)
    .registerFunction(`${TYPE}.asInteger(): int`, (q: Quantity) => {
      if (!isWhole(q)) throw new Failure('cannot convert value to integer');
      return BigInt(Math.round(parseQuantity(q.text) ?? 0));
    })
    .registerFunction(`${TYPE}.asApproximateFloat(): double`, (q: Quantity) => parseQuantity(q.text) ?? 0)
    .registerFunction(`${TYPE}.isGreaterThan(${TYPE}): bool`, (a: Quantity, b: Quantity) => order(a, b) > 0)
    .registerFunction(`${TYPE}.isLessThan(${TYPE}): bool`, (a: Quantity, b: Quantity) => order(a, b) < 0)
    .registerFunction(`${TYPE}.compareTo(${TYPE}): int`, (a: Quantity, b: Quantity) => BigInt(order(a, b)))
    .registerFunction(
      `${TYPE}.add(${TYPE}): ${TYPE}`,
      (a: Quantity, b: Quantity) => new Quantity(addQuantities(a.text, b.text)),
    )
    .registerFunction(
      `${TYPE}.add(int): ${TYPE}`,
      (a: Quantity, b: bigint) => new Quantity(addQuantities(a.text, String(b))),
    )
    .registerFunction(
      `${TYPE}.sub(${TYPE}): ${TYPE}`,
      (a: Quantity, b: Quantity) => new Quantity(subtractQuantities(a.text, b.text)),
    )
    .registerFunction(
      `${TYPE}.sub(int): ${TYPE}`,
      (a: Quantity, b: bigint) => new Quantity(subtractQuantities(a.text, String(b))),
    )
    .registerOperator(`${TYPE} == ${TYPE}`, (a: Quantity, b: Quantity) => a.equals(b));
}
