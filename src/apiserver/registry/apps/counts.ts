// Models ValidatePositiveIntOrPercent and IsNotMoreThan100Percent of pkg/apis/apps/validation: counts, and shares of a count.

import type { IntOrString } from '#api/core/types.ts';
import { type FieldError, field, nonNegative } from '#apimachinery/field.ts';

const PERCENT = /^[0-9]+%$/;
/** The number in a count or percentage. */
export const amount = (value: IntOrString | undefined): number =>
  typeof value === 'number' ? value : Number.parseInt(value ?? '0', 10);

/** Source: IsNotMoreThan100Percent. */
export const atMostAll = (path: string, value: IntOrString | undefined): FieldError[] =>
  typeof value === 'string' && PERCENT.test(value) && amount(value) > 100
    ? [field.invalid(path, value, 'must not be greater than 100%')]
    : [];

/** A count, or a percentage. */
export function countOrPercent(path: string, value: IntOrString | undefined): FieldError[] {
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
  return [];
}
