// Models pkg/controller/controller_ref_manager.go: which objects belong to a controller, and whom it adopts or lets go.

import { matchesSelector } from '#apimachinery/labels.ts';
import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import { controllerRef, mergePatch } from './requests.ts';

export interface Claim<T extends ApiObject> {
  readonly owned: readonly T[];
  /** Adoptions and releases. After them the cache says who is owned. */
  readonly requests: readonly ApiRequest[];
}

/** `resource` is that of the dependents. */
export function claim<T extends ApiObject>(
  owner: ApiObject,
  selector: LabelSelector,
  resource: string,
  cache: Informer,
): Claim<T> {
  const { uid = '', namespace = '', deletionTimestamp } = owner.metadata;
  const controlled = cache.controlled<T>(resource, uid);
  if (deletionTimestamp) return { owned: controlled, requests: [] };
  const requests: ApiRequest[] = [];
  const owned = controlled.filter((object) => {
    if (matchesSelector(selector, object.metadata.labels)) return true;
    requests.push(
      mergePatch(resource, object, {
        metadata: { ownerReferences: object.metadata.ownerReferences?.filter((o) => o.uid !== uid) ?? null },
      }),
    );
    return false;
  });
  for (const object of cache.orphans<T>(resource, namespace)) {
    if (object.metadata.deletionTimestamp || !matchesSelector(selector, object.metadata.labels)) continue;
    const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerRef(owner)];
    requests.push(mergePatch(resource, object, { metadata: { ownerReferences } }));
  }
  return { owned, requests };
}
