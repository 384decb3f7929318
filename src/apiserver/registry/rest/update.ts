// Models apiserver/pkg/endpoints/handlers/update.go and pkg/registry/generic Store.Update: one PUT, and the second half of every PATCH.

import { deepEqual } from '#apimachinery/equal.ts';
import { field } from '#apimachinery/field.ts';
import { type ApiObject, keyOf, type ManagedFieldsEntry, type ObjectMeta } from '#apimachinery/meta.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { attributesOf, runAdmission } from '../../admission/admission.ts';
import { admissionPlugins } from '../../admission/index.ts';
import { unsupportedBody } from './body.ts';
import { createObject, fitsRequest, NOTHING_TAKEN } from './create.ts';
import { decode } from './decode.ts';
import { sameOwners, trackFields } from './managed-fields.ts';
import { contentOf, tidyMetadata, validateMetadata, validateMetadataUpdate } from './metadata.ts';
import { isDryRun, validateWriteOptions } from './options.ts';
import { otherUid } from './other-uid.ts';
import { revisionOf } from './parameters.ts';
import { keyIn, type Scope } from './scope.ts';
import type { Part, ServerContext, Strategy } from './strategy.ts';

export function update<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, name } = scope;
  const refused = unsupportedBody(scope.request) ?? validateWriteOptions(scope, 'UpdateOptions');
  if (refused) return reply(refused);
  const object = decode(scope);
  if (isStatus(object)) return reply(object);
  const misplaced = checkPlace(scope, object);
  if (misplaced) return reply(misplaced);
  const old = context.storage.get<T>(resource, keyIn(scope));
  if (!old) {
    if (!strategy.allowCreateOnUpdate || scope.subresource)
      return reply(status.notFound(strategy.resource, strategy.group, name));
    delete object.metadata.resourceVersion;
    return createObject(scope, object);
  }
  return store(scope, old, object);
}

/** Is it where the URL says, under the name that the URL says? Fills in its namespace. Source: checkName. */
export function checkPlace(scope: Scope<never>, object: ApiObject): Status | undefined {
  const misfit = fitsRequest(scope, object);
  if (misfit) return misfit;
  const { name } = object.metadata;
  if (!name)
    return status.badRequest(
      `the name of the object (${scope.name} based on URL) was undeterminable: name must be provided`,
    );
  if (name === scope.name) return undefined;
  return status.badRequest(`the name of the object (${name}) does not match the name on the URL (${scope.name})`);
}

/** Stores `object` in the place of `old`. Mutates `object`. */
export function store<T extends ApiObject>(
  scope: Scope<T>,
  old: T,
  object: T,
  applied?: ManagedFieldsEntry[],
): ApiResponse {
  const { strategy, context, resource } = scope;
  const { group, kind } = strategy;
  const dryRun = isDryRun(scope);
  const stale = preconditions(scope, old, object);
  if (stale) return reply(stale);
  carryOver(object, old);
  const part = strategy.parts?.[scope.subresource];
  if (part) keepTheRest(part, object, old, context);
  else separateStatus(scope, object, old);
  tidyMetadata(object.metadata);

  strategy.setDefaults?.(object);
  const managedFields = applied ?? trackFields(scope, object, old);
  if (managedFields.length > 0) object.metadata.managedFields = managedFields;
  else delete object.metadata.managedFields;
  const attributes = attributesOf(scope, 'UPDATE', object, old, dryRun);
  const refused = runAdmission(admissionPlugins, 'admit', attributes, context);
  if (refused) return reply(refused);
  if (scope.subresource === 'status') strategy.prepareForStatusUpdate?.(object, old, context);
  else if (!part) strategy.prepareForUpdate?.(object, old, context);
  if (
    strategy.generation &&
    scope.subresource !== 'status' &&
    !deepEqual(contentOf(object, strategy), contentOf(old, strategy))
  ) {
    object.metadata.generation = (old.metadata.generation ?? 0) + 1;
  }

  const begun =
    (scope.subresource === 'status' ? undefined : strategy.beginUpdate?.(object, old, context, dryRun)) ??
    NOTHING_TAKEN;
  if (isStatus(begun)) return reply(begun);
  if (!('commit' in begun)) return reply(status.invalid(kind, group, scope.name, begun));

  const errors = [
    ...validateMetadata(object.metadata, strategy),
    ...validateMetadataUpdate(object.metadata, old.metadata),
    ...(part
      ? part.validate(object, old)
      : scope.subresource === 'status'
        ? (strategy.validateStatusUpdate?.(object, old) ?? [])
        : (strategy.validateUpdate?.(object, old) ?? strategy.validate?.(object) ?? [])),
  ];
  if (errors.length > 0) {
    begun.revert();
    return reply(status.invalid(kind, group, scope.name, errors));
  }
  if (!scope.subresource) for (const warning of strategy.warnings?.(object, old) ?? []) scope.warn(warning);
  const judged = runAdmission(admissionPlugins, 'validate', attributes, context);
  if (judged) {
    begun.revert();
    return reply(judged);
  }

  if (unchanged(object, old)) {
    begun.revert();
    return { code: 200, body: old };
  }
  if (dryRun) {
    begun.revert();
    return { code: 200, body: object };
  }
  begun.commit();
  if (isGone(scope, object)) {
    context.storage.remove(resource, keyOf(old));
    strategy.afterDelete?.(object, context);
    return { code: 200, body: object };
  }
  return { code: 200, body: context.storage.put(resource, object) };
}

function preconditions<T extends ApiObject>({ strategy, name }: Scope<T>, old: T, { metadata }: T): Status | undefined {
  const { resource, group } = strategy;
  if (metadata.uid && metadata.uid !== old.metadata.uid) {
    return status.conflict(resource, group, name, otherUid(strategy, old, metadata.uid));
  }
  const asked = revisionOf(metadata.resourceVersion ?? '');
  // Differs: kube-apiserver calls this its own failure, with code 500.
  if (typeof asked === 'object') return status.unexplained(400, asked.error.replace(/^.*?(?=strconv)/, ''));
  if (asked === 0) {
    if (strategy.allowUnconditionalUpdate ?? true) return undefined;
    // Upstream names the resource where the kind is due.
    return status.invalid(resource, group, name, [
      field.invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
    ]);
  }
  if (metadata.resourceVersion === old.metadata.resourceVersion) return undefined;
  const detail = 'the object has been modified; please apply your changes to the latest version and try again';
  return status.conflict(resource, group, name, detail);
}

/** What a client may not change comes from the stored object. */
function carryOver<T extends ApiObject>(object: T, { metadata: old }: T): void {
  const { metadata } = object;
  for (const key of [
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
  ] as const) {
    if (old[key] === undefined) delete metadata[key];
    else Object.assign(metadata, { [key]: old[key] });
  }
  if (old.generateName && !metadata.generateName) metadata.generateName = old.generateName;
}

/** Writes to the main resource leave status alone, writes to status leave the rest alone. Mutates. */
function separateStatus<T extends ApiObject>({ strategy, subresource }: Scope<T>, object: T, old: T): void {
  const next = object as T & { status?: unknown };
  const before = old as T & { status?: unknown };
  if (subresource === 'status') {
    const { status: changed } = next;
    for (const key of Object.keys(next)) if (key !== 'metadata') delete (next as Record<string, unknown>)[key];
    // Built-in kinds share it with what is stored: defaults put the same into it once more, and nothing else that follows changes it.
    const content = contentOf(old, strategy);
    Object.assign(next, strategy.custom ? structuredClone(content) : content);
    if (changed !== undefined) next.status = changed;
    keepMetadata(strategy, next.metadata, old.metadata);
    for (const key of ['finalizers', 'ownerReferences'] as const) {
      if (old.metadata[key]) Object.assign(next.metadata, { [key]: old.metadata[key] });
      else delete next.metadata[key];
    }
  } else if (strategy.statusSubresource) {
    if (before.status === undefined) delete next.status;
    else next.status = structuredClone(before.status);
  }
}

/** What a write to status cannot change of metadata. Mutates. */
function keepMetadata({ statusResetFields = [] }: Strategy<never>, metadata: ObjectMeta, old: ObjectMeta): void {
  const [next, before] = [metadata, old] as unknown as Record<string, unknown>[];
  const own = ['managedFields', 'resourceVersion'];
  for (const [first, name] of statusResetFields) {
    if (first !== 'metadata') continue;
    const names = name ? [name] : Object.keys({ ...next, ...before }).filter((key) => !own.includes(key));
    for (const key of names) {
      if (before![key] === undefined) delete next![key];
      else next![key] = before![key];
    }
  }
}

/** Writes to a part of the object leave the rest alone. Mutates. */
function keepTheRest<T extends ApiObject>(part: Part<T>, object: T, old: T, context: ServerContext): void {
  const whole = structuredClone(old);
  part.take(whole, object, context);
  const { managedFields } = object.metadata;
  Object.assign(object, whole);
  if (managedFields) object.metadata.managedFields = managedFields;
}

/** The same but for managedFields' times: then nothing is written, and nobody is told. */
function unchanged<T extends ApiObject>(object: T, old: T): boolean {
  if (!sameOwners(object.metadata.managedFields, old.metadata.managedFields)) return false;
  const { managedFields: _a, ...metadata } = object.metadata;
  const { managedFields: _b, ...oldMetadata } = old.metadata;
  return deepEqual({ ...object, metadata }, { ...old, metadata: oldMetadata });
}

/** An update that lifts the last thing that held a deleted object makes it vanish. Source: ShouldDeleteDuringUpdate. */
export function isGone<T extends ApiObject>({ strategy }: Scope<T>, object: T): boolean {
  const { deletionTimestamp, finalizers, deletionGracePeriodSeconds } = object.metadata;
  return Boolean(deletionTimestamp) && !finalizers?.length && !deletionGracePeriodSeconds && !strategy.isHeld?.(object);
}
