// Models plugin/pkg/admission/storage/storageclass/setdefault: a claim that names no class gets the default one.

import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { StorageClass } from '#api/storage/types.ts';
import { isDefaultClass } from '../../registry/storage/storageclass/strategy.ts';
import type { AdmissionPlugin } from '../admission.ts';

export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  handles: ['CREATE'],

  admit({ strategy, subresource, object }, { storage }) {
    if (strategy.resource !== 'persistentvolumeclaims' || strategy.group || subresource) return undefined;
    const { spec } = object as PersistentVolumeClaim;
    // An empty name is a wish too: no class.
    if (spec.storageClassName !== undefined) return undefined;
    const newest = ({ metadata }: StorageClass): string => metadata.creationTimestamp ?? '';
    const found = storage
      .list<StorageClass>('storageclasses.storage.k8s.io')
      .filter(isDefaultClass)
      .sort((a, b) => {
        if (newest(a) !== newest(b)) return newest(a) > newest(b) ? -1 : 1;
        return a.metadata.name < b.metadata.name ? -1 : 1;
      })[0];
    if (found) spec.storageClassName = found.metadata.name;
    return undefined;
  },
};
