// Models apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go: objects within a custom resource that are whole ones.

import { type FieldError, field } from '#apimachinery/field.ts';
import type { ObjectMeta } from '#apimachinery/meta.ts';
import { isDns1035Label } from '#apimachinery/validation.ts';
import { validateMetadata } from '../registry/rest/metadata.ts';
import { additionalOf, isEmbedded, isObject, itemsOf, propertyOf, type Schema } from './schema.ts';

export function validateEmbedded(value: unknown, schema: Schema, path = ''): FieldError[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return items ? value.flatMap((item, i) => validateEmbedded(item, items, `${path}[${i}]`)) : [];
  }
  if (!isObject(value)) return [];
  const additional = additionalOf(schema);
  const own = isEmbedded(schema) ? validateObject(value, path) : [];
  const within = Object.entries(value).flatMap(([key, member]) => {
    const property = propertyOf(schema, key) ?? additional;
    const at = propertyOf(schema, key) ? `${path}${path && '.'}${key}` : `${path}[${key}]`;
    return property ? validateEmbedded(member, property, at) : [];
  });
  return [...own, ...within];
}

function validateObject({ apiVersion, kind, metadata }: Record<string, unknown>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries({ apiVersion, kind })) {
    const at = `${path}.${name}`;
    if (value === undefined) errors.push(field.required(at, 'must not be empty'));
    else if (typeof value !== 'string') errors.push(field.invalid(at, value, 'must be a string'));
    else if (value === '') errors.push(field.invalid(at, value, 'must not be empty'));
  }
  if (typeof apiVersion === 'string' && apiVersion.split('/').length > 2)
    errors.push(field.invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  if (typeof kind === 'string' && kind !== '') {
    const why = isDns1035Label(kind.toLowerCase());
    if (why.length > 0) {
      const detail = `may have mixed case, but should otherwise match: ${why.join(',')}`;
      errors.push(field.invalid(`${path}.kind`, kind, detail));
    }
  }
  if (!isObject(metadata)) return errors;
  // A name is not asked for, and may be whatever fits into a path.
  const named = { ...metadata, name: metadata['name'] || 'fakename' } as unknown as ObjectMeta;
  const rules = { nameRule: 'path-segment', custom: true } as const;
  return [...errors, ...validateMetadata(named, rules).map((e) => ({ ...e, field: `${path}.${e.field}` }))];
}
