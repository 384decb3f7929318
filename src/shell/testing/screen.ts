// A terminal for tests: what would stand on the screen, its cursor, and what it was told to do beside.

import { cellsOf } from '../width.ts';

const PIECE = /\x1b\[([?\d;]*)([A-Za-z])|\x1b\]([^\x07]*)\x07|[\s\S]/gu;

export class Screen {
  #rows: string[][] = [[]];
  row = 0;
  column = 0;
  columns: number;
  bells = 0;
  /** It marks pasted text. */
  marksPastes = false;
  #hangs = false;
  #colour = '';
  /** Characters in grey, as they were written. */
  grey = '';
  /** All that was written. */
  written = '';

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    this.written += text;
    for (const match of text.matchAll(PIECE)) this.#obey(match);
  }

  #obey([piece, argument, letter, title]: RegExpExecArray): void {
    const n = Number(argument || 1);
    if (letter === undefined && title === undefined && piece >= ' ') {
      this.#put(piece);
      return;
    }
    this.#hangs = false;
    if (letter === 'A') this.row = Math.max(0, this.row - n);
    else if (letter === 'B') this.row += n;
    else if (letter === 'C') this.column = Math.min(this.columns - 1, this.column + n);
    else if (letter === 'D') this.column = Math.max(0, this.column - n);
    else if (letter === 'H') [this.row, this.column] = [0, 0];
    else if (letter === 'J' && argument === '2') this.#rows = [[]];
    else if (letter === 'J') this.#clearBelow();
    else if (letter === 'K') this.#rows[this.row]!.length = Math.min(this.#rows[this.row]!.length, this.column);
    else if (letter === 'm') this.#colour = argument ?? '';
    else if (letter === 'h' && argument === '?2004') this.marksPastes = true;
    else if (letter === 'l' && argument === '?2004') this.marksPastes = false;
    else if (piece === '\r') this.column = 0;
    else if (piece === '\n') this.row++;
    else if (piece === '\b') this.column = Math.max(0, this.column - 1);
    else if (piece === '\t') this.column = Math.min(this.columns - 1, this.column + 8 - (this.column % 8));
    else if (piece === '\x07') this.bells++;
    else throw new Error(`a terminal for tests does not know ${JSON.stringify(piece)}`);
    this.#makeRows();
  }

  #put(character: string): void {
    const cells = cellsOf(character);
    if (cells === 0) {
      const row = this.#rows[this.row]!;
      row[this.column - 1] = (row[this.column - 1] ?? '') + character;
      return;
    }
    if (this.#hangs || this.column + cells > this.columns) {
      this.column = 0;
      this.row++;
      this.#makeRows();
    }
    const row = this.#rows[this.row]!;
    while (row.length < this.column) row.push(' ');
    row[this.column] = character;
    for (let i = 1; i < cells; i++) row[this.column + i] = '';
    if (this.#colour === '90') this.grey += character;
    this.column += cells;
    // The cursor hangs at the end of a full row until something follows.
    this.#hangs = this.column >= this.columns;
    if (this.#hangs) this.column = this.columns - 1;
  }

  #makeRows(): void {
    while (this.#rows.length <= this.row) this.#rows.push([]);
  }

  #clearBelow(): void {
    this.#rows[this.row]!.length = Math.min(this.#rows[this.row]!.length, this.column);
    this.#rows.length = this.row + 1;
  }

  /** As xterm does it: rows of the line that has the cursor stay, and what does not fit is cut. */
  resize(columns: number): void {
    this.columns = columns;
    for (const row of this.#rows) row.length = Math.min(row.length, columns);
    this.column = Math.min(this.column, columns - 1);
  }

  get text(): string {
    return this.#rows
      .map((row) =>
        Array.from(row, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  /** The text with `|` where the cursor is. */
  get withCursor(): string {
    const rows = this.#rows.map((row) => Array.from(row, (cell) => cell ?? ' '));
    const row = rows[this.row]!;
    while (row.length < this.column) row.push(' ');
    row.splice(this.#hangs ? this.columns : this.column, 0, '|');
    return rows
      .map((each) => each.join('').trimEnd())
      .join('\n')
      .trimEnd();
  }
}
