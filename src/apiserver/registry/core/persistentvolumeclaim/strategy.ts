// Models pkg/registry/core/persistentvolumeclaim/strategy.go, with its defaults and printer.

import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';
import { ageColumn, nameColumn, text, wide } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { modesText } from '../persistentvolume/validation.ts';
import { setClaimDefaults } from './defaults.ts';
import { validateClaim, validateClaimUpdate } from './validation.ts';
import { claimWarnings } from './warnings.ts';

export const persistentVolumeClaimStrategy: Strategy<PersistentVolumeClaim> = {
  resource: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  kind: 'PersistentVolumeClaim',
  group: '',
  version: 'v1',
  namespaced: true,
  shortNames: ['pvc'],
  statusSubresource: true,
  returnDeletedObject: true,

  setDefaults: setClaimDefaults,
  prepareForCreate(claim) {
    claim.status = { phase: 'Pending' };
  },
  validate: validateClaim,
  validateUpdate: validateClaimUpdate,
  warnings: claimWarnings,
  columns: [
    nameColumn,
    text('Status', 'phase represents the current phase of PersistentVolumeClaim.', ({ metadata, status }) =>
      metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
    ),
    text(
      'Volume',
      'volumeName is the binding reference to the PersistentVolume backing this claim.',
      ({ spec }) => spec.volumeName ?? '',
    ),
    text('Capacity', 'capacity represents the actual resources of the underlying volume.', ({ spec, status }) =>
      spec.volumeName ? (status.capacity?.storage ?? '0') : '',
    ),
    text(
      'Access Modes',
      'accessModes contains the actual access modes the volume backing the PVC has. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes-1',
      ({ spec, status }) => (spec.volumeName ? modesText(status.accessModes) : ''),
    ),
    text('StorageClass', 'StorageClass of the pvc', ({ spec }) => spec.storageClassName ?? ''),
    text(
      'VolumeAttributesClass',
      'VolumeAttributesClass of the pvc',
      ({ spec }) => spec.volumeAttributesClassName ?? '<unset>',
    ),
    ageColumn,
    wide(
      text(
        'VolumeMode',
        'volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.',
        ({ spec }) => spec.volumeMode ?? '<unset>',
      ),
    ),
  ],
};
