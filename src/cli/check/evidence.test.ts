// Evidence from a cluster that is known by its API alone: a simulated one behind HTTP, treated as a stranger's.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import type { Evidence } from '#grading/check.ts';
import { reach } from '#grading/kinds/reach/reach.ts';
import type { Problem } from '#grading/problem.ts';
import { Reader } from '#grading/reader.ts';
import { type TestCluster, testCluster } from '../http/fixtures.test-helper.ts';
import { httpTransport } from '../http-transport.ts';
import { realTime } from '../real-time.ts';
import { ClusterApi } from './api.ts';
import { clusterEvidence } from './evidence.ts';
import { ProbePods } from './probe-pods.ts';

let cluster: TestCluster;
let stop: () => void;
let api: ClusterApi;
let probes: ProbePods;
let evidence: Evidence;
beforeAll(async () => {
  cluster = await testCluster();
  stop = cluster.lab.drive(realTime);
  api = new ClusterApi(httpTransport({ server: cluster.url }));
  probes = new ProbePods(api);
  evidence = clusterEvidence(api, probes, new Map());
  cluster.lab.apply([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'named', namespace: 'default', labels: { app: 'named' } },
      spec: { containers: [{ name: 'c', image: 'traefik/whoami:v1.11' }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'named', namespace: 'default' },
      spec: { selector: { app: 'named' }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'wrong-port', namespace: 'default' },
      spec: { selector: { app: 'named' }, ports: [{ port: 80, targetPort: 81 }] },
    },
  ]);
});
afterAll(() => {
  stop();
  return cluster.close();
});

const get = (from: string, url: string) =>
  evidence.fetch(from, { method: 'GET', url, headers: [['Accept', '*/*']], body: '' }, { timeoutMs: 3000 });

test('objects of every namespace; none of a group that is not served', async () => {
  expect((await evidence.list('namespaces')).map(({ metadata }) => metadata.name)).toContain('kube-system');
  expect((await evidence.list('deployments.apps')).length).toBeGreaterThan(0);
  expect(await evidence.list('gateways.gateway.networking.k8s.io')).toEqual([]);
});

test.each([
  ['pod', 'in a Pod made for it'],
  ['pod/default/web', 'in a Pod that has curl'],
  ['pod/default/redis', 'in a Pod without curl, which gets a container with one'],
  ['node/node-1', 'on a node’s own network'],
])('a request from %s, %s: the answer names who gave it', async (from) => {
  const exchange = await get(from, 'http://named.default.svc.cluster.local/');
  if (from.startsWith('node/')) {
    // A node does not ask the cluster's DNS.
    expect(exchange).toMatchObject({ ok: false, error: { kind: 'unresolved' } });
    return;
  }
  expect(exchange).toMatchObject({ ok: true, response: { status: 200 } });
  expect(exchange.trace.map(({ at }) => at)).toEqual(['service/default/named', 'pod/default/named']);
});

test('a container is put only into a Pod that has no curl', async () => {
  const put = ((await evidence.list('pods')) as readonly Pod[]).filter(({ spec }) => spec.ephemeralContainers);
  expect(put.map(({ metadata }) => metadata.name)).toEqual(['redis']);
});

test('a Pod asks under its own address: a policy that lets only one in is felt', async () => {
  const pods = (await evidence.list('pods')) as readonly Pod[];
  const ip = pods.find(({ metadata }) => metadata.name === 'web')?.status?.podIP;
  const exchange = await get('pod/default/web', 'http://named/');
  expect(exchange.ok && exchange.response.body).toContain(`RemoteAddr: ${ip}:`);
});

test('a place that is not there is not judged, with the ones that are', async () => {
  await expect(get('node/nobody', 'http://named/')).rejects.toThrow(/no node nobody; it has .*node-1/);
  await expect(get('pod/default/nobody', 'http://named/')).rejects.toThrow('no Pod default/nobody');
});

test.each([
  ['gRPC', { version: 'HTTP/2' as const }, {}],
  ['a WebSocket', { headers: [['Upgrade', 'websocket'] as const] }, {}],
  ['an authority of the check’s own', {}, { tls: { trusted: 'PEM' } }],
])('%s is not judged, and not taken for plain HTTP', async (what, more, options) => {
  const request = { method: 'GET', url: 'http://named/', headers: [], body: '', ...more };
  await expect(evidence.fetch('pod/default/web', request, options)).rejects.toThrow(`${what} is not asked`);
});

test('the laptop is this machine', async () => {
  const server = createServer((_request, response) => response.writeHead(418, { 'X-Who': 'me' }).end('tea'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  expect(await get('laptop', `http://127.0.0.1:${port}/`)).toMatchObject({
    ok: true,
    response: { status: 418, body: 'tea' },
  });
  server.close();
  expect(await get('laptop', `http://127.0.0.1:${port}/`)).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(await get('laptop', 'http://named.invalid/')).toMatchObject({ ok: false, error: { kind: 'unresolved' } });
});

test('what was made is removed', async () => {
  const made = async () =>
    (await evidence.list('pods')).filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by']);
  expect((await made()).length).toBe(2);
  await probes.remove();
  expect(await made()).toEqual([]);
});

const judge = (spec: object) => {
  const problems: Problem[] = [];
  const reader = new Reader({ reach: spec }, { file: 'f', spotOf: () => undefined, problems });
  const read = reach.parse(reader.field('reach'), reader);
  expect(problems).toEqual([]);
  return reach.judge(read, evidence, 'id');
};

test('of a Service with endpoints that does not answer, the ports are named, not the selector', async () => {
  const { because } = await judge({ from: 'pod/default/web', url: 'http://wrong-port/' });
  expect(because.en).toContain('no answer came from it. (Service/default/wrong-port spec.ports)');
});

test('which Pods answered is not judged where the answers do not tell', async () => {
  const address = ((await evidence.list('pods')) as readonly Pod[]).find(({ metadata }) => metadata.name === 'web')
    ?.status?.podIP;
  const nginx = { from: 'pod/default/web', url: `http://${address}/` };
  expect(await judge(nginx)).toMatchObject({ state: 'passed' });
  expect(await judge({ ...nginx, backends: 2 })).toMatchObject({ state: 'pending' });
  expect(await judge({ ...nginx, body: 'no such word', backends: 2 })).toMatchObject({ state: 'failed' });
  const named = { from: 'pod/default/web', url: 'http://named/' };
  expect(await judge({ ...named, through: 'Service/default/named', backend: { app: 'named' } })).toMatchObject({
    state: 'passed',
  });
  expect(await judge({ ...named, backend: { app: 'other' } })).toMatchObject({ state: 'failed' });
  expect(await judge({ ...named, backends: 2 })).toMatchObject({ state: 'failed' });
});
