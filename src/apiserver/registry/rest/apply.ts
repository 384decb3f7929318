// Models server-side apply: structured-merge-diff merge.Updater over the fields that each manager has set.

import { goJson } from '#apimachinery/go-value.ts';
import type { ApiObject, ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { isObject } from '#apimachinery/patch/merge.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { compare, elementsOf, fieldsOf, isWithin, showPath } from '../../schema/field-set.ts';
import { type Field, type Struct, structOfRef, type TypeRef } from '../../schema/schema.ts';
import { typedErrors } from '../../schema/typed-patch.ts';
import { readBody } from './body.ts';
import { createObject } from './create.ts';
import { decodeServed } from './decode.ts';
import { entriesOf, minus, type Owner, ownable, ownersOf } from './managed-fields.ts';
import { keyIn, type Scope, structFor } from './scope.ts';
import { checkPlace, store } from './update.ts';
import { served, stored } from './versions.ts';

export function apply<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, name, subresource } = scope;
  const mistyped = typedPatchError(scope, { ...scope, kind: strategy.kind, struct: structFor(scope) });
  if (mistyped) return reply(mistyped);
  const applied = decodeServed(scope, asYaml(scope.request));
  if (isStatus(applied)) return reply(applied);
  if (applied.metadata.managedFields) return reply(status.badRequest('metadata.managedFields must be nil'));
  applied.metadata.name ||= name;
  const misplaced = checkPlace(scope, applied);
  if (misplaced) return reply(misplaced);

  const old = context.storage.get<T>(resource, keyIn(scope));
  if (old) return applyOver(scope, old, applied);
  if (subresource) return reply(status.notFound(strategy.resource, strategy.group, name));
  const fields = fieldsOf(ownable(scope, applied), structFor(scope));
  return createObject(scope, stored(scope, applied), entriesOf([{ entry: identityOf(scope), fields }]));
}

const identityOf = (scope: Scope<never>): ManagedFieldsEntry => ({
  manager: scope.query.get('fieldManager')!,
  operation: 'Apply',
  apiVersion: scope.apiVersion,
  time: timestamp(scope.context.now()),
  fieldsType: 'FieldsV1',
  ...(scope.subresource && { subresource: scope.subresource }),
});

/** What is left of an apply where something is there already. `applied` is of the version that the URL names. */
export function applyOver<T extends ApiObject>(scope: Scope<T>, old: T, applied: ApiObject): ApiResponse {
  const { query, subresource } = scope;
  const struct = structFor(scope);
  const fields = fieldsOf(ownable(scope, applied), struct);
  const identity = identityOf(scope);
  const { manager } = identity;
  const owners = ownersOf(old.metadata.managedFields);
  const isMe = ({ entry }: Owner): boolean =>
    entry.operation === 'Apply' && entry.manager === manager && (entry.subresource ?? '') === subresource;
  const others = owners.filter((o) => !isMe(o));
  const before = owners.find(isMe);
  const live = served(scope, old);
  const merged = merge(structuredClone(live), applied, struct) as ApiObject;
  const { changed } = compare(live, merged, struct);

  const conflicts = others.flatMap((owner) =>
    [...changed].filter((p) => owner.fields.has(p)).map((path) => ({ owner, path })),
  );
  if (conflicts.length > 0 && query.get('force') !== 'true') return reply(conflict(conflicts));

  // What I applied before, no longer apply, and nobody else has, goes.
  for (const path of minus(before?.fields ?? new Set(), fields)) {
    const isKept =
      [...fields].some((f) => isWithin(f, path)) || others.some((o) => [...o.fields].some((f) => isWithin(f, path)));
    if (!isKept) removeAt(merged, elementsOf(path));
  }
  if (!subresource) syncLastApplied(scope, merged);
  const same =
    before !== undefined && before.fields.size === fields.size && [...fields].every((f) => before.fields.has(f));
  const entry = same && before.entry.time ? { ...identity, time: before.entry.time } : identity;
  const left = others.map((o) => ({ entry: o.entry, fields: minus(o.fields, changed) }));
  merged.metadata = {
    ...merged.metadata,
    ...(applied.metadata.resourceVersion && { resourceVersion: applied.metadata.resourceVersion }),
  };
  return store(scope, old, stored(scope, merged), entriesOf([...left, { entry, fields }]));
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What kubectl's client-side apply goes by is kept up. Mutates. Source: fieldmanager lastAppliedUpdater. */
function syncLastApplied(scope: Scope<never>, merged: ApiObject): void {
  const { annotations } = merged.metadata;
  if (scope.query.get('fieldManager') !== 'kubectl' || annotations?.[LAST_APPLIED] === undefined) return;
  const read = readBody(asYaml(scope.request));
  if ('error' in read) return;
  const applied = structuredClone(read.value) as ApiObject;
  const { [LAST_APPLIED]: _old, ...others } = applied.metadata?.annotations ?? {};
  if (Object.keys(others).length > 0) applied.metadata.annotations = others;
  else delete applied.metadata?.annotations;
  merged.metadata.annotations = { ...annotations, [LAST_APPLIED]: `${goJson(applied)}\n` };
}

/** Unknown fields are refused whatever `fieldValidation` says. Differs: kube-apiserver calls this its own failure, with code 500. */
export function typedPatchError(
  scope: Scope<never>,
  { apiVersion, kind: expected, struct }: { apiVersion: string; kind: string; struct: Struct | undefined },
): Status | undefined {
  const { namespace } = scope;
  const read = readBody(asYaml(scope.request));
  if (!struct || 'error' in read || !isObject(read.value)) return undefined;
  const { apiVersion: version, kind, metadata } = read.value;
  if (version !== apiVersion || kind !== expected) return undefined;
  const wrong = typedErrors(read.value, struct);
  if (wrong === undefined) return undefined;
  const own = isObject(metadata) ? metadata.name : undefined;
  const name = (typeof own === 'string' && own) || scope.name;
  const gvk = `${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${expected}`;
  return status.unexplained(400, `failed to create typed patch object (${namespace ?? ''}/${name}; ${gvk}): ${wrong}`);
}

/** An apply patch is YAML, of which JSON is a part. */
export const asYaml = (request: ApiRequest): ApiRequest => ({
  ...request,
  headers: { ...request.headers, 'content-type': 'application/yaml' },
});

/** Source: managedfields NewConflictError. */
function conflict(conflicts: readonly { readonly owner: Owner; readonly path: string }[]): Status {
  const describe = ({ entry }: Owner): string => {
    const using = entry.operation === 'Update' ? ` using ${entry.apiVersion}` : '';
    const subresource = entry.subresource ? ` with subresource ${JSON.stringify(entry.subresource)}` : '';
    return `conflict with ${JSON.stringify(entry.manager)}${subresource}${using}`;
  };
  const groups = new Map<string, string[]>();
  for (const { owner, path } of conflicts)
    groups.set(describe(owner), [...(groups.get(describe(owner)) ?? []), showPath(path)]);
  const [first] = conflicts;
  const message =
    first && conflicts.length === 1
      ? `Apply failed with 1 conflict: ${describe(first.owner)}: ${showPath(first.path)}`
      : `Apply failed with ${conflicts.length} conflicts: ${[...groups]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([who, paths]) =>
            [`${who.replace(/^conflict/, 'conflicts')}:`, ...paths.map((p) => `- ${p}`)].join('\n'),
          )
          .join('\n')}`;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'Conflict',
    details: {
      causes: conflicts.map(({ owner, path }) => ({
        reason: 'FieldManagerConflict',
        message: describe(owner),
        field: showPath(path),
      })),
    },
    code: 409,
  };
}

/** `applied` over `live`, lists by their keys. */
function merge(live: unknown, applied: unknown, type: Struct | Field | TypeRef | undefined): unknown {
  if (type && 'isSet' in type && type.isAtomic) return applied;
  if (type && 'fields' in type && type.isAtomic) return applied;
  const ref = type && ('isSet' in type ? type.type : 'is' in type ? type : undefined);
  if (isObject(applied)) {
    if (!isObject(live)) return applied;
    const struct = type && 'fields' in type ? type : ref && structOfRef(ref);
    if (struct?.isAtomic) return applied;
    const out: Record<string, unknown> = { ...live };
    for (const [key, value] of Object.entries(applied)) {
      const inner = struct ? (struct.fields.get(key) ?? struct.rest) : ref?.is === 'map' ? ref.of : undefined;
      out[key] = merge(live[key], value, inner);
    }
    return out;
  }
  if (Array.isArray(applied) && Array.isArray(live) && type && 'isSet' in type && ref?.is === 'list') {
    if (type.isSet) return [...live, ...applied.filter((v) => !live.includes(v))];
    const { keys, keyDefaults: defaults = {} } = type;
    if (!keys) return applied;
    const id = (item: unknown): string =>
      JSON.stringify(
        keys.map((k) => (item as Record<string, unknown>)[k] ?? defaults[k] ?? (k === 'protocol' ? 'TCP' : null)),
      );
    const left = new Map(live.map((item) => [id(item), item] as const));
    const out = live.map((item) => {
      const over = applied.find((a) => id(a) === id(item));
      return over === undefined ? item : merge(item, over, ref.of);
    });
    return [...out, ...applied.filter((a) => !left.has(id(a)))];
  }
  return applied;
}

/** Mutates. */
function removeAt(value: unknown, [element = '', ...rest]: string[]): void {
  const text = element.slice(2);
  if (element.startsWith('f:') && isObject(value)) {
    if (rest.length === 0) delete value[text];
    else removeAt(value[text], rest);
  } else if (Array.isArray(value)) {
    const wanted = JSON.parse(text) as unknown;
    const at = value.findIndex((item) =>
      isObject(wanted)
        ? Object.entries(wanted).every(([k, v]) => (item as Record<string, unknown>)[k] === v)
        : item === wanted,
    );
    if (at < 0) return;
    if (rest.length === 0) value.splice(at, 1);
    else removeAt(value[at], rest);
  }
}
