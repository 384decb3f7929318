// Models apiextensions-apiserver/pkg/apiserver/schema/pruning: what no schema names is dropped.

import { additionalOf, isEmbedded, isObject, itemsOf, preserves, propertyOf, type Schema } from './schema.ts';

const META: readonly string[] = ['apiVersion', 'kind', 'metadata'];

/** A copy without unknown fields, whose paths (`spec.foo[0].bar`) go to `unknown` in the order of the document. */
export function prune(value: unknown, schema: Schema, unknown: string[]): unknown {
  return pruneAt(value, schema, '', true, unknown);
}

function pruneAt(value: unknown, schema: Schema, path: string, isResource: boolean, unknown: string[]): unknown {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return value.map((item, i) => {
      if (items) return pruneAt(item, items, `${path}[${i}]`, isEmbedded(items), unknown);
      return preserves(schema) ? structuredClone(item) : pruneAt(item, {}, `${path}[${i}]`, false, unknown);
    });
  }
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  const additional = additionalOf(schema);
  for (const [key, member] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key;
    // ObjectMeta is known everywhere a resource is, and is looked at elsewhere.
    if (isResource && META.includes(key)) {
      out[key] = structuredClone(member);
      continue;
    }
    const property = propertyOf(schema, key) ?? additional;
    if (property) {
      out[key] = pruneAt(member, property, at, isEmbedded(property), unknown);
    } else if (preserves(schema) || schema.additionalProperties === true) out[key] = structuredClone(member);
    else unknown.push(at);
  }
  return out;
}
