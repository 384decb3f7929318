// diff -c and -y: the formats from before -u. Models GNU diffutils' src/context.c and side.c.

import { cellsOfText } from '../../width.ts';
import { type Change, hunksOf, linesOf, show } from './changes.ts';

/** `*** 1,3 ****`, `--- 1,4 ----`. */
export function contextual(changes: readonly Change[], left: string, right: string, context: number): string {
  const [a, b] = [linesOf(left), linesOf(right)];
  const span = (from: number, to: number): string => (to <= from + 1 ? String(to) : `${from + 1},${to}`);
  return hunksOf(changes, context)
    .map((hunk) => {
      const [first, last] = [hunk[0]!, hunk.at(-1)!];
      const lead = Math.min(context, first.from, first.to);
      const endA = Math.min(a.length, last.from + last.gone.length + context);
      const endB = Math.min(b.length, last.to + last.come.length + context);
      const side = (
        lines: readonly string[],
        from: number,
        to: number,
        own: 'gone' | 'come',
        at: 'from' | 'to',
      ): string => {
        if (hunk.every((change) => change[own].length === 0)) return '';
        let out = '';
        let next = from;
        for (const change of hunk) {
          for (; next < change[at]; next++) out += show('  ', lines[next]!);
          const both = change.gone.length > 0 && change.come.length > 0;
          for (const line of change[own]) {
            out += show(both ? '! ' : own === 'gone' ? '- ' : '+ ', line);
            next++;
          }
        }
        for (; next < to; next++) out += show('  ', lines[next]!);
        return out;
      };
      const [fromA, fromB] = [first.from - lead, first.to - lead];
      return `***************\n*** ${span(fromA, endA)} ****\n${side(a, fromA, endA, 'gone', 'from')}--- ${span(fromB, endB)} ----\n${side(b, fromB, endB, 'come', 'to')}`;
    })
    .join('');
}

/** Tabs are as wide as this. */
const TAB = 8;

/** Two columns, with `|`, `<` and `>` between what differs. `onlyChanges`: lines that are the same are left out. */
export function sideBySide(
  changes: readonly Change[],
  left: string,
  right: string,
  { width, onlyChanges }: { readonly width: number; readonly onlyChanges: boolean },
): string {
  const [a, b] = [linesOf(left), linesOf(right)];
  // Source: diff.c, where sdiff_half_width and sdiff_column2_offset are worked out.
  const offset = Math.floor((width + TAB + 3) / (2 * TAB)) * TAB;
  const half = Math.max(0, Math.min(offset - 3, width - offset));
  const row = (one: string | undefined, mark: string, other: string | undefined): string => {
    const cut = cutTo(one?.replace(/\0$/, '') ?? '', half);
    let out = cut;
    let column = cellsOfText(cut);
    const goTo = (to: number): void => {
      // Tabs as far as they lead, then spaces.
      for (let stop = (Math.floor(column / TAB) + 1) * TAB; stop <= to; stop += TAB) {
        out += '\t';
        column = stop;
      }
      out += ' '.repeat(Math.max(0, to - column));
      column = Math.max(column, to);
    };
    if (mark !== ' ') {
      goTo(Math.floor((half + offset - 1) / 2));
      out += mark;
      column++;
    }
    const second = cutTo(other?.replace(/\0$/, '') ?? '', half);
    if (other !== undefined && second !== '') {
      goTo(offset);
      out += second;
    }
    return `${out}\n`;
  };
  let out = '';
  let [i, j] = [0, 0];
  const same = (to: number): void => {
    for (; i < to; i++, j++) if (!onlyChanges) out += row(a[i], ' ', b[j]);
  };
  for (const { from, gone, come } of changes) {
    same(from);
    for (let at = 0; at < Math.max(gone.length, come.length); at++) {
      const mark = at >= gone.length ? '>' : at >= come.length ? '<' : '|';
      out += row(gone[at], mark, come[at]);
    }
    i += gone.length;
    j += come.length;
  }
  same(a.length);
  return out;
}

function cutTo(text: string, cells: number): string {
  let out = '';
  for (const character of text) {
    if (cellsOfText(out + character) > cells) break;
    out += character;
  }
  return out;
}
