// Incremental search through the history: Ctrl-R and Ctrl-S. Models readline's isearch.c.

import type { Line } from './text.ts';

export class Search {
  query = '';
  failed = false;
  forward: boolean;
  readonly #history: readonly string[];
  readonly #before: Line;
  /** The history's line that is shown; its length stands for the one being typed. */
  #found: number;

  constructor(history: readonly string[], before: Line, forward: boolean) {
    this.#history = history;
    this.#before = before;
    this.#found = history.length;
    this.forward = forward;
  }

  /** The line as it was when the search began. */
  get before(): Line {
    return this.#before;
  }

  /** Undefined: the line being typed. */
  get found(): number | undefined {
    return this.#found < this.#history.length ? this.#found : undefined;
  }

  get prompt(): string {
    return `(${this.failed ? 'failed ' : ''}${this.forward ? '' : 'reverse-'}i-search)\`${this.query}': `;
  }

  type(text: string): Line | undefined {
    this.query += text;
    return this.#find(this.#found);
  }

  rubOut(): Line | undefined {
    this.query = [...this.query].slice(0, -1).join('');
    if (this.query === '') {
      this.failed = false;
      this.#found = this.#history.length;
      return this.#before;
    }
    return this.#find(this.forward ? 0 : this.#history.length - 1);
  }

  /** The next match that way. With nothing to look for, the last search's. */
  again(forward: boolean, last: string): Line | undefined {
    this.forward = forward;
    if (this.query === '') {
      this.query = last;
      return this.query === '' ? undefined : this.#find(this.#found);
    }
    return this.#find(this.#found + (forward ? 1 : -1));
  }

  /** Undefined: nothing was found, and the line stays. */
  #find(from: number): Line | undefined {
    const step = this.forward ? 1 : -1;
    const shown = this.#history[this.#found];
    for (let at = Math.min(from, this.#history.length - 1); at >= 0 && at < this.#history.length; at += step) {
      const line = this.#history[at]!;
      const index = line.lastIndexOf(this.query);
      if (index < 0 || (at !== this.#found && line === shown)) continue;
      this.#found = at;
      this.failed = false;
      return { text: [...line], at: [...line.slice(0, index)].length };
    }
    this.failed = true;
    return undefined;
  }
}
