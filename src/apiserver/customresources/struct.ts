// A CustomResourceDefinition's schema as a type for field ownership and server-side apply.
// Models kube-openapi/pkg/schemaconv.

import { type Field, type Struct, structOf, type TypeRef } from '../schema/schema.ts';
import { additionalOf, isEmbedded, itemsOf, preserves, type Schema } from './schema.ts';

const DEDUCED: TypeRef = { is: 'deduced' };
const SCALAR: TypeRef = { is: 'scalar', code: 'o' };

const plain = (type: TypeRef): Field => ({
  type,
  isSet: false,
  isAtomic: false,
  patchMerge: false,
  retainKeys: false,
});

/** The members that every object has. */
const META: readonly (readonly [string, Field])[] = [
  ['apiVersion', plain(SCALAR)],
  ['kind', plain(SCALAR)],
];

function structAt(schema: Schema, isResource: boolean): Struct {
  const fields = new Map(Object.entries(schema.properties ?? {}).map(([key, s]) => [key, fieldOf(s)]));
  if (isResource) {
    for (const [key, field] of META) fields.set(key, field);
    const meta = structOf('ObjectMeta');
    fields.set('metadata', plain({ is: 'struct', name: 'ObjectMeta', ...(meta && { struct: meta }) }));
  }
  return {
    name: '',
    isCustom: true,
    isAtomic: schema['x-kubernetes-map-type'] === 'atomic',
    fields,
    ...(preserves(schema) && { rest: DEDUCED }),
  };
}

function typeOf(schema: Schema): TypeRef {
  if (schema['x-kubernetes-int-or-string']) return SCALAR;
  if (schema.type === 'array') {
    const items = itemsOf(schema);
    return { is: 'list', of: items ? typeOf(items) : DEDUCED };
  }
  if (schema.type !== 'object') return schema.type === undefined && preserves(schema) ? DEDUCED : SCALAR;
  const additional = additionalOf(schema);
  if (additional) return { is: 'map', of: typeOf(additional) };
  if (!schema.properties && (preserves(schema) || schema.additionalProperties === true)) return DEDUCED;
  return { is: 'struct', name: '', struct: structAt(schema, isEmbedded(schema)) };
}

function fieldOf(schema: Schema): Field {
  const list = schema['x-kubernetes-list-type'];
  const keys = list === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined;
  const members = itemsOf(schema)?.properties ?? {};
  const keyDefaults = Object.fromEntries(
    (keys ?? []).flatMap((k) => (members[k]?.default === undefined ? [] : [[k, members[k].default]])),
  );
  return {
    ...plain(typeOf(schema)),
    ...(keys && { keys, keyDefaults }),
    isSet: list === 'set',
    isAtomic: schema['x-kubernetes-map-type'] === 'atomic',
  };
}

/** The type of a custom resource as a whole. */
export const structOfSchema = (schema: Schema): Struct => structAt(schema, true);
