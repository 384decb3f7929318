// Models client-go util/workqueue: a rate-limiting queue as a pure data structure. The caller says what time it is.

import type { Key } from '#apimachinery/meta.ts';

/** First and last wait before a key that failed is tried again. Source: client-go DefaultControllerRateLimiter. */
export const BACKOFF_MS = { first: 5, last: 1_000_000 } as const;

/** How long to wait after so many failures in a row: 5 ms, doubling, at most 1000 s. */
export function backoffMs(failures: number): number {
  return Math.min(BACKOFF_MS.last, BACKOFF_MS.first * 2 ** Math.max(0, failures - 1));
}

/**
 * Keys come out in the order in which they went in, once however often they were added. A key that is added while it
 * is being worked on comes out again after `done`. Times are simulated milliseconds.
 */
export class WorkQueue {
  readonly #ready = new Set<Key>();
  readonly #working = new Set<Key>();
  readonly #again = new Set<Key>();
  readonly #waiting = new Map<Key, number>();
  readonly #failures = new Map<Key, number>();

  add(key: Key): void {
    if (this.#working.has(key)) this.#again.add(key);
    else this.#ready.add(key);
  }

  /** Adds the key once the time has come; of two waits the shorter holds. */
  addAfter(key: Key, waitMs: number, nowMs: number): void {
    if (waitMs <= 0) this.add(key);
    else this.#waiting.set(key, Math.min(this.#waiting.get(key) ?? Number.POSITIVE_INFINITY, nowMs + waitMs));
  }

  /** Adds the key after its back-off, and counts the failure. */
  addRateLimited(key: Key, nowMs: number): void {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    this.addAfter(key, backoffMs(failures), nowMs);
  }

  /** The key succeeded: its next failure waits 5 ms again. */
  forget(key: Key): void {
    this.#failures.delete(key);
  }

  failures(key: Key): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The next key to work on. Call `done` when finished with it. */
  get(nowMs: number): Key | undefined {
    for (const [key, dueMs] of [...this.#waiting].sort(([, a], [, b]) => a - b)) {
      if (dueMs > nowMs) break;
      this.#waiting.delete(key);
      this.add(key);
    }
    for (const key of this.#ready) {
      this.#ready.delete(key);
      this.#working.add(key);
      return key;
    }
    return undefined;
  }

  done(key: Key): void {
    this.#working.delete(key);
    if (this.#again.delete(key)) this.#ready.add(key);
  }

  /** When the next waiting key is due; undefined when none waits. */
  get nextDueMs(): number | undefined {
    return this.#waiting.size === 0 ? undefined : Math.min(...this.#waiting.values());
  }
}
