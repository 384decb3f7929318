// Models client-go tools/cache: the local copy of what the API server stores, kept by watch events.

import type { ApiObject, Key } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { WatchEvent } from '#apimachinery/wire.ts';

/** Objects are shared with storage and frozen by agreement: clone before changing one. */
export class Informer {
  readonly #caches = new Map<string, Map<Key, ApiObject>>();

  receive({ type, resource, object }: WatchEvent): void {
    let cache = this.#caches.get(resource);
    if (!cache) this.#caches.set(resource, (cache = new Map()));
    if (type === 'DELETED') cache.delete(keyOf(object));
    else cache.set(keyOf(object), object);
  }

  /** `resource` is `pods`, `deployments.apps`, … */
  get<T extends ApiObject>(resource: string, key: Key): T | undefined {
    return this.#caches.get(resource)?.get(key) as T | undefined;
  }

  list<T extends ApiObject>(resource: string): readonly T[] {
    return [...(this.#caches.get(resource)?.values() ?? [])] as T[];
  }
}
