// Models the scale subresource: autoscaling/v1 Scale as another face of an object's replicas.

import { field } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { jsonPatch, type Operation } from '#apimachinery/patch/json.ts';
import { mergePatch } from '#apimachinery/patch/merge.ts';
import { isStatus, reply, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { structOfKind } from '../../schema/schema.ts';
import { decodeTyped } from '../../schema/typed.ts';
import { parseJson } from './json-text.ts';
import { keyIn, type Scope } from './scope.ts';
import { store } from './update.ts';

interface Scale extends ApiObject {
  spec: { replicas?: number };
  status: { replicas: number; selector?: string };
}

type Scalable = ApiObject & { spec?: { replicas?: number }; status?: { replicas?: number } };

function scaleOf<T extends ApiObject>({ strategy }: Scope<T>, object: T): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { spec, status: current } = object as Scalable;
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
    spec: { ...(spec?.replicas && { replicas: spec.replicas }) },
    status: { replicas: current?.replicas ?? 0, selector: strategy.scale!.selector(object) },
  };
}

/** GET, PUT and PATCH of `…/scale`. */
export function scale<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, resource, name, request } = scope;
  const old = context.storage.get<T>(resource, keyIn(scope));
  if (!old) return reply(status.notFound(strategy.resource, strategy.group, name));
  const current = scaleOf(scope, old);
  if (request.method === 'GET') return { code: 200, body: current };

  const read = typeof request.body === 'string' ? parseJson(request.body) : { value: request.body };
  if ('error' in read) return reply(status.badRequest(read.error));
  let wanted = read.value;
  if (request.method === 'PATCH') {
    if ((request.headers?.['content-type'] ?? '').startsWith('application/json-patch+json')) {
      const result = jsonPatch(current, wanted as Operation[]);
      if ('error' in result) return reply(status.badRequest(result.error));
      wanted = result.value;
    } else wanted = mergePatch(current, wanted);
  }
  const decoded = decodeTyped(wanted ?? {}, structOfKind('autoscaling/v1', 'Scale')!);
  if (decoded.error)
    return reply(status.badRequest(`Scale in version "v1" cannot be handled as a Scale: ${decoded.error}`));
  const next = decoded.value as unknown as Scale;
  const replicas = next.spec?.replicas ?? 0;
  if (replicas < 0) {
    return reply(
      status.invalid('Scale', 'autoscaling', name, [
        field.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
      ]),
    );
  }
  const object = structuredClone(old) as T & Scalable;
  object.spec = { ...object.spec, replicas };
  delete object.metadata.resourceVersion;
  if (next.metadata?.resourceVersion && request.method === 'PUT')
    object.metadata.resourceVersion = next.metadata.resourceVersion;
  const answer = store(scope, old, object);
  return isStatus(answer.body) ? answer : { code: 200, body: scaleOf(scope, answer.body as T) };
}
