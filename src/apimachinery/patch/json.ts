// RFC 6902, JSON patch, within the limits of evanphx/json-patch as the API server uses it.

import { applyPatch, type Operation } from 'rfc6902';
import { deepEqual } from '../equal.ts';

/** Bytes that all copies of one patch may make together. Source: kube-apiserver JSONPatchMaxCopyBytes. */
const MAX_COPY = 3 * 1024 * 1024;

/** The patched value; undefined if an operation does not apply. Nobody is told which: the API server keeps it to itself. */
export function jsonPatch(target: unknown, patch: readonly Operation[]): { value: unknown } | undefined {
  // A document of its own is never replaced whole: its root has no name in a pointer.
  const value = structuredClone(target);
  let copied = 0;
  for (const operation of patch) {
    const { op, path, from } = operation as { op: unknown; path: unknown; from?: unknown };
    if (typeof op !== 'string' || typeof path !== 'string' || !path.startsWith('/')) return undefined;
    if (op === 'move' || op === 'copy') {
      if (typeof from !== 'string' || !from.startsWith('/')) return undefined;
      // What contains its own new place would contain itself.
      if (op === 'move' && `${path}/`.startsWith(`${from}/`)) return undefined;
      if (op === 'copy') copied += JSON.stringify(at(value, from) ?? null).length;
      if (copied > MAX_COPY) return undefined;
    }
    if (op === 'test') {
      if (!deepEqual(at(value, path) ?? null, (operation as { value?: unknown }).value ?? null)) return undefined;
      continue;
    }
    // The library would set a member of a scalar, and throw.
    const parent = path.slice(0, path.lastIndexOf('/'));
    const into = parent === '' ? value : at(value, parent);
    if (typeof into !== 'object' || into === null) return undefined;
    // The value is cloned: the library would put the patch's own objects into the document, and change them later.
    const [failure] = applyPatch(value, [structuredClone(operation)]);
    if (failure) return undefined;
  }
  return { value };
}

function at(value: unknown, pointer: string): unknown {
  let found = value;
  for (const token of pointer.slice(1).split('/')) {
    if (typeof found !== 'object' || found === null) return undefined;
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    found = Object.hasOwn(found, key) ? (found as Record<string, unknown>)[key] : undefined;
  }
  return found;
}

export type { Operation };
