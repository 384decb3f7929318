// Applies a patch on this side: --local, --dry-run=client, --overrides.

import { jsonPatch, type Operation, type Patched } from '#apimachinery/patch/json.ts';
import { isObject, mergePatch } from '#apimachinery/patch/merge.ts';
import { type PatchRules, strategicPatch } from '#apimachinery/patch/strategic.ts';
import { mergeKey, retainsKeys } from './merge-keys.ts';

export type PatchType = 'json' | 'merge' | 'strategic';

/** `newFirst`: items that a strategic patch names stand before those that were there, as kustomize puts them. */
export function applyPatch(
  object: unknown,
  patch: unknown,
  type: PatchType,
  { newFirst = false }: { readonly newFirst?: boolean } = {},
): Patched {
  if (type === 'json')
    return Array.isArray(patch) ? jsonPatch(object, patch as readonly Operation[]) : { error: 'Invalid JSON Patch' };
  if (!isObject(patch)) return { error: 'Invalid JSON Patch' };
  if (type === 'merge') return { value: mergePatch(object, patch) };
  return strategicPatch(object, patch, rulesOf(isObject(object) ? String(object['kind'] ?? '') : '', [], newFirst));
}

/** What a strategic merge patch must know of the fields below `path`. */
const rulesOf = (kind: string, path: readonly string[], newFirst: boolean): PatchRules => ({
  member(name) {
    const here = [...path, name];
    const key = mergeKey(kind, here);
    const isFinalizers = here.join('.') === 'metadata.finalizers';
    return {
      merges: key !== undefined || isFinalizers,
      retainKeys: retainsKeys(kind, here),
      mergeKey: key,
      inner: rulesOf(kind, here, newFirst),
      newFirst,
    };
  },
});
