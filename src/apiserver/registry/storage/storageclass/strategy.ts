// Models pkg/registry/storage/storageclass/strategy.go, with its defaults, validation and printer.

import type { StorageClass, TopologyTerm } from '#api/storage/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isQualifiedName } from '#apimachinery/validation.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';
const IS_DEFAULT_BETA = 'storageclass.beta.kubernetes.io/is-default-class';
const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];

/** Source: pkg/apis/storage/util IsDefaultAnnotation. */
export const isDefaultClass = ({ metadata: { annotations = {} } }: StorageClass): boolean =>
  annotations[IS_DEFAULT] === 'true' || annotations[IS_DEFAULT_BETA] === 'true';

function validateStorageClass(storageClass: StorageClass): FieldError[] {
  const errors: FieldError[] = [];
  const { provisioner, reclaimPolicy, volumeBindingMode } = storageClass;
  if (!provisioner) errors.push(field.required('provisioner'));
  else
    errors.push(...isQualifiedName(provisioner.toLowerCase()).map((m) => field.invalid('provisioner', provisioner, m)));
  for (const key of Object.keys(storageClass.parameters ?? {})) {
    if (key === '') errors.push(field.invalid('parameters', key, 'field can not be empty.'));
  }
  if (reclaimPolicy && !RECLAIM_POLICIES.includes(reclaimPolicy))
    errors.push(field.notSupported('reclaimPolicy', reclaimPolicy, RECLAIM_POLICIES));
  if (!volumeBindingMode) errors.push(field.required('volumeBindingMode'));
  else if (!BINDING_MODES.includes(volumeBindingMode))
    errors.push(field.notSupported('volumeBindingMode', volumeBindingMode, BINDING_MODES));
  return [...errors, ...validateTopologies(storageClass.allowedTopologies ?? [])];
}

/** Source: validateAllowedTopologies. */
function validateTopologies(terms: readonly TopologyTerm[]): FieldError[] {
  return terms.flatMap((term, i) => {
    const at = `allowedTopologies[${i}].matchLabelExpressions`;
    const errors = validateTerm(term, at);
    const again = terms.slice(0, i).some((other) => deepEqual(topology(other), topology(term)));
    return again ? [...errors, field.duplicate(at, '')] : errors;
  });
}

const topology = ({ matchLabelExpressions = [] }: TopologyTerm): unknown =>
  Object.fromEntries(matchLabelExpressions.map(({ key = '', values = [] }) => [key, [...values].sort()]));

function validateTerm({ matchLabelExpressions: all = [] }: TopologyTerm, path: string): FieldError[] {
  return all.flatMap(({ key = '', values = [] }, i) => {
    const at = `${path}[${i}]`;
    const errors = values.length > 0 ? [] : [field.required(`${at}.values`)];
    values.forEach((value, j) => {
      if (values.indexOf(value) < j) errors.push(field.duplicate(`${at}.values[${j}]`, value));
    });
    errors.push(...invalids(`${at}.key`, key, isQualifiedName(key)));
    const again = all.slice(0, i).some((other) => (other.key ?? '') === key);
    return again ? [...errors, field.duplicate(`${at}.key`, key)] : errors;
  });
}

function validateUpdate(storageClass: StorageClass, old: StorageClass): FieldError[] {
  const errors = validateStorageClass(storageClass);
  if (!deepEqual(storageClass.parameters ?? {}, old.parameters ?? {}))
    errors.push(field.forbidden('parameters', 'updates to parameters are forbidden.'));
  if (storageClass.provisioner !== old.provisioner)
    errors.push(field.forbidden('provisioner', 'updates to provisioner are forbidden.'));
  if (storageClass.reclaimPolicy !== old.reclaimPolicy)
    errors.push(field.forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'));
  if (storageClass.volumeBindingMode !== old.volumeBindingMode)
    errors.push(field.invalid('volumeBindingMode', storageClass.volumeBindingMode, 'field is immutable'));
  return errors;
}

export const storageClassStrategy: Strategy<StorageClass> = {
  resource: 'storageclasses',
  singular: 'storageclass',
  kind: 'StorageClass',
  group: 'storage.k8s.io',
  version: 'v1',
  namespaced: false,
  shortNames: ['sc'],

  setDefaults(storageClass) {
    storageClass.reclaimPolicy ??= 'Delete';
    storageClass.volumeBindingMode ??= 'Immediate';
  },
  validate: validateStorageClass,
  validateUpdate,
  columns: [
    {
      ...nameColumn,
      cell: (object) => `${object.metadata.name}${isDefaultClass(object as StorageClass) ? ' (default)' : ''}`,
    },
    text('Provisioner', 'provisioner indicates the type of the provisioner.', ({ provisioner }) => provisioner),
    text(
      'ReclaimPolicy',
      'reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. Defaults to Delete.',
      ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete',
    ),
    text(
      'VolumeBindingMode',
      'volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  When unset, VolumeBindingImmediate is used. This field is only honored by servers that enable the VolumeScheduling feature.',
      ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate',
    ),
    text(
      'AllowVolumeExpansion',
      'allowVolumeExpansion shows whether the storage class allow volume expand.',
      ({ allowVolumeExpansion }) => String(allowVolumeExpansion ?? false),
    ),
    ageColumn,
  ],
};
