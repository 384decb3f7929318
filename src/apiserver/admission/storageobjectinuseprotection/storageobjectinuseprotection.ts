// Models plugin/pkg/admission/storage/storageobjectinuseprotection: claims and volumes are not lost while they are in use.

import type { AdmissionPlugin } from '../admission.ts';

const FINALIZERS: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
};

export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  handles: ['CREATE'],

  admit({ strategy, subresource, object }) {
    const finalizer = strategy.group === '' && subresource === '' ? FINALIZERS[strategy.resource] : undefined;
    if (!finalizer || !object) return undefined;
    const { finalizers = [] } = object.metadata;
    if (!finalizers.includes(finalizer)) object.metadata.finalizers = [...finalizers, finalizer];
    return undefined;
  },
};
