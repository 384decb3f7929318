// Models pkg/controller/job/indexed_job_utils.go: completion indexes, and the text that lists them.

import type { Pod } from '#api/core/types.ts';

export const INDEX_ANNOTATION = 'batch.kubernetes.io/job-completion-index';

/** -1: none, or no number. */
export function indexOf({ metadata }: Pod): number {
  const text = metadata.annotations?.[INDEX_ANNOTATION] ?? '';
  return /^\d+$/.test(text) ? Number(text) : -1;
}

/** `1,3-5,7` → 1 3 4 5 7, of those below `completions`. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    if (part === '') continue;
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let i = first; i <= Math.min(last, completions - 1); i++) indexes.add(i);
  }
  return indexes;
}

/** Three and more in a row become a range: `0,1,3-5`. Source: orderedIntervals.String. */
export function indexesText(indexes: ReadonlySet<number>): string {
  const parts: string[] = [];
  const sorted = [...indexes].sort((a, b) => a - b);
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (sorted[end + 1] === sorted[end]! + 1) end++;
    const [first, last] = [sorted[i]!, sorted[end]!];
    parts.push(first === last ? `${first}` : last === first + 1 ? `${first},${last}` : `${first}-${last}`);
    i = end + 1;
  }
  return parts.join(',');
}
