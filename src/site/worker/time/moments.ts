// Moments that one can go back to: one before each command. They share with each other what has not changed in between.

import { share } from '#apimachinery/share.ts';
import type { Snapshot } from '#lab/lab.ts';
import type { ShellMemory } from '#shell/shell.ts';

export interface Moment<Saved extends { readonly snapshot: Snapshot }> {
  /** Counts up. */
  readonly id: number;
  /** The line that was run then; undefined: one went back to an earlier moment, and this was left. */
  readonly line: string | undefined;
  readonly saved: Saved;
  /** By terminal. */
  readonly shells: ReadonlyMap<number, ShellMemory>;
}

/** So many moments are kept, and so much of what only they still have: in characters of JSON. The oldest goes first. */
const LIMITS = { moments: 100, characters: 12_000_000 } as const;
/** What a file weighs besides its path and its text, and what an object's place in a list does. */
const WEIGHT = { file: 50, place: 4 } as const;

export class Moments<Saved extends { readonly snapshot: Snapshot }> {
  readonly #limits: { readonly moments: number; readonly characters: number };
  /** With what each has that the next has not. */
  #kept: { readonly moment: Moment<Saved>; own: number }[] = [];
  #count = 0;
  readonly #sizes = new WeakMap<object, number>();

  constructor(limits: { readonly moments: number; readonly characters: number } = LIMITS) {
    this.#limits = limits;
  }

  take(line: string | undefined, saved: Saved, shells: Moment<Saved>['shells']): void {
    const last = this.#kept.at(-1);
    const own = last ? sharing(saved, last.moment.saved.snapshot) : saved;
    if (last) last.own = this.#sizeWithout(last.moment.saved.snapshot, own.snapshot);
    this.#kept.push({ moment: { id: ++this.#count, line, saved: own, shells }, own: 0 });
    const { moments, characters } = this.#limits;
    let sum = this.#kept.reduce((total, { own }) => total + own, 0);
    while (this.#kept.length > moments || (sum > characters && this.#kept.length > 1)) sum -= this.#kept.shift()!.own;
  }

  /** The oldest first. */
  get all(): readonly Moment<Saved>[] {
    return this.#kept.map(({ moment }) => moment);
  }

  get(id: number): Moment<Saved> | undefined {
    return this.#kept.find(({ moment }) => moment.id === id)?.moment;
  }

  /** How many there have been that are not kept any longer. */
  get dropped(): number {
    return this.#count - this.#kept.length;
  }

  /** What `snapshot` has, and `next` has not. */
  #sizeWithout(snapshot: Snapshot, next: Snapshot): number {
    const staying = new Set<unknown>(Object.values(next.storage.objects).flat());
    let size = 0;
    for (const [resource, list] of Object.entries(snapshot.storage.objects)) {
      if (list === next.storage.objects[resource]) continue;
      size += list.length * WEIGHT.place;
      for (const object of list) if (!staying.has(object)) size += this.#sizeOf(object);
    }
    for (const [place, files] of Object.entries({ ...snapshot.machines.files, ...snapshot.machines.containers })) {
      const after = next.machines.files[place] ?? next.machines.containers[place] ?? {};
      if (files === after) continue;
      for (const [path, file] of Object.entries(files)) {
        if (file === after[path]) continue;
        size += WEIGHT.file + path.length;
        if (file.text !== after[path]?.text) size += file.text?.length ?? 0;
      }
    }
    return size;
  }

  #sizeOf(object: object): number {
    let size = this.#sizes.get(object);
    if (size === undefined) this.#sizes.set(object, (size = JSON.stringify(object).length));
    return size;
  }
}

/**
 * Stored objects are the same as before where they have not changed. A snapshot makes the files of every machine and container anew: of
 * three hundred Pods that is a megabyte for each line.
 */
function sharing<Saved extends { readonly snapshot: Snapshot }>(saved: Saved, before: Snapshot): Saved {
  return { ...saved, snapshot: { ...saved.snapshot, machines: share(saved.snapshot.machines, before.machines) } };
}
