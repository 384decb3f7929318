// Models client-go tools/cache: the local copy of what the API server stores, kept by watch events, with the indexes that controllers ask by.

import type { ApiObject, Key } from '#apimachinery/meta.ts';
import { controllerOf, keyOf } from '#apimachinery/meta.ts';
import type { WatchEvent } from '#apimachinery/wire.ts';

type Bucket = Map<Key, ApiObject>;

interface Cache {
  readonly objects: Bucket;
  /** The version before the last change: tells what a change was about. */
  readonly previous: Bucket;
  /** By namespace, by `controller/UID` or `orphan/NAMESPACE`, and by `owner/UID` for every owner. */
  readonly index: Map<string, Bucket>;
}

const indexKeys = (object: ApiObject): string[] => {
  const namespace = object.metadata.namespace ?? '';
  const controller = controllerOf(object);
  const owners = object.metadata.ownerReferences?.map((o) => `owner/${o.uid}`) ?? [];
  return [`namespace/${namespace}`, controller ? `controller/${controller.uid}` : `orphan/${namespace}`, ...owners];
};

/** Objects are shared with storage and frozen by agreement: clone before changing one. */
export class Informer {
  readonly #caches = new Map<string, Cache>();
  readonly #byUid = new Map<string, { readonly resource: string; readonly key: Key }>();

  receive({ type, resource, object }: WatchEvent): void {
    let cache = this.#caches.get(resource);
    if (!cache) this.#caches.set(resource, (cache = { objects: new Map(), previous: new Map(), index: new Map() }));
    const key = keyOf(object);
    const old = cache.objects.get(key);
    const now = type === 'DELETED' ? [] : indexKeys(object);
    for (const at of old ? indexKeys(old) : []) if (!now.includes(at)) removeFrom(cache, at, key);
    const { uid } = object.metadata;
    if (type === 'DELETED') {
      if (uid) this.#byUid.delete(uid);
      cache.objects.delete(key);
      cache.previous.delete(key);
      return;
    }
    if (uid) this.#byUid.set(uid, { resource, key });
    if (old) cache.previous.set(key, old);
    cache.objects.set(key, object);
    for (const at of now) {
      const bucket = cache.index.get(at);
      if (bucket) bucket.set(key, object);
      else cache.index.set(at, new Map([[key, object]]));
    }
  }

  /** `resource` is `pods`, `deployments.apps`, … */
  get<T extends ApiObject>(resource: string, key: Key): T | undefined {
    return this.#caches.get(resource)?.objects.get(key) as T | undefined;
  }

  /** The version that the last MODIFIED event replaced; undefined for what has never changed. */
  previous<T extends ApiObject>(resource: string, key: Key): T | undefined {
    return this.#caches.get(resource)?.previous.get(key) as T | undefined;
  }

  /** All, or those of one namespace. */
  list<T extends ApiObject>(resource: string, namespace?: string): readonly T[] {
    if (namespace !== undefined) return this.#bucket(resource, `namespace/${namespace}`);
    return [...(this.#caches.get(resource)?.objects.values() ?? [])] as T[];
  }

  /** Those whose controller has this UID. */
  controlled<T extends ApiObject>(resource: string, ownerUid: string): readonly T[] {
    return this.#bucket(resource, `controller/${ownerUid}`);
  }

  /** Those of a namespace that no controller owns. */
  orphans<T extends ApiObject>(resource: string, namespace: string): readonly T[] {
    return this.#bucket(resource, `orphan/${namespace}`);
  }

  /** Those that name this UID in any of their ownerReferences, over all resources. */
  dependents(ownerUid: string): readonly { readonly resource: string; readonly object: ApiObject }[] {
    return [...this.#caches].flatMap(([resource, cache]) =>
      [...(cache.index.get(`owner/${ownerUid}`)?.values() ?? [])].map((object) => ({ resource, object })),
    );
  }

  /** Where the object with this UID is; undefined: there is none. */
  locate(uid: string): { readonly resource: string; readonly key: Key } | undefined {
    return this.#byUid.get(uid);
  }

  /** Forgets everything: a snapshot is about to be restored. */
  clear(): void {
    this.#caches.clear();
    this.#byUid.clear();
    this.#byUid.clear();
  }

  /** The resources of which something was ever seen. */
  get resources(): readonly string[] {
    return [...this.#caches.keys()];
  }

  #bucket<T extends ApiObject>(resource: string, at: string): readonly T[] {
    return [...(this.#caches.get(resource)?.index.get(at)?.values() ?? [])] as T[];
  }
}

function removeFrom(cache: Cache, at: string, key: Key): void {
  const bucket = cache.index.get(at);
  bucket?.delete(key);
  if (bucket?.size === 0) cache.index.delete(at);
}
