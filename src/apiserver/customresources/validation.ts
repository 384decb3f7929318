// Models kube-openapi/pkg/validation/validate and apiextensions-apiserver/pkg/apiserver/validation: does a value fit its schema?

import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { fitsFormat, isKnownFormat } from './formats.ts';
import { regexp } from './regexp.ts';
import { additionalOf, isObject, itemsOf, propertyOf, type Schema } from './schema.ts';

/** Errors, and how many checks were made: of alternatives the one that got furthest is told about. Source: validate.Result. */
class Result {
  readonly errors: FieldError[] = [];
  checks = 0;

  get isValid(): boolean {
    return this.errors.length === 0;
  }

  add(...errors: readonly FieldError[]): this {
    for (const error of errors) {
      if (!this.errors.some((e) => e.field === error.field && e.body === error.body)) this.errors.push(error);
    }
    return this;
  }

  merge(other: Result): this {
    this.checks += other.checks;
    return this.add(...other.errors);
  }
}

/** Where no path is known, Go prints its nil path. */
export const NO_PATH = '<nil>';

const at = (path: string): string => path.replace(/^\./, '') || NO_PATH;

/** `path` is that of `value`: empty for an object as a whole. */
export function validateSchema(value: unknown, schema: Schema, path = ''): FieldError[] {
  return validate(value, schema, path).errors;
}

function validate(value: unknown, schema: Schema, path: string): Result {
  const result = new Result();
  result.checks++;
  const wrong = typeError(value, schema, path);
  if (wrong) result.add(wrong);
  else if (value !== null) {
    result.merge(combined(value, schema, path));
    if (typeof value === 'string') result.add(...stringErrors(value, schema, path));
    if (typeof value === 'number') result.add(...numberErrors(value, schema, path));
    if (Array.isArray(value)) result.merge(validateList(value, schema, path));
  }
  if (schema.enum && schema.enum.length > 0 && !(value === null && schema.nullable)) {
    result.checks++;
    if (!schema.enum.some((allowed) => deepEqual(allowed, value))) {
      const shown = schema.enum.map((v) => (typeof v === 'string' ? v : JSON.stringify(v)));
      result.add(field.notSupported(at(path), value, shown));
    }
  }
  if (!wrong && isObject(value)) result.merge(validateObject(value, schema, path));
  return result;
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Source: kube-openapi type.go typeValidator. */
function typeError(value: unknown, schema: Schema, path: string): FieldError | undefined {
  const { type = '', format = '', nullable } = schema;
  const invalid = (wanted: string, is: string): FieldError =>
    field.typeInvalid(at(path), is, `${inBody(path)} must be of type ${wanted}: ${JSON.stringify(is)}`);
  const is = jsonType(value);
  if (schema['x-kubernetes-int-or-string']) {
    if (value === null ? nullable : is === 'integer' || is === 'string') return undefined;
    return invalid('integer,string', is);
  }
  if (value === null) return type === '' || nullable ? undefined : invalid(type, 'null');
  const isNumber = is === 'integer' || is === 'number';
  const fits = type === '' || type === is || (type === 'number' && is === 'integer');
  if (!fits && format !== '' && !['string', 'array'].includes(is)) {
    return invalid(format, is === 'integer' ? 'int64' : is === 'number' ? 'double' : '');
  }
  return fits || (isNumber && type === 'number') ? undefined : invalid(type, is);
}

const inBody = (path: string): string => `${path.replace(/^\./, '')} in body`;

const characters = (text: string): number => [...text].length;

function stringErrors(value: string, schema: Schema, path: string): FieldError[] {
  const { maxLength, minLength, pattern, format } = schema;
  // The first that fails is the one that is told. Source: kube-openapi stringValidator.
  if (maxLength !== undefined && characters(value) > maxLength) return [field.tooLong(at(path), maxLength)];
  if (minLength !== undefined && characters(value) < minLength) {
    return [field.invalid(at(path), value, `${inBody(path)} should be at least ${minLength} chars long`)];
  }
  const errors: FieldError[] = [];
  if (pattern && !regexp(pattern)?.test(value)) {
    errors.push(field.invalid(at(path), value, `${inBody(path)} should match '${pattern}'`));
  }
  if (format && isKnownFormat(format) && !fitsFormat(format, value)) {
    errors.push(field.invalid(at(path), value, `${inBody(path)} must be of type ${format}: ${JSON.stringify(value)}`));
  }
  return errors;
}

function numberErrors(value: number, schema: Schema, path: string): FieldError[] {
  const { multipleOf, maximum, minimum, exclusiveMaximum, exclusiveMinimum, format } = schema;
  const errors: FieldError[] = [];
  const must = (what: string): void => {
    errors.push(field.invalid(at(path), value, `${inBody(path)} should be ${what}`));
  };
  if (format === 'int32' && Math.abs(value) > 2 ** 31 - 1) {
    const shown = `${inBody(path)} must be of type int32: "int64"`;
    errors.push(field.invalid(at(path), 'int64', shown));
  }
  if (multipleOf && !Number.isInteger(Number((value / multipleOf).toPrecision(15))))
    must(`a multiple of ${multipleOf}`);
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    must(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  }
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    must(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
  }
  return errors;
}

function validateList(value: readonly unknown[], schema: Schema, path: string): Result {
  const result = new Result();
  const items = itemsOf(schema);
  if (items) value.forEach((item, i) => void result.merge(validate(item, items, `${path}[${i}]`)));
  const { minItems, maxItems, uniqueItems } = schema;
  if (minItems !== undefined && value.length < minItems) {
    result.add(field.invalid(at(path), value.length, `${inBody(path)} should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && value.length > maxItems) result.add(tooMany(path, value.length, maxItems));
  if (uniqueItems && value.some((v, i) => value.findIndex((w) => deepEqual(v, w)) < i)) {
    result.add(field.invalid(at(path), value, `${inBody(path)} shouldn't contain duplicates`));
  }
  return result;
}

const tooMany = (path: string, actual: number, most: number): FieldError => ({
  type: 'FieldValueTooMany',
  field: at(path),
  body: `Too many: ${actual}: must have at most ${most} items`,
});

function validateObject(value: Record<string, unknown>, schema: Schema, path: string): Result {
  const result = new Result();
  const { minProperties, maxProperties, required = [] } = schema;
  const count = Object.keys(value).length;
  if (minProperties !== undefined && count < minProperties) {
    const detail = `${inBody(path)} should have at least ${minProperties} properties`;
    return result.add(field.invalid(at(path), count, detail));
  }
  if (maxProperties !== undefined && count > maxProperties) return result.add(tooMany(path, count, maxProperties));
  for (const key of required) {
    result.checks++;
    if (!Object.hasOwn(value, key)) result.add(field.required(at(`${path}.${key}`)));
  }
  const additional = additionalOf(schema);
  for (const [key, member] of Object.entries(value)) {
    const property = propertyOf(schema, key) ?? additional;
    if (property) result.merge(validate(member, property, `${path}.${key}`));
    else if (schema.additionalProperties === false) {
      result.add(field.invalid(at(path), '', `${at(path)}.${key} in body is a forbidden property`));
    }
  }
  return result;
}

/** allOf, anyOf, oneOf, not. What they say has no path of its own. Source: kube-openapi schema_props.go. */
function combined(value: unknown, schema: Schema, path: string): Result {
  const result = new Result();
  const name = JSON.stringify(path.replace(/^\./, ''));
  const say = (text: string): void => void result.add(field.invalid(NO_PATH, '', `${name} ${text}`));
  const { anyOf = [], oneOf = [], allOf = [], not } = schema;
  if (anyOf.length > 0) {
    const tried = anyOf.map((s) => validate(value, s, path));
    if (!tried.some((r) => r.isValid)) {
      say('must validate at least one schema (anyOf)');
      result.merge(furthest(tried));
    }
  }
  if (oneOf.length > 0) {
    const tried = oneOf.map((s) => validate(value, s, path));
    const valid = tried.filter((r) => r.isValid).length;
    if (valid !== 1) {
      const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
      say(`must validate one and only one schema (oneOf). ${found}`);
      if (valid === 0) result.merge(furthest(tried));
    }
  }
  if (allOf.length > 0) {
    const tried = allOf.map((s) => validate(value, s, path));
    for (const r of tried) result.merge(r);
    if (tried.some((r) => !r.isValid)) {
      say(`must validate all the schemas (allOf)${tried.some((r) => r.isValid) ? '' : '. None validated'}`);
    }
  }
  if (not && validate(value, not, path).isValid) say('must not validate the schema (not)');
  return result;
}

const furthest = (tried: readonly Result[]): Result => tried.reduce((best, r) => (r.checks > best.checks ? r : best));
