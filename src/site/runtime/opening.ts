// What the cluster begins as: as a lesson does, if the page was opened from one (`?lesson=clusterip`); else empty.

import { NO_START } from '#grading/start.ts';
import type { StartOptions } from '../worker/protocol.ts';

type Opening = Pick<StartOptions, 'lesson' | 'start' | 'params'>;

/** By the lesson's slug. */
export type Openings = Readonly<Record<string, Pick<Opening, 'start' | 'params'> & { readonly title: string }>>;

export interface Opened {
  readonly opening: Opening;
  /** Undefined: none was asked for. */
  readonly asked: string | undefined;
  /** Of the lesson; undefined when it begins empty. */
  readonly title: string | undefined;
}

export function openingOf(search: string, openings: Openings): Opened {
  const asked = new URLSearchParams(search).get('lesson') ?? undefined;
  const found = asked !== undefined && Object.hasOwn(openings, asked) ? openings[asked] : undefined;
  if (asked === undefined || !found)
    return { opening: { lesson: 'webcontainer', start: NO_START, params: [] }, asked, title: undefined };
  const { start, params, title } = found;
  return { opening: { lesson: asked, start, params }, asked, title };
}
