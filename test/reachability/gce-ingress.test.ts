// What a client outside gets through the cloud's own load balancer: the article's Ingress, as today's API has it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import type { Exchange } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

const server = (name: string, service: object, annotations: Readonly<Record<string, string>> = {}) => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'kicbase/echo-server:1.0' }] },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default', annotations },
    spec: { selector: { app: name }, ports: [{ port: 8080, targetPort: 8080 }], ...service },
  },
];
const backend = (name: string) => ({ service: { name, port: { number: 8080 } } });
const path = (name: string, given?: string) => ({
  ...(given && { path: given }),
  ...{ pathType: 'ImplementationSpecific', backend: backend(name) },
});
const ingress = (name: string, spec: object, annotations: Readonly<Record<string, string>> = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'default', annotations },
  spec,
});
const GCE = { 'kubernetes.io/ingress.class': 'gce' };
const town = [
  ...server('other', { type: 'NodePort' }),
  ...server('foo', { type: 'NodePort' }),
  ...server('bar', {}, { 'cloud.google.com/neg': '{"ingress": true}' }),
  ...server('plain', {}),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'empty', namespace: 'default' },
    spec: { type: 'NodePort', selector: { app: 'nobody' }, ports: [{ port: 8080 }] },
  },
  ingress(
    'my-ingress',
    {
      defaultBackend: backend('other'),
      rules: [
        { host: 'foo.mydomain.com', http: { paths: [path('foo')] } },
        { host: 'mydomain.com', http: { paths: [path('bar', '/bar/*'), path('empty', '/empty')] } },
      ],
    },
    // Of another controller: ignored.
    { ...GCE, 'nginx.ingress.kubernetes.io/rewrite-target': '/' },
  ),
  ingress('no-default', { rules: [{ host: 'only.com', http: { paths: [path('foo', '/foo')] } }] }, GCE),
  ingress('cluster-ip', { defaultBackend: backend('plain') }, GCE),
  ingress('missing', { defaultBackend: backend('nowhere') }, GCE),
  ingress('classless', { defaultBackend: backend('other') }),
];

let lab: Lab;
let stop: () => void;

beforeAll(() => {
  lab = new Lab({ provider: 'cloud' });
  expect(lab.apply(town)).toBeUndefined();
  stop = lab.drive(realTime);
}, 60_000);
afterAll(() => stop());

type Stored = { status?: { loadBalancer?: { ingress?: { ip: string }[] } }; metadata: { annotations?: object } };
const stored = (name: string) =>
  lab.cluster.storage.get('ingresses.networking.k8s.io', `default/${name}`) as unknown as Stored;
const addressOf = (name: string): string | undefined => stored(name).status?.loadBalancer?.ingress?.[0]?.ip;
const eventsOf = (name: string): readonly string[] =>
  (
    lab.cluster.storage.list('events') as unknown as {
      involvedObject: { kind: string; name: string };
      reason: string;
      message: string;
    }[]
  )
    .filter((e) => e.involvedObject.kind === 'Ingress' && e.involvedObject.name === name)
    .map((e) => `${e.reason} ${e.message.replace(/k8s2-(\w+)-\S+"/, 'k8s2-$1"')}`);

function ask(name: string, host: string, uri: string): Promise<Exchange> {
  const headers = [['Host', host]] as const;
  return lab.fetch('internet', { method: 'GET', url: `http://${addressOf(name)}${uri}`, headers, body: '' });
}
const who = (exchange: Exchange): string =>
  exchange.ok
    ? (/^Request served by (\w+)-/.exec(exchange.response.body)?.[1] ?? String(exchange.response.status))
    : exchange.error.kind;

test('an address comes after a minute or so; answers only once its configuration has spread', async () => {
  expect(addressOf('my-ingress')).toMatch(/^198\.18\.1\.\d+$/);
  expect([...eventsOf('my-ingress')].sort()).toEqual(
    [
      'Sync Scheduled for sync',
      'Sync UrlMap "k8s2-um" created',
      'Sync TargetProxy "k8s2-tp" created',
      'Sync ForwardingRule "k8s2-fr" created',
      `IPChanged IP is now ${addressOf('my-ingress')}`,
    ].sort(),
  );
  expect(who(await ask('my-ingress', 'foo.mydomain.com', '/'))).toBe('502');
  lab.advance(180_000);
  expect(who(await ask('my-ingress', 'foo.mydomain.com', '/'))).toBe('foo');
});

test.each([
  ['my-ingress', 'foo.mydomain.com', '/deep/path', 'foo'],
  ['my-ingress', 'mydomain.com', '/bar/', 'bar'],
  ['my-ingress', 'mydomain.com', '/bar/x', 'bar'],
  ['my-ingress', 'mydomain.com', '/bar', 'other'],
  ['my-ingress', 'mydomain.com', '/', 'other'],
  ['my-ingress', 'elsewhere.org', '/', 'other'],
  ['my-ingress', 'mydomain.com', '/empty', '502'],
  ['no-default', 'only.com', '/foo', 'foo'],
  ['no-default', 'only.com', '/foo/x', '404'],
  ['no-default', 'elsewhere.org', '/', '404'],
])('%s: %s%s: %s', async (name, host, uri, expected) => expect(who(await ask(name, host, uri))).toBe(expected));

test('the default backend’s 404, and what the backend gets', async () => {
  const missed = await ask('no-default', 'only.com', '/');
  expect(missed.ok && missed.response.body).toBe(
    'response 404 (backend NotFound), service rules for the path non-existent \n',
  );
  const passed = await ask('my-ingress', 'mydomain.com', '/bar/x');
  const { body, headers } = (passed as Extract<Exchange, { ok: true }>).response;
  expect(headerOf(headers, 'via')).toBe('1.1 google');
  expect(body).toContain('HTTP/1.1 GET /bar/x\n');
  expect(body).toContain(`X-Forwarded-For: 198.51.100.80, ${addressOf('my-ingress')}\n`);
});

test('by node port, or to the Pod itself', async () => {
  const steps = async (host: string, uri: string) =>
    (await ask('my-ingress', host, uri)).trace.map(({ at, did }) => `${at} ${did}`);
  expect(
    (await steps('foo.mydomain.com', '/')).some((s) =>
      /^l7-balancer\/default\/my-ingress picked backend 192\.168\.49\.\d+:3\d{4}$/.test(s),
    ),
  ).toBe(true);
  expect(
    (await steps('mydomain.com', '/bar/')).some((s) =>
      /^l7-balancer\/default\/my-ingress picked backend 10\.244\.\d+\.\d+:8080$/.test(s),
    ),
  ).toBe(true);
});

test('what cannot be had is said; without a class nobody cares', () => {
  expect(eventsOf('cluster-ip')).toContain(
    'Translate Translation failed: invalid ingress spec: service "default/plain" is type "ClusterIP", expected "NodePort" or "LoadBalancer"',
  );
  expect(eventsOf('missing')).toContain(
    'Translate Translation failed: invalid ingress spec: could not find service "default/nowhere"',
  );
  expect([addressOf('cluster-ip'), addressOf('missing'), addressOf('classless'), eventsOf('classless')]).toEqual([
    undefined,
    undefined,
    undefined,
    [],
  ]);
});

test('a deleted Ingress stays until its load balancer is gone, and its address with it', async () => {
  const address = addressOf('no-default');
  const path = '/apis/networking.k8s.io/v1/namespaces/default/ingresses/no-default';
  await lab.handle({ method: 'DELETE', path }, { name: 'admin', groups: ['system:masters'] });
  lab.advance(90_000);
  expect(stored('no-default')).toBeUndefined();
  const gone = await lab.fetch(
    'internet',
    { method: 'GET', url: `http://${address}/`, headers: [], body: '' },
    { timeoutMs: 3000 },
  );
  expect(gone.ok).toBe(false);
});
