// Models apimachinery/pkg/util/validation/field Error.

import { goEscaped } from './go-value.ts';

/** Machine-readable cause; the string is what `details.causes[].reason` carries. */
export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueNotFound'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.ports[0].nodePort` */
  readonly field: string;
  /** `Invalid value: 30080: provided port is already allocated` */
  readonly body: string;
}

/** As encoding/json writes it since v1.34; the members of a struct stand in the order in which they are given. */
const show = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : goEscaped(JSON.stringify(value ?? null));

const withDetail = (head: string, detail: string): string => (detail ? `${head}: ${detail}` : head);

export const field = {
  required: (path: string, detail = ''): FieldError => ({
    type: 'FieldValueRequired',
    field: path,
    body: withDetail('Required value', detail),
  }),
  invalid: (path: string, value: unknown, detail: string): FieldError => ({
    type: 'FieldValueInvalid',
    field: path,
    body: withDetail(`Invalid value: ${show(value)}`, detail),
  }),
  /** The same words: the value is of another type. */
  typeInvalid: (path: string, value: unknown, detail: string): FieldError => ({
    type: 'FieldValueTypeInvalid',
    field: path,
    body: withDetail(`Invalid value: ${show(value)}`, detail),
  }),
  /** The supported values keep their order: give them sorted where upstream asks a set for its list. */
  notSupported: (path: string, value: unknown, supported: readonly string[]): FieldError => ({
    type: 'FieldValueNotSupported',
    field: path,
    body: `Unsupported value: ${show(value)}${
      supported.length ? `: supported values: ${supported.map((v) => JSON.stringify(v)).join(', ')}` : ''
    }`,
  }),
  duplicate: (path: string, value: unknown): FieldError => ({
    type: 'FieldValueDuplicate',
    field: path,
    body: `Duplicate value: ${show(value)}`,
  }),
  forbidden: (path: string, detail: string): FieldError => ({
    type: 'FieldValueForbidden',
    field: path,
    body: withDetail('Forbidden', detail),
  }),
  tooLong: (path: string, maxBytes: number): FieldError => ({
    type: 'FieldValueTooLong',
    field: path,
    body: `Too long: may not be more than ${maxBytes} bytes`,
  }),
  tooMany: (path: string, actual: number, most: number): FieldError => ({
    type: 'FieldValueTooMany',
    field: path,
    body: `Too many: ${actual}: must have at most ${most} ${most === 1 ? 'item' : 'items'}`,
  }),
  /** For a value that is not shown. */
  invalidWithoutValue: (path: string, detail: string): FieldError => ({
    type: 'FieldValueInvalid',
    field: path,
    body: withDetail('Invalid value', detail),
  }),
  notFound: (path: string, value: unknown): FieldError => ({
    type: 'FieldValueNotFound',
    field: path,
    body: `Not found: ${show(value)}`,
  }),
} as const;

/** One error for each thing that is wrong with a value. */
export const invalids = (path: string, value: unknown, messages: readonly string[]): FieldError[] =>
  messages.map((message) => field.invalid(path, value, message));

/** Source: ValidateNonnegativeField. */
export const nonNegative = (path: string, value: number | undefined): FieldError[] =>
  (value ?? 0) < 0 ? [field.invalid(path, value, 'must be greater than or equal to 0')] : [];
