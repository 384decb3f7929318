// Lines for the shell, one below the other, each of which can go.

import { el } from './element.ts';
import type { Room } from './room.ts';

export function linesList(
  { w }: Room,
  lines: readonly string[],
  key: string,
  changed?: (lines: readonly string[]) => void,
): HTMLElement {
  if (lines.length === 0) return el('p', { class: 'quietly' }, w.none);
  return el(
    'ol',
    { class: 'lines', data: { lines: key } },
    ...lines.map((line, i) =>
      el(
        'li',
        {},
        el('code', {}, line),
        changed &&
          el(
            'button',
            {
              type: 'button',
              class: 'quiet',
              'aria-label': `${w.remove}: ${line}`,
              click: () => changed(lines.filter((_, j) => j !== i)),
            },
            '×',
          ),
      ),
    ),
  );
}
