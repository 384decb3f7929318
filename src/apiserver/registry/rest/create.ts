// Models apiserver/pkg/endpoints/handlers/create.go and pkg/registry/generic Store.Create: one POST, top to bottom.

import { type ApiObject, keyOf, type ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { generateName, generateUid, timestamp } from '#apimachinery/names.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { attributesOf, runAdmission } from '../../admission/admission.ts';
import { admissionPlugins } from '../../admission/index.ts';
import { unsupportedBody } from './body.ts';
import { decode } from './decode.ts';
import { trackFields } from './managed-fields.ts';
import { tidyMetadata, validateMetadata } from './metadata.ts';
import { isDryRun, validateWriteOptions } from './options.ts';
import type { Scope } from './scope.ts';
import type { Transaction } from './strategy.ts';

/** Source: generic registry maxNameGenerationCreateAttempts. */
const NAME_ATTEMPTS = 8;

export const NOTHING_TAKEN: Transaction = { commit() {}, revert() {} };

export function create<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const refused = unsupportedBody(scope.request) ?? validateWriteOptions(scope, 'CreateOptions');
  if (refused) return reply(refused);
  const decoded = decode(scope);
  if (isStatus(decoded)) return reply(decoded);
  return scope.strategy.answer ? review(scope, decoded) : createObject(scope, decoded);
}

/** A question: answered, and forgotten. */
function review<T extends ApiObject>(scope: Scope<T>, object: T): ApiResponse {
  const { strategy, context } = scope;
  const misfit = fitsRequest(scope, object);
  if (misfit) return reply(misfit);
  object.metadata.managedFields = trackFields(scope, object, undefined);
  const answer = strategy.answer!(object, context, isDryRun(scope));
  if (isStatus(answer)) return reply(answer);
  if (!('metadata' in answer)) return reply(status.invalid(strategy.kind, strategy.group, '', answer));
  return { code: 201, body: answer };
}

/** Stores a decoded object: what is left of a POST, and of a server-side apply of something new. Mutates `object`. */
export function createObject<T extends ApiObject>(
  scope: Scope<T>,
  object: T,
  applied?: ManagedFieldsEntry[],
): ApiResponse {
  const { strategy, context, resource } = scope;
  const { group, kind } = strategy;
  const dryRun = isDryRun(scope);
  const misfit = fitsRequest(scope, object);
  if (misfit) return reply(misfit);

  const { metadata } = object;
  // Go's zero value: what looks at a name finds text.
  metadata.name ??= '';
  const isFree = (name: string): boolean => !context.storage.get(resource, keyOf({ metadata: { ...metadata, name } }));
  if (!metadata.name && metadata.generateName) {
    for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
      metadata.name = generateName(metadata.generateName, context.random);
      if (isFree(metadata.name)) break;
    }
    if (!isFree(metadata.name)) return reply(status.generateNameConflict(strategy.resource, group, metadata.name));
  }
  metadata.uid = generateUid(context.random);
  metadata.creationTimestamp = timestamp(context.now());
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  if (strategy.generation) metadata.generation = 1;
  else delete metadata.generation;
  tidyMetadata(metadata);

  strategy.setDefaults?.(object);
  // Who set what is noted before the server adds its own: nobody owns an allocated address.
  const managedFields = applied ?? trackFields(scope, object, undefined);
  if (managedFields.length > 0) metadata.managedFields = managedFields;
  else delete metadata.managedFields;
  const attributes = attributesOf(scope, 'CREATE', object, undefined, dryRun);
  const refused = runAdmission(admissionPlugins, 'admit', attributes, context);
  if (refused) return reply(refused);
  if (metadata.resourceVersion) {
    const message = 'resourceVersion should not be set on objects to be created';
    // Differs: kube-apiserver calls this its own failure, with code 500.
    return reply(status.unexplained(400, message));
  }
  strategy.setDefaults?.(object);
  strategy.prepareForCreate?.(object, context);

  if (metadata.name && context.storage.get(resource, keyOf(object))) {
    return reply(status.alreadyExists(strategy.resource, group, metadata.name));
  }

  const begun = strategy.beginCreate?.(object, context, dryRun) ?? NOTHING_TAKEN;
  if (isStatus(begun)) return reply(begun);
  if (!('commit' in begun)) return reply(status.invalid(kind, group, metadata.name, begun));

  const errors = [...validateMetadata(metadata, strategy), ...(strategy.validate?.(object) ?? [])];
  if (errors.length > 0) {
    begun.revert();
    return reply(status.invalid(kind, group, metadata.name ?? '', errors));
  }
  for (const warning of strategy.warnings?.(object) ?? []) scope.warn(warning);
  const judged = runAdmission(admissionPlugins, 'validate', attributes, context);
  if (judged) {
    begun.revert();
    return reply(judged);
  }
  if (dryRun) {
    begun.revert();
    return { code: 201, body: object };
  }
  begun.commit();
  return { code: 201, body: context.storage.put(resource, object) };
}

/** Does the object belong where the URL says? Fills in its namespace. */
export function fitsRequest(scope: Scope<never>, object: ApiObject): Status | undefined {
  const { metadata } = object;
  if (!scope.strategy.namespaced) {
    delete metadata.namespace;
    return undefined;
  }
  metadata.namespace ||= scope.namespace;
  if (metadata.namespace === scope.namespace) return undefined;
  return status.badRequest('the namespace of the provided object does not match the namespace sent on the request');
}
