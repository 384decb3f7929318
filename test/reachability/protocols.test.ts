// Who reaches what, below and beside HTTP: TCP, UDP and names, through every kind of Service, from every kind of place.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Service } from '#api/core/types.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import type { Host } from '#machine/program.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

const pod = (name: string, container: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'main', ...container }], ...spec },
});
const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
const objects = [
  pod('tcp', { image: AGNHOST, args: ['serve-hostname', '--tcp', '--udp', '--port=9000'] }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'tcp' },
    spec: {
      type: 'LoadBalancer',
      selector: { app: 'tcp' },
      ports: [
        { name: 't', port: 9000, nodePort: 30_900 },
        { name: 'u', port: 9000, protocol: 'UDP', nodePort: 30_901 },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'bare' },
    spec: { clusterIP: 'None', selector: { app: 'tcp' }, ports: [{ port: 9000 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'none' },
    spec: {
      selector: { app: 'none' },
      ports: [
        { name: 't', port: 9000 },
        { name: 'u', port: 9000, protocol: 'UDP' },
      ],
    },
  },
  pod('box', { image: 'busybox:1.37', command: ['sleep', 'infinity'] }),
];

let lab: Lab;
let stop: () => void;
beforeAll(() => {
  lab = new Lab({ nodes: 2 });
  expect(lab.apply(objects)).toBeUndefined();
  stop = lab.drive(realTime);
});
afterAll(() => stop());

const hostAt = (place: string): Host =>
  place === 'laptop' ? lab.machines.laptop : lab.machines.runtime.machineAt(place)!;
const service = (): Service => lab.cluster.storage.get<Service>('services', 'default/tcp')!;
const addresses: Readonly<Record<string, () => string>> = {
  cluster: () => service().spec.clusterIP!,
  balancer: () => service().status?.loadBalancer?.ingress?.[0]?.ip ?? 'pending',
};
const named = (target: string): string => addresses[target]?.() ?? target;

test.each([
  ['pod/default/box', 'tcp', 9000, 'tcp\n'],
  ['pod/default/box', 'bare', 9000, 'tcp\n'],
  ['pod/default/box', 'cluster', 9000, 'tcp\n'],
  ['pod/default/box', 'balancer', 9000, 'tcp\n'],
  ['pod/default/box', 'none', 9000, 'refused'],
  ['pod/default/box', 'tcp', 9001, 'timeout'],
  ['pod/default/box', 'nowhere', 9000, 'unresolved'],
  ['laptop', 'balancer', 9000, 'tcp\n'],
  ['laptop', '203.0.113.11', 30_900, 'tcp\n'],
  ['laptop', 'cluster', 9000, 'timeout'],
])('TCP from %s to %s:%i: %j', async (from, target, port, expected) => {
  const connected = await hostAt(from).connect(named(target), port);
  expect(connected.ok ? await connected.stream.read() : connected.error.kind).toBe(expected);
});

test.each([
  ['pod/default/box', 'tcp', 9000, 'tcp\n'],
  ['pod/default/box', 'bare', 9000, 'tcp\n'],
  ['pod/default/box', 'none', 9000, 'ECONNREFUSED'],
  ['pod/default/box', 'tcp', 9001, 'silence'],
  ['laptop', 'balancer', 9000, 'tcp\n'],
  ['laptop', '203.0.113.12', 30_901, 'tcp\n'],
  // A node port of TCP is none of UDP: the node itself refuses.
  ['laptop', '203.0.113.12', 30_900, 'ECONNREFUSED'],
  ['laptop', 'cluster', 9000, 'silence'],
])('UDP from %s to %s:%i: %j', async (from, target, port, expected) => {
  const host = hostAt(from);
  const socket = await host.datagrams(named(target), port);
  if ('kind' in socket) throw new Error(socket.message);
  socket.send('who');
  const over = new AbortController();
  const got = await Promise.race([socket.receive(over.signal), host.sleep(2000, over.signal).then(() => undefined)]);
  over.abort();
  expect(got === undefined ? 'silence' : 'text' in got ? got.text : got.error).toBe(expected);
});
