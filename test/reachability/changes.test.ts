// What a change of a Service, of its Pods or of a node does to those who call it. Source: kubernetes-facts.md section 9, checks 2 to 36.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Service } from '#api/core/types.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';
import { play } from './table.ts';

await preload();

const pod = (name: string, nodeName: string, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'web', name } },
  spec: {
    nodeName,
    containers: [
      {
        name: 's',
        image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
        args: ['netexec', '--http-port=8080', '--udp-port=8081'],
      },
    ],
    ...more,
  },
});
const client = (name: string, nodeName: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeName, containers: [{ name: 'c', image: 'curlimages/curl:8.11.1', command: ['sleep', 'infinity'] }] },
});
const service = (spec: object): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});

let lab: Lab;
let stop: () => void;
beforeEach(() => {
  lab = new Lab({ nodes: 3 });
  stop = lab.drive(realTime);
  expect(lab.apply([client('client', 'node-1'), client('far', 'node-3')])).toBeUndefined();
});
afterEach(() => stop());

const apply = (...objects: object[]): void => expect(lab.apply(objects)).toBeUndefined();
const send = async (method: ApiRequest['method'], path: string, body?: object): Promise<ApiResponse> => {
  const headers = { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' };
  const answer = (await lab.handle({ method, path, headers, ...(body && { body }) }, LEARNER)) as ApiResponse;
  expect(answer.code, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer;
};
const SERVICE = '/api/v1/namespaces/default/services/web';
const patch = (spec: object): Promise<ApiResponse> => send('PATCH', SERVICE, { spec });
const ask = (from: string, to: string): Promise<string> => play(lab, { from, to });
/** Where twenty requests end. */
async function twenty(from: string, to: string): Promise<string[]> {
  const seen = new Set<string>();
  for (let i = 0; i < 20; i++) seen.add((await ask(from, to)).replace(/ seeing.*/, ''));
  return [...seen].sort();
}
const nodePort = (): number => lab.cluster.storage.get<Service>('services', 'default/web')!.spec.ports![0]!.nodePort!;
const ALL = ['200 by a', '200 by b'];

test('endpoints come and go with Pods (2, 3)', async () => {
  apply(service({}));
  expect(await ask('client', '{web}')).toBe('refused 7 at service/default/web');
  apply(pod('a', 'node-1'));
  expect(await twenty('client', '{web}')).toEqual(['200 by a']);
  apply(pod('b', 'node-2'));
  expect(await twenty('client', '{web}')).toEqual(ALL);
  await send('DELETE', '/api/v1/namespaces/default/pods/a');
  expect(await twenty('client', '{web}')).toEqual(['200 by b']);
  await send('DELETE', '/api/v1/namespaces/default/pods/b');
  expect(await ask('client', '{web}')).toBe('refused 7 at service/default/web');
});

test('ExternalName to ClusterIP to NodePort and back (5 to 8)', async () => {
  apply(pod('a', 'node-1'), service({ type: 'ExternalName', externalName: 'example.com', ports: null }));
  expect(await ask('client', 'http://web/')).toBe('200 by example.com');
  await patch({ type: 'ClusterIP', externalName: null, ports: [{ port: 80, targetPort: 8080 }] });
  expect(await ask('client', 'web')).toBe('200 by a seeing client');
  await patch({ type: 'NodePort' });
  const port = nodePort();
  expect(await ask('client', `{node-3}:${port}`)).toBe('200 by a seeing node-3');
  await patch({ type: 'ExternalName', externalName: 'example.com', clusterIP: null, clusterIPs: null });
  expect(await ask('client', `{node-3}:${port}`)).toBe('refused 7 at node-3');
  expect(await ask('client', 'http://web/')).toBe('200 by example.com');
});

test('affinity is switched on and off, for each way in (9 to 12)', async () => {
  apply(pod('a', 'node-1'), pod('b', 'node-2'), service({ type: 'NodePort', sessionAffinity: 'ClientIP' }));
  const ways = [
    ['client', '{web}'],
    ['client', `{node-2}:${nodePort()}`],
    ['laptop', `{node-1 ext}:${nodePort()}`],
    ['node-3', '{web}'],
  ] as const;
  for (const [from, to] of ways) expect(await twenty(from, to), `${from} to ${to}`).toHaveLength(1);
  await patch({ sessionAffinity: 'None' });
  for (const [from, to] of ways) expect(await twenty(from, to), `${from} to ${to}`).toEqual(ALL);
  await patch({ sessionAffinity: 'ClientIP' });
  for (const [from, to] of ways) expect(await twenty(from, to), `${from} to ${to}`).toHaveLength(1);
});

test('two protocols on one number, and one of them removed (17, 18)', async () => {
  const tcp = { name: 't', port: 80, targetPort: 8080, protocol: 'TCP' };
  const udp = { name: 'u', port: 80, targetPort: 8081, protocol: 'UDP' };
  apply(pod('a', 'node-1'), service({ type: 'NodePort', ports: [tcp, udp] }));
  const port = nodePort();
  expect(await ask('client', '{web}:80')).toBe('200 by a seeing client');
  expect(await ask('client', 'udp://{web}:80')).toBe('udp by a seeing client');
  expect(await ask('client', `udp://{node-2}:${port}`)).toBe('udp by a seeing node-2');
  await patch({ ports: [{ ...udp, nodePort: port }] });
  expect(await ask('client', '{web}:80')).toBe('timeout 28 at service/default/web');
  expect(await ask('client', `{node-2}:${port}`)).toBe('refused 7 at node-2');
  expect(await ask('client', 'udp://{web}:80')).toBe('udp by a seeing client');
});

test('ports are added and taken away (19)', async () => {
  apply(pod('a', 'node-1'), service({}));
  await patch({
    ports: [
      { name: 'x', port: 80, targetPort: 8080 },
      { name: 'y', port: 81, targetPort: 8080 },
    ],
  });
  expect([await ask('client', '{web}:80'), await ask('client', '{web}:81')]).toEqual(
    Array(2).fill('200 by a seeing client'),
  );
  await patch({ ports: [{ name: 'y', port: 81, targetPort: 8080 }] });
  expect(await ask('client', '{web}:80')).toBe('timeout 28 at service/default/web');
});

test('a Service that is deleted is nobody’s address, and is there again when it is made again (22, 23)', async () => {
  apply(pod('a', 'node-1'), service({ clusterIP: '10.96.0.200', type: 'NodePort' }));
  const port = nodePort();
  await send('DELETE', SERVICE);
  expect(await ask('client', '10.96.0.200')).toBe('timeout 28 at node-1');
  expect(await ask('client', 'web')).toBe('unresolved 6 at dns');
  expect(await ask('client', `{node-1}:${port}`)).toBe('refused 7 at node-1');
  apply(service({ clusterIP: '10.96.0.200' }));
  expect(await ask('client', '10.96.0.200')).toBe('200 by a seeing client');
});

test('another proxy’s label, and headless’ one, are heeded when they come and go (27)', async () => {
  apply(pod('a', 'node-1'), service({ clusterIP: '10.96.0.200' }));
  for (const label of ['service.kubernetes.io/service-proxy-name', 'service.kubernetes.io/headless']) {
    await send('PATCH', SERVICE, { metadata: { labels: { [label]: 'x' } } });
    expect(await ask('client', '10.96.0.200'), label).toBe('timeout 28 at node-1');
    await send('PATCH', SERVICE, { metadata: { labels: { [label]: null } } });
    expect(await ask('client', '10.96.0.200'), label).toBe('200 by a seeing client');
  }
});

test('a load balancer gets ports, other ones, and becomes a ClusterIP (36)', async () => {
  apply(pod('a', 'node-1'), service({ type: 'LoadBalancer' }));
  const port = nodePort();
  expect(await ask('laptop', '{web lb}')).toMatch(/^200 by a seeing node-/);
  await patch({ ports: [{ port: 8000, targetPort: 8080, nodePort: port }] });
  expect(await ask('laptop', '{web lb}')).toBe('timeout 28 at load-balancer/default/web');
  expect(await ask('laptop', '{web lb}:8000')).toMatch(/^200 by a seeing node-/);
  await patch({ loadBalancerSourceRanges: ['198.51.100.80/32'] });
  expect(await ask('laptop', '{web lb}:8000')).toBe('timeout 28 at load-balancer/default/web');
  expect(await ask('internet', '{web lb}:8000')).toMatch(/^200 by a/);
  const { status } = lab.cluster.storage.get<Service>('services', 'default/web')!;
  const ip = status!.loadBalancer!.ingress![0]!.ip!;
  await patch({ type: 'ClusterIP', loadBalancerSourceRanges: null });
  expect(await ask('internet', `${ip}:8000`)).toBe('timeout 28 at internet');
  expect(await ask('client', `${ip}:8000`)).toBe('timeout 28 at node-1');
  expect(await ask('internet', `{node-1 ext}:${port}`)).toBe('refused 7 at node-1');
  expect(await ask('client', '{web}:8000')).toBe('200 by a seeing client');
});

test('externalTrafficPolicy is changed on the way: who is seen, and where it is dropped', async () => {
  apply(pod('a', 'node-1'), service({ type: 'LoadBalancer' }));
  const port = nodePort();
  expect(await ask('internet', `{node-2 ext}:${port}`)).toBe('200 by a seeing node-2');
  await patch({ externalTrafficPolicy: 'Local' });
  expect(await ask('internet', `{node-2 ext}:${port}`)).toBe('timeout 28 at service/default/web');
  expect(await ask('internet', `{node-1 ext}:${port}`)).toBe('200 by a seeing internet');
  expect(await twenty('internet', '{web lb}')).toEqual(['200 by a']);
  const health = lab.cluster.storage.get<Service>('services', 'default/web')!.spec.healthCheckNodePort!;
  expect(await ask('node-3', `http://{node-1}:${health}/`)).toBe('200 by node-1');
  await patch({ externalTrafficPolicy: 'Cluster' });
  expect(await ask('node-3', `http://{node-1}:${health}/`)).toBe('refused 7 at node-1');
  expect(await ask('internet', `{node-2 ext}:${port}`)).toBe('200 by a seeing node-2');
});

test('a Pod that is no longer ready is no endpoint; where it was the only one, it is refused (24, 25)', async () => {
  apply(pod('a', 'node-1', { readinessGates: [{ conditionType: 'example.com/open' }] }), service({}));
  expect(await ask('client', '{web}')).toBe('refused 7 at service/default/web');
  const gate = (status: string) => ({ status: { conditions: [{ type: 'example.com/open', status }] } });
  const path = '/api/v1/namespaces/default/pods/a/status';
  const strategic = async (body: object) =>
    expect(
      (
        (await lab.handle(
          { method: 'PATCH', path, headers: { 'content-type': 'application/strategic-merge-patch+json' }, body },
          LEARNER,
        )) as ApiResponse
      ).code,
    ).toBe(200);
  await strategic(gate('True'));
  expect(await ask('client', '{web}')).toBe('200 by a seeing client');
  await strategic(gate('False'));
  expect(await ask('client', '{web}')).toBe('refused 7 at service/default/web');
});

test('a label that is taken away takes the Pod out, and one more selector too', async () => {
  apply(pod('a', 'node-1'), pod('b', 'node-2'), service({}));
  await send('PATCH', '/api/v1/namespaces/default/pods/a', { metadata: { labels: { app: 'other' } } });
  expect(await twenty('client', '{web}')).toEqual(['200 by b']);
  expect(await ask('client', '{pod a}:8080')).toBe('200 by a seeing client');
  await patch({ selector: { app: 'web', name: 'a' } });
  expect(await ask('client', '{web}')).toBe('refused 7 at service/default/web');
  await patch({ selector: null });
  expect(await ask('client', '{web}')).toBe('refused 7 at service/default/web');
});

test('a Pod that has ended has no network', async () => {
  apply(pod('a', 'node-1'), service({}));
  await send('DELETE', '/api/v1/namespaces/default/pods/client');
  expect(await ask('client', '{web}')).toBe('usage 2 at client');
});
