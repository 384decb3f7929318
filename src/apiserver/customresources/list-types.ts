// Models apiextensions-apiserver/pkg/apiserver/schema/listtype: sets and maps hold nothing twice.

import { type FieldError, field } from '#apimachinery/field.ts';
import { additionalOf, isObject, itemsOf, propertyOf, type Schema } from './schema.ts';

export function validateListTypes(value: unknown, schema: Schema, path = ''): FieldError[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    const own = duplicates(value, schema, path);
    return items ? [...own, ...value.flatMap((item, i) => validateListTypes(item, items, `${path}[${i}]`))] : own;
  }
  if (!isObject(value)) return [];
  const additional = additionalOf(schema);
  return Object.entries(value).flatMap(([key, member]) => {
    const property = propertyOf(schema, key) ?? additional;
    const quoted = propertyOf(schema, key) ? `.${key}` : `[${key}]`;
    return property
      ? validateListTypes(member, property, `${path}${path || quoted.startsWith('[') ? quoted : key}`)
      : [];
  });
}

function duplicates(value: readonly unknown[], schema: Schema, path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const identity = (item: unknown): unknown =>
    type === 'set' || !isObject(item)
      ? item
      : Object.fromEntries(keys.filter((k) => k in item).map((k) => [k, item[k]]));
  const seen = new Set<string>();
  const told = new Set<string>();
  return value.flatMap((item, i) => {
    const id = identity(item);
    const text = JSON.stringify(id);
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    if (told.has(text)) return [];
    told.add(text);
    return [field.duplicate(`${path}[${i}]`, id)];
  });
}
