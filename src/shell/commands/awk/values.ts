// awk's values: numbers, strings, and text from the input, which is a number where it looks like one.

import { formatNumber } from './format.ts';

/** Text from the input, a field or `-v`. */
export class InputText {
  readonly text: string;
  /** Undefined where it does not look like a number. */
  readonly number: number | undefined;

  constructor(text: string) {
    this.text = text;
    this.number = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
  }
}

/** Undefined: never set. */
export type Value = number | string | InputText | undefined;
export type AwkArray = Map<string, Value>;

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  if (value instanceof InputText && value.number !== undefined) return value.number;
  const text = value instanceof InputText ? value.text : value;
  const found = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/.exec(text);
  return found ? Number(found[0]) : 0;
}

/** `format`: CONVFMT, or OFMT where it is printed. */
export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (value instanceof InputText) return value.text;
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return value === 0 ? '0' : String(value);
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return formatNumber(format, value);
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (value instanceof InputText) return value.number === undefined ? value.text !== '' : value.number !== 0;
  return value !== undefined && value !== '';
}

/** Numbers when both are; otherwise as text. Negative, zero or positive. */
export function compare(left: Value, right: Value, format: string): number {
  const numeric = (value: Value): number | undefined =>
    typeof value === 'number' ? value : value instanceof InputText ? value.number : value === undefined ? 0 : undefined;
  const [a, b] = [numeric(left), numeric(right)];
  const bothUnset = left === undefined && right === undefined;
  if (a !== undefined && b !== undefined && !bothUnset) return a - b;
  const [x, y] = [toText(left, format), toText(right, format)];
  return x < y ? -1 : x > y ? 1 : 0;
}
