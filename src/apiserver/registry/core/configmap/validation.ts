// Models ValidateConfigMap and ValidateConfigMapUpdate of pkg/apis/core/validation.

import type { ConfigMap } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isConfigMapKey } from '#apimachinery/validation.ts';

/** Bytes that a ConfigMap's or a Secret's values may have together. */
export const MAX_DATA_BYTES = 1024 * 1024;

const byteLength = (value: string): number => new TextEncoder().encode(value).length;

export function validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  let total = 0;
  for (const key of Object.keys(data).sort()) {
    errors.push(...isConfigMapKey(key).map((message) => field.invalid(`data[${key}]`, key, message)));
    if (key in binaryData) errors.push(field.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    total += byteLength(data[key]!);
  }
  for (const key of Object.keys(binaryData).sort()) {
    errors.push(...isConfigMapKey(key).map((message) => field.invalid(`binaryData[${key}]`, key, message)));
    total += Math.floor((binaryData[key]!.length * 3) / 4);
  }
  if (total > MAX_DATA_BYTES) errors.push(field.tooLong('[]', MAX_DATA_BYTES));
  return errors;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (map: unknown): unknown => Object.entries((map ?? {}) as object).sort(([a], [b]) => (a < b ? -1 : 1));

/** What `immutable: true` forbids; also true of Secrets. */
export function validateConfigMapUpdate(next: ConfigMap, old: ConfigMap): FieldError[] {
  if (!old.immutable) return [];
  const errors: FieldError[] = [];
  const message = 'field is immutable when `immutable` is set';
  if (!next.immutable) errors.push(field.forbidden('immutable', message));
  if (!same(next.data, old.data)) errors.push(field.forbidden('data', message));
  if (!same(next.binaryData, old.binaryData)) errors.push(field.forbidden('binaryData', message));
  return errors;
}
