// Models the decoders of apiserver/pkg/endpoints/handlers: a body becomes an object of the kind that the URL names, or a refusal.

import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus, type Status, status } from '#apimachinery/status.ts';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { structOfKind } from '../../schema/schema.ts';
import { decodeTyped } from '../../schema/typed.ts';
import { parseJson } from './json-text.ts';
import { fieldValidationOf } from './options.ts';
import type { Scope } from './scope.ts';
import { stored } from './versions.ts';

/** The object as it is stored, which the caller may change; or a Status. */
export function decode<T extends ApiObject>(scope: Scope<T>, body: unknown): T | Status {
  const object = decodeServed(scope, body);
  return isStatus(object) ? object : stored(scope, object);
}

/** The object in the version that the URL names. */
export function decodeServed<T extends ApiObject>(scope: Scope<T>, body: unknown): ApiObject | Status {
  const { strategy, apiVersion } = scope;
  const validation = fieldValidationOf(scope, 'CreateOptions');
  if (isStatus(validation)) return validation;
  const read = readBody(body, scope.request.headers?.['content-type'] ?? 'application/json');
  if ('error' in read) {
    return status.badRequest(`the object provided is unrecognized (must be of type ${strategy.kind}): ${read.error}`);
  }
  const { value, duplicates } = read;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const error =
      'couldn\'t get version/kind; json parse error: json: cannot unmarshal into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
    return status.badRequest(`the object provided is unrecognized (must be of type ${strategy.kind}): ${error}`);
  }
  const given = value as Partial<ApiObject>;
  const kind = given.kind || strategy.kind;
  const version = given.apiVersion || apiVersion;
  if (version !== apiVersion) {
    return status.badRequest(
      `the API version in the data (${version}) does not match the expected API version (${apiVersion})`,
    );
  }
  const cannot = (why: string): Status =>
    status.badRequest(
      `${kind} in version ${JSON.stringify(strategy.version)} cannot be handled as a ${strategy.kind}: ${why}`,
    );
  if (kind !== strategy.kind) {
    return cannot(
      `converting (v1.${kind}) to (${strategy.group.split('.')[0] || 'core'}.${strategy.kind}): unknown conversion`,
    );
  }
  const checked = check(scope, value as Record<string, unknown>);
  if (checked.error !== undefined) return cannot(checked.error);
  const complaints = [
    ...duplicates.map((f) => `duplicate field "${f}"`),
    ...checked.unknown.map((f) => `unknown field "${f}"`),
  ];
  if (complaints.length > 0 && validation === 'Strict')
    return cannot(`strict decoding error: ${complaints.join(', ')}`);
  if (validation === 'Warn') for (const complaint of complaints) scope.warn(complaint);
  return asObject(scope, checked.value);
}

/** Drops what the kind does not have. Custom resources are taken as they are. */
export function check(scope: Scope<never>, value: Record<string, unknown>): ReturnType<typeof decodeTyped> {
  const struct = structOfKind(scope.apiVersion, scope.strategy.kind);
  return struct ? decodeTyped(value, struct) : { value: structuredClone(value), unknown: [] };
}

export function asObject(scope: Scope<never>, value: Record<string, unknown>): ApiObject {
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = value;
  return {
    apiVersion: scope.apiVersion,
    kind: scope.strategy.kind,
    metadata: { ...(metadata as object) },
    ...rest,
  } as unknown as ApiObject;
}

function readBody(
  body: unknown,
  contentType: string,
): { value: unknown; duplicates: readonly string[] } | { error: string } {
  if (body === undefined || body === '')
    return { error: "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)" };
  if (typeof body !== 'string') return { value: body, duplicates: [] };
  if (contentType.includes('yaml')) {
    const read = parseYamlDocuments(body);
    return 'error' in read ? { error: read.error } : { value: read.ok[0], duplicates: read.duplicates };
  }
  return parseJson(body);
}
