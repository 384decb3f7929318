// What decided, by the cluster's objects as they are now: a field of one, and what is to be said beside the reason.

import type { Hop, HopReason } from '#machine/hop.ts';
import type { Facts } from '../facts.ts';
import type { NoteCode, NoteParameters } from '../words/notes/notes.ts';

export interface Note {
  readonly code: NoteCode;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Finding {
  /** `Kind/namespace/name`, or `Kind/name`. */
  readonly object?: string;
  /** Dotted, with indexes: `spec.ports[0].targetPort`. A field that is absent decides too. */
  readonly path?: string;
  readonly notes?: readonly Note[];
}

export interface Case {
  readonly reason: HopReason;
  readonly hop: Hop;
  /** The steps that came before. */
  readonly before: readonly Hop[];
  readonly facts: Facts;
}

export const note = <Code extends NoteCode>(code: Code, parameters: NoteParameters<Code>): Note => ({
  code,
  parameters,
});

/** A step of a path in a mapping: a key with dots or slashes is quoted, as JSONPath has it. */
export const keyed = (path: string, key: string): string =>
  /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;

/** The nearest of several names, if it is near: at most a third of its letters differ. */
export function nearest(name: string, others: readonly string[]): string | undefined {
  const near = others
    .map((other) => ({ other, distance: distanceOf(name, other) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(1, Math.floor(name.length / 3)) ? near.other : undefined;
}

/** Levenshtein's. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
