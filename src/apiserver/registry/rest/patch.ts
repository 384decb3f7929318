// Models apiserver/pkg/endpoints/handlers/patch.go: one PATCH of any type, which then goes the way of an update.

import { field } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { jsonPatch, type Operation } from '#apimachinery/patch/json.ts';
import { mergePatch } from '#apimachinery/patch/merge.ts';
import { goMap, strategicPatch } from '#apimachinery/patch/strategic.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { patchRulesOf } from '../../schema/patch-rules.ts';
import { structOfKind } from '../../schema/schema.ts';
import { apply } from './apply.ts';
import { asObject, check } from './decode.ts';
import { parseJson } from './json-text.ts';
import { fieldValidationOf } from './options.ts';
import { keyIn, type Scope } from './scope.ts';
import { store } from './update.ts';
import { served, stored } from './versions.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCH = 'application/apply-patch+yaml';

export function patch<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, name, request } = scope;
  const struct = structOfKind(scope.apiVersion, strategy.kind);
  const types = struct
    ? [JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH]
    : [JSON_PATCH, MERGE_PATCH, APPLY_PATCH];
  const type = (request.headers?.['content-type'] ?? '').split(';')[0]!.trim();
  if (!types.includes(type)) return reply(status.unsupportedMediaType(types.join(', ')));
  if (type === APPLY_PATCH) return apply(scope);

  const old = context.storage.get<T>(resource, keyIn(scope));
  if (!old) return reply(status.notFound(strategy.resource, strategy.group, name));
  const read = typeof request.body === 'string' ? parseJson(request.body) : { value: request.body, duplicates: [] };
  if ('error' in read) return reply(status.badRequest(`error decoding patch: ${read.error}`));
  const patched = patchedValue(type, served(scope, old), read.value, scope);
  if (isStatus(patched)) return reply(patched);

  const object = fromPatched(scope, patched, type, () =>
    type === STRATEGIC_PATCH ? goMap(read.value) : JSON.stringify(patched),
  );
  if (isStatus(object)) return reply(object);
  if (object.metadata.name !== old.metadata.name) {
    return reply(
      status.badRequest(
        `the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`,
      ),
    );
  }
  if ((object.metadata.namespace ?? '') !== (old.metadata.namespace ?? '')) {
    return reply(
      status.badRequest('the namespace of the provided object does not match the namespace sent on the request'),
    );
  }
  return store(scope, old, object);
}

/** What does not go through: the server keeps the cause to itself. Source: NewGenericServerResponse. */
const REJECTED: Status = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'the server rejected our request due to an error in our request',
  reason: 'Invalid',
  details: {},
  code: 422,
};

function patchedValue<T extends ApiObject>(
  type: string,
  old: ApiObject,
  change: unknown,
  scope: Scope<T>,
): Record<string, unknown> | Status {
  if (type === JSON_PATCH) {
    if (!Array.isArray(change)) {
      return status.badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
    }
    const result = jsonPatch(old, change as Operation[]);
    return 'error' in result ? REJECTED : (result.value as Record<string, unknown>);
  }
  if (typeof change !== 'object' || change === null || Array.isArray(change)) {
    return status.badRequest(
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  }
  if (type === MERGE_PATCH) return mergePatch(old, change) as Record<string, unknown>;
  const result = strategicPatch(old, change, patchRulesOf(structOfKind(scope.apiVersion, scope.strategy.kind)));
  if ('value' in result) return result.value as Record<string, unknown>;
  return status.badRequest(result.error);
}

/** The patched value as an object of its kind. `shown` is how the patch stands in a refusal. */
function fromPatched<T extends ApiObject>(
  scope: Scope<T>,
  value: Record<string, unknown>,
  type: string,
  shown: () => string,
): T | Status {
  const validation = fieldValidationOf(scope, 'PatchOptions');
  if (isStatus(validation)) return validation;
  const checked = check(scope, value);
  const invalid = (why: string): Status => status.invalid('', '', '', [field.invalid('patch', shown(), why)]);
  if (checked.error !== undefined)
    return invalid(type === STRATEGIC_PATCH ? (checked.conversion ?? checked.error) : checked.error);
  const complaints = checked.unknown.map((f) => `unknown field "${f}"`);
  if (complaints.length > 0 && validation === 'Strict')
    return invalid(`strict decoding error: ${complaints.join(', ')}`);
  if (validation === 'Warn') for (const complaint of complaints) scope.warn(complaint);
  return stored(scope, asObject(scope, structuredClone(checked.value)));
}
