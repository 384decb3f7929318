// Models pkg/registry/storage/csidriver/strategy.go, with its defaults and printer.

import type { CSIDriver } from '#api/storage/types.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Column, Strategy } from '../../rest/strategy.ts';

const flag = (name: string, description: string, cell: (driver: CSIDriver) => boolean): Column<CSIDriver> => ({
  name,
  type: 'boolean',
  description,
  cell,
});

export const csiDriverStrategy: Strategy<CSIDriver> = {
  resource: 'csidrivers',
  singular: 'csidriver',
  kind: 'CSIDriver',
  group: 'storage.k8s.io',
  version: 'v1',
  namespaced: false,

  setDefaults(driver) {
    driver.spec ??= {};
    const { spec } = driver;
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
    if ((spec.volumeLifecycleModes ?? []).length === 0) spec.volumeLifecycleModes = ['Persistent'];
  },
  columns: [
    nameColumn,
    flag(
      'AttachRequired',
      'attachRequired indicates this CSI volume driver requires an attach operation.',
      ({ spec }) => spec.attachRequired ?? true,
    ),
    flag(
      'PodInfoOnMount',
      'podInfoOnMount indicates this CSI volume driver requires additional pod information during mount operations.',
      ({ spec }) => spec.podInfoOnMount ?? false,
    ),
    flag(
      'StorageCapacity',
      'storageCapacity indicates that the CSI volume driver wants pod scheduling to consider the storage capacity that the driver deployment will report by creating CSIStorageCapacity objects.',
      ({ spec }) => spec.storageCapacity ?? false,
    ),
    text(
      'TokenRequests',
      "tokenRequests indicates the CSI driver needs pods' service account tokens it is mounting volume for to do necessary authentication.",
      ({ spec }) => (spec.tokenRequests ?? []).map(({ audience }) => audience).join(',') || '<unset>',
    ),
    flag(
      'RequiresRepublish',
      'requiresRepublish indicates the CSI driver wants `NodePublishVolume` being periodically called to reflect any possible change in the mounted volume.',
      ({ spec }) => spec.requiresRepublish ?? false,
    ),
    text(
      'Modes',
      'volumeLifecycleModes defines what kind of volumes this CSI volume driver supports.',
      ({ spec }) => (spec.volumeLifecycleModes ?? []).join(',') || '<none>',
    ),
    ageColumn,
  ],
};
