// Where on the screen the characters of a line stand.

import { cellsOf, cellsOfText } from '../width.ts';

export interface Place {
  /** From the prompt's first row. */
  readonly row: number;
  readonly column: number;
}

/** A character as it is shown: what would control the terminal is spelt. */
export function shown(character: string): string {
  if (character === '\n' || character === '\t' || character >= ' ') return character === '\x7f' ? '^?' : character;
  return `^${String.fromCharCode(character.charCodeAt(0) + 64)}`;
}

/** The place after a text that begins at another. Long rows wrap, and a wide character does not split. */
export function placeAfter(from: Place, text: readonly string[], columns: number): Place {
  let { row, column } = from;
  for (const character of text) {
    if (character === '\n') {
      row++;
      column = 0;
      continue;
    }
    for (const piece of shown(character)) {
      const cells = piece === '\t' ? Math.min(8 - (column % 8), columns - column) : cellsOf(piece);
      if (column + cells > columns) {
        row++;
        column = 0;
      }
      column += cells;
      if (column >= columns) {
        row++;
        column = 0;
      }
    }
  }
  return { row, column };
}

/** The place after a prompt. `offset`: cells that stand before it in its row. */
export function placeAfterPrompt(prompt: string, offset: number, columns: number): Place {
  const lines = prompt.split('\n');
  const cells = (lines.length === 1 ? offset : 0) + cellsOfText(lines.at(-1)!);
  return { row: lines.length - 1 + Math.floor(cells / columns), column: cells % columns };
}

/** As much of a text as fits into so many cells. */
export function fitting(text: string, cells: number): string {
  let used = 0;
  let out = '';
  for (const character of text) {
    used += cellsOf(character);
    if (used > cells || character < ' ') break;
    out += character;
  }
  return out;
}

/** What moves the terminal's cursor. */
export function move(from: Place, to: Place): string {
  const rows = to.row - from.row;
  const vertical = rows === 0 ? '' : rows < 0 ? `\x1b[${-rows}A` : `\x1b[${rows}B`;
  if (from.column === to.column) return vertical;
  if (from.column - to.column === 1) return `${vertical}\b`;
  if (to.column > from.column) return `${vertical}\x1b[${to.column - from.column}C`;
  return `${vertical}\r${to.column > 0 ? `\x1b[${to.column}C` : ''}`;
}
