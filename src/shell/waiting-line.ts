// One dim line below what was printed, when a command has been quiet for a while: what is waited for, and the key that skips to what
// happens next. It is for the eye alone: no stream carries it, and before anything else is written it is gone.

import { shownControls } from '#machine/shown-controls.ts';
import { cellsOfText } from './width.ts';

/** What a terminal needs to know of a world whose time can be moved on. */
export interface Skipping {
  /** Calls after so many milliseconds of the reader's own time. Returns what cancels it. */
  after(ms: number, run: () => void): () => void;
  /** What to say while `command` is waited for. Undefined: nothing is due that could end the wait. */
  words(command: string): string | undefined;
  /** Moves time on to the next event. `over`: whoever waited has gone on, which is one too. */
  skip(over: () => boolean): Promise<void>;
}

/** Ctrl-F: fast forward. No cooked terminal has another use for it. */
export const SKIP_KEY = '\x06';

/** The reader's own milliseconds. */
export const QUIET_MS = 2000;

export interface Place {
  readonly columns: number;
  /** Cells printed of a line that has not ended. */
  readonly openCells: number;
  readonly command: string;
  /** The screen is drawn upon, or a program reads what is typed: then nobody is kept waiting. */
  readonly isTaken: boolean;
}

export class WaitingLine {
  readonly #write: (text: string) => void;
  readonly #place: () => Place;
  readonly #skipping: Skipping;
  #cancel: (() => void) | undefined;
  #shown = false;
  #skips = false;
  /** Counts what was printed, so that a skip sees that something came. */
  #printed = 0;

  constructor(write: (text: string) => void, place: () => Place, skipping: Skipping) {
    this.#write = write;
    this.#place = place;
    this.#skipping = skipping;
  }

  /** A command has begun to run, or has printed something, or is about to: from now on it is quiet. */
  quiet(): void {
    this.#printed++;
    this.end();
    this.#cancel = this.#skipping.after(QUIET_MS, () => this.#show());
  }

  /** The prompt comes back. */
  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (!this.#shown) return;
    this.#shown = false;
    this.#write('\x1b[J');
  }

  /** @param isOver The command has ended. */
  async skip(isOver: () => boolean): Promise<void> {
    if (this.#skips) return;
    this.#skips = true;
    const before = this.#printed;
    try {
      await this.#skipping.skip(() => isOver() || this.#printed !== before);
    } finally {
      this.#skips = false;
    }
  }

  #show(): void {
    const { columns, openCells, command, isTaken } = this.#place();
    const column = openCells % columns;
    // At the very edge a terminal has not decided yet in which row it is.
    if (isTaken || (openCells > 0 && column === 0)) return;
    const words = this.#skipping.words(shownControls(command).replace(/\s*\n\s*/g, '; '));
    if (words === undefined) return;
    const line = `\x1b[2m${clipped(words, columns - 1)}\x1b[0m\r`;
    this.#write(openCells === 0 ? line : `\r\n${line}\x1b[A\x1b[${column}C`);
    this.#shown = true;
  }
}

/** What of a text fits into so many cells. */
function clipped(text: string, cells: number): string {
  if (cellsOfText(text) <= cells) return text;
  let kept = '';
  for (const character of text) {
    if (cellsOfText(kept + character) > cells - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
