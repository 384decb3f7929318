// How wide things are: where there is room, as wide as their names.

import type { Spot } from '#lab/chart/chart.ts';
import { GAP, MARGIN } from './standing.ts';

/** Of a letter of either face, and what stands around a line of them. */
const LETTER = 7;
const AROUND = 27;
/** No name needs more than so many times the least. */
const MOST = 1.7;

export interface Column {
  readonly least: number;
  readonly spots: readonly Spot[];
  /** So many of them stand side by side. */
  readonly across: number;
  /** What it takes beside them. */
  readonly fixed: number;
}

/**
 * The width of a spot of each column: all get the same part of what they lack.
 *
 * @param room For all columns.
 */
export function widths(columns: readonly Column[], room: number): readonly number[] {
  const lacks = columns.map(({ least, spots }) => Math.max(0, Math.min(least * MOST, wanted(spots)) - least));
  const taken = columns.reduce((sum, { least, across, fixed }) => sum + least * across + fixed, 0);
  const spare = room - taken - GAP.rank * (columns.length - 1) - 2 * MARGIN;
  const lacked = columns.reduce((sum, { across }, i) => sum + lacks[i]! * across, 0);
  const part = Math.min(1, Math.max(0, spare) / lacked);
  return columns.map(({ least }, i) => least + (lacks[i]! > 0 ? Math.floor(lacks[i]! * part) : 0));
}

const wanted = (spots: readonly Spot[]): number =>
  Math.max(0, ...spots.map((spot) => Math.max(titleOf(spot).length, spot.note.length) * LETTER + AROUND));

/** About as long as what stands there in the reader's language. */
const titleOf = ({ kind, name, namespace = 'default' }: Spot): string =>
  `${kind === 'Pod' || kind === 'Pods' ? '' : `${kind} `}${namespace === 'default' ? '' : `${namespace}/`}${name}`;
