// What was run since the state that is kept. A page can be closed before the browser has kept a state; a line of text it keeps at once.
// Whoever comes back has it typed again: rather twice than never.

/** As many as nobody types between two states. */
const MOST = 100;
/** What Ctrl-C ended would never end by itself; what reads the keyboard, here or on another machine, waits for lines that are not kept. */
const INTERRUPTED = 130;
const LEADS_AWAY =
  /^\s*ssh\s+\S+\s*$|\b(?:kubectl|k)\b[^|;&]*\s(?:exec|run|attach|debug)\s[^|;&]*?(?<=\s)(?:-it|-ti|-i|--stdin)(?![\w-])/;
const READS_KEYS = /^\s*(?:(?:ba|da|a)?sh\s*$|cat\s*(?:>.*)?$)|\s-f\s+-\s*$/;

/** Lines can be run again, one after the other, and end. */
export const canRunAgain = (line: string, exitCode: number): boolean =>
  exitCode !== INTERRUPTED && !LEADS_AWAY.test(line) && (/[|<]/.test(line) || !READS_KEYS.test(line));

type Entry = readonly [number: number, line: string];

export class Journal {
  readonly #key: string;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  #entries: readonly Entry[] = [];
  /** What is still to be typed again, and will be behind whatever is run meanwhile. */
  #again: readonly string[] = [];
  #base = 0;
  #count = 0;

  /** @param storage Undefined: nothing outlives the page. */
  constructor(lesson: string, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined) {
    this.#key = `portolan-journal/${lesson}`;
    this.#storage = storage;
  }

  /** How many lines were run, in all of this lesson. A state is kept together with this number. */
  get count(): number {
    return this.#count;
  }

  /** How many had been run when this engine began: it counts its own. */
  get base(): number {
    return this.#base;
  }

  /** Lines were run after the state that was kept with `count`. */
  isAheadOf(count: number): boolean {
    return this.#read().some(([number]) => number > count);
  }

  ran(line: string, exitCode: number): void {
    this.#count++;
    if (this.#again[0] === line) this.#again = this.#again.slice(1);
    if (canRunAgain(line, exitCode)) this.#entries = [...this.#entries, [this.#count, line] as const].slice(-MOST);
    this.#write();
  }

  /** The state after so many lines is kept. */
  kept(count: number): void {
    const left = this.#entries.filter(([number]) => number > count);
    if (left.length === this.#entries.length) return;
    this.#entries = left;
    this.#write();
  }

  /** An engine begins: all that was run is in the state that was kept with `count`. */
  begin(count: number): void {
    this.#base = count;
    this.#count = count;
    this.#entries = [];
    this.#again = [];
  }

  /** What was run after the state that was kept with `count`, to be typed again. */
  *after(count: number): Generator<string> {
    const lines = this.#read().flatMap(([number, line]) => (number > count ? [line] : []));
    this.begin(count);
    this.#again = lines;
    for (const [i, line] of lines.entries()) {
      yield line;
      // It was not run as it stands, or what was typed meanwhile swallowed it: it is not tried for ever.
      this.#again = this.#again.slice(Math.max(0, this.#again.length - (lines.length - i - 1)));
    }
    this.#write();
  }

  clear(): void {
    this.begin(0);
    this.#write();
  }

  #write(): void {
    try {
      const all = [...this.#entries, ...this.#again.map((line, i): Entry => [this.#count + 1 + i, line])];
      if (all.length === 0) this.#storage?.removeItem(this.#key);
      else this.#storage?.setItem(this.#key, JSON.stringify(all));
    } catch {
      // The state itself will say that nothing can be kept.
    }
  }

  #read(): readonly Entry[] {
    try {
      const read: unknown = JSON.parse(this.#storage?.getItem(this.#key) ?? '[]');
      return Array.isArray(read) ? read.filter(isEntry) : [];
    } catch {
      return [];
    }
  }
}

function isEntry(value: unknown): value is Entry {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string';
}
