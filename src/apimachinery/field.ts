// Models apimachinery/pkg/util/validation/field Error.

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

/** Go's `%v` of a value as field errors print it: strings quoted, numbers and booleans plain, nil "null", the rest as given by `goSyntax`. */
function show(value: unknown): string {
  if (value === null || value === undefined) return '"null"';
  return typeof value === 'object'
    ? JSON.stringify(value)
    : typeof value === 'string'
      ? JSON.stringify(value)
      : String(value);
}

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
  /** For a value that Go prints with `%#v`, e.g. `[]string{"10.96.0.9"}`. */
  invalidGo: (path: string, goSyntax: string, detail: string): FieldError => ({
    type: 'FieldValueInvalid',
    field: path,
    body: withDetail(`Invalid value: ${goSyntax}`, detail),
  }),
  notSupported: (path: string, value: unknown, supported: readonly string[]): FieldError =>
    field.notSupportedGo(path, show(value), [...supported].sort()),
  /** For a value that Go prints with `%#v`, and for values in an order of their own. */
  notSupportedGo: (path: string, goSyntax: string, supported: readonly string[]): FieldError => ({
    type: 'FieldValueNotSupported',
    field: path,
    body: `Unsupported value: ${goSyntax}${
      supported.length ? `: supported values: ${supported.map((v) => JSON.stringify(v)).join(', ')}` : ''
    }`,
  }),
  duplicate: (path: string, value: unknown): FieldError => ({
    type: 'FieldValueDuplicate',
    field: path,
    body: `Duplicate value: ${show(value)}`,
  }),
  duplicateGo: (path: string, goSyntax: string): FieldError => ({
    type: 'FieldValueDuplicate',
    field: path,
    body: `Duplicate value: ${goSyntax}`,
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
  notFound: (path: string, value: unknown): FieldError => ({
    type: 'FieldValueNotFound',
    field: path,
    body: `Not found: ${show(value)}`,
  }),
} as const;
