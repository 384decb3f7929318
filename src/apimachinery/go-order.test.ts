import { expect, test } from 'vitest';
import { asServed, inGoOrder } from './go-order.ts';

const keys = (value: unknown): string => Object.keys(value as object).join(' ');

test('the members of built-in kinds stand as in their Go structs, those of maps by key', () => {
  const service = inGoOrder({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { uid: 'u', labels: { b: '1', a: '2' }, name: 'web' },
    spec: {
      type: 'NodePort',
      clusterIP: '10.96.0.9',
      ports: [{ nodePort: 30000, port: 80, appProtocol: 'http', name: 'a' }],
      selector: { z: '1', app: 'web' },
    },
  });
  expect(JSON.stringify(service)).toBe(
    '{"kind":"Service","apiVersion":"v1","metadata":{"name":"web","uid":"u","labels":{"a":"2","b":"1"}},"spec":{"ports":[{"name":"a","appProtocol":"http","port":80,"nodePort":30000}],"selector":{"app":"web","z":"1"},"clusterIP":"10.96.0.9","type":"NodePort"}}',
  );
});

test('items of a list have the order of their kind, and on the wire no kind of their own', () => {
  const list = asServed({
    items: [
      {
        kind: 'Pod',
        apiVersion: 'v1',
        spec: { containers: [{ image: 'nginx', name: 'web' }], volumes: [] },
        metadata: {},
      },
    ],
    metadata: { resourceVersion: '1' },
    apiVersion: 'v1',
    kind: 'PodList',
  }) as { items: [{ kind: 'Pod'; apiVersion: 'v1'; spec: { containers: unknown[] } }] };
  expect(keys(list)).toBe('kind apiVersion metadata items');
  expect(keys(list.items[0])).toBe('metadata spec');
  expect(keys(list.items[0].spec)).toBe('volumes containers');
  expect(keys(list.items[0].spec.containers[0])).toBe('name image');
});

test('a custom resource is a map: everything by its name', () => {
  const gateway = inGoOrder({
    kind: 'Gateway',
    apiVersion: 'gateway.networking.k8s.io/v1',
    metadata: { name: 'g', labels: {} },
    spec: { listeners: [{ port: 80, name: 'http' }] },
  });
  expect(JSON.stringify(gateway)).toBe(
    '{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"labels":{},"name":"g"},"spec":{"listeners":[{"name":"http","port":80}]}}',
  );
});

test('the object of a row of a table is in order too', () => {
  const object = { metadata: { uid: 'u', name: 'x' }, apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata' };
  const table = inGoOrder({ kind: 'Table', apiVersion: 'meta.k8s.io/v1', rows: [{ cells: ['x'], object }] });
  expect(JSON.stringify(table)).toContain(
    '{"cells":["x"],"object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"x","uid":"u"}}}',
  );
});

test('what is in order is not made anew', () => {
  const map = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'x' }, data: { a: '1' } };
  expect(inGoOrder(map)).toBe(map);
});
