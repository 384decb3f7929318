// What the browser keeps of a lesson. A store that is full or blocked is said once; the page goes on from memory, and tries again.

import { createStore, del, get, set } from 'idb-keyval';
import type { SavedState } from '../worker/protocol.ts';

export interface Kept {
  readonly engine: SavedState;
  /** The tail of what the terminals printed, by terminal. */
  readonly screens: Readonly<Record<string, string>>;
  /** When it was kept, milliseconds since the epoch. */
  readonly at: number;
  readonly done: boolean;
}

export type StoreTrouble = 'full' | 'blocked';

const TRY_AGAIN_MS = 5000;

export class LessonStore {
  readonly #key: string;
  readonly #trouble: (trouble: StoreTrouble | undefined) => void;
  #store: ReturnType<typeof createStore> | undefined;
  #memory: Kept | undefined;
  #failing: StoreTrouble | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(lesson: string, trouble: (trouble: StoreTrouble | undefined) => void) {
    this.#key = `lesson/${lesson}`;
    this.#trouble = trouble;
    try {
      this.#store = createStore('portolan', 'lessons');
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What was done last is in this page's memory only. */
  get unsaved(): boolean {
    return this.#failing !== undefined && this.#memory !== undefined;
  }

  async load(): Promise<Kept | undefined> {
    if (!this.#store || this.#memory) return this.#memory;
    try {
      this.#memory = await within(get<Kept>(this.#key, this.#store));
    } catch (error) {
      this.#failed(error);
    }
    return this.#memory;
  }

  async save(kept: Kept): Promise<void> {
    this.#memory = kept;
    if (!this.#store) return;
    try {
      await within(set(this.#key, kept, this.#store));
      markDone(this.#key.slice('lesson/'.length), kept.done);
      if (this.#failing) this.#trouble((this.#failing = undefined));
    } catch (error) {
      this.#failed(error);
    }
  }

  async clear(): Promise<void> {
    this.#memory = undefined;
    clearTimeout(this.#again);
    try {
      if (this.#store) await within(del(this.#key, this.#store));
    } catch (error) {
      this.#failed(error);
    }
    // Last: a save that was under way marks what it kept once it is through.
    markDone(this.#key.slice('lesson/'.length), false);
  }

  #failed(error: unknown): void {
    clearTimeout(this.#again);
    if (this.#store) this.#again = setTimeout(() => this.#memory && void this.save(this.#memory), TRY_AGAIN_MS);
    const trouble: StoreTrouble = error instanceof Error && error.name === 'QuotaExceededError' ? 'full' : 'blocked';
    if (this.#failing === trouble) return;
    this.#failing = trouble;
    this.#trouble(trouble);
  }
}

/** A store that never answers (a browser that is closing another tab's version) counts as blocked. */
function within<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<T>((_, reject) => setTimeout(() => reject(new Error('the browser store did not answer')), 4000)),
  ]);
}

/** The course page reads this without opening the store. */
function markDone(lesson: string, done: boolean): void {
  try {
    if (done) localStorage.setItem(`portolan-done/${lesson}`, '1');
    else localStorage.removeItem(`portolan-done/${lesson}`);
  } catch {
    // The mark on the course page is a courtesy; progress itself is in the store.
  }
}
