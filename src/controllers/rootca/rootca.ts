// Models pkg/controller/certificates/rootcacertpublisher: every namespace has the cluster's CA in a ConfigMap.

import type { ConfigMap, Namespace } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import type { Controller } from '../controller.ts';
import { post, put } from '../requests.ts';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** @param certificate The cluster's authority, as PEM. */
export const rootca = (certificate: string): Controller => ({
  name: 'root-ca-certificate-publisher',
  resources: ['namespaces', 'configmaps'],

  keysFor({ resource, object, type }) {
    if (resource === 'namespaces') return type === 'DELETED' ? [] : [object.metadata.name];
    return object.metadata.name === NAME ? [object.metadata.namespace ?? ''] : [];
  },

  sync(key, cache) {
    const namespace = cache.get<Namespace>('namespaces', key);
    if (!namespace || namespace.metadata.deletionTimestamp) return { requests: [] };
    const actual = cache.get<ConfigMap>('configmaps', `${key}/${NAME}`);
    const data = { 'ca.crt': certificate };
    if (actual && deepEqual(actual.data, data)) return { requests: [] };
    const annotations = { 'kubernetes.io/description': DESCRIPTION };
    const metadata = { name: NAME, namespace: key, annotations };
    if (!actual)
      return { requests: [post('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } as ConfigMap)] };
    return { requests: [put('configmaps', { ...actual, data } as ConfigMap)] };
  },
});
