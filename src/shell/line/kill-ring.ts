// What was cut from lines, for pasting: the last ten, each grown by what is cut right after it.

const KEPT = 10;

export class KillRing {
  #kept: string[] = [];
  /** The one that was pasted last. */
  #at = 0;

  /** @param joins It was cut right after the one before, and stood before it (`before`) or after it. */
  add(text: string, joins: 'before' | 'after' | undefined): void {
    if (text === '') return;
    const last = this.#kept.at(-1);
    if (joins && last !== undefined) this.#kept[this.#kept.length - 1] = joins === 'before' ? text + last : last + text;
    else this.#kept = [...this.#kept, text].slice(-KEPT);
  }

  newest(): string {
    this.#at = this.#kept.length - 1;
    return this.#kept[this.#at] ?? '';
  }

  /** The one before that which was pasted last. */
  older(): string {
    this.#at = (this.#at + this.#kept.length - 1) % Math.max(1, this.#kept.length);
    return this.#kept[this.#at] ?? '';
  }
}
