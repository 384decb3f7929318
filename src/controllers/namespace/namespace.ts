// Models pkg/controller/namespace: empties a namespace that is to go, then lets it go.

import type { Namespace } from '#api/core/types.ts';
import type { Controller } from '../controller.ts';
import { pathOf, remove } from '../requests.ts';

/** How often it looks again while something is still going. */
const RETRY_MS = 1000;

export const namespace: Controller = {
  name: 'namespace-controller',
  resources: ['*'],

  keysFor({ type, resource, object }, cache) {
    if (resource === 'namespaces') return type === 'DELETED' ? [] : [object.metadata.name];
    const { namespace: name = '' } = object.metadata;
    return cache.get('namespaces', name)?.metadata.deletionTimestamp ? [name] : [];
  },

  sync(key, cache) {
    const doomed = cache.get<Namespace>('namespaces', key);
    if (!doomed?.metadata.deletionTimestamp || !doomed.spec?.finalizers?.includes('kubernetes'))
      return { requests: [] };
    const content = cache.resources.flatMap((resource) =>
      cache.list(resource, key).map((object) => ({ resource, object })),
    );
    if (content.length === 0) {
      const finalizers = doomed.spec.finalizers.filter((f) => f !== 'kubernetes');
      return {
        requests: [
          {
            method: 'PUT',
            path: pathOf('namespaces', doomed, 'finalize'),
            body: { ...doomed, spec: { ...doomed.spec, finalizers } },
          },
        ],
      };
    }
    const requests = content
      .filter(({ object }) => !object.metadata.deletionTimestamp)
      .map(({ resource, object }) => remove(resource, object));
    return { requests, requeueAfterMs: RETRY_MS };
  },
};
