// Lays out tab-separated cells in columns. Models Go's text/tabwriter with minwidth 0, padding 2 and no flags, as kubectl describe uses it.

const PADDING = 2;
const widthOf = (cell: string): number => [...cell].length;

/**
 * A cell that a tab ends belongs to a column; a column is a run of lines that all have such a cell.
 * The last cell of a line belongs to none: it neither widens nor is padded.
 */
export function align(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const out: string[] = [];
  const widths: number[] = [];

  const write = (from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      out.push(
        lines[at]!.map((cell, j) =>
          j < widths.length ? cell + ' '.repeat(Math.max(0, widths[j]! - widthOf(cell))) : cell,
        ).join(''),
      );
    }
  };
  const layOut = (from: number, to: number): void => {
    const column = widths.length;
    const has = (at: number): boolean => column < lines[at]!.length - 1;
    let done = from;
    for (let at = from; at < to; at++) {
      if (!has(at)) continue;
      write(done, at);
      done = at;
      let width = 0;
      for (; at < to && has(at); at++) width = Math.max(width, widthOf(lines[at]![column]!) + PADDING);
      widths.push(width);
      layOut(done, at);
      widths.pop();
      done = at;
    }
    write(done, to);
  };
  layOut(0, lines.length);
  return out.join('\n');
}

/** Lines with tabs, written piece by piece; `toString` lays them out. */
export class Page {
  #text = '';

  /** `level` times two spaces, then `text` as it stands: give it its newline. */
  write(level: number, text: string): void {
    this.#text += '  '.repeat(level) + text;
  }

  line(level: number, ...cells: readonly unknown[]): void {
    this.write(level, `${cells.map(String).join('\t')}\n`);
  }

  /** Tabs as they are, where nobody lays them out. */
  get raw(): string {
    return this.#text;
  }

  toString(): string {
    return align(this.#text);
  }
}
