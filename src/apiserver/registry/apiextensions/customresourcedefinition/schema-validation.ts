// Models apiextensions-apiserver ValidateCustomResourceDefinitionOpenAPISchema and schema.ValidateStructural: is a schema a structural one?

import { type FieldError, field } from '#apimachinery/field.ts';
import { regexp } from '../../../customresources/regexp.ts';
import { additionalOf, isEmbedded, itemsOf, preserves, type Schema } from '../../../customresources/schema.ts';
import { validateSchema } from '../../../customresources/validation.ts';

type Level = 'root' | 'item' | 'field';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const EMPTY_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};
/** Members that OpenAPI knows and structural schemas do not. */
const UNSUPPORTED = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const;
/** What belongs to the structure may not stand below allOf, anyOf, oneOf, not. */
const STRUCTURE: readonly (readonly [keyof Schema, string])[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['externalDocs', 'must be undefined to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

export function validateRootSchema(schema: Schema, path: string, hasStatus: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (hasStatus && schema.type !== undefined && schema.type !== 'object') {
    const why = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    errors.push(field.invalid(`${path}.type`, schema.type, why));
  }
  if (schema.nullable) errors.push(field.forbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  const structural = validateAt(schema, path, 'root');
  structural.sort((a, b) => (`${a.field}: ${a.body}` < `${b.field}: ${b.body}` ? -1 : 1));
  return [...errors, ...structural];
}

function validateAt(schema: Schema, path: string, level: Level): FieldError[] {
  const errors: FieldError[] = [];
  const { type, items, properties = {}, additionalProperties } = schema;
  for (const key of UNSUPPORTED)
    if (schema[key]) errors.push(field.forbidden(`${path}.${key}`, `${key} is not supported`));
  if (schema.uniqueItems) {
    const why = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    errors.push(field.forbidden(`${path}.uniqueItems`, why));
  }
  if (type === 'null') {
    errors.push(field.forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  } else if (type && !TYPES.includes(type)) errors.push(field.notSupported(`${path}.type`, type, TYPES));
  if (Array.isArray(items)) {
    errors.push(field.forbidden(`${path}.items`, 'items must be a schema object and not an array'));
  }
  if (type === 'array' && !items) errors.push(field.required(`${path}.items`, 'must be specified'));
  errors.push(...validateTypes(schema, path, level), ...validateLists(schema, path), ...validateValues(schema, path));
  if (additionalProperties !== undefined) {
    if (level === 'root') errors.push(field.forbidden(`${path}.additionalProperties`, 'must not be used at the root'));
    if (Object.keys(properties).length > 0 && additionalProperties !== true) {
      const why = 'additionalProperties and properties are mutual exclusive';
      errors.push(field.forbidden(`${path}.additionalProperties`, why));
    } else if (additionalProperties === false) {
      errors.push(field.forbidden(`${path}.additionalProperties`, 'additionalProperties cannot be set to false'));
    }
  }
  if (schema.default !== undefined) {
    const wrong = validateSchema(schema.default, schema, `.${path}.default`);
    errors.push(...wrong);
  }
  const inner = itemsOf(schema);
  if (inner) errors.push(...validateAt(inner, `${path}.items`, 'item'));
  for (const [key, property] of Object.entries(properties)) {
    if (level === 'root' && key === 'metadata') {
      errors.push(...validateMetadataSchema(property, `${path}.properties[metadata]`));
    } else errors.push(...validateAt(property, `${path}.properties[${key}]`, 'field'));
  }
  const additional = additionalOf(schema);
  if (additional) errors.push(...validateAt(additional, `${path}.additionalProperties`, 'field'));
  return errors;
}

function validateMetadataSchema(schema: Schema, path: string): FieldError[] {
  if (schema.type !== 'object') return [field.invalid(`${path}.type`, schema.type ?? '', 'must be object')];
  const more =
    Object.keys(schema).some((k) => !['type', 'properties', 'description'].includes(k)) ||
    Object.keys(schema.properties ?? {}).some((k) => k !== 'name' && k !== 'generateName');
  const why = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return more ? [field.forbidden(path, why)] : [];
}

function validateTypes(schema: Schema, path: string, level: Level): FieldError[] {
  const { type = '' } = schema;
  const errors: FieldError[] = [];
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  const must = (at: string, value: string, why: string): void => {
    errors.push(value ? field.invalid(at, value, why) : field.required(at, why));
  };
  if (intOrString && preserves(schema)) {
    const why = 'must be false if x-kubernetes-int-or-string is true';
    errors.push(field.invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, why));
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    errors.push(field.invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  }
  if (isEmbedded(schema)) {
    if (type !== 'object') must(`${path}.type`, type, 'must be object if x-kubernetes-embedded-resource is true');
    if (!preserves(schema) && Object.keys(schema.properties ?? {}).length === 0) {
      const why =
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
      errors.push(field.required(`${path}.properties`, why));
    }
  } else if (type === '' && !intOrString && !preserves(schema)) {
    errors.push(field.required(`${path}.type`, EMPTY_TYPE[level]));
  }
  if (level === 'root' && type !== '' && type !== 'object') {
    errors.push(field.invalid(`${path}.type`, type, 'must be object at the root'));
  }
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType !== undefined) {
    if (type !== 'object') must(`${path}.type`, type, 'must be object if x-kubernetes-map-type is specified');
    if (mapType !== 'atomic' && mapType !== 'granular') {
      errors.push(field.notSupported(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']));
    }
  }
  return errors;
}

function validateLists(schema: Schema, path: string): FieldError[] {
  const list = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const { type = '' } = schema;
  const errors: FieldError[] = [];
  if (list !== undefined && type !== 'array') {
    const why = 'must be array if x-kubernetes-list-type is specified';
    errors.push(type ? field.invalid(`${path}.type`, type, why) : field.required(`${path}.type`, why));
  }
  if (list !== undefined && !['atomic', 'set', 'map'].includes(list)) {
    errors.push(field.notSupported(`${path}.x-kubernetes-list-type`, list, ['atomic', 'set', 'map']));
  }
  if (keys.length > 0 && list !== 'map') {
    const why = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const at = `${path}.x-kubernetes-list-type`;
    errors.push(list === undefined ? field.required(at, why) : field.invalid(at, list, why));
  }
  if (list !== 'map') return errors;
  if (keys.length === 0) {
    const why = 'must not be empty if x-kubernetes-list-type is map';
    errors.push(field.required(`${path}.x-kubernetes-list-map-keys`, why));
  }
  const items = itemsOf(schema);
  if (!items)
    return [...errors, field.required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')];
  if (items.type !== 'object') {
    const why = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(field.invalid(`${path}.items.type`, items.type ?? '', why));
  }
  keys.forEach((key, i) => {
    const property = items.properties?.[key];
    const at = `${path}.items.properties[${key}]`;
    if (!property) {
      const why = 'entries must all be names of item properties';
      errors.push(field.invalid(`${path}.x-kubernetes-list-map-keys[${i}]`, key, why));
    } else if (property.type === 'array' || property.type === 'object') {
      const why = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      errors.push(field.invalid(`${at}.type`, property.type, why));
    } else if (property.default === undefined && !items.required?.includes(key)) {
      const why = 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
      errors.push(field.required(`${at}.default`, why));
    }
  });
  return errors;
}

const isIntOrString = (list: readonly Schema[] | undefined): boolean =>
  JSON.stringify(list) === '[{"type":"integer"},{"type":"string"}]';

/** Patterns, and what stands below allOf, anyOf, oneOf, not. */
function validateValues(schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { pattern, anyOf, allOf, oneOf, not } = schema;
  if (pattern && !regexp(pattern)) {
    const why = `must be a valid regular expression, but isn't: error parsing regexp: ${pattern}`;
    errors.push(field.invalid(`${path}.pattern`, pattern, why));
  }
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  if (!(intOrString && isIntOrString(anyOf))) {
    anyOf?.forEach((s, i) => void errors.push(...validateNested(s, `${path}.anyOf[${i}]`)));
  }
  allOf?.forEach((s, i) => {
    if (intOrString && i === 0 && isIntOrString(s.anyOf)) return;
    errors.push(...validateNested(s, `${path}.allOf[${i}]`));
  });
  oneOf?.forEach((s, i) => void errors.push(...validateNested(s, `${path}.oneOf[${i}]`)));
  if (not) errors.push(...validateNested(not, `${path}.not`));
  return errors;
}

function validateNested(schema: Schema, path: string): FieldError[] {
  const errors = validateValues(schema, path);
  for (const [key, why] of STRUCTURE) {
    const value = schema[key];
    if (value !== undefined && value !== false && value !== '') errors.push(field.forbidden(`${path}.${key}`, why));
  }
  const items = itemsOf(schema);
  if (items) errors.push(...validateNested(items, `${path}.items`));
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (key === 'metadata') {
      errors.push(field.forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
    }
    errors.push(...validateNested(property, `${path}.properties[${key}]`));
  }
  return errors;
}
