// A request's steps as a way across the chart.

import type { Hop } from '#machine/hop.ts';
import type { Chart } from './chart.ts';

export interface Way {
  /** Spots in the order in which the request came to them, each as often as it did. */
  readonly spots: readonly string[];
  /** Where it ended without an answer. Undefined: it was answered. */
  readonly brokenAt?: string;
}

/** Objects that have a spot of their own though a step happens in the program that serves them. */
const ON_THE_CHART = /^(Ingress|Gateway|HTTPRoute|GRPCRoute|Service)\//;

export function wayOf(trace: readonly Hop[], from: string, chart: Pick<Chart, 'spots' | 'groups'>): Way {
  const known = new Set(chart.spots.map(({ id }) => id));
  const spotOf = (at: string): readonly string[] => {
    const id = chart.groups[at] ?? at;
    return known.has(id) ? [id] : [];
  };
  const way: string[] = [];
  const go = (ids: readonly string[]): void => {
    for (const id of ids) if (way.at(-1) !== id) way.push(id);
  };
  go(spotOf(from));
  for (const { at, object, reason } of trace) {
    // The answer goes back the same way.
    if (reason.code === 'answered') continue;
    const named =
      object && ON_THE_CHART.test(object) ? object.replace(/^\w+/, (kind) => kind.toLowerCase()) : undefined;
    if (reason.code === 'node-port' && named) go(spotOf(named.replace(/^service/, 'node-port')));
    go(spotOf(at));
    // A name is found in DNS, which is no place on the way.
    if (named && at !== 'dns' && !at.startsWith('load-balancer/')) go(spotOf(named));
  }
  const last = trace.at(-1);
  return last && !last.ok ? { spots: way, brokenAt: way.at(-1) ?? from } : { spots: way };
}
