// Models the lease that etcd gives to what is kept for a while: Events go an hour after they were last written.

import type { Event } from '#api/core/types.ts';
import { type Key, keyOf } from '#apimachinery/meta.ts';
import type { Storage } from './storage.ts';

/** Source: --event-ttl. */
const TTL_MS = 3_600_000;
const EVENTS = 'events';

export interface ExpiryDeps {
  readonly storage: Storage;
  /** Milliseconds since the epoch, simulated. */
  now(): number;
  /** Runs something after so many simulated milliseconds; returns what cancels it. */
  after(ms: number, run: () => void): () => void;
}

export class EventExpiry {
  readonly #deps: ExpiryDeps;
  /** In the order in which they are due. */
  readonly #due = new Map<Key, number>();
  #cancel: (() => void) | undefined;

  constructor(deps: ExpiryDeps) {
    this.#deps = deps;
    deps.storage.subscribe(({ type, resource, object }) => {
      if (resource !== EVENTS) return;
      const key = keyOf(object);
      this.#due.delete(key);
      if (type === 'DELETED') return;
      this.#due.set(key, deps.now() + TTL_MS);
      this.#wait();
    });
  }

  /** After a restore: from when each was last seen. */
  restored(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#due.clear();
    const last = ({ lastTimestamp, series, eventTime, metadata }: Event): number =>
      Date.parse(lastTimestamp ?? series?.lastObservedTime ?? eventTime ?? metadata.creationTimestamp ?? '') || 0;
    const events = [...this.#deps.storage.list<Event>(EVENTS)].sort((a, b) => last(a) - last(b));
    for (const event of events) this.#due.set(keyOf(event), last(event) + TTL_MS);
    this.#wait();
  }

  #wait(): void {
    const first = this.#due.values().next();
    if (first.done || this.#cancel) return;
    this.#cancel = this.#deps.after(first.value - this.#deps.now(), () => {
      this.#cancel = undefined;
      for (const [key, dueMs] of this.#due) {
        if (dueMs > this.#deps.now()) break;
        this.#deps.storage.remove(EVENTS, key);
      }
      this.#wait();
    });
  }
}
