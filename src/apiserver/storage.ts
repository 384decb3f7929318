// Models etcd3 storage behind the API server: one revision for everything, and a log of what changed.

import type { ApiObject, Key } from '#apimachinery/meta.ts';
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
  get<T extends ApiObject>(resource: string, key: Key): T | undefined;
  /** Sorted by namespace, then name, bytewise. */
  list<T extends ApiObject>(resource: string, namespace?: string): readonly T[];
  /** Stores a copy with the next resourceVersion, and returns it. */
  put<T extends ApiObject>(resource: string, object: T): T;
  remove(resource: string, key: Key): void;
  /** Events after `revision`, or undefined when the log no longer reaches back so far (410 Gone). */
  since(revision: number): readonly LoggedEvent[] | undefined;
  /** Called synchronously after each change. Returns what ends it. */
  subscribe(listener: (event: LoggedEvent) => void): () => void;
}
