// What comes late without a change of any object, such as a server's first answer, is looked for again.

import type { RealTime } from '#lab/clock.ts';

/** After so long, one after the other; then never, until something changes. */
export const LOOK_AGAIN_MS = [1000, 3000, 9000];

export class LookAgain {
  readonly #time: Pick<RealTime, 'setTimeout' | 'clearTimeout'>;
  readonly #look: () => void;
  #timer: unknown;
  /** How often it was looked again since the last change. */
  #looks = 0;

  constructor(time: Pick<RealTime, 'setTimeout' | 'clearTimeout'>, look: () => void) {
    this.#time = time;
    this.#look = look;
  }

  /** Something has changed: there is reason to look as often as at first. */
  changed(): void {
    this.#looks = 0;
  }

  /** What was seen may still be coming. */
  later(): void {
    const ms = LOOK_AGAIN_MS[this.#looks];
    this.stop();
    if (ms === undefined) return;
    this.#timer = this.#time.setTimeout(() => {
      this.#timer = undefined;
      this.#looks++;
      this.#look();
    }, ms);
  }

  /** Whoever looks now needs no reminder. */
  stop(): void {
    if (this.#timer !== undefined) this.#time.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
