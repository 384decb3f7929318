// Models rancher/local-path-provisioner, which kind installs for its default class: a folder of the node that a claim's first Pod was
// given. Differs: it has no Pod of its own, and is done at once.

import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { StorageClass } from '#api/storage/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Controller, EventRecord, SyncResult } from '../controller.ts';
import {
  CLAIMS,
  CLASSES,
  classOf,
  PROVISIONED_BY,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
  VOLUMES,
} from '../persistentvolume/match.ts';
import { post, remove } from '../requests.ts';

export const PROVISIONER = 'rancher.io/local-path';
/** Where kind keeps such volumes on its nodes. */
const FOLDER = '/var/local-path-provisioner';
const RETRY_MS = 15_000;

export const localpath: Controller = {
  name: PROVISIONER,
  resources: [CLAIMS, VOLUMES],

  keysFor({ type, resource, object }) {
    if (type === 'DELETED') return [];
    if (resource === VOLUMES) return [`/${object.metadata.name}`];
    return object.metadata.annotations?.[STORAGE_PROVISIONER] === PROVISIONER ? [keyOf(object)] : [];
  },

  sync(key, cache) {
    if (key.startsWith('/')) return discard(cache.get<PersistentVolume>(VOLUMES, key.slice(1)));
    const claim = cache.get<PersistentVolumeClaim>(CLAIMS, key);
    const storageClass = cache.get<StorageClass>(CLASSES, claim ? classOf(claim) : '');
    if (!claim || !storageClass || claim.spec.volumeName || claim.metadata.deletionTimestamp) return { requests: [] };
    if (cache.get(VOLUMES, volumeName(claim))) return { requests: [] };
    const tell = (type: EventRecord['type'], reason: string, message: string): EventRecord => ({
      object: claim,
      type,
      reason,
      message,
    });
    const begun = tell(
      'Normal',
      'Provisioning',
      `External provisioner is provisioning volume for claim ${JSON.stringify(key)}`,
    );
    const why = refusal(claim);
    if (why) {
      const message = `failed to provision volume with StorageClass ${JSON.stringify(storageClass.metadata.name)}: ${why}`;
      return {
        requests: [],
        events: [begun, tell('Warning', 'ProvisioningFailed', message)],
        requeueAfterMs: RETRY_MS,
        ends: false,
      };
    }
    return {
      requests: [post(VOLUMES, volumeFor(claim, storageClass))],
      events: [begun, tell('Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volumeName(claim)}`)],
    };
  },
};

const volumeName = ({ metadata }: PersistentVolumeClaim): string => `pvc-${metadata.uid}`;

function refusal({ metadata, spec }: PersistentVolumeClaim): string | undefined {
  if (spec.selector) return 'claim.Spec.Selector is not supported';
  if (!(spec.accessModes ?? []).every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod'))
    return 'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes';
  return metadata.annotations?.[SELECTED_NODE] === undefined ? 'configuration error, no node was specified' : undefined;
}

function volumeFor(claim: PersistentVolumeClaim, storageClass: StorageClass): PersistentVolume {
  const { name, namespace, uid, resourceVersion, annotations } = claim.metadata;
  const node = annotations?.[SELECTED_NODE] ?? '';
  const hostname = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeName(claim),
      annotations: { 'local.path.provisioner/selected-node': node, [PROVISIONED_BY]: PROVISIONER },
    },
    spec: {
      accessModes: claim.spec.accessModes ?? [],
      capacity: { storage: claim.spec.resources?.requests?.storage ?? '0' },
      claimRef: {
        kind: 'PersistentVolumeClaim',
        namespace: namespace ?? '',
        name,
        uid: uid ?? '',
        apiVersion: 'v1',
        resourceVersion: resourceVersion ?? '',
      },
      hostPath: { path: `${FOLDER}/${volumeName(claim)}_${namespace}_${name}`, type: 'DirectoryOrCreate' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [hostname] }] } },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
    },
    status: {},
  };
}

/** What it made, and nobody claims any more. */
function discard(volume: PersistentVolume | undefined): SyncResult {
  const isOurs = volume?.metadata.annotations?.[PROVISIONED_BY] === PROVISIONER;
  if (!isOurs || volume.metadata.deletionTimestamp || volume.status.phase !== 'Released') return { requests: [] };
  return { requests: volume.spec.persistentVolumeReclaimPolicy === 'Delete' ? [remove(VOLUMES, volume)] : [] };
}
