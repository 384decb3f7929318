// Where things stand before they are drawn: each has its column, and something to order it within that.

import type { Box, Point } from './placed.ts';

export interface Place {
  readonly id: string;
  readonly column: number;
  readonly width: number;
  readonly height: number;
}

export interface Standing {
  readonly boxes: Readonly<Record<string, Box>>;
  readonly width: number;
  readonly height: number;
  /** Through what a line goes so as not to run over what stands between its ends. */
  between(from: string, to: string): readonly Point[];
}

export const GAP = { rank: 32, node: 10, edge: 6 } as const;
export const MARGIN = 16;
/** Room for the lanes' names. */
export const TOP = 24;
