// --overrides of run and expose. Models cmdutil OverrideOptions.

import { Fail } from '../errors.ts';
import { applyPatch, type PatchType } from './patch.ts';

export function override<T>(object: T, text: string, type: string): T {
  if (text === '') return object;
  if (!['json', 'merge', 'strategic'].includes(type)) throw new Fail(`invalid override type: ${type}`);
  let patch: unknown;
  try {
    patch = JSON.parse(text);
  } catch {
    throw new Fail('Invalid JSON Patch');
  }
  const changed = applyPatch(object, patch, type as PatchType);
  if ('error' in changed) throw new Fail(changed.error);
  const [was, is] = [object, changed.value].map(
    (each) => each as { readonly apiVersion?: string; readonly kind?: string },
  );
  // It is read back as what it says it is.
  if (is?.apiVersion !== was?.apiVersion)
    throw new Fail(
      `no kind "${is?.kind ?? ''}" is registered for version "${is?.apiVersion ?? ''}" in scheme "pkg/scheme/scheme.go:28"`,
    );
  return changed.value as T;
}
