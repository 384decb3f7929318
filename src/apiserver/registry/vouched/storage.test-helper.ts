// Volumes, claims and classes of them.

import { core, type Refusal, type Warned } from './row.test-helper.ts';

type Body = Refusal['object'];
type Row = readonly [Body, string, string];

const volume = (spec: object): Body => ({
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], ...spec },
});
const HOST = { hostPath: { path: '/d' } };
const AFFINITY = {
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }] },
};

const VOLUMES: readonly Row[] = [
  [
    { spec: {} },
    '[spec.accessModes: Required value, spec.capacity: Required value, spec.capacity: Unsupported value: null: supported values: "storage", spec: Required value: must specify a volume type]',
    'ValidatePersistentVolumeSpec',
  ],
  [
    volume({ ...HOST, accessModes: ['RWO'] }),
    'spec.accessModes: Unsupported value: "RWO": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
    'ValidatePersistentVolumeSpec',
  ],
  [
    volume({ ...HOST, accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'] }),
    'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
    'ValidatePersistentVolumeSpec',
  ],
  [
    volume({ ...HOST, capacity: { storage: '0' } }),
    'spec.capacity[storage]: Invalid value: "0": must be greater than zero',
    'ValidatePositiveQuantityValue',
  ],
  [
    volume({ ...HOST, capacity: { storage: '1', cpu: '1' } }),
    'spec.capacity: Unsupported value: {"cpu":"1","storage":"1"}: supported values: "storage"',
    'ValidatePersistentVolumeSpec',
  ],
  [
    volume({ ...HOST, persistentVolumeReclaimPolicy: 'Keep' }),
    'spec.persistentVolumeReclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Recycle", "Retain"',
    'ValidatePersistentVolumeSpec',
  ],
  [
    volume({ hostPath: { path: '/' }, persistentVolumeReclaimPolicy: 'Recycle' }),
    "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
    'ValidatePersistentVolumeSpec',
  ],
  [
    volume({ ...HOST, nfs: {} }),
    'spec.nfs: Forbidden: may not specify more than 1 volume type',
    'ValidatePersistentVolumeSpec',
  ],
  [
    volume({ hostPath: { path: '/a/../b' } }),
    'spec.hostPath.path: Invalid value: "/a/../b": must not contain \'..\'',
    'validatePathNoBacksteps',
  ],
  [
    volume({ local: { path: '/d' } }),
    'spec.nodeAffinity: Required value: Local volume requires node affinity',
    'ValidatePersistentVolumeSpec',
  ],
  [
    volume({ local: { path: '/d' }, nodeAffinity: {} }),
    'spec.nodeAffinity.required: Required value: must specify required node constraints',
    'validateVolumeNodeAffinity',
  ],
  [
    volume({ nfs: { path: 'd' } }),
    '[spec.nfs.server: Required value, spec.nfs.path: Invalid value: "d": must be an absolute path]',
    'validateNFSVolumeSource',
  ],
  [
    volume({ csi: { driver: 'd', nodePublishSecretRef: { name: 's' } } }),
    '[spec.csi.volumeHandle: Required value, spec.csi.nodePublishSecretRef.namespace: Required value]',
    'validateCSIPersistentVolumeSource',
  ],
  [
    volume({ ...HOST, volumeAttributesClassName: 'gold' }),
    'spec.csi: Required value: has to be specified when using volumeAttributesClassName',
    'ValidatePersistentVolumeSpec',
  ],
  [
    volume({ ...HOST, volumeMode: 'Raw' }),
    'spec.volumeMode: Unsupported value: "Raw": supported values: "Block", "Filesystem"',
    'ValidatePersistentVolumeSpec',
  ],
];
const VOLUME_UPDATES: readonly (readonly [Body, Body, string])[] = [
  [volume(HOST), { spec: { volumeMode: 'Block' } }, 'volumeMode: Invalid value: "Block": field is immutable'],
  [
    volume({ ...HOST, nodeAffinity: AFFINITY }),
    { spec: { nodeAffinity: null } },
    'nodeAffinity: Invalid value: null: field is immutable, except for updating from beta label to GA',
  ],
];

const claim = (spec: object): Body => ({
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
const CLAIMS: readonly Row[] = [
  [
    { spec: {} },
    '[spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]',
    'ValidatePersistentVolumeClaimSpec',
  ],
  [
    claim({ resources: { requests: { storage: '-1' } } }),
    'spec.resources[storage]: Invalid value: "-1": must be greater than zero',
    'ValidatePositiveQuantityValue',
  ],
  [
    claim({ dataSource: { kind: 'Foo', name: 'a' } }),
    'spec.dataSource: Invalid value: "Foo": must be \'PersistentVolumeClaim\' when referencing the default apiGroup',
    'validateDataSource',
  ],
];

const STORAGE =
  'pkg/apis/storage/validation ValidateStorageClass, ValidateStorageClassUpdate, read at 059ce4e8 (about v1.29)';
const provisioned = (more: object): Body => ({ provisioner: 'a.io/b', ...more });
const CLASSES: readonly (readonly [Body, Body | undefined, string])[] = [
  [{}, undefined, 'provisioner: Required value'],
  [
    provisioned({ reclaimPolicy: 'Recycle' }),
    undefined,
    'reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"',
  ],
  [
    provisioned({ volumeBindingMode: 'Later' }),
    undefined,
    'volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"',
  ],
  [
    provisioned({}),
    {
      provisioner: 'c.io/d',
      parameters: { a: 'b' },
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
    '[parameters: Forbidden: updates to parameters are forbidden., provisioner: Forbidden: updates to provisioner are forbidden., reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden., volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable]',
  ],
];

export const STORAGE_REFUSALS: readonly Refusal[] = [
  ...VOLUMES.map(([object, says, by]) => ({ resource: 'persistentvolumes', object, says, vouches: core(by) })),
  ...VOLUME_UPDATES.map(([object, patch, says]) => ({
    resource: 'persistentvolumes',
    object,
    patch,
    says,
    vouches: core('ValidatePersistentVolumeUpdate'),
  })),
  ...CLAIMS.map(([object, says, by]) => ({ resource: 'persistentvolumeclaims', object, says, vouches: core(by) })),
  ...CLASSES.map(([object, patch, says]) => ({
    resource: 'storageclasses.storage.k8s.io',
    object,
    says,
    vouches: STORAGE,
    ...(patch && { patch }),
  })),
];

const WARNINGS = 'pkg/api/persistentvolume util_test.go, read after v1.31';
export const STORAGE_WARNED: readonly Warned[] = [
  {
    resource: 'persistentvolumes',
    object: volume({ ...HOST, persistentVolumeReclaimPolicy: 'Recycle' }),
    warns: [
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    ],
    vouches: WARNINGS,
  },
  {
    resource: 'persistentvolumes',
    object: {
      ...volume({
        ...HOST,
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'beta.kubernetes.io/os', operator: 'In', values: ['linux'] }] },
            ],
          },
        },
      }),
      metadata: { annotations: { 'volume.beta.kubernetes.io/mount-options': 'ro' } },
    },
    warns: [
      'metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use "mountOptions" attribute instead',
      'spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead',
    ],
    vouches: WARNINGS,
  },
];
