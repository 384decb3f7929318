// Models apimachinery/pkg/util/managedfields/internal/managedfields.go: `metadata.managedFields` as sets of fields by manager, and back.

import type { ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { fromFieldsV1, toFieldsV1 } from '../structuredmerge/fields-v1.ts';
import type { Managers, VersionedSet } from '../structuredmerge/updater.ts';

/** Who owns what, and since when: of some it is not known. Both by identifier. */
export interface Managed {
  readonly fields: Managers;
  readonly times: ReadonlyMap<string, string>;
}

export const NOBODY: Managed = { fields: new Map(), times: new Map() };

type Identity = Pick<ManagedFieldsEntry, 'manager' | 'operation' | 'apiVersion' | 'subresource'>;

// There are few managers. Emptied when they are full.
const identifiers = new Map<string, string>();
const identities = new Map<string, Identity>();
const MAX_IDENTITIES = 1000;

/** Who applies is the same whatever the version; who updates is another in each. Source: BuildManagerIdentifier. */
export function identifierOf({ manager, operation, apiVersion, subresource }: Identity): string {
  const all = `${manager ?? ''}\n${operation ?? ''}\n${apiVersion ?? ''}\n${subresource ?? ''}`;
  let identifier = identifiers.get(all);
  if (identifier === undefined) {
    identifier = JSON.stringify({
      ...(manager && { manager }),
      ...(operation && { operation }),
      ...(operation === 'Update' && apiVersion && { apiVersion }),
      ...(subresource && { subresource }),
    });
    if (identifiers.size >= MAX_IDENTITIES) identifiers.clear();
    // With a line break in a name it could be another's too.
    if (all.split('\n').length === 4) identifiers.set(all, identifier);
  }
  return identifier;
}

export function identityOf(identifier: string): Identity {
  let identity = identities.get(identifier);
  if (!identity) {
    if (identities.size >= MAX_IDENTITIES) identities.clear();
    identities.set(identifier, (identity = JSON.parse(identifier) as Identity));
  }
  return identity;
}

/** Undefined: they are none. Source: DecodeManagedFields. */
export function decodeManaged(entries: readonly ManagedFieldsEntry[] | undefined): Managed | undefined {
  const fields = new Map<string, VersionedSet>();
  const times = new Map<string, string>();
  for (const entry of entries ?? []) {
    const { operation, apiVersion, fieldsType, fieldsV1 = {}, time } = entry;
    if (operation !== 'Apply' && operation !== 'Update') return undefined;
    if (!apiVersion || fieldsType !== 'FieldsV1') return undefined;
    const identifier = identifierOf(entry);
    fields.set(identifier, { set: fromFieldsV1(fieldsV1), apiVersion, isApplied: operation === 'Apply' });
    if (time) times.set(identifier, time);
  }
  return { fields, times };
}

export function encodeManaged({ fields, times }: Managed): ManagedFieldsEntry[] {
  const entries = [...fields].map(([identifier, { set, apiVersion, isApplied }]): ManagedFieldsEntry => {
    const { manager, operation, subresource } = identityOf(identifier);
    const by = isApplied ? 'Apply' : operation;
    const time = times.get(identifier);
    return {
      ...(manager && { manager }),
      ...(by && { operation: by }),
      apiVersion,
      ...(time && { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(set),
      ...(subresource && { subresource }),
    };
  });
  return entries.sort(inOrder);
}

/** Source: sortEncodedManagedFields. */
function inOrder(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  for (const key of ['operation', 'time', 'manager', 'apiVersion', 'subresource'] as const) {
    const [x, y] = [a[key] ?? '', b[key] ?? ''];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
