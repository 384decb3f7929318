// Models apiserver/pkg/registry/rest/delete.go BeforeDelete and pkg/registry/generic Store.Delete.

import { type ApiObject, keyOf, type ObjectMeta } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { structOf } from '#apimachinery/schema/schema.ts';
import { decodeTyped, jsonType } from '#apimachinery/schema/typed.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { attributesOf, runAdmission } from '../../admission/admission.ts';
import { admissionPlugins } from '../../admission/index.ts';
import { readBody, unsupportedBody } from './body.ts';
import { list } from './list.ts';
import { type DeleteOptions, deleteOptionsInQuery, validateDeleteOptions } from './options.ts';
import { keyIn, type Scope } from './scope.ts';

export function remove<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, name } = scope;
  const options = deleteOptionsOf(scope);
  if (isStatus(options)) return reply(options);
  const dryRun = (options.dryRun ?? []).length > 0;
  const object = context.storage.get<T>(resource, keyIn(scope));
  if (!object) return reply(status.notFound(strategy.resource, strategy.group, name));
  const refused = admitDelete(scope, object, options) ?? preconditions(scope, object, options);
  if (refused) return reply(refused);
  const left = removeObject(scope, object, options, dryRun);
  // Source: DeleteResource: only who asks for it in the old words hears that it is not done yet.
  if (left) return { code: options.orphanDependents === false ? 202 : 200, body: left };
  if (strategy.returnDeletedObject) return { code: 200, body: object };
  const { uid = '' } = object.metadata;
  return reply(
    status.success({ name, ...(strategy.group && { group: strategy.group }), kind: strategy.resource, uid }),
  );
}

/** The objects that were deleted, as a list. */
export function removeCollection<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const options = deleteOptionsOf(scope);
  if (isStatus(options)) return reply(options);
  const dryRun = (options.dryRun ?? []).length > 0;
  const answer = list(scope);
  if (isStatus(answer.body)) return answer;
  for (const object of (answer.body as { items: T[] }).items) {
    const refused = admitDelete(scope, object, options) ?? preconditions(scope, object, options);
    if (refused) return reply(refused);
    removeObject(scope, object, options, dryRun);
  }
  return answer;
}

/** From the body; from the query where there is none. */
function deleteOptionsOf(scope: Scope<never>): DeleteOptions | Status {
  const { request } = scope;
  const options =
    request.body === undefined || request.body === '' ? deleteOptionsInQuery(scope) : bodyOptions(request);
  return isStatus(options) ? options : (validateDeleteOptions(options) ?? options);
}

function bodyOptions(request: ApiRequest): DeleteOptions | Status {
  const unsupported = unsupportedBody(request);
  if (unsupported) return unsupported;
  const read = readBody(request);
  // Differs: what cannot be decoded is a bad request; kube-apiserver calls it its own failure, with code 500.
  if ('error' in read) return status.badRequest(read.error);
  const value = read.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    return status.badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  const { kind = 'DeleteOptions' } = value as { kind?: string };
  if (kind !== 'DeleteOptions') return status.badRequest('decoded object cannot be converted to DeleteOptions');
  const decoded = decodeTyped(value, structOf('DeleteOptions')!);
  return decoded.error === undefined ? (decoded.value as DeleteOptions) : status.badRequest(decoded.error);
}

/** Both phases: between them nothing happens to an object that goes. */
function admitDelete<T extends ApiObject>(scope: Scope<T>, object: T, options: DeleteOptions): Status | undefined {
  const dryRun = (options.dryRun ?? []).length > 0;
  const attributes = attributesOf(scope, 'DELETE', undefined, object, dryRun, options);
  return (
    runAdmission(admissionPlugins, 'admit', attributes, scope.context) ??
    runAdmission(admissionPlugins, 'validate', attributes, scope.context)
  );
}

/** Source: rest.BeforeDelete, which names the kind where a resource is due. */
function preconditions<T extends ApiObject>(
  { strategy }: Scope<T>,
  { metadata }: T,
  { preconditions: wanted }: DeleteOptions,
): Status | undefined {
  const why = unmet(wanted, metadata);
  return why === undefined ? undefined : status.conflict(strategy.kind, strategy.group, metadata.name, why);
}

/** Why it is not the object that is meant; undefined: it is. */
export function unmet(
  { uid, resourceVersion }: NonNullable<DeleteOptions['preconditions']> = {},
  metadata: ObjectMeta,
): string | undefined {
  const differs = (what: string, asked: string, is = '', guess: string): string =>
    `the ${what} in the precondition (${asked}) does not match the ${what} in record (${is}). The object might have been ${guess}`;
  if (uid !== undefined && uid !== metadata.uid) return differs('UID', uid, metadata.uid, 'deleted and then recreated');
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    return differs('ResourceVersion', resourceVersion, metadata.resourceVersion, 'modified');
  return undefined;
}

/** Deletes at once, or marks as being deleted. Returns what is left of it, undefined if it is gone. */
export function removeObject<T extends ApiObject>(
  scope: Scope<T>,
  object: T,
  options: DeleteOptions,
  dryRun: boolean,
): T | undefined {
  const { strategy, context, resource } = scope;
  const { storage } = context;
  const asFound = finalizersAfter(object, options);
  const added = (strategy.deletionFinalizers ?? []).filter(
    (f) => !object.metadata.deletionTimestamp && !asFound.includes(f),
  );
  const finalizers = [...asFound, ...added];
  const { gracePeriodSeconds } = options;
  // Source: BeforeDelete: less than nothing means as soon as it can be done in order.
  const asked = strategy.graceSeconds?.(
    object,
    gracePeriodSeconds === undefined || gracePeriodSeconds >= 0 ? gracePeriodSeconds : 1,
  );
  const graceSeconds = asked ?? 0;
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata;
  // A pod that is already going can only be hurried.
  if (deletionTimestamp && graceSeconds > 0 && deletionGracePeriodSeconds <= graceSeconds) return object;

  const stays = finalizers.length > 0 || graceSeconds > 0 || (strategy.isHeld?.(object) ?? false);
  if (!stays) {
    if (!dryRun) {
      storage.remove(resource, keyOf(object));
      strategy.afterDelete?.(object, context);
    }
    return undefined;
  }
  if (
    deletionTimestamp &&
    graceSeconds === deletionGracePeriodSeconds &&
    sameList(finalizers, object.metadata.finalizers ?? [])
  ) {
    return object;
  }
  const marked = structuredClone(object);
  marked.metadata.deletionTimestamp =
    deletionTimestamp && graceSeconds === deletionGracePeriodSeconds
      ? deletionTimestamp
      : timestamp(context.now() + graceSeconds * 1000);
  marked.metadata.deletionGracePeriodSeconds = graceSeconds;
  if (finalizers.length > 0) marked.metadata.finalizers = finalizers;
  else delete marked.metadata.finalizers;
  if (!deletionTimestamp && marked.metadata.generation) marked.metadata.generation++;
  strategy.prepareForDelete?.(marked, context);
  return dryRun ? marked : storage.put(resource, marked);
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((x) => b.includes(x));

/** The propagation policy as finalizers for the garbage collector. Source: deletionFinalizersForGarbageCollection. */
function finalizersAfter({ metadata }: ApiObject, { propagationPolicy, orphanDependents }: DeleteOptions): string[] {
  const finalizers = metadata.finalizers ?? [];
  const policy =
    propagationPolicy ?? (orphanDependents === undefined ? undefined : orphanDependents ? 'Orphan' : 'Background');
  if (policy === undefined) return finalizers;
  const rest = finalizers.filter((f) => f !== 'orphan' && f !== 'foregroundDeletion');
  if (policy === 'Orphan') return [...rest, 'orphan'];
  return policy === 'Foreground' ? [...rest, 'foregroundDeletion'] : rest;
}
