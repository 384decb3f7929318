// How long the learner took for exercises with a cluster of their own, by their own clock: from `begin` until every check has passed.
// It stands still while the page is closed.

/** What an exercise took, milliseconds. */
export interface Taken {
  readonly last: number;
  readonly best: number;
}

/** By exercise. A value: it is saved with the lesson. */
export type Times = Readonly<Record<string, Taken>>;

export class Stopwatch {
  readonly #now: () => number;
  #spentMs: number;
  #since: number | undefined;

  /** @param spentMs What was spent before, in an earlier visit. */
  constructor(now: () => number, spentMs = 0) {
    this.#now = now;
    this.#spentMs = spentMs;
  }

  get ms(): number {
    return Math.round(this.#spentMs + (this.#since === undefined ? 0 : this.#now() - this.#since));
  }

  get runs(): boolean {
    return this.#since !== undefined;
  }

  /** @param run Does it run from now on? */
  turn(run: boolean): void {
    if (run === this.runs) return;
    this.#spentMs = this.ms;
    this.#since = run ? this.#now() : undefined;
  }
}

/** `times` with one more. */
export function taken(times: Times, exercise: string, ms: number): Times {
  const best = Math.min(ms, times[exercise]?.best ?? ms);
  return { ...times, [exercise]: { last: ms, best } };
}
