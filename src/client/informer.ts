// Models client-go tools/cache: the local copy of what the API server stores, kept by watch events, with the indexes that controllers ask by.

import type { ApiObject, Key } from '#apimachinery/meta.ts';
import { controllerOf, keyOf } from '#apimachinery/meta.ts';
import type { WatchEvent } from '#apimachinery/wire.ts';

/** What else objects of a resource may be asked by. A constant of whoever asks: the index is made at the first question. Models client-go's Indexers. */
export interface Index<T extends ApiObject> {
  readonly resource: string;
  /** Where the object stands in it. Pure. */
  keysOf(object: T): readonly string[];
}

/** A count of objects that is kept, not made anew. A constant of whoever asks, as an `Index`. */
export interface Tally<T extends ApiObject> {
  readonly resource: string;
  /** Where the object counts; undefined: nowhere. Pure. */
  placeOf(object: T): string | undefined;
  /** What it counts as there. Pure. */
  sortOf(object: T): string;
}

type Counts = Map<string, number>;

/** Objects by key, in the order in which they came; and what was made of them, until one changes. */
class Bucket {
  readonly objects = new Map<Key, ApiObject>();
  #list: readonly ApiObject[] | undefined;
  #made: { readonly by: unknown; readonly value: unknown } | undefined;

  set(key: Key, object: ApiObject): void {
    this.objects.set(key, object);
    this.#forget();
  }

  delete(key: Key): void {
    this.objects.delete(key);
    this.#forget();
  }

  #forget(): void {
    this.#list = undefined;
    this.#made = undefined;
  }

  get list(): readonly ApiObject[] {
    return (this.#list ??= [...this.objects.values()]);
  }

  made<R>(by: (objects: readonly ApiObject[]) => R): R {
    if (this.#made?.by !== by) this.#made = { by, value: by(this.list) };
    return this.#made.value as R;
  }
}

type Buckets = Map<string, Bucket>;

interface Cache {
  readonly all: Bucket;
  /** The version before the last change, of what changed lately: tells what a change was about. */
  readonly previous: Map<Key, ApiObject>;
  /** By namespace, by `controller/UID` or `orphan/NAMESPACE`, and by `owner/UID` for every owner. */
  readonly index: Buckets;
  readonly more: Map<Index<never>, Buckets>;
  readonly tallies: Map<Tally<never>, Map<string, Counts>>;
}

const NOTHING = new Bucket();
const NONE: ReadonlyMap<string, number> = new Map<string, number>();

/** There are more of them than of anything else, and nobody owns them or is owned by them. */
const EVENTS = 'events';

const indexKeys = (resource: string, object: ApiObject): string[] => {
  const namespace = object.metadata.namespace ?? '';
  if (resource === EVENTS) return [`namespace/${namespace}`];
  const controller = controllerOf(object);
  const owners = object.metadata.ownerReferences?.map((o) => `owner/${o.uid}`) ?? [];
  return [`namespace/${namespace}`, controller ? `controller/${controller.uid}` : `orphan/${namespace}`, ...owners];
};

const hasSamePlaces = ({ metadata: a }: ApiObject, { metadata: b }: ApiObject): boolean =>
  a.namespace === b.namespace && a.ownerReferences === b.ownerReferences;

/** Objects are shared with storage and frozen by agreement: clone before changing one. */
export class Informer {
  readonly #caches = new Map<string, Cache>();
  readonly #byUid = new Map<string, { readonly resource: string; readonly key: Key }>();

  receive({ type, resource, object }: WatchEvent): void {
    const cache = this.#cache(resource);
    const key = keyOf(object);
    const old = cache.all.objects.get(key);
    const now = type === 'DELETED' ? undefined : object;
    const places = indexKeys(resource, object);
    // Versions of an object share what has not changed: mostly its owners.
    const before = !old || hasSamePlaces(old, object) ? places : indexKeys(resource, old);
    move(cache.index, key, old ? before : [], now ? places : [], object);
    for (const [index, buckets] of cache.more) move(buckets, key, keysIn(index, old), keysIn(index, now), object);
    for (const [tally, places] of cache.tallies) {
      if (old) count(tally, places, old, -1);
      if (now) count(tally, places, now, 1);
    }
    const { uid } = object.metadata;
    if (type === 'DELETED') {
      if (uid) this.#byUid.delete(uid);
      cache.all.delete(key);
      cache.previous.delete(key);
      return;
    }
    if (uid && uid !== old?.metadata.uid && resource !== EVENTS) this.#byUid.set(uid, { resource, key });
    if (old) remember(cache.previous, key, old);
    cache.all.set(key, object);
  }

  #cache(resource: string): Cache {
    let cache = this.#caches.get(resource);
    if (!cache) {
      cache = { all: new Bucket(), previous: new Map(), index: new Map(), more: new Map(), tallies: new Map() };
      this.#caches.set(resource, cache);
    }
    return cache;
  }

  /** `resource` is `pods`, `deployments.apps`, … */
  get<T extends ApiObject>(resource: string, key: Key): T | undefined {
    return this.#caches.get(resource)?.all.objects.get(key) as T | undefined;
  }

  /** The version that a MODIFIED event replaced; undefined for what has not changed, or not lately. To be asked while the event is dealt with. */
  previous<T extends ApiObject>(resource: string, key: Key): T | undefined {
    return this.#caches.get(resource)?.previous.get(key) as T | undefined;
  }

  /** All, or those of one namespace. */
  list<T extends ApiObject>(resource: string, namespace?: string): readonly T[] {
    if (namespace !== undefined) return this.#bucket(resource, `namespace/${namespace}`);
    return (this.#caches.get(resource)?.all ?? NOTHING).list as readonly T[];
  }

  /** Those that stand at a place of an index, in the order in which they came there. */
  by<T extends ApiObject>(index: Index<T>, at: string): readonly T[] {
    return this.#indexed(index, at).list as readonly T[];
  }

  /** How many there are of each sort, at a place of a tally. */
  tally<T extends ApiObject>(tally: Tally<T>, at: string): ReadonlyMap<string, number> {
    const { all, tallies } = this.#cache(tally.resource);
    let places = tallies.get(tally);
    if (!places) {
      tallies.set(tally, (places = new Map()));
      for (const object of all.objects.values()) count(tally, places, object, 1);
    }
    return places.get(at) ?? NONE;
  }

  /** What `compute`, a constant, makes of them: made anew only after one of them has changed. */
  madeOf<T extends ApiObject, R>(index: Index<T>, at: string, compute: (objects: readonly T[]) => R): R {
    return this.#indexed(index, at).made(compute as (objects: readonly ApiObject[]) => R);
  }

  #indexed<T extends ApiObject>(index: Index<T>, at: string): Bucket {
    const { all, more } = this.#cache(index.resource);
    let buckets = more.get(index);
    if (!buckets) {
      more.set(index, (buckets = new Map()));
      for (const [key, object] of all.objects) move(buckets, key, [], index.keysOf(object as T), object);
    }
    return buckets.get(at) ?? NOTHING;
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
      (cache.index.get(`owner/${ownerUid}`) ?? NOTHING).list.map((object) => ({ resource, object })),
    );
  }

  /** Where the object with this UID is; undefined: there is none, or it is an Event. */
  locate(uid: string): { readonly resource: string; readonly key: Key } | undefined {
    return this.#byUid.get(uid);
  }

  /** Forgets everything: a snapshot is about to be restored. */
  clear(): void {
    this.#caches.clear();
    this.#byUid.clear();
  }

  /** The resources of which something was ever seen. */
  get resources(): readonly string[] {
    return [...this.#caches].flatMap(([resource, { all }]) => (all.objects.size > 0 ? [resource] : []));
  }

  #bucket<T extends ApiObject>(resource: string, at: string): readonly T[] {
    return (this.#caches.get(resource)?.index.get(at) ?? NOTHING).list as readonly T[];
  }
}

/** So many changes may be dealt with at a time: within one, another is made. */
const LATELY = 100;

function remember(previous: Map<Key, ApiObject>, key: Key, old: ApiObject): void {
  previous.delete(key);
  previous.set(key, old);
  if (previous.size > LATELY) previous.delete(previous.keys().next().value!);
}

function count(tally: Tally<never>, places: Map<string, Counts>, object: ApiObject, by: 1 | -1): void {
  const place = tally.placeOf(object as never);
  if (place === undefined) return;
  let counts = places.get(place);
  if (!counts) places.set(place, (counts = new Map()));
  const sort = tally.sortOf(object as never);
  const left = (counts.get(sort) ?? 0) + by;
  if (left > 0) counts.set(sort, left);
  else counts.delete(sort);
  if (counts.size === 0) places.delete(place);
}

const keysIn = (index: Index<never>, object: ApiObject | undefined): readonly string[] =>
  object ? index.keysOf(object as never) : [];

/** Puts an object where it stands now, and takes it away from where it stood. */
function move(buckets: Buckets, key: Key, before: readonly string[], now: readonly string[], object: ApiObject): void {
  for (const at of before === now ? [] : before) {
    if (now.includes(at)) continue;
    const bucket = buckets.get(at);
    bucket?.delete(key);
    if (bucket?.objects.size === 0) buckets.delete(at);
  }
  for (const at of now) {
    let bucket = buckets.get(at);
    if (!bucket) buckets.set(at, (bucket = new Bucket()));
    bucket.set(key, object);
  }
}
