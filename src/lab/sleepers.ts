// Programs that wait for simulated time: `sleep`, time-outs, retries. They are not the cluster's work, so it is at rest without them.

import type { Clock, RealTime } from './clock.ts';

export class Sleepers {
  readonly #clock: Clock;
  readonly #due = new Set<{ readonly atMs: number }>();
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    // Their timers are gone: only their signal can end these sleeps now, and time must not jump to them.
    clock.onReset = () => this.#due.clear();
  }

  /** Does anybody wait for a moment that comes? */
  get #waiting(): boolean {
    for (const { atMs } of this.#due) if (atMs < Infinity) return true;
    return false;
  }

  /** Resolves after so many simulated milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#hurried(ms, signal, true);
  }

  /** The same for programs that are the cluster's work, and end: it is not at rest before. */
  work(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#hurried(ms, signal, false);
  }

  #hurried(ms: number, signal: AbortSignal | undefined, endless: boolean): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const entry = { atMs: this.#clock.now() + Math.max(0, ms) };
      this.#due.add(entry);
      const done = (): void => {
        cancel();
        this.#due.delete(entry);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done, { endless });
      signal?.addEventListener('abort', done, { once: true });
      this.#wake?.();
    });
  }

  /** The same for programs that run for ever, such as a container's main process: in `instant` time nothing is hurried for them. */
  rest(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done, { endless: true });
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  /**
   * For `instant` time: as soon as no program is ready to run, time jumps to the first that waits.
   * One turn of the host's loop lets everything ready run, so a wait never overtakes work.
   */
  drive(
    real: Pick<RealTime, 'soon'>,
    runUntil: (ms: number) => void,
    leap: (towardsMs: number) => void = () => undefined,
  ): () => void {
    let state: 'idle' | 'asked' | 'stopped' = 'idle';
    const wake = (): void => {
      if (state !== 'idle') return;
      state = 'asked';
      real.soon(() => {
        if (state === 'stopped') return;
        state = 'idle';
        let first = Infinity;
        for (const { atMs } of this.#due) first = Math.min(first, atMs);
        if (first < Infinity) leap(first);
        // One moment at a time: what it sets going (a container's process, an answer) is heard before the next.
        if (first < Infinity) runUntil(Math.min(first, this.#clock.nextDueMs ?? first));
        if (this.#waiting) wake();
      });
    };
    this.#wake = wake;
    if (this.#waiting) wake();
    return () => {
      this.#wake = undefined;
      state = 'stopped';
    };
  }
}
