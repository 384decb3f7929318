// What was applied on the client's side goes over to the server's: else the fields that a manifest no longer names would stay for ever.
// Models kubectl/pkg/cmd/apply/apply.go saveLastApplyAnnotationIfNecessary and migrateToSSAIfNecessary, and client-go/util/csaupgrade.

import type { ApiObject, ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, isReason } from '../../errors.ts';
import { getObject, type Info } from '../../resource/builder.ts';
import { LAST_APPLIED } from '../../resource/last-applied.ts';
import { type DryRun, writeQuery } from '../../resource/output.ts';
import { same } from '../../resource/three-way.ts';

type Fields = { readonly [name: string]: Fields };

/** The manager of a server-side apply that names none. */
export const DEFAULT_MANAGER = 'kubectl';
const ANNOTATION_MANAGER = 'kubectl-last-applied';
/** Source: maxPatchRetry. */
const TRIES = 5;

export interface Migration {
  readonly dryRun: DryRun;
  readonly manager: string;
  readonly validation: string | undefined;
}

const ownersOfAnnotation = (object: ApiObject, operation: 'Apply' | 'Update'): ManagedFieldsEntry[] =>
  (object.metadata.managedFields ?? []).filter((entry) => {
    const fields = (entry.fieldsV1 ?? {}) as Fields;
    return (
      entry.operation === operation && fields['f:metadata']?.['f:annotations']?.[`f:${LAST_APPLIED}`] !== undefined
    );
  });

/** Both sets of fields in one. An empty set stands for the field itself, which beside its children is a dot. */
function union(a: Fields, b: Fields): Fields {
  const [emptyA, emptyB] = [Object.keys(a).length === 0, Object.keys(b).length === 0];
  if (emptyA && emptyB) return {};
  const both: Record<string, Fields> = emptyA || emptyB ? { '.': {}, ...a } : { ...a };
  for (const [name, fields] of Object.entries(b)) both[name] = name in both ? union(both[name]!, fields) : fields;
  return both;
}

const isWholeUpdate = (entry: ManagedFieldsEntry, manager: string): boolean =>
  entry.manager === manager && entry.operation === 'Update' && !entry.subresource;

/** The entries once `from`, who updated, has become `to`, who applies. */
export function upgraded(
  entries: readonly ManagedFieldsEntry[],
  from: string,
  to: string,
): readonly ManagedFieldsEntry[] {
  let at = entries.findIndex(
    ({ manager, operation, subresource }) => manager === to && operation === 'Apply' && !subresource,
  );
  if (at < 0) at = entries.findIndex((entry) => isWholeUpdate(entry, from));
  if (at < 0) return entries;
  const target = entries[at]!;
  const twin = entries.find((entry) => isWholeUpdate(entry, from) && entry.apiVersion === target.apiVersion);
  const fieldsV1 = twin ? union(target.fieldsV1 as Fields, twin.fieldsV1 as Fields) : target.fieldsV1;
  const changed = { ...target, manager: to, operation: 'Apply', fieldsV1 } as ManagedFieldsEntry;
  return entries.map((entry, i) => (i === at ? changed : entry)).filter((entry) => !isWholeUpdate(entry, from));
}

/** The annotation stays what was applied, and somebody owns it. */
async function keepAnnotation(factory: Factory, info: Info, applied: ApiObject, how: Migration): Promise<ApiObject> {
  const text = applied.metadata.annotations?.[LAST_APPLIED];
  if (how.manager !== DEFAULT_MANAGER || text === undefined) return applied;
  if (ownersOfAnnotation(applied, 'Apply').length > 0) return applied;
  const { name, namespace } = applied.metadata;
  return ask<ApiObject>(factory, {
    method: 'PATCH',
    path:
      pathOf(info.mapping, info.namespace, info.name) +
      query(writeQuery(how.dryRun, { fieldManager: ANNOTATION_MANAGER, fieldValidation: how.validation })),
    headers: { 'content-type': 'application/apply-patch+yaml' },
    body: {
      apiVersion: info.object!.apiVersion,
      kind: info.object!.kind,
      metadata: { annotations: { [LAST_APPLIED]: text }, name, ...(namespace && { namespace }) },
    },
  });
}

/** Undefined: there was nothing to migrate. */
async function migrated(factory: Factory, info: Info, from: ApiObject, how: Migration): Promise<ApiObject | undefined> {
  let live = from;
  const managers = new Set(ownersOfAnnotation(live, 'Update').map(({ manager }) => manager ?? ''));
  for (let tries = 1; ; tries++) {
    const before = live.metadata.managedFields ?? [];
    const after = [...managers].reduce<readonly ManagedFieldsEntry[]>(
      (entries, manager) => upgraded(entries, manager, how.manager),
      before,
    );
    if (same(after, before)) return undefined;
    try {
      return await ask<ApiObject>(factory, {
        method: 'PATCH',
        path:
          pathOf(info.mapping, info.namespace, info.name) +
          query(writeQuery(how.dryRun, { fieldManager: how.manager, fieldValidation: how.validation })),
        headers: { 'content-type': 'application/json-patch+json' },
        body: [
          { op: 'replace', path: '/metadata/managedFields', value: after },
          { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
        ],
      });
    } catch (error) {
      if (!isReason(error, 'Conflict') || tries === TRIES) throw error;
      live = await getObject<ApiObject>(factory, info);
    }
  }
}

/** @returns Whether the same must be applied once more, for what it no longer names to go. */
export async function migrate(factory: Factory, info: Info, applied: ApiObject, how: Migration): Promise<boolean> {
  let kept: ApiObject;
  try {
    kept = await keepAnnotation(factory, info, applied, how);
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    factory.err(
      `Warning: failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${error.message}\n`,
    );
    return false;
  }
  try {
    return (await migrated(factory, info, kept, how)) !== undefined;
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    factory.err(
      `Warning: server rejected managed fields migration to Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${error.message}\n`,
    );
    return false;
  }
}
