// What was made lately, to be found again: most writes are about objects that are like the last ones.

/** So many are kept, and up to as many more. */
const KEPT = 2000;

export class Lately<K, V> {
  #entries = new Map<K, V>();
  #older = new Map<K, V>();

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry;
    const old = this.#older.get(key);
    // What is asked for is kept on.
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    if (this.#entries.size >= KEPT) {
      this.#older = this.#entries;
      this.#entries = new Map();
    }
    this.#entries.set(key, value);
  }
}
