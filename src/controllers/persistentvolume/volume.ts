// Models syncVolume of pkg/controller/volume/persistentvolume/pv_controller.go: the phase of each volume, and what becomes of it after its claim.

import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller, SyncResult } from '../controller.ts';
import { put } from '../requests.ts';
import { phaseOf } from './bind.ts';
import { BOUND_BY_CONTROLLER, CLAIMS, PROVISIONED_BY, VOLUMES } from './match.ts';

export const volumes: Controller = {
  name: 'persistentvolume-controller',
  resources: [VOLUMES, CLAIMS],

  keysFor({ type, resource, object }, cache) {
    if (resource === VOLUMES) return type === 'DELETED' ? [] : [object.metadata.name];
    const { name, namespace } = object.metadata;
    return cache
      .list<PersistentVolume>(VOLUMES)
      .filter(({ spec: { claimRef } }) => claimRef?.name === name && claimRef.namespace === namespace)
      .map((volume) => volume.metadata.name);
  },

  sync(key, cache) {
    const volume = cache.get<PersistentVolume>(VOLUMES, key);
    if (!volume) return { requests: [] };
    const { claimRef } = volume.spec;
    if (!claimRef?.uid) return only(phaseOf(volume, 'Available'));
    const claim = claimOf(volume, cache);
    if (!claim) return reclaim(volume);
    if (!claim.spec.volumeName) return volumeModeTold(volume, claim);
    if (claim.spec.volumeName === key) return only(phaseOf(volume, 'Bound'));
    const isOurs =
      volume.metadata.annotations?.[PROVISIONED_BY] !== undefined &&
      volume.spec.persistentVolumeReclaimPolicy === 'Delete';
    return isOurs ? reclaim(volume) : only(unbind(volume));
  },
};

const only = (request: ApiRequest | undefined): SyncResult => ({ requests: request ? [request] : [] });

function claimOf({ spec: { claimRef } }: PersistentVolume, cache: Informer): PersistentVolumeClaim | undefined {
  const claim = cache.get<PersistentVolumeClaim>(CLAIMS, `${claimRef?.namespace}/${claimRef?.name}`);
  return claim?.metadata.uid === claimRef?.uid ? claim : undefined;
}

/** The claim's own sync binds them, unless they can never be. */
function volumeModeTold(volume: PersistentVolume, claim: PersistentVolumeClaim): SyncResult {
  if ((volume.spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem')) return { requests: [] };
  const why = 'due to incompatible volumeMode.';
  const [claimName, volumeName] = [claim, volume].map(({ metadata }) => JSON.stringify(metadata.name));
  return {
    requests: [],
    events: [
      {
        object: volume,
        type: 'Warning',
        reason: 'VolumeMismatch',
        message: `Cannot bind PersistentVolume to requested PersistentVolumeClaim ${claimName} ${why}`,
      },
      {
        object: claim,
        type: 'Warning',
        reason: 'VolumeMismatch',
        message: `Cannot bind PersistentVolume ${volumeName} to requested PersistentVolumeClaim ${why}`,
      },
    ],
  };
}

/** Back to what it was before we chose a claim for it, or the user did. Source: unbindVolume. */
function unbind(volume: PersistentVolume): ApiRequest {
  const { [BOUND_BY_CONTROLLER]: byUs, ...annotations } = volume.metadata.annotations ?? {};
  const { claimRef, ...spec } = volume.spec;
  const kept = byUs === undefined && claimRef ? { claimRef: { ...claimRef, uid: '' } } : {};
  return put(VOLUMES, {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: { ...spec, ...kept },
  } as PersistentVolume);
}

/** Its claim has gone. Whoever provisioned it deletes it. Source: reclaimVolume. */
function reclaim(volume: PersistentVolume): SyncResult {
  const { phase } = volume.status;
  if (phase !== 'Released' && phase !== 'Failed') return only(phaseOf(volume, 'Released'));
  const { persistentVolumeReclaimPolicy: policy, hostPath } = volume.spec;
  if (phase === 'Failed' || policy === 'Retain' || volume.metadata.annotations?.[PROVISIONED_BY])
    return { requests: [] };
  const failed = (reason: string, message: string): SyncResult => ({
    ...only(phaseOf(volume, 'Failed', message)),
    events: [{ object: volume, type: 'Warning', reason, message }],
  });
  if (policy === 'Recycle') return failed('VolumeFailedRecycle', 'Portolan does not simulate the recycling of volumes');
  if (volume.spec.csi) return { requests: [] };
  if (!hostPath)
    return failed(
      'VolumeFailedDelete',
      `error getting deleter volume plugin for volume ${JSON.stringify(volume.metadata.name)}: no deletable volume plugin matched`,
    );
  if (!/^\/tmp\/.+/.test(hostPath.path))
    return failed(
      'VolumeFailedDelete',
      `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`,
    );
  return { requests: [{ method: 'DELETE', path: `/api/v1/persistentvolumes/${volume.metadata.name}` }] };
}
