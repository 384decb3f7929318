// Models ValidatePersistentVolume of pkg/apis/core/validation, and what claims share with volumes.

import type { PersistentVolume } from '#api/core/volume-types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { sorted } from '#apimachinery/go-value.ts';
import { compareQuantities, parseQuantity, QUANTITY_ERROR } from '#apimachinery/quantity.ts';
import { isDns1123Subdomain } from '#apimachinery/validation.ts';
import { difference } from '../difference.ts';
import { asInternal } from '../internal.ts';
import { validateNodeSelector } from '../pod/scheduling-validation.ts';
import { sourceOf, validateSource } from './source-validation.ts';

/** In the order in which they are shown. Source: helper.GetAccessModesAsString. */
const SHORT_MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];
const MODES = SHORT_MODES.map(([mode]) => mode).sort();
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const VOLUME_MODES = ['Block', 'Filesystem'];
export const modesText = (modes: readonly string[] = []): string =>
  SHORT_MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');

export function validateAccessModes(modes: readonly string[], at: string): FieldError[] {
  const errors = modes.filter((mode) => !MODES.includes(mode)).map((mode) => field.notSupported(at, mode, MODES));
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod'))
    errors.push(field.forbidden(at, 'may not use ReadWriteOncePod with other access modes'));
  return errors;
}

export function validateSize(value: string, at: string): FieldError[] {
  if (parseQuantity(value) === undefined) return [field.invalid(at, value, QUANTITY_ERROR)];
  return compareQuantities(value, 0) > 0 ? [] : [field.invalid(at, value, 'must be greater than zero')];
}

export function validateClassAndMode(
  { storageClassName: name, volumeMode }: { storageClassName?: string; volumeMode?: string },
  at: string,
): FieldError[] {
  const errors = name ? invalids(`${at}.storageClassName`, name, isDns1123Subdomain(name)) : [];
  if (volumeMode !== undefined && !VOLUME_MODES.includes(volumeMode))
    errors.push(field.notSupported(`${at}.volumeMode`, volumeMode, VOLUME_MODES));
  return errors;
}

export function validateVolume({ spec }: PersistentVolume): FieldError[] {
  const modes = spec.accessModes ?? [];
  const errors = modes.length === 0 ? [field.required('spec.accessModes')] : [];
  errors.push(...validateAccessModes(modes, 'spec.accessModes'));
  const capacity = spec.capacity ?? {};
  if (Object.keys(capacity).length === 0) errors.push(field.required('spec.capacity'));
  if (capacity.storage === undefined || Object.keys(capacity).length > 1) {
    errors.push(field.notSupported('spec.capacity', spec.capacity && sorted(spec.capacity), ['storage']));
  }
  for (const [name, value] of Object.entries(capacity)) errors.push(...validateSize(value, `spec.capacity[${name}]`));
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !RECLAIM_POLICIES.includes(policy))
    errors.push(field.notSupported('spec.persistentVolumeReclaimPolicy', policy, RECLAIM_POLICIES));
  const { nodeAffinity } = spec;
  if (nodeAffinity?.required) errors.push(...validateNodeSelector(nodeAffinity.required, 'spec.nodeAffinity.required'));
  else if (nodeAffinity)
    errors.push(field.required('spec.nodeAffinity.required', 'must specify required node constraints'));
  errors.push(...validateSource(spec));
  if (policy === 'Recycle' && /^\/+$/.test(spec.hostPath?.path ?? '')) {
    const why = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(field.forbidden('spec.persistentVolumeReclaimPolicy', why));
  }
  errors.push(...validateClassAndMode(spec, 'spec'));
  const attributes = spec.volumeAttributesClassName;
  if (attributes === undefined) return errors;
  const at = 'spec.volumeAttributesClassName';
  if (attributes === '') errors.push(field.required(at, 'an empty string is disallowed'));
  else errors.push(...invalids(at, attributes, isDns1123Subdomain(attributes)));
  if (!spec.csi) errors.push(field.required('spec.csi', 'has to be specified when using volumeAttributesClassName'));
  return errors;
}

export function validateVolumeUpdate(volume: PersistentVolume, old: PersistentVolume): FieldError[] {
  const errors = validateVolume(volume);
  const [now, before] = [sourceOf(volume.spec), sourceOf(old.spec)];
  if (!deepEqual(now, before)) {
    const why = 'spec.persistentvolumesource is immutable after creation';
    const shown = difference('PersistentVolumeSource', now, before);
    errors.push(field.forbidden('spec.persistentvolumesource', `${why}\n${shown}`));
  }
  if (volume.spec.volumeMode !== old.spec.volumeMode)
    errors.push(field.invalid('volumeMode', volume.spec.volumeMode, 'field is immutable'));
  const { nodeAffinity } = volume.spec;
  if (old.spec.nodeAffinity && !deepEqual(nodeAffinity, old.spec.nodeAffinity)) {
    const shown = nodeAffinity && asInternal('VolumeNodeAffinity', nodeAffinity);
    const why = 'field is immutable, except for updating from beta label to GA';
    errors.push(field.invalid('nodeAffinity', shown, why));
  }
  if (old.spec.volumeAttributesClassName !== undefined && volume.spec.volumeAttributesClassName === undefined) {
    errors.push(field.forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  }
  return errors;
}
