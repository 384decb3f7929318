// Models apimachinery/pkg/util/managedfields/scalehandler.go: owners of an object's replicas as owners of its Scale's, and back.

import type { ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { FieldSet } from '../structuredmerge/field-set.ts';
import type { Path } from '../structuredmerge/path.ts';
import type { VersionedSet } from '../structuredmerge/updater.ts';
import { pathTo } from './field-manager.ts';
import { decodeManaged, encodeManaged, NOBODY } from './managed.ts';

const SCALE_VERSION = 'autoscaling/v1';
const REPLICAS = pathTo('spec', 'replicas');

/** Where replicas are in a version of the parent; `null`: it has no scale; undefined: there is no such version. */
export type ReplicasIn = (apiVersion: string) => Path | null | undefined;

export function toScale(
  parent: readonly ManagedFieldsEntry[] | undefined,
  replicasIn: ReplicasIn,
): ManagedFieldsEntry[] {
  const { fields, times } = decodeManaged(parent) ?? NOBODY;
  const scale = new Map<string, VersionedSet>();
  for (const [manager, { set, apiVersion, isApplied }] of fields) {
    const path = replicasIn(apiVersion);
    if (path && set.has(path))
      scale.set(manager, { set: FieldSet.from([REPLICAS]), apiVersion: SCALE_VERSION, isApplied });
  }
  return encodeManaged({ fields: scale, times });
}

/** The parent's entries after its Scale was written. `apiVersion` is the parent's in this request. */
export function toParent(
  parent: readonly ManagedFieldsEntry[] | undefined,
  scale: readonly ManagedFieldsEntry[],
  apiVersion: string,
  replicasIn: ReplicasIn,
): ManagedFieldsEntry[] {
  const before = decodeManaged(parent) ?? NOBODY;
  const owners = new Map((decodeManaged(scale) ?? NOBODY).fields);
  const fields = new Map<string, VersionedSet>();
  for (const [manager, versioned] of before.fields) {
    const path = replicasIn(versioned.apiVersion);
    if (path === undefined) continue;
    if (path === null || !versioned.set.has(path)) fields.set(manager, versioned);
    else if (owners.delete(manager)) fields.set(manager, versioned);
    else {
      const set = versioned.set.difference(FieldSet.from([path]));
      if (!set.isEmpty) fields.set(manager, { ...versioned, set });
    }
  }
  const path = replicasIn(apiVersion);
  for (const [manager, { set, isApplied }] of owners)
    if (path && set.has(REPLICAS)) fields.set(manager, { set: FieldSet.from([path]), apiVersion, isApplied });
  // Who has only now come by replicas has no time: the source looks it up among the parent's.
  return encodeManaged({ fields, times: before.times });
}
