// Models pkg/registry/core/persistentvolume/strategy.go, with its defaults and printer.

import type { PersistentVolume } from '#api/core/volume-types.ts';
import { timestamp } from '#apimachinery/names.ts';
import { ageColumn, nameColumn, text, wide } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { modesText, validateVolume, validateVolumeUpdate } from './validation.ts';
import { volumeWarnings } from './warnings.ts';

export const persistentVolumeStrategy: Strategy<PersistentVolume> = {
  resource: 'persistentvolumes',
  singular: 'persistentvolume',
  kind: 'PersistentVolume',
  group: '',
  version: 'v1',
  namespaced: false,
  shortNames: ['pv'],
  statusSubresource: true,
  returnDeletedObject: true,

  setDefaults(volume) {
    volume.spec ??= {};
    volume.status ??= {};
    volume.status.phase ??= 'Pending';
    volume.spec.persistentVolumeReclaimPolicy ??= 'Retain';
    volume.spec.volumeMode ??= 'Filesystem';
    if (volume.spec.hostPath) volume.spec.hostPath.type ??= '';
  },
  prepareForCreate(volume, context) {
    volume.status = { phase: 'Pending', lastPhaseTransitionTime: timestamp(context.now()) };
  },
  prepareForStatusUpdate(volume, old, context) {
    if (volume.status.phase !== old.status.phase) volume.status.lastPhaseTransitionTime = timestamp(context.now());
  },
  validate: validateVolume,
  validateUpdate: validateVolumeUpdate,
  warnings: volumeWarnings,
  columns: [
    nameColumn,
    text(
      'Capacity',
      "capacity is the description of the persistent volume's resources and capacity. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#capacity",
      ({ spec }) => spec.capacity?.storage ?? '0',
    ),
    text(
      'Access Modes',
      'accessModes contains all ways the volume can be mounted. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes',
      ({ spec }) => modesText(spec.accessModes),
    ),
    text(
      'Reclaim Policy',
      'persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim. Valid options are Retain (default for manually created PersistentVolumes), Delete (default for dynamically provisioned PersistentVolumes), and Recycle (deprecated). Recycle must be supported by the volume plugin underlying this PersistentVolume. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#reclaiming',
      ({ spec }) => spec.persistentVolumeReclaimPolicy ?? '',
    ),
    text(
      'Status',
      'phase indicates if a volume is available, bound to a claim, or released by a claim. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#phase',
      ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? '')),
    ),
    text(
      'Claim',
      'claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim. Expected to be non-nil when bound. claim.VolumeName is the authoritative bind between PV and PVC. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#binding',
      ({ spec: { claimRef } }) => (claimRef ? `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}` : ''),
    ),
    text('StorageClass', 'StorageClass of the pv', ({ spec }) => spec.storageClassName ?? ''),
    text(
      'VolumeAttributesClass',
      'VolumeAttributesClass of the pv',
      ({ spec }) => spec.volumeAttributesClassName ?? '<unset>',
    ),
    text(
      'Reason',
      'reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.',
      ({ status }) => status.reason ?? '',
    ),
    ageColumn,
    wide(
      text(
        'VolumeMode',
        'volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state. Value of Filesystem is implied when not included in spec.',
        ({ spec }) => spec.volumeMode ?? '<unset>',
      ),
    ),
  ],
};
