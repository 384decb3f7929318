// Models ValidateNamespace and what it asks of updates, of pkg/apis/core/validation/validation.go.

import type { Namespace } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isQualifiedName } from '#apimachinery/validation.ts';
import { STANDARD_FINALIZERS } from '../../rest/metadata.ts';

/** Source: validateFinalizerName. */
export function validateFinalizer(name: string, at: string): FieldError[] {
  const errors = invalids(at, name, isQualifiedName(name));
  if (name.includes('/') || STANDARD_FINALIZERS.includes(name)) return errors;
  return [...errors, field.invalid(at, name, 'name is neither a standard finalizer name nor is it fully qualified')];
}

/** Source: ValidateNamespaceStatusUpdate. */
export function validateNamespaceStatus({ metadata, status }: Namespace): FieldError[] {
  const phase = status?.phase ?? '';
  const [wanted, so] = metadata.deletionTimestamp ? ['Terminating', 'not empty'] : ['Active', 'empty'];
  if (phase === wanted) return [];
  return [field.invalid('status.Phase', phase, `may only be '${wanted}' if \`deletionTimestamp\` is ${so}`)];
}
