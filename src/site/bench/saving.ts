// When the state is kept: once things are quiet, now and then while they are not, and before the page is left.

import { saveBeforeLeaving } from './leaving.ts';

/** Kept when nothing has changed for so long, and at least so often while something does. */
const [QUIET_MS, AT_LEAST_MS] = [200, 1200];

export class Saving {
  readonly #keep: () => Promise<void>;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #changedAt: number | undefined;
  #saving: Promise<void> | undefined;

  constructor(keep: () => Promise<void>) {
    this.#keep = keep;
    document.addEventListener('visibilitychange', () => document.hidden && void this.now());
    saveBeforeLeaving(() => (this.#changedAt === undefined ? this.#saving : this.now()));
  }

  readonly soon = (): void => {
    const now = performance.now();
    this.#changedAt ??= now;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(
      () => void this.now(),
      Math.max(0, Math.min(QUIET_MS, this.#changedAt + AT_LEAST_MS - now)),
    );
  };

  /** Resolves when it is kept. */
  now(): Promise<void> {
    clearTimeout(this.#quiet);
    this.#changedAt = undefined;
    const mine: Promise<void> = this.#keep().finally(() => {
      if (this.#saving === mine) this.#saving = undefined;
    });
    this.#saving = mine;
    return mine;
  }
}
