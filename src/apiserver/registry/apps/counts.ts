// Models ValidatePositiveIntOrPercent and IsNotMoreThan100Percent of pkg/apis/apps/validation: counts, and shares of a count.

import type { IntOrString } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';

/** Source: ValidateNonnegativeField. */
export const nonNegative = (path: string, value: number | undefined): FieldError[] =>
  value !== undefined && value < 0 ? [field.invalid(path, value, 'must be greater than or equal to 0')] : [];

const PERCENT = /^[0-9]+%$/;
/** The number in a count or percentage. */
export const amount = (value: IntOrString | undefined): number =>
  typeof value === 'number' ? value : Number.parseInt(value ?? '0', 10);

/** A count, or a percentage up to `limit`. */
export function countOrPercent(path: string, value: IntOrString | undefined, limit?: number): FieldError[] {
  if (value === undefined) return [];
  if (typeof value === 'number') return nonNegative(path, value);
  if (!PERCENT.test(value)) {
    return [
      field.invalid(
        path,
        value,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ),
    ];
  }
  return limit !== undefined && amount(value) > limit
    ? [field.invalid(path, value, `must not be greater than ${limit}%`)]
    : [];
}
