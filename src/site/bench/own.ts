// What the browser keeps of a lesson the moment it is so, beside the state of its cluster: small things, each by its name.

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class Own {
  readonly #lesson: string;
  readonly #storage: () => Store | undefined;
  #isFull = false;

  /** @param storage Undefined: nothing is to outlive the page. It throws where the browser lets nothing be stored. */
  constructor(lesson: string, storage: () => Store | undefined) {
    this.#lesson = lesson;
    this.#storage = storage;
  }

  /** Undefined: there is nothing. */
  get(name: string): unknown {
    try {
      return JSON.parse(this.#storage()?.getItem(this.#key(name)) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** @param value Undefined: nothing any more. */
  set(name: string, value: unknown): void {
    try {
      if (value === undefined) this.#storage()?.removeItem(this.#key(name));
      else this.#storage()?.setItem(this.#key(name), JSON.stringify(value));
      this.#isFull = false;
    } catch {
      this.#isFull = true;
    }
  }

  /** What was set last is in this page's memory only, though the browser was to keep it. */
  get isFull(): boolean {
    return this.#isFull;
  }

  #key(name: string): string {
    return `portolan-${name}/${this.#lesson}`;
  }
}
