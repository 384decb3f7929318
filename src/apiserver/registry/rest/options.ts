// Models apimachinery/pkg/apis/meta/v1 {Create,Update,Patch,Delete}Options and their validation.

import { type FieldError, field } from '#apimachinery/field.ts';
import { type Status, status } from '#apimachinery/status.ts';
import { flagOf, integerOf } from './parameters.ts';
import type { Scope } from './scope.ts';

export const optionsInvalid = (kind: string, errors: readonly FieldError[]): Status =>
  status.invalid(kind, 'meta.k8s.io', '', errors);

type Query = Pick<Scope, 'query'>;

const badDryRun = (values: readonly string[]): FieldError[] =>
  values.every((v) => v === 'All') ? [] : [field.notSupported('dryRun', values, ['All'])];

/** True if nothing may be stored. */
export const isDryRun = ({ query }: Query): boolean => query.getAll('dryRun').length > 0;

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** What becomes of unknown and duplicate fields. The server's default is Warn. */
export const fieldValidationOf = ({ query }: Query): FieldValidation =>
  (query.get('fieldValidation') || 'Warn') as FieldValidation;

const FIELD_VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];
/** Bytes. Source: FieldManagerMaxLength. */
const MANAGER_LENGTH = 128;

/** Source: ValidateFieldManager. */
export function validateFieldManager(path: string, manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (new TextEncoder().encode(manager).length > MANAGER_LENGTH) errors.push(field.tooLong(path, MANAGER_LENGTH));
  let at = 0;
  for (const character of manager) {
    if (!isPrintable(character)) {
      const shown = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
      errors.push(field.invalid(path, manager, `invalid character ${shown} (at position ${at})`));
    }
    at += new TextEncoder().encode(character).length;
  }
  return errors;
}

/** Source: unicode.IsPrint: of spaces, only ASCII's. */
const isPrintable = (character: string): boolean =>
  character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);

/** What is wrong with a write's query, before its body is read. `isApply` is about patches. */
export function validateWriteOptions(
  { query }: Query,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  isApply = false,
): Status | undefined {
  const errors: FieldError[] = [];
  const manager = query.get('fieldManager') ?? '';
  if (kind === 'PatchOptions') {
    if (!isApply && query.has('force'))
      errors.push(field.forbidden('force', 'may not be specified for non-apply patch'));
    if (isApply && !manager) errors.push(field.required('fieldManager', 'is required for apply patch'));
  }
  errors.push(...validateFieldManager('fieldManager', manager));
  errors.push(...badDryRun(query.getAll('dryRun')));
  const validation = query.get('fieldValidation') ?? '';
  if (!FIELD_VALIDATIONS.includes(validation))
    errors.push(field.notSupported('fieldValidation', validation, FIELD_VALIDATIONS));
  return errors.length > 0 ? optionsInvalid(kind, errors) : undefined;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly orphanDependents?: boolean;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly dryRun?: readonly string[];
}

/** Out of the query, where a DELETE has no body. */
export function deleteOptionsInQuery({ query }: Query): DeleteOptions | Status {
  const grace = integerOf(query, 'gracePeriodSeconds');
  if (grace !== undefined && typeof grace !== 'number') return grace;
  const orphan = flagOf(query, 'orphanDependents');
  const policy = query.get('propagationPolicy');
  const dryRun = query.getAll('dryRun');
  return {
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(orphan !== undefined && { orphanDependents: orphan }),
    ...(policy !== null && { propagationPolicy: policy as NonNullable<DeleteOptions['propagationPolicy']> }),
    ...(dryRun.length > 0 && { dryRun }),
  };
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** Source: ValidateDeleteOptions. */
export function validateDeleteOptions({
  propagationPolicy,
  orphanDependents,
  dryRun = [],
}: DeleteOptions): Status | undefined {
  const errors: FieldError[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    const both = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(field.invalid('propagationPolicy', propagationPolicy, both));
  }
  if (propagationPolicy !== undefined && !POLICIES.includes(propagationPolicy))
    errors.push(field.notSupported('propagationPolicy', propagationPolicy, [...POLICIES, 'nil']));
  errors.push(...badDryRun(dryRun));
  return errors.length > 0 ? optionsInvalid('DeleteOptions', errors) : undefined;
}
