// Models apiextensions-apiserver/pkg/apiserver/schema/defaulting: what a schema puts where nothing was given.

import { additionalOf, isObject, itemsOf, propertyOf, type Schema } from './schema.ts';

/** A null that may not be one counts as nothing given. Mutates. Source: Default and PruneNonNullableNullsWithoutDefaults. */
export function applyDefaults(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items) for (const item of value) applyDefaults(item, items);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined) continue;
    const isMissing = !Object.hasOwn(value, key) || (value[key] === null && !property.nullable);
    if (isMissing) value[key] = structuredClone(property.default);
  }
  const additional = additionalOf(schema);
  for (const [key, member] of Object.entries(value)) {
    const property = propertyOf(schema, key) ?? additional;
    if (!property) continue;
    if (member === null && !property.nullable) {
      if (property.default === undefined) delete value[key];
      else value[key] = structuredClone(property.default);
    }
    applyDefaults(value[key], property);
  }
}
