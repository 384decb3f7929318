// Models apiextensions-apiserver/pkg/apiserver/schema Structural: how a schema says what a value is made of.

import type { JSONSchemaProps } from '#api/apiextensions/types.ts';

export type Schema = JSONSchemaProps;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema of a list's items, where it has one. Structural schemas know no lists of schemas. */
export const itemsOf = ({ items }: Schema): Schema | undefined => (Array.isArray(items) ? undefined : items);

/** The schema of what `properties` does not name. */
export const additionalOf = ({ additionalProperties }: Schema): Schema | undefined =>
  isObject(additionalProperties) ? (additionalProperties as Schema) : undefined;

export const propertyOf = (schema: Schema, key: string): Schema | undefined =>
  schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;

export const preserves = (schema: Schema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;
export const isEmbedded = (schema: Schema): boolean => schema['x-kubernetes-embedded-resource'] === true;
