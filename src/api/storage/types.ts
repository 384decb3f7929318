// Models k8s.io/api/storage/v1: the fields that Portolan's rooms read or write.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { PersistentVolume } from '../core/volume-types.ts';

export interface TopologyTerm {
  matchLabelExpressions?: { key?: string; values?: string[] }[];
}

export interface StorageClass extends ApiObject {
  provisioner: string;
  parameters?: Record<string, string>;
  reclaimPolicy?: 'Delete' | 'Retain';
  mountOptions?: string[];
  allowVolumeExpansion?: boolean;
  volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer';
  allowedTopologies?: TopologyTerm[];
}

export interface CSINodeDriver {
  name: string;
  nodeID: string;
  topologyKeys?: string[] | null;
  allocatable?: { count?: number };
}

export interface CSINode extends ApiObject {
  spec: { drivers: CSINodeDriver[] | null };
}

export interface CSIDriver extends ApiObject {
  spec: {
    attachRequired?: boolean;
    podInfoOnMount?: boolean;
    volumeLifecycleModes?: ('Persistent' | 'Ephemeral')[];
    storageCapacity?: boolean;
    fsGroupPolicy?: string;
    tokenRequests?: { audience: string; expirationSeconds?: number }[];
    requiresRepublish?: boolean;
    seLinuxMount?: boolean;
  };
}

export interface VolumeAttachment extends ApiObject {
  spec: {
    attacher: string;
    nodeName: string;
    source: { persistentVolumeName?: string; inlineVolumeSpec?: PersistentVolume['spec'] };
  };
  status?: { attached: boolean };
}
