// Models apimachinery/pkg/apis/meta/v1/validation: query parameters and DeleteOptions that every write understands.

import { field } from '#apimachinery/field.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { Scope } from './scope.ts';

export const optionsInvalid = (kind: string, errors: Parameters<typeof status.invalid>[3]): Status =>
  status.invalid(kind, 'meta.k8s.io', '', errors);

/** True if nothing may be stored. */
export function dryRunOf(
  { query }: Pick<Scope, 'query'>,
  kind: string,
  fromBody: readonly string[] = [],
): boolean | Status {
  const values = [...query.getAll('dryRun'), ...fromBody];
  const bad = values.find((v) => v !== 'All');
  return bad === undefined ? values.length > 0 : optionsInvalid(kind, [field.notSupported('dryRun', bad, ['All'])]);
}

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** What becomes of unknown and duplicate fields. The server's default is Warn. */
export function fieldValidationOf({ query }: Pick<Scope, 'query'>, kind: string): FieldValidation | Status {
  const value = query.get('fieldValidation') || 'Warn';
  if (value === 'Ignore' || value === 'Warn' || value === 'Strict') return value;
  return optionsInvalid(kind, [field.notSupported('fieldValidation', value, ['', 'Ignore', 'Strict', 'Warn'])]);
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly orphanDependents?: boolean;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly dryRun?: readonly string[];
}

/** From the body, and from the query where the body is silent. */
export function deleteOptionsOf({ query, request }: Pick<Scope, 'query' | 'request'>): DeleteOptions | Status {
  const body = typeof request.body === 'string' && request.body !== '' ? JSON.parse(request.body) : request.body;
  const options: DeleteOptions = { ...(typeof body === 'object' && body !== null ? (body as DeleteOptions) : {}) };
  const grace = query.get('gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  const merged: DeleteOptions = {
    ...(grace !== null && { gracePeriodSeconds: Number(grace) }),
    ...(policy !== null && { propagationPolicy: policy as NonNullable<DeleteOptions['propagationPolicy']> }),
    ...options,
  };
  const { propagationPolicy, orphanDependents } = merged;
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    return optionsInvalid('DeleteOptions', [
      field.invalid(
        'propagationPolicy',
        propagationPolicy,
        'orphanDependents and deletionPropagation cannot be both set',
      ),
    ]);
  }
  if (propagationPolicy !== undefined && !['Orphan', 'Background', 'Foreground'].includes(propagationPolicy)) {
    return optionsInvalid('DeleteOptions', [
      field.notSupported('propagationPolicy', propagationPolicy, ['Foreground', 'Background', 'Orphan', 'nil']),
    ]);
  }
  return merged;
}
