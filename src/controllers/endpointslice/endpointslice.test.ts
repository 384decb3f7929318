import { expect, test } from 'vitest';
import type { Pod, Service } from '#api/core/types.ts';
import type { Endpoint, EndpointSlice } from '#api/discovery/types.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { Informer } from '#client/informer.ts';
import { endpointslice } from './endpointslice.ts';

const RESOURCE = 'endpointslices.discovery.k8s.io';
const context = { nowMs: 0, random: () => 0 };
const service = (spec: Service['spec']): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'web',
    namespace: 'default',
    uid: 'svc',
    labels: { team: 'a' },
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec,
});
const pod = (
  n: number,
  { ready = true, port = 80, ...more }: { ready?: boolean; port?: number; deleted?: boolean } = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `web-${n}`,
    namespace: 'default',
    uid: `pod-${n}`,
    labels: { app: 'web' },
    ...(more.deleted && { deletionTimestamp: '2026-01-01T00:00:09Z' }),
  },
  spec: {
    nodeName: 'node-1',
    containers: [{ name: 'c', image: 'nginx', ports: [{ name: 'http', containerPort: port }] }],
  },
  status: {
    phase: 'Running',
    podIP: `10.244.1.${n}`,
    conditions: [
      { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: `2026-01-01T00:00:0${n % 10}Z` },
    ],
  },
});

const show = ({ method, body }: ApiRequest): string => {
  const { endpoints, ports } = body as EndpointSlice;
  if (method === 'DELETE') return 'DELETE';
  return `${method} ${endpoints?.map((e) => e.addresses[0]) ?? null} ${ports?.map((p) => `${p.name}:${p.port}`) ?? null}`;
};

/** A cluster of one Service: what the controller asks for is stored, and what it says is shown. */
function world(spec: Service['spec']): { cache: Informer; sync(): string[]; slices(): readonly EndpointSlice[] } {
  const cache = new Informer();
  let made = 0;
  cache.receive({ type: 'ADDED', resource: 'services', object: service(spec) });
  return {
    cache,
    slices: () => cache.list<EndpointSlice>(RESOURCE),
    sync() {
      const { requests } = endpointslice.sync('default/web', cache, context);
      for (const { method, path, body } of requests) {
        const name = path.split('/')[7] ?? `web-${made++}`;
        const object = {
          ...(body as EndpointSlice),
          metadata: { ...(body as EndpointSlice).metadata, name, namespace: 'default' },
        };
        cache.receive({
          type: method === 'DELETE' ? 'DELETED' : method === 'POST' ? 'ADDED' : 'MODIFIED',
          resource: RESOURCE,
          object,
        });
      }
      return requests.map(show);
    },
  };
}

test('a slice follows the pods, and comes to rest', () => {
  const { cache, sync, slices } = world({
    selector: { app: 'web' },
    ports: [{ name: 'http', port: 80, targetPort: 8080 }],
  });
  expect(sync()).toEqual(['POST null null']);
  expect(sync()).toEqual([]);
  cache.receive({ type: 'ADDED', resource: 'pods', object: pod(4) });
  expect(sync()).toEqual(['PUT 10.244.1.4 http:8080']);
  cache.receive({ type: 'ADDED', resource: 'pods', object: pod(5, { ready: false }) });
  expect(sync()).toEqual(['PUT 10.244.1.4,10.244.1.5 http:8080']);
  cache.receive({ type: 'MODIFIED', resource: 'pods', object: pod(4, { deleted: true }) });
  expect(sync()).toEqual(['PUT 10.244.1.4,10.244.1.5 http:8080']);
  expect(slices()[0]!.endpoints!.map((e: Endpoint) => e.conditions)).toEqual([
    { ready: false, serving: true, terminating: true },
    { ready: false, serving: false, terminating: false },
  ]);
  expect(sync()).toEqual([]);
});

test('what a slice looks like', () => {
  const { cache, sync, slices } = world({ selector: { app: 'web' }, ports: [{ port: 80, protocol: 'TCP' }] });
  cache.receive({ type: 'ADDED', resource: 'pods', object: pod(4) });
  sync();
  expect(slices()[0]).toEqual({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'web-0',
      namespace: 'default',
      generateName: 'web-',
      labels: {
        team: 'a',
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:04Z' },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'svc', controller: true, blockOwnerDeletion: true },
      ],
    },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: ['10.244.1.4'],
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: { kind: 'Pod', namespace: 'default', name: 'web-4', uid: 'pod-4' },
        nodeName: 'node-1',
      },
    ],
    ports: [{ name: '', protocol: 'TCP', port: 80 }],
  });
});

test.each([
  [
    'a named port is looked up in each pod',
    { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
    [{ port: 8080 }, { port: 9090 }],
    ['POST 10.244.1.1 :8080', 'POST 10.244.1.2 :9090'],
  ],
  [
    'a pod without the named port has no such port',
    { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'nope' }] },
    [{}],
    ['POST 10.244.1.1 '],
  ],
  ['no selector, no slice', { ports: [{ port: 80 }] }, [{}], []],
  ['an ExternalName has no slice', { type: 'ExternalName', selector: { app: 'web' } }, [{}], []],
  ['another selector, a placeholder', { selector: { app: 'wbe' }, ports: [{ port: 80 }] }, [{}], ['POST null null']],
] as const)('%s', (_title, spec, pods, expected) => {
  const { cache, sync } = world(spec as unknown as Service['spec']);
  for (const [i, more] of pods.entries()) cache.receive({ type: 'ADDED', resource: 'pods', object: pod(i + 1, more) });
  expect(sync()).toEqual(expected);
  expect(sync()).toEqual([]);
});

test('at most 100 endpoints in a slice, and the gaps are filled', () => {
  const { cache, sync, slices } = world({ selector: { app: 'web' }, ports: [{ port: 80 }] });
  for (let n = 1; n <= 205; n++) cache.receive({ type: 'ADDED', resource: 'pods', object: pod(n) });
  sync();
  expect(slices().map((s) => s.endpoints!.length)).toEqual([100, 100, 5]);
  cache.receive({ type: 'DELETED', resource: 'pods', object: pod(1) });
  cache.receive({ type: 'ADDED', resource: 'pods', object: pod(206) });
  expect(sync().length).toBe(1);
  expect(slices().map((s) => s.endpoints!.length)).toEqual([100, 100, 5]);
});

test.each([
  [undefined, 'a', undefined],
  ['PreferClose', 'a', { forZones: [{ name: 'a' }] }],
  ['PreferSameZone', 'a', { forZones: [{ name: 'a' }] }],
  ['PreferSameZone', undefined, undefined],
  ['PreferSameNode', 'a', { forZones: [{ name: 'a' }], forNodes: [{ name: 'node-1' }] }],
  ['PreferSameNode', undefined, { forNodes: [{ name: 'node-1' }] }],
])('traffic distribution %s in zone %s is told by hints of ready endpoints', (trafficDistribution, zone, hints) => {
  const w = world({
    selector: { app: 'web' },
    ports: [{ port: 80 }],
    ...(trafficDistribution && { trafficDistribution }),
  });
  const labels = zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone };
  w.cache.receive({
    type: 'ADDED',
    resource: 'nodes',
    object: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', labels } },
  });
  for (const object of [pod(1), pod(2, { ready: false })]) w.cache.receive({ type: 'ADDED', resource: 'pods', object });
  w.sync();
  expect(w.slices()[0]?.endpoints?.map((e) => e.hints)).toEqual([hints, undefined]);
});
