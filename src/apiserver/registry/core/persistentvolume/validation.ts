// Models ValidatePersistentVolume of pkg/apis/core/validation, and what claims share with volumes.

import type { PersistentVolume } from '#api/core/volume-types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { compareQuantities, parseQuantity, QUANTITY_ERROR } from '#apimachinery/quantity.ts';
import { isDns1123Subdomain } from '#apimachinery/validation.ts';

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
/** Members of a volume's spec that are not its source. */
const NOT_SOURCES = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

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

const sourcesOf = (spec: PersistentVolume['spec']): [string, unknown][] =>
  Object.entries(spec).filter(([key]) => !NOT_SOURCES.has(key));

export function validateVolume({ spec }: PersistentVolume): FieldError[] {
  const modes = spec.accessModes ?? [];
  const errors = modes.length === 0 ? [field.required('spec.accessModes')] : [];
  errors.push(...validateAccessModes(modes, 'spec.accessModes'));
  const capacity = spec.capacity ?? {};
  if (Object.keys(capacity).length === 0) errors.push(field.required('spec.capacity'));
  if (capacity.storage === undefined || Object.keys(capacity).length > 1) {
    errors.push(field.notSupported('spec.capacity', capacity, ['storage']));
  }
  for (const [name, value] of Object.entries(capacity)) errors.push(...validateSize(value, `spec.capacity[${name}]`));
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !RECLAIM_POLICIES.includes(policy))
    errors.push(field.notSupported('spec.persistentVolumeReclaimPolicy', policy, RECLAIM_POLICIES));
  const sources = sourcesOf(spec);
  if (sources.length === 0) errors.push(field.required('spec', 'must specify a volume type'));
  for (const [name] of sources.slice(1))
    errors.push(field.forbidden(`spec.${name}`, 'may not specify more than 1 volume type'));
  errors.push(...validateSource(spec));
  return [...errors, ...validateClassAndMode(spec, 'spec')];
}

/** The kinds of storage that need nothing but a cluster; the rest is taken as it is. */
function validateSource(spec: PersistentVolume['spec']): FieldError[] {
  const errors: FieldError[] = [];
  const { hostPath } = spec;
  const local = spec.local as { path?: string } | undefined;
  const nfs = spec.nfs as { server?: string; path?: string } | undefined;
  const csi = spec.csi as { driver?: string; volumeHandle?: string } | undefined;
  const backsteps = (path: string, at: string): void => {
    if (path.split('/').includes('..')) errors.push(field.invalid(at, path, "must not contain '..'"));
  };
  if (hostPath) {
    if (!hostPath.path) errors.push(field.required('spec.hostPath.path'));
    else backsteps(hostPath.path, 'spec.hostPath.path');
    if (/^\/+$/.test(hostPath.path ?? '') && spec.persistentVolumeReclaimPolicy === 'Recycle') {
      const why = "may not be 'recycle' for a hostPath mount of '/'";
      errors.push(field.forbidden('spec.persistentVolumeReclaimPolicy', why));
    }
  }
  if (local) {
    if (!local.path) errors.push(field.required('spec.local.path'));
    else backsteps(local.path, 'spec.local.path');
    if (!spec.nodeAffinity) errors.push(field.required('spec.nodeAffinity', 'Local volume requires node affinity'));
  }
  if (nfs) {
    if (!nfs.server) errors.push(field.required('spec.nfs.server'));
    if (!nfs.path) errors.push(field.required('spec.nfs.path'));
    else if (!nfs.path.startsWith('/'))
      errors.push(field.invalid('spec.nfs.path', nfs.path, 'must be an absolute path'));
  }
  if (csi) {
    if (!csi.driver) errors.push(field.required('spec.csi.driver'));
    if (!csi.volumeHandle) errors.push(field.required('spec.csi.volumeHandle'));
  }
  return errors;
}

export function validateVolumeUpdate(volume: PersistentVolume, old: PersistentVolume): FieldError[] {
  const errors = validateVolume(volume);
  const [now, before] = [sourcesOf(volume.spec), sourcesOf(old.spec)];
  if (!deepEqual(Object.fromEntries(now), Object.fromEntries(before))) {
    const why = 'spec.persistentvolumesource is immutable after creation';
    errors.push(field.forbidden('spec.persistentvolumesource', why));
  }
  if (volume.spec.volumeMode !== old.spec.volumeMode)
    errors.push(field.invalid('volumeMode', volume.spec.volumeMode, 'field is immutable'));
  if (old.spec.nodeAffinity && !deepEqual(volume.spec.nodeAffinity, old.spec.nodeAffinity))
    errors.push(field.invalid('spec.nodeAffinity', volume.spec.nodeAffinity, 'field is immutable'));
  return errors;
}
