// Models the scale subresource: autoscaling/v1 Scale as another face of an object's replicas.

import { field } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isObject } from '#apimachinery/patch/merge.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { type Struct, structOfKind } from '../../schema/schema.ts';
import { decodeTyped } from '../../schema/typed.ts';
import { applyOver, asYaml, typedPatchError } from './apply.ts';
import { readBody, unsupportedBody } from './body.ts';
import { unrecognized } from './decode.ts';
import { validateWriteOptions } from './options.ts';
import { APPLY_PATCH, applyPatch, patchTypeOf } from './patch.ts';
import { keyIn, type Scope } from './scope.ts';
import { store } from './update.ts';

interface Scale extends ApiObject {
  spec: { replicas?: number };
  status: { replicas: number; selector?: string };
}

/** `.spec.replicas`: members only, as a definition's scale subresource may name them. */
const membersOf = (path: string): string[] => path.split('.').filter(Boolean);

function numberAt(object: ApiObject, path: string): number | undefined {
  const found = membersOf(path).reduce<unknown>((v, key) => (v as Record<string, unknown> | undefined)?.[key], object);
  return typeof found === 'number' ? found : undefined;
}

/** Mutates. */
function putNumber(object: ApiObject, path: string, value: number): void {
  const members = membersOf(path);
  let at = object as unknown as Record<string, unknown>;
  for (const key of members.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
  at[members.at(-1)!] = value;
}

function scaleOf<T extends ApiObject>({ strategy }: Scope<T>, object: T): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { specReplicas, statusReplicas, selector } = strategy.scale!;
  const replicas = numberAt(object, specReplicas);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace && { namespace }),
      ...(uid && { uid }),
      ...(resourceVersion && { resourceVersion }),
      ...(creationTimestamp && { creationTimestamp }),
    },
    spec: { ...(replicas && { replicas }) },
    status: { replicas: numberAt(object, statusReplicas) ?? 0, selector: selector(object) },
  };
}

/** GET, PUT and PATCH of `…/scale`. */
export function scale<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, name, request } = scope;
  const old = context.storage.get<T>(resource, keyIn(scope));
  const { specReplicas, notFoundAs = strategy.resource } = strategy.scale!;
  if (!old) return reply(status.notFound(notFoundAs, strategy.group, name));
  if (strategy.custom && numberAt(old, specReplicas) === undefined)
    return reply(status.internalError(`the spec replicas field ${JSON.stringify(specReplicas)} does not exist`));
  const current = scaleOf(scope, old);
  if (request.method === 'GET') return { code: 200, body: current };

  const struct = structOfKind('autoscaling/v1', 'Scale')!;
  const isApply = request.method === 'PATCH' && patchTypeOf(scope, struct) === APPLY_PATCH;
  if (isApply) return applyScale(scope, old, struct);
  const wanted = request.method === 'PATCH' ? patched(scope, current, struct) : decodeScale(scope, struct);
  if (isStatus(wanted)) return reply(wanted);
  const next = wanted as unknown as Scale;
  const replicas = next.spec?.replicas ?? 0;
  if (replicas < 0) return reply(negative(name, replicas));
  const object = structuredClone(old);
  putNumber(object, specReplicas, replicas);
  if (next.metadata?.resourceVersion && request.method === 'PUT')
    object.metadata.resourceVersion = next.metadata.resourceVersion;
  const answer = store(scope, old, object);
  return isStatus(answer.body) ? answer : { code: 200, body: scaleOf(scope, answer.body as T) };
}

const negative = (name: string, replicas: number): Status =>
  status.invalid('Scale', 'autoscaling', name, [
    field.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
  ]);

/** An applied Scale is the parent's replicas applied, and nothing else of it. Models managedfields ScaleHandler. */
function applyScale<T extends ApiObject>(scope: Scope<T>, old: T, struct: Struct): ApiResponse {
  const refused =
    validateWriteOptions(scope, 'PatchOptions', true) ??
    typedPatchError(scope, { apiVersion: 'autoscaling/v1', kind: 'Scale', struct });
  if (refused) return reply(refused);
  const read = readBody(asYaml(scope.request));
  if ('error' in read) return reply(status.badRequest(`error decoding YAML: ${read.error}`));
  const given = isObject(read.value) ? read.value : {};
  if (given.apiVersion !== 'autoscaling/v1' || given.kind !== 'Scale')
    return reply(status.badRequest(`invalid object type: ${given.apiVersion ?? ''}, Kind=${given.kind ?? ''}`));
  const decoded = decodeTyped(given, struct);
  if (decoded.error !== undefined) return reply(status.badRequest(decoded.error));
  const { replicas } = (decoded.value as unknown as Scale).spec ?? {};
  if (replicas !== undefined && replicas < 0) return reply(negative(scope.name, replicas));
  const { name, namespace } = old.metadata;
  const { kind, scale } = scope.strategy;
  const applied: ApiObject = {
    apiVersion: scope.apiVersion,
    kind,
    metadata: { name, ...(namespace && { namespace }) },
  };
  if (replicas !== undefined) putNumber(applied, scale!.specReplicas, replicas);
  const answer = applyOver(scope, old, applied);
  return isStatus(answer.body) ? answer : { code: 200, body: scaleOf(scope, answer.body as T) };
}

function patched<T extends ApiObject>(
  scope: Scope<T>,
  current: Scale,
  struct: Struct,
): Record<string, unknown> | Status {
  const type = patchTypeOf(scope, struct);
  if (isStatus(type)) return type;
  return validateWriteOptions(scope, 'PatchOptions') ?? applyPatch(scope, type, current, struct);
}

function decodeScale<T extends ApiObject>(scope: Scope<T>, struct: Struct): Record<string, unknown> | Status {
  const refused = unsupportedBody(scope.request) ?? validateWriteOptions(scope, 'UpdateOptions');
  if (refused) return refused;
  const read = readBody(scope.request);
  if ('error' in read) return unrecognized('Scale', read.error, read.summary);
  const decoded = decodeTyped(isObject(read.value) ? read.value : {}, struct);
  return decoded.error === undefined
    ? decoded.value
    : status.badRequest(`Scale in version "v1" cannot be handled as a Scale: ${decoded.error}`);
}
