// Models pkg/controller/garbagecollector: what is owned goes with its owners, in the way that the deletion asked for.

import type { ApiObject, Key } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller } from '../controller.ts';
import { mergePatch, remove } from '../requests.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** Keys are `UID resource namespace/name`: a new object of the same name is another one. */
const keyFor = (resource: string, object: ApiObject): Key => `${object.metadata.uid} ${resource} ${keyOf(object)}`;

/** Source: garbagecollector.DefaultIgnoredResources. */
const IGNORED: ReadonlySet<string> = new Set(['events']);

export const garbagecollector: Controller = {
  name: 'generic-garbage-collector',
  resources: ['*'],

  keysFor({ type, resource, object }, cache) {
    if (IGNORED.has(resource)) return [];
    const { uid = '', ownerReferences = [], deletionTimestamp, finalizers = [] } = object.metadata;
    if (type === 'DELETED') {
      const owners = ownerReferences
        .flatMap((o) => cache.locate(o.uid) ?? [])
        .flatMap((at) => {
          const owner = cache.get(at.resource, at.key);
          return owner?.metadata.finalizers?.includes(FOREGROUND) ? [keyFor(at.resource, owner)] : [];
        });
      return cache.dependents(uid).length > 0 ? [keyFor(resource, object), ...owners] : owners;
    }
    const waits = deletionTimestamp !== undefined && (finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN));
    const lost = ownerReferences.some((o) => !cache.locate(o.uid));
    return waits || lost ? [keyFor(resource, object)] : [];
  },

  sync(key, cache) {
    const [uid = '', resource = '', name = ''] = key.split(' ');
    const object = cache.get(resource, name);
    if (object?.metadata.uid !== uid)
      return { requests: cache.dependents(uid).flatMap((d) => loseOwners(d.resource, d.object, cache)) };
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp && finalizers.includes(ORPHAN))
      return { requests: orphanDependents(resource, object, cache) };
    if (deletionTimestamp && finalizers.includes(FOREGROUND))
      return { requests: deleteDependents(resource, object, cache) };
    return { requests: loseOwners(resource, object, cache) };
  },
};

/** Some owners are gone: without any left the object goes too, else only the references. Source: attemptToDeleteItem. */
function loseOwners(resource: string, object: ApiObject, cache: Informer): ApiRequest[] {
  const { ownerReferences = [], deletionTimestamp } = object.metadata;
  const left = ownerReferences.filter((o) => cache.locate(o.uid));
  if (deletionTimestamp || left.length === ownerReferences.length) return [];
  if (left.length > 0) return [mergePatch(resource, object, { metadata: { ownerReferences: left } })];
  const waits = object.metadata.finalizers ?? [];
  const propagationPolicy = waits.includes(ORPHAN)
    ? 'Orphan'
    : waits.includes(FOREGROUND)
      ? 'Foreground'
      : 'Background';
  return [remove(resource, object, { propagationPolicy })];
}

function without(resource: string, object: ApiObject, finalizer: string): ApiRequest {
  const finalizers = object.metadata.finalizers?.filter((f) => f !== finalizer) ?? [];
  return mergePatch(resource, object, { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } });
}

function orphanDependents(resource: string, owner: ApiObject, cache: Informer): ApiRequest[] {
  const released = cache.dependents(owner.metadata.uid ?? '').map((d) => {
    const left = d.object.metadata.ownerReferences?.filter((o) => o.uid !== owner.metadata.uid) ?? [];
    return mergePatch(d.resource, d.object, { metadata: { ownerReferences: left.length > 0 ? left : null } });
  });
  return [...released, without(resource, owner, ORPHAN)];
}

/** Dependents first; the owner once none is left that holds it up. Source: processDeletingDependentsItem. */
function deleteDependents(resource: string, owner: ApiObject, cache: Informer): ApiRequest[] {
  const dependents = cache.dependents(owner.metadata.uid ?? '');
  const blocking = dependents.filter((d) =>
    d.object.metadata.ownerReferences?.some((o) => o.uid === owner.metadata.uid && o.blockOwnerDeletion),
  );
  if (blocking.length === 0) return [without(resource, owner, FOREGROUND)];
  return dependents
    .filter((d) => !d.object.metadata.deletionTimestamp)
    .map((d) => remove(d.resource, d.object, { propagationPolicy: 'Foreground' }));
}
