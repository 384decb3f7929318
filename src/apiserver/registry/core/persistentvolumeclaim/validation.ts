// Models ValidatePersistentVolumeClaim and ValidatePersistentVolumeClaimUpdate of pkg/apis/core/validation.

import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '#api/core/volume-types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { compareQuantities } from '#apimachinery/quantity.ts';
import { isDns1123Subdomain } from '#apimachinery/validation.ts';
import { validateLabelSelector } from '../../apps/selector.ts';
import { difference } from '../difference.ts';
import { validateAccessModes, validateClassAndMode, validateSize } from '../persistentvolume/validation.ts';

export const validateClaim = ({ spec }: PersistentVolumeClaim): FieldError[] => validateClaimSpec(spec, 'spec');

/** Source: ValidatePersistentVolumeClaimSpec. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(field.required(`${at}.accessModes`, 'at least 1 access mode is required'));
  if (spec.selector) errors.push(...validateLabelSelector(spec.selector, `${at}.selector`));
  errors.push(...validateAccessModes(modes, `${at}.accessModes`));
  const size = spec.resources?.requests?.storage;
  if (size === undefined) errors.push(field.required(`${at}.resources[storage]`));
  else errors.push(...validateSize(size, `${at}.resources[storage]`));
  errors.push(...validateClassAndMode(spec, at));
  errors.push(...validateDataSource(spec, at));
  const attributes = spec.volumeAttributesClassName;
  if (attributes)
    errors.push(...invalids(`${at}.volumeAttributesClassName`, attributes, isDns1123Subdomain(attributes)));
  return errors;
}

type Reference = NonNullable<PersistentVolumeClaimSpec['dataSourceRef']>;

/** Where a claim's volume gets its first contents from. Source: validateDataSource, validateDataSourceRef. */
function validateReference({ name, kind, apiGroup = '' }: Reference, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(field.required(`${at}.name`));
  if (!kind) errors.push(field.required(`${at}.kind`));
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim') {
    const why = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(field.invalid(at, kind, why));
  }
  return apiGroup ? [...errors, ...invalids(at, apiGroup, isDns1123Subdomain(apiGroup))] : errors;
}

function validateDataSource({ dataSource: old, dataSourceRef: ref }: PersistentVolumeClaimSpec, at: string) {
  const errors: FieldError[] = [];
  if (old) errors.push(...validateReference(old, `${at}.dataSource`));
  if (ref) errors.push(...validateReference(ref, `${at}.dataSourceRef`));
  if (!old || !ref) return errors;
  // Upstream shows a path where the value is due, which JSON shows as nothing.
  if (ref.namespace)
    errors.push(field.invalid(at, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (old.apiGroup !== ref.apiGroup || old.kind !== ref.kind || old.name !== ref.name)
    errors.push(field.invalid(at, {}, 'must match dataSourceRef'));
  return errors;
}

/** Only what is asked for may change, and only once there is a volume. */
export function validateClaimUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const errors = validateClaim(claim);
  const [next, before]: [PersistentVolumeClaimSpec, PersistentVolumeClaimSpec] = [{ ...claim.spec }, { ...old.spec }];
  if (!before.volumeName) delete next.volumeName;
  // A class may be given later, to a claim that was made before there was a default.
  if (before.storageClassName === undefined) delete next.storageClassName;
  if (before.volumeName === undefined) delete before.volumeName;
  if (old.status.phase === 'Bound' && next.resources?.requests) {
    next.resources = { ...next.resources, requests: { ...before.resources?.requests } };
    next.volumeAttributesClassName = before.volumeAttributesClassName as string;
    if (before.volumeAttributesClassName === undefined) delete next.volumeAttributesClassName;
  }
  if (!deepEqual(next, before)) {
    const why =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    errors.push(field.forbidden('spec', `${why}\n${difference('PersistentVolumeClaimSpec', next, before)}`));
  }
  const [asked, was] = [claim.spec.resources?.requests?.storage, old.spec.resources?.requests?.storage];
  if (compareQuantities(asked, was) < 0 && compareQuantities(old.status.capacity?.storage, asked) > 0)
    errors.push(field.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  if (claim.spec.volumeMode !== old.spec.volumeMode)
    errors.push(field.invalid('volumeMode', claim.spec.volumeMode, 'field is immutable'));
  return errors;
}
