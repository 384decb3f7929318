// Models pkg/controller/namespace: empties a namespace that is to go, Pods first, then lets it go.
// Differs: upstream waits five seconds after each change of the namespace, and half the Pods' grace period; here it looks at once.

import type { Namespace } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Controller } from '../controller.ts';
import { pathOf, putStatus, remove } from '../requests.ts';
import { conditionsOf, graceMs, type Remaining } from './conditions.ts';

export const namespace: Controller = {
  name: 'namespace-controller',
  resources: ['*'],

  keysFor({ type, resource, object }, cache) {
    if (resource === 'namespaces') return type === 'DELETED' ? [] : [object.metadata.name];
    const { namespace: name = '' } = object.metadata;
    return cache.get('namespaces', name)?.metadata.deletionTimestamp ? [name] : [];
  },

  sync(key, cache, { nowMs }) {
    const doomed = cache.get<Namespace>('namespaces', key);
    const deletedAt = doomed?.metadata.deletionTimestamp;
    if (!doomed || !deletedAt || !doomed.spec?.finalizers?.includes('kubernetes')) return { requests: [] };
    const content = cache.resources.flatMap((resource) =>
      cache.list(resource, key).map((object): Remaining => ({ resource, object })),
    );
    const pods = content.filter(({ resource }) => resource === 'pods');
    const inTurn = pods.length > 0 ? pods : content;
    const deletions = inTurn
      .filter(({ object }) => !object.metadata.deletionTimestamp)
      .map(({ resource, object }) => remove(resource, object));
    // What is asked for now comes back as events; what is left then is told of.
    if (deletions.length > 0) return { requests: deletions };
    const leftMs = Date.parse(deletedAt) + graceMs(inTurn) - nowMs;
    const status = {
      ...doomed.status,
      conditions: conditionsOf(key, doomed.status?.conditions, inTurn, leftMs > 0, nowMs),
    };
    const requests = deepEqual(doomed.status, status) ? [] : [putStatus('namespaces', doomed, status)];
    if (content.length === 0) return { requests: [...requests, finalize(doomed)] };
    return { requests, ...(leftMs > 0 && { requeueAfterMs: leftMs }) };
  },
};

/** Without a version: its status has just been written. */
function finalize(doomed: Namespace): ApiRequest {
  const { resourceVersion: _version, ...metadata } = doomed.metadata;
  const finalizers = doomed.spec?.finalizers?.filter((f) => f !== 'kubernetes') ?? [];
  return {
    method: 'PUT',
    path: pathOf('namespaces', doomed, 'finalize'),
    body: { ...doomed, metadata, spec: { ...doomed.spec, finalizers } },
  };
}
