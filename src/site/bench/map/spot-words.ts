// What a spot of the map is called.

import type { Lane, Spot } from '#lab/chart/chart.ts';
import { fill, type Words } from '../../i18n/messages.ts';
import type { NodeBox } from '../../worker/map/placed.ts';

/** Objects keep the names that kubectl gives them; what is no object has a word in the reader's language. */
export function spotTitle({ kind, name, namespace }: Spot, words: Words): string {
  if (kind === 'Laptop') return words.mapLaptop;
  if (kind === 'Internet') return words.mapInternet;
  if (kind === 'ApiServer') return words.mapApiServer;
  const of = namespace === undefined || namespace === 'default' ? name : `${namespace}/${name}`;
  if (kind === 'LoadBalancer') return fill(words, 'mapBalancer', { name: of });
  if (kind === 'NodePort') return fill(words, 'mapNodePort', { name: of });
  if (kind === 'Pods') return fill(words, 'mapPods', { name: of });
  return kind === 'Pod' ? of : `${kind} ${of}`;
}

/** Where there is no room for a long name, its beginning is cut: a Pod's end tells it from its siblings. */
export function halves(title: string): readonly [beginning: string, end: string] {
  return title.length > LONG ? [title.slice(0, -END), title.slice(-END)] : [title, ''];
}
const LONG = 14;
const END = 7;

export const laneName = (lane: Lane, words: Words): string =>
  ({ outside: words.mapOutside, 'ways-in': words.mapWaysIn, services: words.mapServices, pods: words.mapPodLane })[
    lane
  ];

/** What stands under its name. */
export function noteOf({ note, said }: Spot, words: Words): string {
  return said === undefined ? note : { notReady: words.mapNotReady, notFound: words.mapNotFound }[said];
}

/** Said where colour says it otherwise; empty for what is well. */
export function stateWord({ state }: Spot, words: Words): string {
  return { ok: '', waiting: words.mapWaiting, broken: words.mapBroken }[state];
}

export function nodeName(
  { name, isReady, others }: Pick<NodeBox, 'name' | 'isReady' | 'others'>,
  words: Words,
): string {
  if (others > 0) return fill(words, 'mapOtherNodes', { n: others });
  if (name === '') return words.mapNoNode;
  return isReady ? name : `${name}: NotReady`;
}
