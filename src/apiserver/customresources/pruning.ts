// Models apiextensions-apiserver/pkg/apiserver/schema/{pruning,objectmeta}: what no schema names is dropped, metadata is read as ObjectMeta.

import { structOf } from '#apimachinery/schema/schema.ts';
import { decodeTyped, jsonType } from '#apimachinery/schema/typed.ts';
import { additionalOf, isEmbedded, isObject, itemsOf, preserves, propertyOf, type Schema } from './schema.ts';

export interface Pruned {
  readonly value: Record<string, unknown>;
  /** Paths of unknown fields (`spec.foo[0].bar`): those of metadata first, each kind in the order of the document. */
  readonly unknown: readonly string[];
  /** Metadata is none: `json: cannot unmarshal …`. */
  readonly error?: string;
}

/** A copy without unknown fields. `keepsAll`: but of metadata, all fields are known. */
export function prune(value: Record<string, unknown>, schema: Schema, keepsAll: boolean): Pruned {
  const pruning = new Pruning();
  const kept = keepsAll ? pruning.resource(structuredClone(value)) : pruning.at(value, schema, '', true);
  return {
    value: kept as Record<string, unknown>,
    unknown: [...pruning.unknownMetadata, ...pruning.unknown],
    ...(pruning.error !== undefined && { error: pruning.error }),
  };
}

class Pruning {
  readonly unknown: string[] = [];
  readonly unknownMetadata: string[] = [];
  error: string | undefined;

  resource(value: Record<string, unknown>): Record<string, unknown> {
    return 'metadata' in value ? { ...value, metadata: this.#metadata(value.metadata, 'metadata') } : value;
  }

  at(value: unknown, schema: Schema, path: string, isResource: boolean): unknown {
    if (Array.isArray(value)) {
      const items = itemsOf(schema);
      return value.map((item, i) => {
        if (items) return this.at(item, items, `${path}[${i}]`, isEmbedded(items));
        return preserves(schema) ? structuredClone(item) : this.at(item, {}, `${path}[${i}]`, false);
      });
    }
    if (!isObject(value)) return value;
    const out: Record<string, unknown> = {};
    const additional = additionalOf(schema);
    for (const [key, member] of Object.entries(value)) {
      const at = path ? `${path}.${key}` : key;
      const property = propertyOf(schema, key) ?? additional;
      if (isResource && key === 'metadata') out[key] = this.#metadata(member, at);
      else if (isResource && (key === 'apiVersion' || key === 'kind')) out[key] = member;
      else if (property) out[key] = this.at(member, property, at, isEmbedded(property));
      else if (preserves(schema) || schema.additionalProperties === true) out[key] = structuredClone(member);
      else this.unknown.push(at);
    }
    return out;
  }

  #metadata(value: unknown, path: string): unknown {
    if (value === null || value === undefined) return value;
    if (!isObject(value)) {
      this.error ??= `json: cannot unmarshal ${jsonType(value)} into Go value of type v1.ObjectMeta`;
      return value;
    }
    const read = decodeTyped(value, structOf('ObjectMeta')!);
    this.error ??= read.error;
    this.unknownMetadata.push(...read.unknown.map((name) => `${path}.${name}`));
    return read.value;
  }
}
