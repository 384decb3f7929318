// Models ValidatePersistentVolumeClaim and ValidatePersistentVolumeClaimUpdate of pkg/apis/core/validation.

import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '#api/core/volume-types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { compareQuantities } from '#apimachinery/quantity.ts';
import { validateLabelSelector } from '../../apps/selector.ts';
import { difference } from '../difference.ts';
import { validateAccessModes, validateClassAndMode, validateSize } from '../persistentvolume/validation.ts';

export function validateClaim({ spec }: PersistentVolumeClaim): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.selector) errors.push(...validateLabelSelector(spec.selector, 'spec.selector'));
  errors.push(...validateAccessModes(spec.accessModes, 'at least 1 access mode is required'));
  const size = spec.resources?.requests?.storage;
  if (size === undefined) errors.push(field.required('spec.resources[storage]'));
  else errors.push(...validateSize(size, 'spec.resources[storage]'));
  return [...errors, ...validateClassAndMode(spec)];
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
    errors.push(field.forbidden('spec', `${why}\n${difference('core.PersistentVolumeClaimSpec', next, before)}`));
  }
  const [asked, was] = [claim.spec.resources?.requests?.storage, old.spec.resources?.requests?.storage];
  if (compareQuantities(asked, was) < 0 && compareQuantities(old.status.capacity?.storage, asked) > 0)
    errors.push(field.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  if (claim.spec.volumeMode !== old.spec.volumeMode)
    errors.push(field.invalid('volumeMode', claim.spec.volumeMode, 'field is immutable'));
  return errors;
}
