// Models PersistentVolume and PersistentVolumeClaim of k8s.io/api/core/v1.

import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';
import type { ResourceList } from './policy-types.ts';
import type { Condition, ObjectReference } from './types.ts';

export type AccessMode = 'ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod';

export interface PersistentVolume extends ApiObject {
  spec: {
    capacity?: ResourceList;
    accessModes?: AccessMode[];
    claimRef?: ObjectReference;
    persistentVolumeReclaimPolicy?: 'Retain' | 'Delete' | 'Recycle';
    storageClassName?: string;
    volumeAttributesClassName?: string;
    mountOptions?: string[];
    volumeMode?: 'Filesystem' | 'Block';
    nodeAffinity?: { required?: unknown };
    hostPath?: { path: string; type?: string };
    /** nfs, csi, local, …: exactly one, `hostPath` counted. */
    [source: string]: unknown;
  };
  status: {
    phase?: 'Pending' | 'Available' | 'Bound' | 'Released' | 'Failed';
    message?: string;
    reason?: string;
    lastPhaseTransitionTime?: string;
  };
}

export interface PersistentVolumeClaimSpec {
  accessModes?: AccessMode[];
  selector?: LabelSelector;
  resources?: { limits?: ResourceList; requests?: ResourceList };
  volumeName?: string;
  /** Empty: no class, and none is to be given. Absent: the default class, once there is one. */
  storageClassName?: string;
  volumeMode?: 'Filesystem' | 'Block';
  dataSource?: { apiGroup?: string; kind: string; name: string };
  dataSourceRef?: { apiGroup?: string; kind: string; name: string; namespace?: string };
  volumeAttributesClassName?: string;
}

export interface PersistentVolumeClaim extends ApiObject {
  spec: PersistentVolumeClaimSpec;
  status: {
    phase?: 'Pending' | 'Bound' | 'Lost';
    accessModes?: AccessMode[];
    capacity?: ResourceList;
    conditions?: Condition[];
    currentVolumeAttributesClassName?: string;
  };
}
