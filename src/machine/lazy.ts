// Code that is fetched when it is first needed: a page must not wait for what its first prompt does not show.

import type { Program } from './program.ts';

/** On their way. */
const fetching = new Set<Promise<unknown>>();

/** Resolves when nothing that was asked for is on its way any more: whoever moves simulated time on does not leave it behind. */
export async function fetched(): Promise<void> {
  while (fetching.size > 0) await Promise.allSettled(fetching);
}

export class Lazy<T> {
  readonly #fetch: () => Promise<T>;
  #fetching: Promise<T> | undefined;
  #value: T | undefined;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
  }

  /** Undefined until it was loaded. */
  get value(): T | undefined {
    return this.#value;
  }

  /** @throws What the fetch threw. It is tried anew by the next call. */
  load(): Promise<T> {
    if (this.#fetching) return this.#fetching;
    const own = this.#fetch()
      .then(
        (value) => (this.#value = value),
        (error) => {
          this.#fetching = undefined;
          throw error;
        },
      )
      .finally(() => fetching.delete(own));
    fetching.add(own);
    this.#fetching = own;
    return own;
  }
}

/** A program whose code is part of `part`. Exit code 126 with a line that says why if it could not be fetched. */
export function lazyProgram<T>(part: Lazy<T>, programOf: (part: T) => Program): Program {
  return async (process) => {
    let loaded: T;
    try {
      loaded = part.value ?? (await part.load());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`${process.argv[0]}: this program could not be fetched (${reason}). Try once more.\n`);
      return 126;
    }
    return programOf(loaded)(process);
  };
}
