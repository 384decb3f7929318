// Models apimachinery/pkg/util/managedfields/internal/capmanagers.go: no more than ten updaters, the oldest become one.

import type { VersionedSet } from '../structuredmerge/updater.ts';
import { identifierOf, type Managed } from './managed.ts';

/** Source: DefaultMaxUpdateManagers. */
const MAX_UPDATERS = 10;
const BUCKET = 'ancient-changes';

export function capUpdaters(managed: Managed): Managed {
  const updaters = [...managed.fields].filter(([, { isApplied }]) => !isApplied).map(([identifier]) => identifier);
  if (updaters.length <= MAX_UPDATERS) return managed;
  const fields = new Map<string, VersionedSet>(managed.fields);
  const times = new Map(managed.times);
  const age = (identifier: string): string => `${times.get(identifier) ?? ''} ${identifier}`;
  updaters.sort((a, b) => (age(a) < age(b) ? -1 : 1));
  const firstOf = new Map<string, string>();
  let count = updaters.length;
  for (const updater of updaters) {
    if (count <= MAX_UPDATERS) break;
    const { set, apiVersion } = fields.get(updater)!;
    const first = firstOf.get(apiVersion);
    if (first === undefined) {
      firstOf.set(apiVersion, updater);
      continue;
    }
    const bucket = identifierOf({ manager: BUCKET, operation: 'Update', apiVersion });
    const inBucket = fields.get(bucket) ?? fields.get(first)!;
    if (!fields.has(bucket)) fields.delete(first);
    fields.delete(updater);
    fields.set(bucket, { set: set.union(inBucket.set), apiVersion, isApplied: false });
    const time = managed.times.get(updater);
    if (time) times.set(bucket, time);
    count--;
  }
  return { fields, times };
}
