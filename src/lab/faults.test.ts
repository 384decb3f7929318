import { expect, test } from 'vitest';
import type { Node, Pod, Service } from '#api/core/types.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { LEARNER } from './kubeconfig.ts';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';

await preload();

const server = (name: string, node: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'web' } },
  spec: {
    nodeName: node,
    containers: [
      { name: 's', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['netexec', '--http-port=8080'] },
    ],
  },
});
const web = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }] },
};

function labWith(provider: 'cloud' | 'bare-metal' = 'cloud'): Lab {
  const lab = new Lab({ provider, time: 'live' });
  expect(lab.apply([server('a', 'node-1'), server('b', 'node-2'), server('c', 'node-3'), web])).toBeUndefined();
  lab.advance(120_000);
  return lab;
}
const podIp = (lab: Lab, name: string): string =>
  lab.cluster.storage.get<Pod>('pods', `default/${name}`)!.status.podIP!;
const balancerIp = (lab: Lab): string =>
  lab.cluster.storage.get<Service>('services', 'default/web')!.status!.loadBalancer!.ingress![0]!.ip!;

/** Of a hundred connections: how many came to each end. */
function hundred(lab: Lab, from: string, ip: string, port: number): Record<string, number> {
  const ends: Record<string, number> = {};
  for (let i = 0; i < 100; i++) {
    const { verdict } = lab.machines.network.dial(from, { ip, port }).trace;
    ends[verdict] = (ends[verdict] ?? 0) + 1;
  }
  return ends;
}

test('a node that is down takes connections with it until the health checks have told the load balancer', () => {
  const lab = labWith();
  const ip = balancerIp(lab);
  expect(hundred(lab, 'internet', ip, 80)).toEqual({ delivered: 100 });
  lab.faults = { nodesDown: ['node-1'] };
  lab.advance(10_000);
  // One node in three is not there, and one endpoint in three neither: (2/3)² get through.
  const soon = hundred(lab, 'internet', ip, 80);
  expect(soon.delivered).toBeGreaterThan(25);
  expect(soon.delivered).toBeLessThan(65);
  lab.advance(20_000);
  // The load balancer leaves the node out; its Pod is an endpoint still.
  const later = hundred(lab, 'internet', ip, 80);
  expect(later.delivered).toBeGreaterThan(50);
  expect(later.delivered).toBeLessThan(85);
  lab.advance(60_000);
  const ready = lab.cluster.storage.get<Node>('nodes', 'node-1')!.status.conditions!.find((c) => c.type === 'Ready');
  expect(ready?.status).toBe('Unknown');
  expect(hundred(lab, 'internet', ip, 80)).toEqual({ delivered: 100 });
  lab.faults = {};
  lab.advance(60_000);
  expect(hundred(lab, 'internet', ip, 80)).toEqual({ delivered: 100 });
  expect(hundred(lab, 'pod/default/b', podIp(lab, 'a'), 8080)).toEqual({ delivered: 100 });
});

test('nothing on a node that is down answers, and nothing of it asks', () => {
  const lab = labWith();
  lab.faults = { nodesDown: ['node-2'] };
  const { network } = lab.machines;
  const ends = (from: string, ip: string, port: number) => network.dial(from, { ip, port }).trace.hops.at(-1)!.did;
  expect(ends('pod/default/a', podIp(lab, 'b'), 8080)).toBe('node node-2 is down: no answer comes');
  expect(ends('pod/default/b', podIp(lab, 'a'), 8080)).toBe('node node-2 is down: no answer comes');
  expect(ends('laptop', '203.0.113.12', 30_080)).toBe('node node-2 is down: no answer comes');
  expect(ends('node/node-1', '192.168.49.12', 10_256)).toBe('node node-2 is down: no answer comes');
});

test('the kubelet of a node that is down, or stopped, gives neither logs nor a shell', () => {
  const lab = labWith();
  const logs = () =>
    (lab.handle({ method: 'GET', path: '/api/v1/namespaces/default/pods/b/log' }, LEARNER) as ApiResponse).body;
  expect(logs()).toMatch(/^I0105/);
  lab.faults = { nodesDown: ['node-2'] };
  expect(logs()).toMatchObject({
    code: 500,
    message: 'Get "https://192.168.49.12:10250/containerLogs/default/b/s": dial tcp 192.168.49.12:10250: i/o timeout',
  });
  lab.faults = {};
  lab.cluster.nodes.stop('node-2');
  expect(logs()).toMatchObject({
    code: 500,
    message:
      'Get "https://192.168.49.12:10250/containerLogs/default/b/s": dial tcp 192.168.49.12:10250: connect: connection refused',
  });
});

test('a node that is down answers no ping', () => {
  const lab = labWith();
  const { network } = lab.machines;
  expect(network.ping('node/node-1', '192.168.49.12').verdict).toBe('answered');
  lab.faults = { nodesDown: ['node-2'] };
  expect(network.ping('node/node-1', '192.168.49.12').verdict).toBe('timeout');
  expect(network.ping('pod/default/a', podIp(lab, 'b')).verdict).toBe('timeout');
});

test('a partition parts two nodes only', () => {
  const lab = labWith();
  lab.faults = { partitions: [['node/node-1', 'node/node-2']] };
  expect(hundred(lab, 'pod/default/a', podIp(lab, 'b'), 8080)).toEqual({ timeout: 100 });
  expect(hundred(lab, 'pod/default/b', podIp(lab, 'a'), 8080)).toEqual({ timeout: 100 });
  expect(hundred(lab, 'pod/default/a', podIp(lab, 'c'), 8080)).toEqual({ delivered: 100 });
  expect(hundred(lab, 'internet', podIp(lab, 'c'), 8080)).toEqual({ timeout: 100 });
});

test('a firewall closes node ports to the outside, and leaves load balancers alone', () => {
  const lab = labWith();
  lab.faults = { closedPorts: [{ from: 30_000, to: 32_767 }] };
  const { trace } = lab.machines.network.dial('laptop', { ip: '203.0.113.11', port: 30_080 });
  expect(trace.hops.at(-1)).toEqual({
    at: 'firewall',
    did: "the cloud's firewall lets nothing in to port 30080 of nodes: the packet is dropped, no answer comes",
    ok: false,
    reason: { code: 'cloud-firewall', parameters: { port: '30080' } },
  });
  expect(hundred(lab, 'node/node-2', '192.168.49.11', 30_080)).toEqual({ delivered: 100 });
  expect(hundred(lab, 'laptop', balancerIp(lab), 80)).toEqual({ delivered: 100 });
});

test('faults are part of a snapshot', () => {
  const lab = labWith();
  lab.faults = { nodesDown: ['node-3'] };
  const snapshot = JSON.parse(JSON.stringify(lab.snapshot())) as ReturnType<Lab['snapshot']>;
  lab.faults = {};
  lab.restore(snapshot);
  expect(lab.faults).toEqual({ nodesDown: ['node-3'] });
  expect(lab.cluster.nodes.isRunning('node-3')).toBe(false);
});
