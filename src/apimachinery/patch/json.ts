// RFC 6902, JSON patch, with the failures in evanphx/json-patch's words.

import { applyPatch, type Operation } from 'rfc6902';

export function jsonPatch(target: unknown, patch: readonly Operation[]): { value: unknown } | { error: string } {
  const value = structuredClone(target);
  for (const operation of patch) {
    const [failure] = applyPatch(value, [operation]);
    if (!failure) continue;
    const { op, path } = operation;
    if (op === 'test') return { error: `testing value ${path} failed` };
    if (failure.name === 'InvalidOperationError') return { error: `Unexpected kind: ${op}` };
    const parent = /^(.*)\/[^/]*$/.exec(path)?.[1] ?? '';
    if (op === 'add') return { error: `add operation does not apply: doc is missing path: "${path}": missing value` };
    if (op === 'remove')
      return { error: `remove operation does not apply: doc is missing path: "${path}": missing value` };
    return {
      error: `${op} operation does not apply: doc is missing ${op === 'replace' ? 'key' : 'path'}: ${op === 'replace' ? path : parent}: missing value`,
    };
  }
  return { value };
}

export type { Operation };
