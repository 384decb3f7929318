// A prompt and the line behind it on the screen: draws what has changed, and no more.

import { cellsOfText } from '../width.ts';
import { fitting, move, type Place, placeAfter, placeAfterPrompt, shown } from './layout.ts';
import { EMPTY, type Line } from './text.ts';

const GREY = '\x1b[90m';
const PLAIN = '\x1b[0m';
const CLEAR_BELOW = '\x1b[J';
/** The terminal marks what is pasted, so that a line break in it is text. */
const MARK_PASTES = '\x1b[?2004h';

export class LineScreen {
  columns: number;
  /** Cells that stand before the prompt in its row. */
  #offset = 0;
  #prompt = '';
  /** What stands there now. */
  #drawn = { prompt: '', text: EMPTY.text, cursor: { row: 0, column: 0 } as Place, suggestion: '' };
  #live = false;

  constructor(columns: number) {
    this.columns = columns;
  }

  start(prompt: string, offset: number, line: Line): string {
    this.#prompt = prompt;
    this.#offset = offset;
    return MARK_PASTES + this.again(line);
  }

  /** The prompt and the line, where the cursor is now. */
  again(line: Line): string {
    this.#live = true;
    return this.#whole(line, this.#prompt, '');
  }

  /** An empty screen, and on it the line. */
  clear(line: Line): string {
    this.#offset = 0;
    return `\x1b[H\x1b[2J${this.again(line)}`;
  }

  /** The cursor goes behind the line: it has been entered. */
  end(line: Line): string {
    const to = this.#placeOf(line.text.length, line.text, this.#drawn.prompt);
    const out = move(this.#drawn.cursor, to);
    this.#drawn = { ...this.#drawn, cursor: to };
    this.#offset = 0;
    this.#live = false;
    return out;
  }

  resize(columns: number, line: Line): string {
    if (!this.#live) {
      this.columns = columns;
      return '';
    }
    // The terminal leaves the rows of a line that has the cursor as they were, or cuts them.
    const up = this.#drawn.cursor.row;
    this.columns = columns;
    const inPlace = this.#offset < columns;
    const right = inPlace && this.#offset > 0 ? `\x1b[${this.#offset}C` : '';
    const begin = `\r${up > 0 ? `\x1b[${up}A` : ''}${right}`;
    if (!inPlace) this.#offset = 0;
    return `${begin}${inPlace ? CLEAR_BELOW : '\r\n'}${this.#whole(line, this.#prompt, '')}`;
  }

  /** @param prompt In place of the usual one, as while searching. */
  draw(line: Line, prompt = this.#prompt, suggestion = ''): string {
    const before = this.#drawn;
    if (before.prompt !== prompt) {
      const right = this.#offset > 0 ? `\x1b[${this.#offset}C` : '';
      const up = before.cursor.row > 0 ? `\x1b[${before.cursor.row}A` : '';
      return `\r${up}${right}${CLEAR_BELOW}${this.#whole(line, prompt, suggestion)}`;
    }
    let same = 0;
    while (same < before.text.length && same < line.text.length && before.text[same] === line.text[same]) same++;
    const unchanged = same === before.text.length && same === line.text.length;
    const hint = this.#hintFor(line, prompt, suggestion);
    if (unchanged && before.suggestion === hint) {
      const cursor = this.#placeOf(line.at, line.text, prompt);
      const out = move(before.cursor, cursor);
      this.#drawn = { ...before, cursor };
      return out;
    }
    const from = this.#placeOf(same, line.text, prompt);
    const wipes = same < before.text.length || before.suggestion !== '';
    return `${move(before.cursor, from)}${wipes ? CLEAR_BELOW : ''}${this.#tail(line, same, prompt, hint)}`;
  }

  #whole(line: Line, prompt: string, suggestion: string): string {
    return prompt.replaceAll('\n', '\r\n') + this.#tail(line, 0, prompt, this.#hintFor(line, prompt, suggestion));
  }

  /** The characters from one on, and the cursor where it belongs. */
  #tail(line: Line, from: number, prompt: string, hint: string): string {
    let out = line.text.slice(from).map(shown).join('').replaceAll('\n', '\r\n');
    const end = this.#placeOf(line.text.length, line.text, prompt);
    // A full row leaves the terminal's cursor hanging at its end until something follows.
    if (end.column === 0 && end.row > 0 && line.text.at(-1) !== '\n') out += ' \r';
    let at = end;
    if (hint !== '') {
      out += `${GREY}${hint}${PLAIN}`;
      at = { row: end.row, column: end.column + cellsOfText(hint) };
    }
    const cursor = this.#placeOf(line.at, line.text, prompt);
    this.#drawn = { prompt, text: line.text, cursor, suggestion: hint };
    return out + move(at, cursor);
  }

  /** As much of it as stands in the cursor's row, a cell left free. */
  #hintFor(line: Line, prompt: string, suggestion: string): string {
    if (suggestion === '') return '';
    return fitting(suggestion, this.columns - 1 - this.#placeOf(line.text.length, line.text, prompt).column);
  }

  #placeOf(count: number, text: readonly string[], prompt: string): Place {
    return placeAfter(placeAfterPrompt(prompt, this.#offset, this.columns), text.slice(0, count), this.columns);
  }
}
