// Models apiserver/pkg/endpoints/handlers/patch.go: one PATCH of any type, which then goes the way of an update.

import { field } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { jsonPatch } from '#apimachinery/patch/json.ts';
import { isObject, mergePatch } from '#apimachinery/patch/merge.ts';
import { goMap, strategicPatch } from '#apimachinery/patch/strategic.ts';
import { type Struct, structOfKind } from '#apimachinery/schema/schema.ts';
import { jsonType } from '#apimachinery/schema/typed.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { patchRulesOf } from '../../schema/patch-rules.ts';
import { apply } from './apply.ts';
import { mediaTypeOf } from './body.ts';
import { asObject, check } from './decode.ts';
import { operationsOf } from './json-patch.ts';
import { parseJson } from './json-text.ts';
import { fieldValidationOf, validateWriteOptions } from './options.ts';
import { keyIn, type Scope } from './scope.ts';
import { checkPlace, store } from './update.ts';
import { served, stored } from './versions.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
export const APPLY_PATCH = 'application/apply-patch+yaml';

export function patch<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, name } = scope;
  const struct = structOfKind(scope.apiVersion, strategy.kind);
  const type = patchTypeOf(scope, struct);
  if (isStatus(type)) return reply(type);
  const refused = validateWriteOptions(scope, 'PatchOptions', type === APPLY_PATCH);
  if (refused) return reply(refused);
  if (type === APPLY_PATCH) return apply(scope);

  const old = context.storage.get<T>(resource, keyIn(scope));
  if (!old) return reply(status.notFound(strategy.resource, strategy.group, name));
  const patched = applyPatch(scope, type, served(scope, old), struct);
  if (isStatus(patched)) return reply(patched);
  const object = asObject(scope, patched);
  const misplaced = checkPlace(scope, object);
  return misplaced ? reply(misplaced) : store(scope, old, stored(scope, object));
}

/** Bytes that all copies of one patch may make together. Source: kube-apiserver JSONPatchMaxCopyBytes. */
const MAX_COPY = 3 * 1024 * 1024;

/** Kinds with Go types can be patched strategically. Source: go-restful for those, negotiation for custom resources. */
export function patchTypeOf({ request }: Scope<never>, struct: Struct | undefined): string | Status {
  const types = [JSON_PATCH, MERGE_PATCH, ...(struct ? [STRATEGIC_PATCH] : []), APPLY_PATCH];
  const type = mediaTypeOf(request.headers?.['content-type']);
  if (types.includes(type)) return type;
  return struct ? status.noSuchRepresentation() : status.unsupportedMediaType(types.join(', '));
}

/**
 * `current` with the request's patch on it, and without what the type does not have; or why not. Neither is changed.
 * @param struct Undefined for custom resources, which cannot be patched strategically.
 */
export function applyPatch(
  scope: Scope<never>,
  type: string,
  current: object,
  struct: Struct | undefined,
): Record<string, unknown> | Status {
  const { body = '' } = scope.request;
  const prefix = type === STRATEGIC_PATCH ? '' : 'error decoding patch: ';
  const read = typeof body === 'string' ? parseJson(body) : { value: body, duplicates: [], place: () => 0 };
  if ('error' in read) return status.badRequest(`${prefix}${read.error}`);
  const change = read.value;
  const validation = fieldValidationOf(scope);
  const complaints = read.duplicates.map((f) => `duplicate field "${f}"`);

  let value: unknown;
  if (type === JSON_PATCH) {
    const operations = operationsOf(change, validation);
    if (isStatus(operations)) return operations;
    complaints.splice(0, complaints.length, ...complaints.map((c) => `json patch ${c}`), ...operations.complaints);
    const patched = jsonPatch(current, operations.list, MAX_COPY);
    // Which operation does not apply, the API server keeps to itself.
    if ('error' in patched) return status.rejected();
    value = patched.value;
  } else if (change === null)
    return status.badRequest(type === MERGE_PATCH ? 'Invalid JSON Patch' : 'invalid JSON document');
  else if (!isObject(change))
    return status.badRequest(
      `${prefix}json: cannot unmarshal ${jsonType(change)} into Go value of type map[string]interface {}`,
    );
  else if (type === MERGE_PATCH) value = mergePatch(current, change);
  else {
    const patched = strategicPatch(current, change, patchRulesOf(struct));
    if ('error' in patched) {
      const { error, fault } = patched;
      if (fault === 'content') return status.rejected();
      // Differs: kube-apiserver calls the rest its own failure, with code 500.
      return fault === 'format' ? status.badRequest(error) : status.unexplained(400, error);
    }
    value = patched.value;
  }
  const shown = (): string => (type === STRATEGIC_PATCH ? goMap(change) : JSON.stringify(value));
  const invalid = (why: string): Status => status.invalid('', '', '', [field.invalid('patch', shown(), why)]);
  if (!isObject(value))
    return invalid(`json: cannot unmarshal ${jsonType(value)} into Go value of type map[string]interface {}`);
  // The clone keeps the patch's own objects out of what is stored.
  const checked = check(scope, value, struct);
  if (checked.error !== undefined)
    return invalid(type === STRATEGIC_PATCH ? (checked.conversion ?? checked.error) : checked.error);
  complaints.push(...checked.unknown.map((f) => `unknown field "${f}"`));
  if (complaints.length > 0 && validation === 'Strict')
    return invalid(`strict decoding error: ${complaints.join(', ')}`);
  if (validation === 'Warn') for (const complaint of complaints) scope.warn(complaint);
  return structuredClone(checked.value);
}
