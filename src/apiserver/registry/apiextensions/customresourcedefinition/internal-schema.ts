// Models apiextensions/types_jsonschema.go JSONSchemaProps, as encoding/json writes it: the internal type has no names for JSON, and leaves nothing out.

import type { JSONSchemaProps } from '#api/apiextensions/types.ts';

type Loose = Record<string, unknown>;

/** Members in the order of the struct, each with its name in v1 and its zero value. */
const MEMBERS: readonly (readonly [name: string, key: string, zero: unknown])[] = [
  ['ID', 'id', ''],
  ['Schema', '$schema', ''],
  ['Ref', '$ref', null],
  ['Description', 'description', ''],
  ['Type', 'type', ''],
  ['Nullable', 'nullable', false],
  ['Format', 'format', ''],
  ['Title', 'title', ''],
  ['Default', 'default', null],
  ['Maximum', 'maximum', null],
  ['ExclusiveMaximum', 'exclusiveMaximum', false],
  ['Minimum', 'minimum', null],
  ['ExclusiveMinimum', 'exclusiveMinimum', false],
  ['MaxLength', 'maxLength', null],
  ['MinLength', 'minLength', null],
  ['Pattern', 'pattern', ''],
  ['MaxItems', 'maxItems', null],
  ['MinItems', 'minItems', null],
  ['UniqueItems', 'uniqueItems', false],
  ['MultipleOf', 'multipleOf', null],
  ['Enum', 'enum', null],
  ['MaxProperties', 'maxProperties', null],
  ['MinProperties', 'minProperties', null],
  ['Required', 'required', null],
  ['Items', 'items', null],
  ['AllOf', 'allOf', null],
  ['OneOf', 'oneOf', null],
  ['AnyOf', 'anyOf', null],
  ['Not', 'not', null],
  ['Properties', 'properties', null],
  ['AdditionalProperties', 'additionalProperties', null],
  ['PatternProperties', 'patternProperties', null],
  ['Dependencies', 'dependencies', null],
  ['AdditionalItems', 'additionalItems', null],
  ['Definitions', 'definitions', null],
  ['ExternalDocs', 'externalDocs', null],
  ['Example', 'example', null],
  ['XPreserveUnknownFields', 'x-kubernetes-preserve-unknown-fields', null],
  ['XEmbeddedResource', 'x-kubernetes-embedded-resource', false],
  ['XIntOrString', 'x-kubernetes-int-or-string', false],
  ['XListMapKeys', 'x-kubernetes-list-map-keys', null],
  ['XListType', 'x-kubernetes-list-type', null],
  ['XMapType', 'x-kubernetes-map-type', null],
  ['XValidations', 'x-kubernetes-validations', null],
];

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const many = (value: unknown): unknown => (value as JSONSchemaProps[]).map(internalSchema);
/** Maps are written in the order of their keys. */
const named = (value: unknown): unknown =>
  Object.fromEntries(
    Object.keys(value as object)
      .sort()
      .map((key) => [key, internalSchema((value as Record<string, JSONSchemaProps>)[key]!)]),
  );
const orBool = (value: unknown): unknown =>
  isObject(value) ? { Allows: true, Schema: internalSchema(value) } : { Allows: value, Schema: null };
const orArray = (value: unknown): unknown =>
  Array.isArray(value)
    ? { Schema: null, JSONSchemas: many(value) }
    : { Schema: internalSchema(value as JSONSchemaProps), JSONSchemas: null };
const dependency = (value: unknown): unknown =>
  isObject(value) ? { Schema: internalSchema(value), Property: null } : { Schema: null, Property: value };

const INNER: Readonly<Record<string, (value: unknown) => unknown>> = {
  items: orArray,
  allOf: many,
  oneOf: many,
  anyOf: many,
  not: (value) => internalSchema(value as JSONSchemaProps),
  properties: named,
  patternProperties: named,
  definitions: named,
  additionalProperties: orBool,
  additionalItems: orBool,
  dependencies: (value) => Object.fromEntries(Object.entries(value as Loose).map(([key, v]) => [key, dependency(v)])),
  externalDocs: (value) => {
    const { description = '', url = '' } = value as Loose;
    return { Description: description, URL: url };
  },
  'x-kubernetes-validations': (value) =>
    (value as Loose[]).map(({ rule = '', message = '', messageExpression = '', ...more }) => ({
      Rule: rule,
      Message: message,
      MessageExpression: messageExpression,
      Reason: more.reason ?? null,
      FieldPath: more.fieldPath ?? '',
      OptionalOldSelf: more.optionalOldSelf ?? null,
    })),
};

export function internalSchema(schema: JSONSchemaProps): Loose {
  const given = schema as Loose;
  return Object.fromEntries(
    MEMBERS.map(([name, key, zero]) => {
      const value = given[key];
      return [name, value === undefined || value === null ? zero : (INNER[key]?.(value) ?? value)];
    }),
  );
}
