// What the browser keeps of a lesson. A store that is full or blocked is said once; the page goes on from memory, and tries again.

import { createStore, del, entries, get, set } from 'idb-keyval';
import { markLesson } from '../progress/marks.ts';
import type { SavedState } from '../worker/protocol.ts';
import type { TerminalPlace } from './places.ts';

export interface Kept {
  readonly engine: SavedState;
  /** The tail of what the terminals printed, by terminal. */
  readonly screens: Readonly<Record<string, string>>;
  /** Terminals that began elsewhere than on the laptop, by terminal. */
  readonly places?: Readonly<Record<string, TerminalPlace>>;
  /** When it was kept, milliseconds since the epoch. */
  readonly at: number;
  readonly done: boolean;
  /** Exercises that are solved. */
  readonly solved?: number;
  /** How many lines had been run: those that the journal has beyond it are run again. */
  readonly ran?: number;
  /** What was written in the editor, by the file's name in the home folder. */
  readonly written?: Readonly<Record<string, string>>;
}

/** A state that no version here could take up, put away as it was. */
export interface Aside {
  readonly lesson: string;
  readonly kept: Kept;
}

/** `unread`: something is kept that could not be read when the page opened; nothing is written over it. */
export type StoreTrouble = 'full' | 'blocked' | 'unread';

const TRY_AGAIN_MS = 5000;

const open = (): ReturnType<typeof createStore> => createStore('portolan', 'lessons');
const keyOf = (lesson: string): string => `lesson/${lesson}`;
const ASIDE = 'aside/';

/** What is kept of every lesson, by its slug. */
export async function everyLesson(): Promise<Readonly<Record<string, Kept>>> {
  const all = await within(entries<string, Kept>(open()));
  const lessons = all.filter(([key]) => key.startsWith(keyOf('')));
  return Object.fromEntries(lessons.map(([key, kept]) => [key.slice(keyOf('').length), kept]));
}

/** What was put away, the oldest first. */
export async function everyAside(): Promise<readonly Aside[]> {
  const all = await within(entries<string, Kept>(open()));
  return all
    .filter(([key]) => key.startsWith(ASIDE))
    .map(([key, kept]) => ({ lesson: key.split('/')[1] ?? '', kept }))
    .sort((a, b) => a.kept.at - b.kept.at);
}

/** In place of what was kept of it. */
export async function keepLesson(lesson: string, kept: Kept): Promise<void> {
  await within(set(keyOf(lesson), kept, open()));
  markLesson(lesson, kept);
  // What was typed, written and opened after another state.
  for (const kind of ['journal', 'drafts', 'terminals']) localStorage.removeItem(`portolan-${kind}/${lesson}`);
}

export class LessonStore {
  readonly #lesson: string;
  readonly #trouble: (trouble: StoreTrouble | undefined) => void;
  #store: ReturnType<typeof createStore> | undefined;
  #memory: Kept | undefined;
  #failing: StoreTrouble | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  /** The browser has not, or not yet, kept what is in memory. */
  #isAhead = false;
  /** Whether something is kept is not known: reading it failed. */
  #unread = false;

  /** @param keeps False: nothing outlives the page. */
  constructor(lesson: string, keeps: boolean, trouble: (trouble: StoreTrouble | undefined) => void) {
    this.#lesson = lesson;
    this.#trouble = trouble;
    if (!keeps) return;
    try {
      this.#store = open();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What was done last is in this page's memory only. */
  get unsaved(): boolean {
    return this.#failing !== undefined && this.#memory !== undefined;
  }

  /** The browser has what `load` gives. */
  get isKept(): boolean {
    return !this.#isAhead;
  }

  async load(): Promise<Kept | undefined> {
    if (!this.#store || this.#memory) return this.#memory;
    try {
      this.#memory = await within(get<Kept>(keyOf(this.#lesson), this.#store));
    } catch (error) {
      this.#unread = true;
      this.#failed(error);
    }
    return this.#memory;
  }

  async save(kept: Kept): Promise<void> {
    this.#memory = kept;
    this.#isAhead = true;
    if (!this.#store) return;
    try {
      if (this.#unread && (await within(get(keyOf(this.#lesson), this.#store)))) {
        clearTimeout(this.#again);
        this.#tell('unread');
        return;
      }
      this.#unread = false;
      await within(set(keyOf(this.#lesson), kept, this.#store));
      if (this.#memory === kept) this.#isAhead = false;
      markLesson(this.#lesson, kept);
      if (this.#failing) this.#trouble((this.#failing = undefined));
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What is kept makes room, and is put away as it is. False: the browser did not let it; then nothing is written over it. */
  async putAside(): Promise<boolean> {
    const kept = this.#memory;
    this.#memory = undefined;
    this.#isAhead = false;
    if (!this.#store || !kept) return false;
    try {
      await within(set(`${ASIDE}${this.#lesson}/${kept.at}`, kept, this.#store));
      await within(del(keyOf(this.#lesson), this.#store));
    } catch {
      this.#unread = true;
      return false;
    }
    markLesson(this.#lesson, undefined);
    return true;
  }

  async clear(): Promise<void> {
    this.#memory = undefined;
    this.#isAhead = false;
    this.#unread = false;
    clearTimeout(this.#again);
    try {
      if (this.#store) await within(del(keyOf(this.#lesson), this.#store));
    } catch (error) {
      this.#failed(error);
    }
    // Last: a save that was under way marks what it kept once it is through.
    if (this.#store) markLesson(this.#lesson, undefined);
  }

  /** Another tab may keep something else from now on, and nothing of this one's may come over it. */
  forget(): void {
    clearTimeout(this.#again);
    this.#memory = undefined;
    this.#isAhead = false;
    this.#failing = undefined;
  }

  #failed(error: unknown): void {
    clearTimeout(this.#again);
    if (this.#store) this.#again = setTimeout(() => this.#memory && void this.save(this.#memory), TRY_AGAIN_MS);
    this.#tell(error instanceof Error && error.name === 'QuotaExceededError' ? 'full' : 'blocked');
  }

  #tell(trouble: StoreTrouble): void {
    if (this.#failing === trouble) return;
    this.#failing = trouble;
    this.#trouble(trouble);
  }
}

export class StoreSilent extends Error {
  constructor() {
    super('the browser store did not answer');
  }
}

/** A store that never answers (a browser that is closing another tab's version) counts as blocked. */
function within<T>(work: Promise<T>): Promise<T> {
  return Promise.race([work, new Promise<T>((_, reject) => setTimeout(() => reject(new StoreSilent()), 4000))]);
}
