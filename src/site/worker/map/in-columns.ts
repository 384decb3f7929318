// Many things: each column stands from the top down in the order in which it comes.

import type { Box } from './placed.ts';
import { GAP, MARGIN, type Place, type Standing, TOP } from './standing.ts';

export function inColumns(places: readonly Place[]): Standing {
  const columns = [...new Set(places.map(({ column }) => column))].sort((a, b) => a - b);
  const boxes: Record<string, Box> = {};
  let [x, bottom] = [MARGIN, 0];
  for (const at of columns) {
    const column = places.filter((place) => place.column === at);
    let y = TOP + MARGIN;
    for (const { id, width, height } of column) {
      boxes[id] = { x, y, width, height };
      y += height + GAP.node;
    }
    bottom = Math.max(bottom, y - GAP.node);
    x += Math.max(...column.map(({ width }) => width)) + GAP.rank;
  }
  return { boxes, width: x - GAP.rank + MARGIN, height: bottom + MARGIN, between: () => [] };
}
