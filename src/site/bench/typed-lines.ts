// What stands typed at the prompts: kept when the page goes, so that a reload loses nothing. It lasts as long as the tab.

export class TypedLines {
  readonly #key: string;
  #lines: Record<number, string> = {};

  /** @param keeps False: nothing is read, and nothing outlives the page. */
  constructor(lesson: string, keeps: boolean) {
    this.#key = `portolan-typed/${lesson}`;
    if (!keeps) return;
    try {
      this.#lines = JSON.parse(sessionStorage.getItem(this.#key) ?? '{}') as Record<number, string>;
    } catch {
      // Nothing was kept, or nothing may be.
    }
    addEventListener('pagehide', () => this.#save());
    document.addEventListener('visibilitychange', () => document.hidden && this.#save());
  }

  /** By terminal. Line breaks are text: nothing is entered again by itself. */
  get all(): Readonly<Record<number, string>> {
    return Object.fromEntries(
      Object.entries(this.#lines).map(([id, text]) => [
        id,
        text.replace(/\r\n?/g, '\n').replace(/[\n\x00-\x08\x0b-\x1f]+$/, ''),
      ]),
    );
  }

  keep(terminal: number, text: string): void {
    if (text === '') delete this.#lines[terminal];
    else this.#lines[terminal] = text;
  }

  clear(): void {
    this.#lines = {};
  }

  #save(): void {
    try {
      if (Object.keys(this.#lines).length === 0) sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, JSON.stringify(this.#lines));
    } catch {
      // Not allowed here: what is typed lasts as long as the page.
    }
  }
}
