// Where a lesson's hints come to fit that are for whoever has made a mistake.

import type { Exercise } from './lesson.ts';

/** Before anything is done, after the near miss of that number (from 0), or on the way of the solution. */
export type HintPlace = 'start' | number | 'solution';

/**
 * The first place at which each hint with `when` fits, by its number. One that fits nowhere has none.
 *
 * @param fitAfter Which hints fit where the exercise begins, after these lines.
 */
export async function hintPlaces(
  { hints, nearMisses, solution }: Exercise,
  fitAfter: (lines: readonly string[]) => Promise<readonly boolean[]>,
): Promise<ReadonlyMap<number, HintPlace>> {
  const found = new Map<number, HintPlace>();
  const asked = hints.flatMap(({ when }, i) => (when === undefined ? [] : [i]));
  const places: readonly (readonly [HintPlace, readonly string[]])[] = [
    ['start', []],
    ...nearMisses.map(({ run }, i) => [i, run] as const),
    ['solution', solution.slice(0, 1)],
    ['solution', solution],
  ];
  for (const [place, lines] of places) {
    const missing = asked.filter((i) => !found.has(i));
    if (missing.length === 0) break;
    const fit = await fitAfter(lines);
    for (const i of missing) if (fit[i]) found.set(i, place);
  }
  return found;
}
