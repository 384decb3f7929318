// Columns padded with blanks, as cli-runtime's tabwriter pads them: at least three blanks between, six wide at least.

/**
 * `rows` all as wide as the first. The last column is not padded.
 * @param widths Remembered from one call to the next, as a watch does.
 */
export function columns(rows: readonly (readonly string[])[], widths: number[] = [], padding = 3): string {
  for (const row of rows) {
    row.forEach((cell, at) => {
      if (at < row.length - 1) widths[at] = Math.max(widths[at] ?? 6, width(cell) + padding);
    });
  }
  return rows
    .map(
      (row) =>
        `${row.map((cell, at) => (at < row.length - 1 ? cell + ' '.repeat(widths[at]! - width(cell)) : cell)).join('')}\n`,
    )
    .join('');
}

/** In code points, as Go's tabwriter counts. */
const width = (text: string): number => [...text].length;
