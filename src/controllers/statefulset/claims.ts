// Models pkg/controller/statefulset/stateful_pod_control.go: the claims of a StatefulSet's Pods, and whose they are.

import type { StatefulSet } from '#api/apps/types.ts';
import type { Pod } from '#api/core/types.ts';
import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';
import type { ApiObject, OwnerReference } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { EventRecord } from '../controller.ts';
import { controllerRef, mergePatch, post } from '../requests.ts';
import { claimsOf } from './identity.ts';

const CLAIMS = 'persistentvolumeclaims';

export interface Step {
  readonly request: ApiRequest;
  readonly event?: EventRecord;
  /** What is told when the request is refused, for `failed error: …`. */
  readonly failure?: { readonly reason: string; readonly message: string };
}

/** Source: createMissingPersistentVolumeClaims. */
export function missingClaims(set: StatefulSet, pod: Pod, ordinal: number, cache: Informer): Step[] {
  const { namespace = '' } = set.metadata;
  return claimsOf(set, ordinal)
    .filter(({ metadata }) => !cache.get(CLAIMS, `${namespace}/${metadata.name}`))
    .map((claim) => {
      const subject = `create Claim ${claim.metadata.name}`;
      return {
        request: post(CLAIMS, claim),
        event: {
          object: set,
          type: 'Normal',
          reason: 'SuccessfulCreate',
          message: `${subject} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} success`,
        },
        failure: {
          reason: 'FailedCreate',
          message: `${subject} for Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} failed`,
        },
      };
    });
}

/** A claim of the ordinal is still going: a Pod made now would lose it. Source: PodClaimIsStale. */
export function isClaimStale(set: StatefulSet, ordinal: number, cache: Informer): boolean {
  return claimsOf(set, ordinal).some(
    ({ metadata }) =>
      cache.get<PersistentVolumeClaim>(CLAIMS, `${metadata.namespace}/${metadata.name}`)?.metadata.deletionTimestamp,
  );
}

/** Gives each claim the owners that the retention policy asks for. Source: updateClaimOwnerRefForSetAndPod. */
export function retention(set: StatefulSet, pod: Pod, ordinal: number, condemned: boolean, cache: Informer): Step[] {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  const podOwns = whenScaled === 'Delete' && condemned;
  const setOwns = whenDeleted === 'Delete' && !podOwns;
  return claimsOf(set, ordinal).flatMap(({ metadata }) => {
    const claim = cache.get<PersistentVolumeClaim>(CLAIMS, `${metadata.namespace}/${metadata.name}`);
    if (!claim) return [];
    const old = claim.metadata.ownerReferences ?? [];
    const wanted = owned(owned(old, set, setOwns), pod, podOwns);
    if (wanted.length === old.length && wanted.every((o) => old.includes(o))) return [];
    const ownerReferences = wanted.length > 0 ? wanted : null;
    return [{ request: mergePatch(CLAIMS, claim, { metadata: { ownerReferences } }) }];
  });
}

function owned(references: readonly OwnerReference[], owner: ApiObject, wanted: boolean): readonly OwnerReference[] {
  const has = references.some((o) => o.uid === owner.metadata.uid);
  if (has === wanted) return references;
  return wanted ? [...references, controllerRef(owner)] : references.filter((o) => o.uid !== owner.metadata.uid);
}
