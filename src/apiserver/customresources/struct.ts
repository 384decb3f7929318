// A CustomResourceDefinition's schema as a type for field ownership and server-side apply.
// Models kube-openapi/pkg/schemaconv.

import {
  type Division,
  type Field,
  type ScalarCode,
  type Struct,
  structOf,
  type TypeRef,
} from '#apimachinery/schema/schema.ts';
import { additionalOf, isEmbedded, itemsOf, preserves, type Schema } from './schema.ts';

const DEDUCED: TypeRef = { is: 'deduced' };
const STRING: TypeRef = { is: 'scalar', code: 's' };

const plain = (type: TypeRef): Field => ({
  type,
  isSet: false,
  isAtomic: false,
  patchMerge: false,
  retainKeys: false,
});

/** The members that every object has. */
const META: readonly (readonly [string, Field])[] = [
  ['apiVersion', plain(STRING)],
  ['kind', plain(STRING)],
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

/** Source: convertPrimitive. */
const SCALARS: Readonly<Record<string, ScalarCode>> = { integer: 'l', number: 'f', boolean: 'b' };

function scalarOf({ type = '', format }: Schema): TypeRef {
  const code = type === 'string' ? (format === undefined || format === 'byte' ? 's' : 'x') : (SCALARS[type] ?? 'x');
  return { is: 'scalar', code };
}

function typeOf(schema: Schema): TypeRef {
  if (schema['x-kubernetes-int-or-string']) return DEDUCED;
  if (schema.type === 'array') {
    const items = itemsOf(schema);
    return { is: 'list', of: items ? typeOf(items) : DEDUCED, divides: divisionOf(schema) };
  }
  if (schema.type === undefined && !schema.properties) return DEDUCED;
  if (schema.type !== undefined && schema.type !== 'object') return scalarOf(schema);
  const additional = additionalOf(schema);
  if (additional) return { is: 'map', of: typeOf(additional), divides: divisionOf(schema) };
  if (!schema.properties && (preserves(schema) || schema.additionalProperties === true)) return DEDUCED;
  return { is: 'struct', name: '', struct: structAt(schema, isEmbedded(schema)) };
}

function divisionOf(schema: Schema): Division {
  const list = schema['x-kubernetes-list-type'];
  const keys = list === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined;
  const members = itemsOf(schema)?.properties ?? {};
  const keyDefaults = Object.fromEntries(
    (keys ?? []).flatMap((k) => (members[k]?.default === undefined ? [] : [[k, members[k].default]])),
  );
  return {
    ...(keys && { keys, keyDefaults }),
    isSet: list === 'set',
    isAtomic: schema['x-kubernetes-map-type'] === 'atomic',
  };
}

const fieldOf = (schema: Schema): Field => ({ ...plain(typeOf(schema)), ...divisionOf(schema) });

/** The type of a custom resource as a whole. */
export const structOfSchema = (schema: Schema): Struct => structAt(schema, true);
