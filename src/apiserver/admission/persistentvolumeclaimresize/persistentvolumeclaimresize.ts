// Models plugin/pkg/admission/storage/persistentvolume/resize: a claim grows only where its class lets it.

import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { StorageClass } from '#api/storage/types.ts';
import { compareQuantities } from '#apimachinery/quantity.ts';
import { type AdmissionPlugin, refuse } from '../admission.ts';

const sizeOf = (claim: PersistentVolumeClaim): string | undefined => claim.spec.resources?.requests?.storage;

export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  handles: ['UPDATE'],

  validate(attributes, { storage }) {
    const { strategy, subresource } = attributes;
    if (strategy.resource !== 'persistentvolumeclaims' || strategy.group || subresource) return undefined;
    const [claim, old] = [attributes.object, attributes.old] as [PersistentVolumeClaim, PersistentVolumeClaim];
    if (compareQuantities(sizeOf(claim), sizeOf(old)) <= 0) return undefined;
    if (old.status.phase !== 'Bound') return refuse(attributes, 'Only bound persistent volume claims can be expanded');
    // Without a class it was not provisioned by one.
    const name = claim.spec.storageClassName;
    const found = name ? storage.get<StorageClass>('storageclasses.storage.k8s.io', name) : undefined;
    if (old.spec.storageClassName && found?.allowVolumeExpansion) return undefined;
    const why =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    return refuse(attributes, why);
  },
};
