// Models etcd3 storage behind the API server: one revision for everything, and a log of what changed.

import { type ApiObject, type Key, keyOf } from '#apimachinery/meta.ts';
import { share } from '#apimachinery/share.ts';
import type { WatchEvent } from '#apimachinery/wire.ts';

/** One entry of the watch log. */
export interface LoggedEvent extends WatchEvent {
  readonly revision: number;
  /** The object before the change: a watch with a selector tells leaving from changing by it. */
  readonly previous?: ApiObject;
}

/** `resource` is the plural with its group: `pods`, `deployments.apps`. Objects handed out are shared: clone before changing. */
export interface Storage {
  readonly revision: number;
  /** The oldest revision from which `since` and `listAt` can still tell everything. */
  readonly oldest: number;
  get<T extends ApiObject>(resource: string, key: Key): T | undefined;
  /** In the order of etcd's keys: `namespace/name`, bytewise. */
  list<T extends ApiObject>(resource: string, namespace?: string): readonly T[];
  /** The same as it was at a revision, or undefined when the log no longer reaches back so far. */
  listAt<T extends ApiObject>(resource: string, namespace: string, revision: number): readonly T[] | undefined;
  /** Stores a copy with the next resourceVersion, and returns it. */
  put<T extends ApiObject>(resource: string, object: T): T;
  remove(resource: string, key: Key): void;
  /** Events after `revision`, or undefined when the log no longer reaches back so far (410 Gone). */
  since(revision: number): readonly LoggedEvent[] | undefined;
  /** Called synchronously after each change. Returns what ends it. */
  subscribe(listener: (event: LoggedEvent) => void): () => void;
}

/** How many events a watch may be behind before it is told 410 Gone. */
const LOG_LENGTH = 2000;

/** The whole content of storage as one JSON value. */
export interface StorageSnapshot {
  readonly revision: number;
  /** By resource: `pods`, `deployments.apps`. */
  readonly objects: Readonly<Record<string, readonly ApiObject[]>>;
}

interface Listed {
  list: readonly ApiObject[];
  /** What has changed since. */
  readonly stale: Set<Key>;
}

/** So many changes are worked into a list one by one: more, and it is sorted anew. */
const WORKED_IN = 16;

interface Shelf {
  readonly objects: Map<Key, ApiObject>;
  /** Sorted lists that were handed out, by namespace; `''` is all of them. */
  readonly lists: Map<string, Listed>;
  /** What was put last: the next one probably has much in common with it. */
  latest?: ApiObject;
}

const inKeyOrder = <T extends ApiObject>(objects: Iterable<T>): T[] =>
  [...objects]
    .map((object) => ({ object, key: keyOf(object) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ object }) => object);

const sorted = ({ objects }: Shelf, namespace: string): ApiObject[] =>
  inKeyOrder([...objects.values()].filter((o) => !namespace || o.metadata.namespace === namespace));

/** The list as it is now. Those who were handed the old one keep it as it was. */
function workedIn({ list, stale }: Listed, objects: ReadonlyMap<Key, ApiObject>): ApiObject[] {
  const next = [...list];
  for (const key of stale) {
    const now = objects.get(key);
    const at = placeOf(next, key);
    const isThere = next[at] !== undefined && keyOf(next[at]) === key;
    if (now) next.splice(at, isThere ? 1 : 0, now);
    else if (isThere) next.splice(at, 1);
  }
  return next;
}

/** Where a key stands in a sorted list, or would stand. */
function placeOf(list: readonly ApiObject[], key: Key): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (keyOf(list[middle]!) < key) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Objects in it are immutable by agreement: a change puts a new object, so that readers may keep what they were given. */
export class MemoryStorage implements Storage {
  #revision = 0;
  #floor = 0;
  #log: LoggedEvent[] = [];
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners = new Set<(event: LoggedEvent) => void>();

  get revision(): number {
    return this.#revision;
  }

  get oldest(): number {
    return this.#floor;
  }

  #shelf(resource: string): Shelf {
    let shelf = this.#shelves.get(resource);
    if (!shelf) this.#shelves.set(resource, (shelf = { objects: new Map(), lists: new Map() }));
    return shelf;
  }

  get<T extends ApiObject>(resource: string, key: Key): T | undefined {
    return this.#shelves.get(resource)?.objects.get(key) as T | undefined;
  }

  list<T extends ApiObject>(resource: string, namespace = ''): readonly T[] {
    const shelf = this.#shelf(resource);
    let listed = shelf.lists.get(namespace);
    if (!listed) shelf.lists.set(namespace, (listed = { list: sorted(shelf, namespace), stale: new Set() }));
    else if (listed.stale.size > WORKED_IN) listed.list = sorted(shelf, namespace);
    else if (listed.stale.size > 0) listed.list = workedIn(listed, shelf.objects);
    listed.stale.clear();
    return listed.list as readonly T[];
  }

  listAt<T extends ApiObject>(resource: string, namespace: string, revision: number): readonly T[] | undefined {
    const events = this.since(revision)?.filter((e) => e.resource === resource);
    if (!events) return undefined;
    if (events.length === 0) return this.list<T>(resource, namespace);
    // Undoes what has happened since, the latest first.
    const then = new Map(this.#shelf(resource).objects);
    for (const { object, previous } of events.reverse()) {
      if (previous) then.set(keyOf(object), previous);
      else then.delete(keyOf(object));
    }
    return inKeyOrder([...then.values()].filter((o) => !namespace || o.metadata.namespace === namespace)) as T[];
  }

  put<T extends ApiObject>(resource: string, object: T): T {
    const shelf = this.#shelf(resource);
    const key = keyOf(object);
    const previous = shelf.objects.get(key);
    const whole: T = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision + 1) } };
    const stored = share(whole, previous ?? shelf.latest);
    shelf.latest = stored;
    shelf.objects.set(key, stored);
    this.#changed(shelf, {
      type: previous ? 'MODIFIED' : 'ADDED',
      resource,
      object: stored,
      ...(previous && { previous }),
    });
    return stored;
  }

  remove(resource: string, key: Key): void {
    const shelf = this.#shelf(resource);
    const previous = shelf.objects.get(key);
    if (!previous) return;
    shelf.objects.delete(key);
    // The last word about an object carries the revision of its deletion, as etcd3's watcher reports it.
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(this.#revision + 1) } };
    this.#changed(shelf, { type: 'DELETED', resource, object, previous });
  }

  #changed(shelf: Shelf, event: Omit<LoggedEvent, 'revision'>): void {
    const key = keyOf(event.object);
    const namespace = event.object.metadata.namespace ?? '';
    shelf.lists.get('')?.stale.add(key);
    if (namespace) shelf.lists.get(namespace)?.stale.add(key);
    const logged: LoggedEvent = { ...event, revision: ++this.#revision };
    this.#log.push(logged);
    if (this.#log.length > 2 * LOG_LENGTH) {
      this.#log = this.#log.slice(-LOG_LENGTH);
      this.#floor = this.#log[0]!.revision - 1;
    }
    for (const listener of this.#listeners) listener(logged);
  }

  since(revision: number): readonly LoggedEvent[] | undefined {
    return revision < this.#floor ? undefined : this.#log.slice(revision - this.#floor);
  }

  subscribe(listener: (event: LoggedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  snapshot(): StorageSnapshot {
    const objects: Record<string, readonly ApiObject[]> = {};
    for (const resource of [...this.#shelves.keys()].sort()) {
      const list = this.list(resource);
      if (list.length > 0) objects[resource] = list;
    }
    return { revision: this.#revision, objects };
  }

  /** Replaces everything without telling listeners. Watches from before must be ended by whoever holds them. */
  restore(snapshot: StorageSnapshot): void {
    this.#shelves.clear();
    this.#log = [];
    // A revision never goes back, so that no client takes the new state for an old one.
    this.#revision = Math.max(this.#revision, snapshot.revision) + 1;
    this.#floor = this.#revision;
    for (const [resource, list] of Object.entries(snapshot.objects)) {
      const { objects } = this.#shelf(resource);
      for (const object of list) objects.set(keyOf(object), object);
    }
  }
}
