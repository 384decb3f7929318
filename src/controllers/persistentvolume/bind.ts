// Models bind of pkg/controller/volume/persistentvolume/pv_controller.go: a volume and a claim name each other, in four writes.

import type { ObjectReference } from '#api/core/types.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { put, putStatus } from '../requests.ts';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, CLAIMS, isMeantFor, VOLUMES } from './match.ts';

const annotated = <T extends PersistentVolume | PersistentVolumeClaim>(object: T, key: string): T['metadata'] => ({
  ...object.metadata,
  annotations: { ...object.metadata.annotations, [key]: 'yes' },
});

function referenceTo({ metadata }: PersistentVolumeClaim): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    kind: 'PersistentVolumeClaim',
    ...(namespace && { namespace }),
    name,
    ...(uid && { uid }),
    apiVersion: 'v1',
    ...(resourceVersion && { resourceVersion }),
  };
}

/** The volume takes the claim; it remembers if nobody but us chose it. Undefined: it has. Source: GetBindVolumeToClaim. */
export function takeClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): ApiRequest | undefined {
  const { claimRef } = volume.spec;
  if (isMeantFor(volume, claim) && claimRef?.uid === claim.metadata.uid) return undefined;
  const metadata = isMeantFor(volume, claim) ? volume.metadata : annotated(volume, BOUND_BY_CONTROLLER);
  return put(VOLUMES, {
    ...volume,
    metadata,
    spec: { ...volume.spec, claimRef: referenceTo(claim) },
  } as PersistentVolume);
}

/** The next write towards the two being bound; undefined: they are. Each comes back as an event, and leads to the next. */
export function bindStep(volume: PersistentVolume, claim: PersistentVolumeClaim): ApiRequest | undefined {
  const taken = takeClaim(volume, claim);
  if (taken) return taken;
  if (volume.status.phase !== 'Bound') return phaseOf(volume, 'Bound');
  const named = claim.spec.volumeName === volume.metadata.name;
  if (!named || claim.metadata.annotations?.[BIND_COMPLETED] === undefined) {
    const chosen = named ? claim : { ...claim, metadata: annotated(claim, BOUND_BY_CONTROLLER) };
    const metadata = annotated(chosen, BIND_COMPLETED);
    return put(CLAIMS, {
      ...claim,
      metadata,
      spec: { ...claim.spec, volumeName: volume.metadata.name },
    } as PersistentVolumeClaim);
  }
  const { accessModes, capacity } = volume.spec;
  const { accessModes: _modes, capacity: _capacity, ...rest } = claim.status;
  const status = {
    ...rest,
    phase: 'Bound',
    ...(accessModes && { accessModes }),
    // A claim that is being resized says itself how large it is.
    ...((claim.status.phase === 'Bound' ? claim.status.capacity : capacity) && {
      capacity: claim.status.phase === 'Bound' ? claim.status.capacity : capacity,
    }),
  };
  return deepEqual(claim.status, status) ? undefined : putStatus(CLAIMS, claim, status);
}

export function phaseOf(
  volume: PersistentVolume,
  phase: NonNullable<PersistentVolume['status']['phase']>,
  message = '',
): ApiRequest | undefined {
  if (volume.status.phase === phase && (volume.status.message ?? '') === message) return undefined;
  const { message: _old, ...rest } = volume.status;
  return putStatus(VOLUMES, volume, { ...rest, phase, ...(message && { message }) });
}
