// Models the scale subresource: autoscaling/v1 Scale as another face of an object's replicas.

import { field } from '#apimachinery/field.ts';
import type { ApiObject, ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { type Struct, structOfKind } from '#apimachinery/schema/schema.ts';
import { decodeTyped } from '#apimachinery/schema/typed.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { applied, pathTo, updated, type Write } from '../../managedfields/field-manager.ts';
import { type ReplicasIn, toParent, toScale } from '../../managedfields/scale.ts';
import { FieldSet } from '../../structuredmerge/field-set.ts';
import { configOf, isForced, repeatedKeys } from './apply.ts';
import { unsupportedBody } from './body.ts';
import { decodeServed } from './decode.ts';
import { strategyOf, typeOfStruct, writeOf } from './managed-fields.ts';
import { validateWriteOptions } from './options.ts';
import { APPLY_PATCH, applyPatch, patchTypeOf } from './patch.ts';
import { keyIn, type Scope } from './scope.ts';
import type { Strategy } from './strategy.ts';
import { checkPlace, store } from './update.ts';

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
  const selected = selector(object);
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
    status: { replicas: numberAt(object, statusReplicas) ?? 0, ...(selected && { selector: selected }) },
  };
}

/** GET, PUT and PATCH of `…/scale`. Source: scaleUpdatedObjectInfo.UpdatedObject. */
export function scale<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, name, request } = scope;
  const old = context.storage.get<T>(resource, keyIn(scope));
  const { specReplicas, notFoundAs = strategy.resource } = strategy.scale!;
  if (!old) return reply(status.notFound(notFoundAs, strategy.group, name));
  if (strategy.custom && numberAt(old, specReplicas) === undefined)
    return reply(status.internalError(`the spec replicas field ${JSON.stringify(specReplicas)} does not exist`));
  const current = scaleOf(scope, old);
  if (request.method === 'GET') return { code: 200, body: current };

  const live: Scale = { ...current, metadata: { ...current.metadata, managedFields: ownersOfScale(scope, old) } };
  const next = request.method === 'PATCH' ? patchedScale(scope, current, live) : replacedScale(scope, live);
  if (isStatus(next)) return reply(next);
  const replicas = next.spec?.replicas ?? 0;
  if (replicas < 0) return reply(negative(name, replicas));
  const object = structuredClone(old);
  putNumber(object, specReplicas, replicas);
  const { resourceVersion, managedFields = [] } = next.metadata;
  if (resourceVersion) object.metadata.resourceVersion = resourceVersion;
  const owners = toParent(old.metadata.managedFields, managedFields, scope.apiVersion, replicasIn(scope));
  const answer = store(scope, old, object, owners);
  return isStatus(answer.body) ? answer : { code: 200, body: scaleOf(scope, answer.body as T) };
}

const negative = (name: string, replicas: number): Status =>
  status.invalid('Scale', 'autoscaling', name, [
    field.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
  ]);

const SCALE: Struct = structOfKind('autoscaling/v1', 'Scale')!;

const replicasIn =
  (scope: Scope<never>): ReplicasIn =>
  (apiVersion) => {
    const served = strategyOf(scope, apiVersion);
    return served && (served.scale ? pathTo(...membersOf(served.scale.specReplicas)) : null);
  };

const ownersOfScale = <T extends ApiObject>(scope: Scope<T>, old: T): ManagedFieldsEntry[] =>
  toScale(old.metadata.managedFields, replicasIn(scope));

/** Of the Scale, not of what it scales: so do its owners see it. */
const writeOfScale = (scope: Scope<never>): Write => ({
  ...writeOf(scope),
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  type: typeOfStruct(SCALE),
  updater: {
    convert: (object, version) => (version === object.apiVersion ? object : undefined),
    ignored: FieldSet.empty,
  },
});

function withOwners(scope: Scope<never>, live: Scale, given: Record<string, unknown>): Scale {
  const next = given as unknown as Scale;
  const managedFields = updated(writeOfScale(scope), live, next, undefined);
  return { ...next, metadata: { ...next.metadata, managedFields } };
}

function replacedScale(scope: Scope<never>, live: Scale): Scale | Status {
  const given = decodeScale(scope);
  return isStatus(given) ? given : withOwners(scope, live, given);
}

function patchedScale(scope: Scope<never>, current: Scale, live: Scale): Scale | Status {
  const type = patchTypeOf(scope, SCALE);
  if (isStatus(type)) return type;
  const refused = validateWriteOptions(scope, 'PatchOptions', type === APPLY_PATCH);
  if (refused) return refused;
  if (type === APPLY_PATCH) return appliedScale(scope, live);
  const given = applyPatch(scope, type, current, SCALE);
  return isStatus(given) ? given : withOwners(scope, live, given);
}

function appliedScale(scope: Scope<never>, live: Scale): Scale | Status {
  const config = configOf(scope);
  if (isStatus(config)) return config;
  const merged = applied(writeOfScale(scope), live, config, isForced(scope));
  if (isStatus(merged)) return merged;
  const repeated = repeatedKeys(scope);
  if (repeated) return repeated;
  const decoded = decodeTyped(merged, SCALE);
  return decoded.error === undefined ? (decoded.value as unknown as Scale) : status.badRequest(decoded.error);
}

function decodeScale(scope: Scope<never>): Record<string, unknown> | Status {
  const refused = unsupportedBody(scope.request) ?? validateWriteOptions(scope, 'UpdateOptions');
  if (refused) return refused;
  const { resource, singular, namespaced } = scope.strategy;
  const strategy: Strategy = { kind: 'Scale', group: 'autoscaling', version: 'v1', resource, singular, namespaced };
  const ofScale = { ...scope, strategy, apiVersion: 'autoscaling/v1' };
  const given = decodeServed(ofScale, scope.request);
  if (isStatus(given)) return given;
  return checkPlace(ofScale as unknown as Scope<never>, given) ?? (given as unknown as Record<string, unknown>);
}
