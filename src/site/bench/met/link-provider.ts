// Makes links of the errors that a terminal shows: underlined where the mouse is, opened by a click.

import type { ILink, ILinkProvider } from '@xterm/xterm';
import type { Recogniser } from '../../errors/recognise.ts';
import type { Screen } from '../screen.ts';

/** What stands above a line tells in what table it is. */
const LOOKED_AT_ABOVE = 100;

interface Line {
  readonly text: string;
  /** The row of the buffer in which it begins; it may go on in those below. */
  readonly row: number;
}

export function linkProvider(
  xterm: Screen['xterm'],
  recogniser: Recogniser,
  pageOf: (id: string) => string,
): ILinkProvider {
  return {
    provideLinks(y, callback) {
      const lines = linesUpTo(xterm, y - 1);
      const last = lines.length - 1;
      const links = recogniser
        .in(lines.map(({ text }) => text))
        .filter(({ line }) => line === last)
        .map(({ error, from, to }): ILink => {
          const { row, text } = lines[last]!;
          const at = (index: number) => ({ x: (index % xterm.cols) + 1, y: row + Math.floor(index / xterm.cols) + 1 });
          return {
            range: { start: at(from), end: at(to - 1) },
            text: text.slice(from, to),
            activate: () => void open(pageOf(error.id), '_blank', 'noopener'),
          };
        });
      callback(links.length > 0 ? links : undefined);
    },
  };
}

/** Of which the last is the one that has this row. */
function linesUpTo({ buffer: { active } }: Screen['xterm'], row: number): readonly Line[] {
  const isWrapped = (at: number): boolean => active.getLine(at)?.isWrapped ?? false;
  let first = Math.max(0, row - LOOKED_AT_ABOVE);
  while (first > 0 && isWrapped(first)) first--;
  let end = row + 1;
  while (isWrapped(end)) end++;
  const lines: Line[] = [];
  for (let at = first; at < end; at++) {
    const goesOn = isWrapped(at + 1);
    const text = active.getLine(at)?.translateToString(!goesOn) ?? '';
    const before = isWrapped(at) ? lines.pop() : undefined;
    lines.push(before ? { text: before.text + text, row: before.row } : { text, row: at });
  }
  return lines;
}
