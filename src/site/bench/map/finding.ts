// What is looked for on the map, by a piece of a name or of what stands beside it. A Pod that stands among others is found where they stand.

import type { Chart, Spot } from '#lab/chart/chart.ts';
import type { Words } from '../../i18n/messages.ts';
import { noteOf, spotTitle } from './spot-words.ts';

/** @param wanted In small letters. */
export const isFoundBy = (wanted: string, spot: Spot, chart: Chart, words: Words): boolean =>
  `${spotTitle(spot, words)}\n${noteOf(spot, words)}`.toLowerCase().includes(wanted) ||
  foundAmong(wanted, spot, chart).length > 0;

/** Names of those Pods for which the spot stands that are looked for. */
export function foundAmong(wanted: string, { id, count }: Spot, { groups }: Chart): readonly string[] {
  if (count === undefined) return [];
  const found = Object.entries(groups).filter(
    ([pod, group]) => group === id && pod.slice('pod/'.length).includes(wanted),
  );
  return found.map(([pod]) => pod.slice(pod.lastIndexOf('/') + 1)).sort();
}
