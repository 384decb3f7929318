// Models the applyPatcher of apiserver/pkg/endpoints/handlers/patch.go: one server-side apply.

import type { ApiObject } from '#apimachinery/meta.ts';
import { isObject } from '#apimachinery/patch/merge.ts';
import { jsonType } from '#apimachinery/schema/typed.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { applied } from '../../managedfields/field-manager.ts';
import { readBody } from './body.ts';
import { createObject } from './create.ts';
import { asObject, check } from './decode.ts';
import { writeOf } from './managed-fields.ts';
import { fieldValidationOf } from './options.ts';
import { flagOf } from './parameters.ts';
import { keyIn, type Scope } from './scope.ts';
import { checkPlace, store } from './update.ts';
import { served, stored } from './versions.ts';

export function apply<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, name, subresource } = scope;
  const old = context.storage.get<T>(resource, keyIn(scope));
  if (!old && subresource) return reply(status.notFound(strategy.resource, strategy.group, name));
  const config = configOf(scope);
  if (isStatus(config)) return reply(config);
  const live = old && { ...served(scope, old), metadata: old.metadata };
  const merged = applied(writeOf(scope), live, config, isForced(scope));
  if (isStatus(merged)) return reply(merged);
  const repeated = repeatedKeys(scope);
  if (repeated) return reply(repeated);

  const { managedFields = [] } = merged.metadata;
  const checked = check(scope, merged as unknown as Record<string, unknown>);
  // Differs: kube-apiserver calls this its own failure, with code 500.
  if (checked.error !== undefined) return reply(status.unexplained(400, checked.error));
  const object = asObject(scope, checked.value);
  if (old) {
    const misplaced = checkPlace(scope, object);
    return misplaced ? reply(misplaced) : store(scope, old, stored(scope, object), managedFields);
  }
  if (object.metadata.uid) {
    const why = `uid mismatch: the provided object specified uid ${object.metadata.uid}, and no existing object was found`;
    return reply(status.conflict(strategy.resource, strategy.group, name, why));
  }
  const misplaced = checkPlace(scope, object);
  return misplaced ? reply(misplaced) : createObject(scope, stored(scope, object), managedFields);
}

export const isForced = ({ query }: Pick<Scope, 'query'>): boolean => flagOf(query, 'force') === true;

/** What the client wrote, with its nulls; or why it cannot be read. */
export function configOf({ request }: Pick<Scope, 'request'>): Record<string, unknown> | Status {
  if (request.body === undefined || request.body === '') return {};
  const read = readBody(asYaml(request));
  if ('error' in read) return status.badRequest(`error decoding YAML: error converting YAML to JSON: ${read.error}`);
  const value = read.value ?? {};
  if (isObject(value)) return value;
  const why = `json: cannot unmarshal ${jsonType(value)} into Go value of type map[string]interface {}`;
  return status.badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`);
}

/** Keys that stand twice are all that `fieldValidation` is about here. */
export function repeatedKeys(scope: Scope<never>): Status | undefined {
  const validation = fieldValidationOf(scope);
  const read = readBody(asYaml(scope.request));
  if ('error' in read || validation === 'Ignore') return undefined;
  const [complaint] = read.complaints;
  if (!complaint) return undefined;
  const why = `error converting YAML to JSON: ${complaint.text}`;
  if (validation === 'Strict') return status.badRequest(`error strict decoding YAML: ${why}`);
  scope.warn(why);
  return undefined;
}

/** An apply patch is YAML, of which JSON is a part. */
const asYaml = (request: ApiRequest): ApiRequest => ({
  ...request,
  headers: { ...request.headers, 'content-type': 'application/yaml' },
});
