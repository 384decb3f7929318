import { expect, test } from 'vitest';
import type { Endpoints, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { Informer } from '#client/informer.ts';
import { endpointslicemirroring } from './endpointslicemirroring.ts';

const meta = { name: 'db', namespace: 'default' };
const context = { nowMs: 0, random: () => 0 };

function world(
  service: Partial<Service['spec']>,
  endpoints: Partial<Endpoints> & { labels?: Record<string, string> },
): Informer {
  const cache = new Informer();
  const { labels, ...more } = endpoints;
  cache.receive({
    type: 'ADDED',
    resource: 'services',
    object: { apiVersion: 'v1', kind: 'Service', metadata: { ...meta, uid: 's' }, spec: service } as Service,
  });
  cache.receive({
    type: 'ADDED',
    resource: 'endpoints',
    object: {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { ...meta, uid: 'e', ...(labels && { labels }) },
      ...more,
    } as Endpoints,
  });
  return cache;
}

const subsets = [
  {
    addresses: [{ ip: '192.168.10.99' }],
    notReadyAddresses: [{ ip: '192.168.10.98' }],
    ports: [{ port: 5432, protocol: 'TCP' as const }],
  },
];

test('Endpoints made by hand become a slice, which then stays as it is', () => {
  const cache = world({}, { subsets });
  const { requests } = endpointslicemirroring.sync('default/db', cache, context);
  expect(requests.map((r) => `${r.method} ${r.path}`)).toEqual([
    'POST /apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
  ]);
  const slice = requests[0]!.body as EndpointSlice;
  expect(slice).toMatchObject({
    metadata: {
      generateName: 'db-',
      labels: {
        'kubernetes.io/service-name': 'db',
        'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Endpoints', name: 'db', uid: 'e' }],
    },
    endpoints: [
      { addresses: ['192.168.10.99'], conditions: { ready: true } },
      { addresses: ['192.168.10.98'], conditions: { ready: false } },
    ],
    ports: [{ name: '', port: 5432, protocol: 'TCP' }],
  });
  cache.receive({
    type: 'ADDED',
    resource: 'endpointslices.discovery.k8s.io',
    object: { ...slice, metadata: { ...slice.metadata, name: 'db-x', namespace: 'default' } },
  });
  expect(endpointslicemirroring.sync('default/db', cache, context).requests).toEqual([]);
});

test.each([
  ['a selector', { selector: { app: 'db' } }, { subsets }],
  ['the label that says so', {}, { subsets, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }],
  ['no subsets', {}, {}],
] as const)('not mirrored: %s', (_title, service, endpoints) => {
  const cache = world(service as Service['spec'], endpoints as unknown as Partial<Endpoints>);
  expect(endpointslicemirroring.sync('default/db', cache, context).requests).toEqual([]);
});
