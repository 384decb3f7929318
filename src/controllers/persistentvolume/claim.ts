// Models syncClaim of pkg/controller/volume/persistentvolume/pv_controller.go: finds a volume for each claim, or has one made.

import type { Pod } from '#api/core/types.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { StorageClass } from '#api/storage/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller, EventRecord, SyncResult } from '../controller.ts';
import { isPodTerminal } from '../pods.ts';
import { mergePatch, put, putStatus } from '../requests.ts';
import { bindStep } from './bind.ts';
import {
  BIND_COMPLETED,
  bestVolume,
  CLAIMS,
  CLASSES,
  classOf,
  isDefaultClass,
  isMeantFor,
  mismatch,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
  VOLUMES,
  waitsForConsumer,
} from './match.ts';

/** How often it looks again at a claim that waits. Source: --pvclaimbinder-sync-period. */
const RESYNC_MS = 15_000;

export const claims: Controller = {
  name: 'persistentvolume-controller',
  resources: [CLAIMS, VOLUMES, CLASSES],

  keysFor({ type, resource, object }, cache) {
    if (resource === CLAIMS) return type === 'DELETED' ? [] : [keyOf(object)];
    const waiting = (): readonly PersistentVolumeClaim[] =>
      cache.list<PersistentVolumeClaim>(CLAIMS).filter(({ status }) => status.phase === 'Pending');
    if (resource === CLASSES) return waiting().map(keyOf);
    const { claimRef } = (object as PersistentVolume).spec;
    return claimRef ? [`${claimRef.namespace}/${claimRef.name}`] : waiting().map(keyOf);
  },

  sync(key, cache) {
    const claim = cache.get<PersistentVolumeClaim>(CLAIMS, key);
    if (!claim) return { requests: [] };
    return claim.metadata.annotations?.[BIND_COMPLETED] === undefined
      ? syncUnbound(claim, cache)
      : syncBound(claim, cache);
  },
};

const only = (request: ApiRequest | undefined): SyncResult => ({ requests: request ? [request] : [] });

/** Stays Pending, says why, and is looked at again. */
function wait(
  claim: PersistentVolumeClaim,
  event?: Omit<EventRecord, 'object'>,
  more: readonly ApiRequest[] = [],
): SyncResult {
  const requests = claim.status.phase === 'Pending' ? more : [...more, putStatus(CLAIMS, claim, { phase: 'Pending' })];
  return {
    requests,
    ...(event && { events: [{ object: claim, ...event }] }),
    requeueAfterMs: RESYNC_MS,
    ends: false,
  };
}

function syncUnbound(claim: PersistentVolumeClaim, cache: Informer): SyncResult {
  const { volumeName } = claim.spec;
  if (volumeName) return syncNamed(claim, cache.get<PersistentVolume>(VOLUMES, volumeName));
  const delayed = waitsForConsumer(claim, cache);
  const volume = bestVolume(claim, cache, { onlyMeant: delayed });
  if (volume) return only(bindStep(volume, claim));
  if (claim.spec.storageClassName === undefined) {
    const fallback = defaultClass(cache);
    // The update comes back as an event.
    if (fallback)
      return only(
        put(CLAIMS, { ...claim, spec: { ...claim.spec, storageClassName: fallback } } as PersistentVolumeClaim),
      );
  }
  if (delayed && claim.metadata.annotations?.[SELECTED_NODE] === undefined)
    return wait(claim, consumerWanted(claim, cache));
  if (classOf(claim) !== '') return provision(claim, cache);
  return wait(claim, {
    type: 'Normal',
    reason: 'FailedBinding',
    message: 'no persistent volumes available for this claim and no storage class is set',
  });
}

/** The newest of those that are the default. */
function defaultClass(cache: Informer): string | undefined {
  const made = ({ metadata }: StorageClass): string => metadata.creationTimestamp ?? '';
  return cache
    .list<StorageClass>(CLASSES)
    .filter(isDefaultClass)
    .sort((a, b) =>
      made(a) === made(b) ? (a.metadata.name < b.metadata.name ? -1 : 1) : made(a) > made(b) ? -1 : 1,
    )[0]?.metadata.name;
}

/** Source: emitEventForUnboundDelayBindingClaim. */
function consumerWanted({ metadata }: PersistentVolumeClaim, cache: Informer): Omit<EventRecord, 'object'> {
  const pods = cache
    .list<Pod>('pods', metadata.namespace ?? '')
    .filter(
      (pod) =>
        !pod.spec.nodeName &&
        !isPodTerminal(pod) &&
        pod.spec.volumes?.some((v) => v.persistentVolumeClaim?.claimName === metadata.name),
    )
    .map((pod) => pod.metadata.name);
  if (pods.length === 0)
    return {
      type: 'Normal',
      reason: 'WaitForFirstConsumer',
      message: 'waiting for first consumer to be created before binding',
    };
  const message = `waiting for ${pods.length > 1 ? 'pods' : 'pod'} ${pods.join(',')} to be scheduled`;
  return { type: 'Normal', reason: 'WaitForPodScheduled', message };
}

/** Hands the claim to whoever makes volumes of its class. Source: provisionClaim. */
function provision(claim: PersistentVolumeClaim, cache: Informer): SyncResult {
  const name = classOf(claim);
  const failed = (message: string): SyncResult =>
    wait(claim, { type: 'Warning', reason: 'ProvisioningFailed', message });
  const found = cache.get<StorageClass>(CLASSES, name);
  if (!found) return failed(`storageclass.storage.k8s.io ${JSON.stringify(name)} not found`);
  const { provisioner } = found;
  // None of those that Kubernetes once had in its own code is left.
  if (provisioner.startsWith('kubernetes.io/')) return failed(`no volume plugin matched name: ${provisioner}`);
  const annotations = {
    [`volume.beta.${STORAGE_PROVISIONER.slice('volume.'.length)}`]: provisioner,
    [STORAGE_PROVISIONER]: provisioner,
  };
  const isSaid = claim.metadata.annotations?.[STORAGE_PROVISIONER] === provisioner;
  const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
  return wait(
    claim,
    { type: 'Normal', reason: 'ExternalProvisioning', message },
    isSaid ? [] : [mergePatch(CLAIMS, claim, { metadata: { annotations } })],
  );
}

/** The user asked for one volume. */
function syncNamed(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): SyncResult {
  if (!volume) return wait(claim);
  if (isMeantFor(volume, claim)) return only(bindStep(volume, claim));
  const name = JSON.stringify(volume.metadata.name);
  if (volume.spec.claimRef) {
    const message = `volume ${name} already bound to a different claim.`;
    return wait(claim, { type: 'Warning', reason: 'FailedBinding', message });
  }
  const why = mismatch(volume, claim);
  if (!why) return only(bindStep(volume, claim));
  const message = `Cannot bind to requested volume ${name}: ${why}`;
  return wait(claim, { type: 'Warning', reason: 'VolumeMismatch', message });
}

function syncBound(claim: PersistentVolumeClaim, cache: Informer): SyncResult {
  const lost = (reason: string, message: string): SyncResult =>
    claim.status.phase === 'Lost'
      ? { requests: [] }
      : {
          requests: [putStatus(CLAIMS, claim, { phase: 'Lost' })],
          events: [{ object: claim, type: 'Warning', reason, message }],
        };
  const { volumeName } = claim.spec;
  if (!volumeName)
    return lost('ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  const volume = cache.get<PersistentVolume>(VOLUMES, volumeName);
  if (!volume) return lost('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  const { claimRef } = volume.spec;
  if (claimRef && claimRef.uid !== claim.metadata.uid)
    return lost('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
  return only(bindStep(volume, claim));
}
