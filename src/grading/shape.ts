// The lesson format, said once: each shape reads a value of lesson.yaml, and tells editors the same as JSON Schema.

import { asUrl, PLACE_PATTERN, type Reader } from './reader.ts';
import { LOCALES, type Text } from './text.ts';

/** JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Shape<T> {
  /** What is wrong goes to the reader; then something of the type comes back all the same. */
  read(reader: Reader): T;
  /** Of the file as it is written: `${param}` may stand for any value. */
  readonly schema: JsonSchema;
}

/** Where each shape may be nothing but `${param}`. */
const PLACE: JsonSchema = { $ref: '#/$defs/place' };
/** What `$defs` of a schema must hold. */
export const DEFINITIONS: JsonSchema = {
  place: { type: 'string', pattern: PLACE_PATTERN, description: 'A param of the lesson, or a value of the cluster.' },
  text: {
    description: 'Text in every language of the site. Markdown’s `code` marks are shown as code.',
    anyOf: [
      {
        type: 'object',
        properties: Object.fromEntries(LOCALES.map((locale) => [locale, { type: 'string' }])),
        required: LOCALES,
        additionalProperties: false,
      },
      PLACE,
    ],
  },
};

const drawn = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, PLACE] });

export const string: Shape<string> = { read: (r) => r.string(), schema: { type: 'string' } };
export const flag: Shape<boolean> = { read: (r) => r.boolean(), schema: drawn({ type: 'boolean' }) };
export const text: Shape<Text> = { read: (r) => r.text(), schema: { $ref: '#/$defs/text' } };
/** Milliseconds. */
export const duration: Shape<number> = {
  read: (r) => r.duration(),
  schema: drawn({ type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$', examples: ['60s'] }),
};
/** Between 0 and 1. */
export const part: Shape<number> = {
  read: (r) => r.part(),
  schema: drawn({
    anyOf: [
      { type: 'number', minimum: 0, maximum: 1 },
      { type: 'string', pattern: '^\\d+(\\.\\d+)?%$' },
    ],
    examples: ['10%'],
  }),
};
/** Small letters, digits, hyphens: it stands in addresses, in the page and in `answer CHECK`. */
export const id: Shape<string> = {
  read: (r) => r.id(),
  schema: drawn({ type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
};
export const anything: Shape<unknown> = { read: (r) => r.value, schema: {} };

export const whole = (min?: number): Shape<number> => ({
  read: (r) => r.whole(min),
  schema: drawn({ type: 'integer', ...(min !== undefined && { minimum: min }) }),
});

export const oneOf = <const T extends string>(...values: readonly T[]): Shape<T> => ({
  read: (r) => r.oneOf(...values),
  schema: drawn({ enum: values }),
});

export const url = (schemes: readonly string[]): Shape<string> => ({
  read: (r) => asUrl(r, schemes),
  schema: drawn({ type: 'string', pattern: `^(${schemes.join('|')})://` }),
});

/** A regular expression, as source. */
export const pattern: Shape<string> = { read: (r) => r.pattern(), schema: { type: 'string', format: 'regex' } };

export const list = <T>(item: Shape<T>): Shape<readonly T[]> => ({
  read: (r) => r.items().map((each) => item.read(each)),
  schema: drawn({ type: 'array', items: item.schema }),
});

/** Texts; `${param}` may stand for all of them. */
export const lines: Shape<readonly string[]> = {
  read: (r) => r.strings(),
  schema: drawn({ type: 'array', items: { type: 'string' } }),
};

/** A list, or one without the list. */
export const oneOrMore = <T>(item: Shape<T>): Shape<readonly T[]> => ({
  read: (r) => (Array.isArray(r.value) ? r.items().map((each) => item.read(each)) : [item.read(r)]),
  schema: { anyOf: [item.schema, { type: 'array', items: item.schema }] },
});

export const mapping = <T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  read: (r) => r.mapping((each) => value.read(each)),
  schema: drawn({ type: 'object', additionalProperties: value.schema }),
});

type Presence = 'needed' | 'optional';

/** A field of a mapping, with what it is for. */
export interface Field<T, P extends Presence = Presence> {
  readonly shape: Shape<T>;
  /** Markdown, for whoever writes it. */
  readonly about: string;
  readonly presence: P;
  /** Where it is not written: the value, and how one would write it. */
  readonly otherwise?: { readonly value: T; readonly written: unknown };
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

export const needed = <T>(shape: Shape<T>, about: string): Field<T, 'needed'> => ({
  shape,
  about,
  presence: 'needed',
});
export const optional = <T>(shape: Shape<T>, about: string): Field<T, 'optional'> => ({
  shape,
  about,
  presence: 'optional',
});
/** @param written How an author would write the same. */
export const defaulted = <T>(
  shape: Shape<T>,
  value: T,
  about: string,
  written: unknown = value,
): Field<T, 'needed'> => ({
  shape,
  about,
  presence: 'needed',
  otherwise: { value, written },
});

type Read<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Field<unknown, 'optional'> ? never : K]: F[K] extends Field<infer T>
    ? T
    : never;
} & {
  readonly [K in keyof F as F[K] extends Field<unknown, 'optional'> ? K : never]?: F[K] extends Field<infer T>
    ? T
    : never;
};

/** What of them is in a mapping, whatever else is there. */
export function readFields<F extends Fields>(fields: F, reader: Reader): Read<F> {
  const read: Record<string, unknown> = {};
  for (const [name, { shape, presence, otherwise }] of Object.entries(fields)) {
    const field = reader.field(name);
    if (field.present) read[name] = shape.read(field);
    else if (otherwise) read[name] = otherwise.value;
    else if (presence === 'needed') read[name] = shape.read(field);
  }
  return read as Read<F>;
}

/** `properties` and `required` of a mapping. */
export function propertiesOf(fields: Fields): {
  readonly properties: JsonSchema;
  readonly required: readonly string[];
} {
  const all = Object.entries(fields);
  return {
    properties: Object.fromEntries(
      all.map(([name, { shape, about, otherwise }]) => [
        name,
        { ...shape.schema, description: about, ...(otherwise && { default: otherwise.written }) },
      ]),
    ),
    required: all.flatMap(([name, { presence, otherwise }]) => (presence === 'needed' && !otherwise ? [name] : [])),
  };
}

/** A mapping with these fields, and no others. */
export function mappingOf<F extends Fields>(fields: F): Shape<Read<F>> & { readonly fields: F } {
  const { properties, required } = propertiesOf(fields);
  return {
    fields,
    read(reader) {
      reader.only(...Object.keys(fields));
      return readFields(fields, reader);
    },
    schema: drawn({
      type: 'object',
      properties,
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    }),
  };
}
