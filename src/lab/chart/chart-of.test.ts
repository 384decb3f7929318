import { afterEach, expect, test } from 'vitest';
import type { Service } from '#api/core/types.ts';
import { realTime } from '../../cli/real-time.ts';
import { Lab } from '../lab.ts';
import { LaptopShell } from '../laptop-shell.ts';
import { preload } from '../preload.ts';
import { factsOf } from '../why/facts.ts';
import type { Chart } from './chart.ts';
import { chartOf } from './chart-of.ts';
import { wayOf } from './way.ts';

await preload();

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const deployment = (name: string, replicas: number, image = 'nginx'): unknown => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image }] } },
  },
});
const service = (name: string, type = 'ClusterIP', app = name): unknown => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { type, selector: { app }, ports: [{ port: 80 }] },
});

/** A cluster with that in it, and its chart. */
function drawn(...objects: unknown[]): { readonly lab: Lab; readonly chart: () => Chart } {
  return drawnIn(new Lab(), objects);
}
function drawnIn(lab: Lab, objects: readonly unknown[]): { readonly lab: Lab; readonly chart: () => Chart } {
  stops.push(lab.drive(realTime));
  expect(lab.apply(objects)).toBeUndefined();
  const facts = factsOf((resource) => lab.cluster.storage.list(resource));
  return { lab, chart: () => chartOf(facts, { faults: lab.faults }) };
}

/** As a reader sees them: generated ends of names cut off. */
const linesOf = ({ lines }: Chart): readonly string[] =>
  [
    ...new Set(
      lines
        .filter(({ to }) => to !== 'apiserver')
        .map(({ from, to, holds }) => `${from} ${holds ? '→' : '⇢'} ${to.replace(/-[0-9a-f]{7,10}-\w{5}$/, '-*')}`),
    ),
  ].sort();

const spotOf = ({ spots }: Chart, id: string): Pick<Chart['spots'][number], 'note' | 'said' | 'state'> | undefined => {
  const found = spots.find((spot) => spot.id.startsWith(id));
  return found && { note: found.note, ...(found.said && { said: found.said }), state: found.state };
};

test('a Service leads to the Pods that it selects; a load balancer and node ports lead to it', () => {
  const { chart } = drawn(deployment('web', 2), service('web', 'LoadBalancer'));
  expect(linesOf(chart())).toEqual([
    'internet → load-balancer/default/web',
    'internet → node-port/default/web',
    'load-balancer/default/web → service/default/web',
    'node-port/default/web → service/default/web',
    'service/default/web → pod/default/web-*',
  ]);
});

test('nothing comes through to Pods that are not ready, nor to a Service without any', () => {
  const { chart } = drawn(deployment('web', 1, 'nginx:no-such-tag'), service('web', 'NodePort'), service('other'));
  expect(linesOf(chart())).toEqual([
    'internet → node-port/default/web',
    'node-port/default/web ⇢ service/default/web',
    'service/default/web ⇢ pod/default/web-*',
  ]);
  expect(spotOf(chart(), 'service/default/web')?.state).toBe('waiting');
  expect(spotOf(chart(), 'service/default/other')?.state).toBe('waiting');
  expect(spotOf(chart(), 'pod/default/web')).toEqual({ note: 'ImagePullBackOff', state: 'broken' });
});

test('from the internet nothing comes to node ports where no node has an address that it knows', () => {
  const { chart } = drawnIn(new Lab({ provider: 'bare-metal' }), [deployment('web', 1), service('web', 'NodePort')]);
  expect(linesOf(chart())).toContain('internet ⇢ node-port/default/web');
});

const policy = (name: string, ingress: unknown[]): unknown => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'default' },
  spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'], ingress },
});

test('to Pods to which policies let nobody, nothing comes through; where they let some in, the line holds', () => {
  const { lab, chart } = drawn(deployment('web', 1), service('web'), deployment('api', 1), service('api'));
  expect(lab.apply([policy('nobody', [])])).toBeUndefined();
  expect(linesOf(chart())).toEqual([
    'service/default/api → pod/default/api-*',
    'service/default/web ⇢ pod/default/web-*',
  ]);
  expect(lab.apply([policy('friends', [{ from: [{ podSelector: {} }] }])])).toBeUndefined();
  expect(linesOf(chart())).toContain('service/default/web → pod/default/web-*');
});

test('what the firewall closes, and what stands on a node that is down, is not reached', () => {
  const { lab, chart } = drawn(deployment('web', 1), service('web', 'NodePort'));
  lab.faults = { closedPorts: [{ from: 30000, to: 32767 }] };
  expect(linesOf(chart())).toContain('internet ⇢ node-port/default/web');
  lab.faults = { closedPorts: [{ from: 30000, to: 32767, protocol: 'UDP' }] };
  expect(linesOf(chart())).toContain('internet → node-port/default/web');
  const nodesDown = chart().nodes.map(({ name }) => name);
  lab.faults = { nodesDown };
  expect(linesOf(chart())).not.toContain('service/default/web → pod/default/web-*');
});

test('an Ingress that nobody serves waits, and a Service that it names and is not there is shown as missing', () => {
  const path = (name: string): unknown => ({
    path: `/${name}`,
    pathType: 'Prefix',
    backend: { service: { name, port: { number: 80 } } },
  });
  const { chart } = drawn(deployment('web', 1), service('web'), {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop', namespace: 'default' },
    spec: { rules: [{ host: 'shop.example.com', http: { paths: [path('web'), path('nope')] } }] },
  });
  expect(spotOf(chart(), 'ingress/default/shop')).toEqual({ note: 'shop.example.com', state: 'waiting' });
  expect(spotOf(chart(), 'service/default/nope')).toEqual({ note: '', said: 'notFound', state: 'broken' });
  expect(linesOf(chart()).filter((line) => line.startsWith('ingress'))).toEqual([
    'ingress/default/shop ⇢ service/default/nope',
    'ingress/default/shop ⇢ service/default/web',
  ]);
});

test('the system is left out, unless it is asked for', () => {
  const { lab, chart } = drawn();
  expect(chart().spots.map(({ id }) => id)).toEqual(['laptop', 'internet', 'apiserver']);
  const all = chartOf(
    factsOf((resource) => lab.cluster.storage.list(resource)),
    { system: true },
  );
  expect(all.spots.map(({ id }) => id)).toContain('service/kube-system/kube-dns');
});

test('many Pods of one workload on one node are one spot, and a way to one of them leads there', async () => {
  const { lab, chart } = drawn(deployment('web', 60), service('web'));
  const { spots, groups, lines } = chart();
  const together = spots.filter(({ kind }) => kind === 'Pods');
  expect(together.map(({ note }) => note).sort()).toEqual(['20/20', '20/20', '20/20']);
  expect(Object.keys(groups)).toHaveLength(60);
  expect(lines.filter(({ kind }) => kind === 'selects')).toHaveLength(3);
  const { trace } = await lab.fetch('node/node-1', get(`http://${serviceIn(lab, 'web').spec.clusterIP}/`));
  const way = wayOf(trace, 'node/node-1', chart());
  expect(way.spots).toHaveLength(2);
  expect(way.spots[0]).toBe('service/default/web');
  expect(way.spots[1]).toMatch(/^pods\/default\/web@node-\d$/);
  expect(way.brokenAt).toBeUndefined();
});

test('a request’s way ends where it broke', async () => {
  const { lab, chart } = drawn(deployment('web', 1), service('api', 'LoadBalancer', 'nobody'));
  const ip = serviceIn(lab, 'api').status?.loadBalancer?.ingress?.[0]?.ip ?? '';
  const { trace } = await lab.fetch('laptop', get(`http://${ip}/`));
  expect(wayOf(trace, 'laptop', chart())).toEqual({
    spots: ['laptop', 'load-balancer/default/api', 'service/default/api'],
    brokenAt: 'service/default/api',
  });
});

test('through kubectl proxy the way leads over the API server', async () => {
  const { lab, chart } = drawn(deployment('web', 1), service('web'));
  await lab.machines.warm();
  const prompt = new LaptopShell(lab);
  await prompt.capture(
    'kubectl proxy & sleep 1; curl -s http://localhost:8001/api/v1/namespaces/default/services/web/proxy/; kill %1',
  );
  const { trace } = lab.exchanges.last!.exchange;
  expect(wayOf(trace, 'laptop', chart()).spots.map((id) => id.replace(/-[^/]*$/, '-*'))).toEqual([
    'laptop',
    'apiserver',
    'service/default/web',
    'pod/default/web-*',
  ]);
});

function serviceIn(lab: Lab, name: string): Service {
  return lab.cluster.storage.get<Service>('services', `default/${name}`)!;
}

function get(url: string): Parameters<Lab['fetch']>[1] {
  return { method: 'GET', url, headers: [], body: '' };
}
