// Models the decoders of apiserver/pkg/endpoints/handlers: a body becomes an object of the kind that the URL names, or a refusal.

import { field } from '#apimachinery/field.ts';
import { summarizeData } from '#apimachinery/go-json.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { type Struct, structOfKind } from '#apimachinery/schema/schema.ts';
import { decodeTyped, jsonType, type Typed } from '#apimachinery/schema/typed.ts';
import { isStatus, type Status, status } from '#apimachinery/status.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { readBody } from './body.ts';
import { fieldValidationOf } from './options.ts';
import { keyIn, type Scope } from './scope.ts';
import { stored } from './versions.ts';

/** The object as it is stored, which the caller may change; or a Status. */
export function decode<T extends ApiObject>(scope: Scope<T>): T | Status {
  const object = decodeServed(scope, scope.request);
  return isStatus(object) ? object : stored(scope, object);
}

/**
 * The object in the version that the URL names.
 * @param accepts Versions that the same kind may come in, as it has no other members there. Default: none.
 */
export function decodeServed<T extends ApiObject>(
  scope: Scope<T>,
  request: ApiRequest,
  accepts: readonly string[] = [],
): ApiObject | Status {
  const { strategy, apiVersion } = scope;
  const validation = fieldValidationOf(scope);
  const read = readBody(request);
  if ('error' in read) return unrecognized(strategy.kind, read.error, read.summary);
  const value = read.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    const error = `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
    return unrecognized(strategy.kind, error, summarizeData(JSON.stringify(value)));
  }
  for (const member of ['apiVersion', 'kind'] as const) {
    const given = (value as Record<string, unknown>)[member];
    if (given === undefined || given === null || typeof given === 'string') continue;
    const error = `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(given)} into Go struct field .${member} of type string`;
    return unrecognized(strategy.kind, error, summarizeData(JSON.stringify(value)));
  }
  const given = value as Partial<ApiObject>;
  // The kind of a custom resource is not taken from the URL; components of the control plane may leave it out.
  const saysItself = strategy.custom !== undefined && typeof request.body === 'string';
  if (saysItself && !given.kind)
    return unrecognized(
      strategy.kind,
      `Object 'Kind' is missing in '${request.body}'`,
      summarizeData(String(request.body)),
    );
  const kind = given.kind || strategy.kind;
  const said = given.apiVersion || (saysItself ? '' : apiVersion);
  const version = accepts.includes(said) ? apiVersion : said;
  const cannot = (why: string): Status =>
    status.badRequest(
      `${kind} in version ${JSON.stringify(String(version).split('/').at(-1))} cannot be handled as a ${strategy.kind}: ${why}`,
    );
  const isTyped = structOfKind(apiVersion, strategy.kind) !== undefined;
  if (isTyped && structOfKind(version, kind) === undefined) return cannot(notRegistered(version, kind));
  if (kind !== strategy.kind && strategy.custom) {
    // Source: customResourceValidator.ValidateTypeMeta.
    const error = field.invalid('kind', kind, `must be ${strategy.kind}`);
    return status.invalid(kind, strategy.group, given.metadata?.name ?? '', [error]);
  }
  if (kind !== strategy.kind) {
    return cannot(
      `converting (v1.${kind}) to (${strategy.group.split('.')[0] || 'core'}.${strategy.kind}): unknown conversion`,
    );
  }
  if (version !== apiVersion) {
    return status.badRequest(
      `the API version in the data (${version}) does not match the expected API version (${apiVersion})`,
    );
  }
  const members = value as Record<string, unknown>;
  const own = storedMembers(scope, members);
  const checked = own ? withMembers(check(scope, without(members, own)), members, own) : check(scope, members);
  if (checked.error !== undefined) return cannot(checked.error);
  const complaints = [
    ...read.complaints,
    ...checked.unknown.map((f) => ({ text: `unknown field "${f}"`, at: read.place(f) })),
  ];
  // Of custom resources the text is complained of first, then what it says. Source: schemaCoercingDecoder.Decode.
  const ordered = strategy.custom ? complaints : complaints.sort((a, b) => a.at - b.at);
  const texts = ordered.map(({ text }) => text);
  if (texts.length > 0 && validation === 'Strict') return cannot(`strict decoding error: ${texts.join(', ')}`);
  if (validation === 'Warn') for (const text of texts) scope.warn(text);
  return asObject(scope, checked.value);
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Components of the control plane hand back what storage gave them, with another status: the rest was decoded when it was stored, and is
 * the very same. Undefined: nothing is. A write to status changes nothing else, so that it may stay shared.
 */
function storedMembers<T extends ApiObject>(scope: Scope<T>, value: Members): Members | undefined {
  const { strategy, subresource, resource, context, request } = scope;
  if (subresource !== 'status' || typeof request.body === 'string') return undefined;
  if (!strategy.statusSubresource || strategy.storedAs || strategy.custom) return undefined;
  const old = context.storage.get<T>(resource, keyIn(scope)) as Members | undefined;
  if (!old) return undefined;
  const same = Object.entries(value).filter(([name, v]) => typeof v === 'object' && v !== null && v === old[name]);
  return same.length > 0 ? Object.fromEntries(same) : undefined;
}

const without = (value: Members, own: Members): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !Object.hasOwn(own, name)));

/** In the order in which they were given. */
function withMembers(checked: Typed, value: Members, own: Members): Typed {
  const whole: Record<string, unknown> = { ...checked.value, ...own };
  const ordered = Object.keys(value).flatMap((name) => (name in whole ? [[name, whole[name]] as const] : []));
  return { ...checked, value: Object.fromEntries(ordered) };
}

/** Source: transformDecodeError, for a body that does not even say what it is. */
export const unrecognized = (kind: string, error: string, summary: string): Status =>
  status.badRequest(`the object provided is unrecognized (must be of type ${kind}): ${error} (${summary})`);

/** Source: runtime.NewNotRegisteredErrForKind. */
const notRegistered = (version: string, kind: string): string =>
  `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(version)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;

/**
 * Drops what the kind does not have.
 * @param struct Of what `value` is; default: what the resource holds. A `Scale` is another.
 */
export function check(
  scope: Scope<never>,
  value: Record<string, unknown>,
  struct: Struct | undefined = structOfKind(scope.apiVersion, scope.strategy.kind),
): ReturnType<typeof decodeTyped> {
  const { custom } = scope.strategy;
  if (custom && !struct) return custom.decode(value);
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
