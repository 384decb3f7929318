// Models pkg/controller/serviceaccount: every namespace has a service account called default.

import type { Namespace } from '#api/core/types.ts';
import type { Controller } from '../controller.ts';
import { post } from '../requests.ts';

export const serviceaccount: Controller = {
  name: 'serviceaccount-controller',
  resources: ['namespaces', 'serviceaccounts'],

  keysFor({ resource, object, type }) {
    if (resource === 'namespaces') return type === 'DELETED' ? [] : [object.metadata.name];
    return type === 'DELETED' && object.metadata.name === 'default' ? [object.metadata.namespace ?? ''] : [];
  },

  sync(key, cache) {
    const namespace = cache.get<Namespace>('namespaces', key);
    if (!namespace || namespace.metadata.deletionTimestamp || cache.get('serviceaccounts', `${key}/default`))
      return { requests: [] };
    return {
      requests: [
        post('serviceaccounts', {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace: key },
        }),
      ],
    };
  },
};
