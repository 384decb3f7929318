// When what has failed is tried again. Models the rate-limited work queues of cert-manager: pkg/controller/util.go.

import type { ContainerView } from '../../image.ts';

/** Source: DefaultItemBasedRateLimiter: 5 s, doubled up to 5 min. */
const BACKOFF = { firstMs: 5000, lastMs: 300_000 } as const;
/** Tries that `instant` time waits for: what fails more often fails until somebody mends it. */
const HURRIED = 3;

export class Retries {
  readonly #container: Pick<ContainerView, 'after' | 'now'>;
  readonly #due: () => void;
  readonly #held = new Map<string, { readonly failures: number; readonly untilMs: number }>();

  constructor(container: Pick<ContainerView, 'after' | 'now'>, due: () => void) {
    this.#container = container;
    this.#due = due;
  }

  /** Is it too early for another try? */
  isHeld(key: string): boolean {
    return this.#container.now() < (this.#held.get(key)?.untilMs ?? 0);
  }

  failed(key: string): void {
    const failures = (this.#held.get(key)?.failures ?? 0) + 1;
    const waitMs = Math.min(BACKOFF.lastMs, BACKOFF.firstMs * 2 ** (failures - 1));
    this.#held.set(key, { failures, untilMs: this.#container.now() + waitMs });
    this.#container.after(waitMs, this.#due, { retry: failures > HURRIED });
  }

  forget(key: string): void {
    this.#held.delete(key);
  }
}
