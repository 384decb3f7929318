// What is kept of a lesson, in short and beside the store: the course page says how far one is without opening that.

import type { Kept } from '../bench/store.ts';

/** Of a lesson that was begun. */
export interface Mark {
  /** Exercises that are solved. */
  readonly solved: number;
  /** When it was kept, milliseconds since the epoch. */
  readonly at: number;
}

const doneKey = (lesson: string): string => `portolan-done/${lesson}`;
const begunKey = (lesson: string): string => `portolan-begun/${lesson}`;

/** @param kept Undefined: nothing is. */
export function markLesson(lesson: string, kept: Pick<Kept, 'done' | 'solved' | 'at'> | undefined): void {
  try {
    if (kept?.done) localStorage.setItem(doneKey(lesson), '1');
    else localStorage.removeItem(doneKey(lesson));
    const mark: Mark | undefined = kept && { solved: kept.solved ?? 0, at: kept.at };
    if (mark) localStorage.setItem(begunKey(lesson), JSON.stringify(mark));
    else localStorage.removeItem(begunKey(lesson));
  } catch {
    // The mark on the course page is a courtesy; progress itself is in the store.
  }
}

export function isDone(lesson: string): boolean {
  try {
    return localStorage.getItem(doneKey(lesson)) !== null;
  } catch {
    return false;
  }
}

/** Undefined: it was not begun, or the browser stores nothing. */
export function markOf(lesson: string): Mark | undefined {
  try {
    const mark = JSON.parse(localStorage.getItem(begunKey(lesson)) ?? 'null') as Partial<Mark> | null;
    return typeof mark?.solved === 'number' && typeof mark.at === 'number' ? (mark as Mark) : undefined;
  } catch {
    return undefined;
  }
}
