import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import { fillLive, isReadable, namedIn, readPlace } from './live.ts';

const node = (name: string, ready: string, externalIP: string) => ({
  metadata: { name },
  status: {
    conditions: [{ type: 'Ready', status: ready }],
    addresses: [
      { type: 'InternalIP', address: `10.0.0.${name.at(-1)}` },
      { type: 'ExternalIP', address: externalIP },
    ],
  },
});
const stored: Readonly<Record<string, readonly unknown[]>> = {
  nodes: [node('node-1', 'False', '203.0.113.1'), node('node-2', 'True', '203.0.113.2')],
  pods: [
    {
      metadata: { name: 'web-a', namespace: 'default', labels: { app: 'web' } },
      spec: { nodeName: 'node-2' },
      status: { podIP: '10.244.1.2' },
    },
    { metadata: { name: 'db', namespace: 'shop', labels: { app: 'db' } }, spec: {}, status: {} },
  ],
  services: [
    {
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        clusterIP: '10.96.0.9',
        healthCheckNodePort: 31999,
        ports: [
          { name: 'http', port: 80, targetPort: 8080, nodePort: 30080 },
          { name: 'admin', port: 81, targetPort: 'adm', nodePort: 30081 },
        ],
      },
      status: { loadBalancer: { ingress: [{ ip: '198.18.0.1' }] } },
    },
    { metadata: { name: 'db', namespace: 'shop' }, spec: { clusterIP: 'None', ports: [{ port: 5432 }] } },
  ],
  'deployments.apps': [
    { metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 3 }, status: { readyReplicas: 2 } },
  ],
  'ingresses.networking.k8s.io': [
    {
      metadata: { name: 'shop', namespace: 'default' },
      spec: { ingressClassName: 'nginx' },
      status: { loadBalancer: { ingress: [{ hostname: 'lb.example.com' }] } },
    },
  ],
  'gateways.gateway.networking.k8s.io': [
    { metadata: { name: 'front', namespace: 'default' }, status: { addresses: [{ value: '198.18.0.2' }] } },
  ],
};
const from = {
  list: async (resource: string) => (stored[resource] ?? []) as readonly ApiObject[],
  addressOf: (place: string) => (place === 'laptop' ? '198.51.100.7' : undefined),
};

test.each([
  ['node.any.externalIP', '203.0.113.2'],
  ['node.node-1.internalIP', '10.0.0.1'],
  ['node.any.name', 'node-2'],
  ['pod.web-a.ip', '10.244.1.2'],
  ['pod.app=web.node', 'node-2'],
  ['pod.any.name', 'web-a'],
  ['service.web.clusterIP', '10.96.0.9'],
  ['service.default/web.clusterIP', '10.96.0.9'],
  ['service.web.port', '80'],
  ['service.web.port.admin', '81'],
  ['service.web.targetPort.admin', 'adm'],
  ['service.web.nodePort', '30080'],
  ['service.web.nodePort.admin', '30081'],
  ['service.web.healthCheckNodePort', '31999'],
  ['service.web.externalIP', '198.18.0.1'],
  ['loadBalancer.web', '198.18.0.1'],
  ['deployment.web.replicas', '3'],
  ['deployment.web.readyReplicas', '2'],
  ['ingress.shop.address', 'lb.example.com'],
  ['ingress.shop.class', 'nginx'],
  ['gateway.front.address', '198.18.0.2'],
  ['laptop.ip', '198.51.100.7'],
])('%s is %s', async (place, value) => {
  expect(isReadable(place)).toBe(true);
  expect(await readPlace(place, from)).toBe(value);
});

test('node.any may be a certain one', async () =>
  expect(await readPlace('node.any.externalIP', from, 'node-1')).toBe('203.0.113.1'));

test.each([
  ['service.gone.clusterIP', 'There is no Service gone yet.', '还没有 Service gone。'],
  ['service.shop/db.clusterIP', 'Service db has no clusterIP.', 'Service db 没有 clusterIP。'],
  ['service.shop/db.nodePort', 'Service db has no nodePort.', 'Service db 没有 nodePort。'],
  ['service.web.port.gone', 'Service web has no port gone.', 'Service web 没有 port gone。'],
  ['pod.shop/app=db.ip', 'There is no Pod shop/app=db yet.', '还没有 Pod shop/app=db。'],
  ['internet.ip', 'The address of internet is not known.', '不知道 internet 的地址。'],
])('%s is not there: %s', async (place, en, zh) =>
  expect(await readPlace(place, from)).toEqual({ missing: { en, zh } }),
);

test.each(['service.web', 'service.web.ip', 'web.clusterIP', 'HOME', 'node.any'])('%s is nothing to read', (place) =>
  expect(isReadable(place)).toBe(false),
);

test('a value is filled in all the way down; other places stay', async () => {
  expect(
    await fillLive(
      { url: 'http://${service.web.clusterIP}:${service.web.port}/${HOME}', list: ['${laptop.ip}'], n: 1 },
      from,
    ),
  ).toEqual({
    value: { url: 'http://10.96.0.9:80/${HOME}', list: ['198.51.100.7'], n: 1 },
  });
  expect(await fillLive(['${service.web.clusterIP}', '${loadBalancer.gone}'], from)).toEqual({
    missing: { en: 'There is no Service gone yet.', zh: '还没有 Service gone。' },
  });
});

test('what a text is about, by its places', () =>
  expect(namedIn('http://${service.shop/web.clusterIP} ${node.any.externalIP} ${pod.app=db.ip}')).toEqual([
    'web',
    'db',
  ]));
