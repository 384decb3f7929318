// What a client outside gets through ingress-nginx: requests through a whole lab, by the load balancer, a node, the controller's Pod
// and an endpoint. One lab for all: the Ingresses below stand beside each other, as a cluster's do.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import type { Exchange, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { FetchOptions } from '#machine/program.ts';
import { pki } from '#pki/loader.ts';
import { documentOf } from '../../src/cli/documents.ts';
import { realTime } from '../../src/cli/real-time.ts';
import { ingress, type Rule } from '../../src/kubelet/images/ingress-nginx/fixtures.test-data.ts';
import { page } from '../../src/kubelet/images/ingress-nginx/pages.ts';

await preload();

/** An echo server that says its name, its request and its headers. */
const server = (name: string, replicas = 1) => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'kicbase/echo-server:1.0' }] },
      },
    },
  },
  service(name, { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
];
const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec,
});
const slice = (name: string, address: string, port: number) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-by-hand`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints: [{ addresses: [address], conditions: { ready: true } }],
  ports: [{ name: '', protocol: 'TCP', port }],
});
const at = (host: string, path = '/', to = 'a', pathType = 'Prefix'): Rule => ({ host, path, pathType, service: to });
const secret = (name: string, data: Readonly<Record<string, string>>, type = 'Opaque') => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'default' },
  type,
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, btoa(value)])),
});

/** A certificate signed by itself. */
function selfSigned(...names: readonly [string, ...string[]]): { certificate: string; key: string } {
  const { keyFromSeed, publicKeyOf, privateKeyPem, issueCertificate, nameOf } = pki();
  const key = keyFromSeed(names[0]);
  const certificate = issueCertificate({
    subject: nameOf(['CN', names[0]]),
    publicKey: publicKeyOf(key),
    notBeforeMs: Date.parse('2026-01-01'),
    notAfterMs: Date.parse('2027-01-01'),
    serial: '4a',
    issuer: { key },
    basicConstraints: { isCa: true },
    alternativeNames: names.map((value) => ({ type: 'dns', value })),
  });
  return { certificate, key: privateKeyPem(key) };
}
const OWN = selfSigned('own.com');
const STAR = selfSigned('*.star.test', 'covered.test');

const town = [
  ...server('a'),
  ...server('b'),
  ...server('many', 3),
  ...server('turns', 3),
  ...server('hash', 3),
  ...server('canary'),
  ...server('canary2'),
  ...server('gone', 0),
  service('refuses', { ports: [{ port: 80 }] }),
  slice('refuses', '192.168.49.11', 9),
  service('silent', { type: 'ExternalName', externalName: 'silent.invalid' }),
  service('outside', { type: 'ExternalName', externalName: 'example.com', ports: [{ port: 80 }] }),
  secret('people', { auth: 'ann:$apr1$Zxk1hC9m$E9gA5zFPp1nMd0jZ3mKjI1\nbob:{PLAIN}builder\n' }),
  secret('map', { eve: '{PLAIN}apple' }),
  secret('carl', { auth: 'carl:$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC\n' }),

  ingress('paths', [
    at('paths.com', '/', 'a'),
    at('paths.com', '/foo', 'b'),
    at('paths.com', '/foo', 'many', 'Exact'),
    at('paths.com', '/foo/bar', 'a'),
    at('paths.com', '/exact', 'b', 'Exact'),
    at('*.wild.com', '/', 'b'),
    at('a.wild.com', '/', 'a'),
  ]),
  ingress('only-foo', [at('only.com', '/foo', 'b')]),
  ingress(
    'fallback',
    [at('fallback.com', '/foo', 'b')],
    {},
    {
      defaultBackend: { service: { name: 'a', port: { number: 80 } } },
    },
  ),
  ingress(
    'named',
    [],
    {},
    {
      rules: [
        {
          host: 'named.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { name: 'http' } } } }],
          },
        },
      ],
    },
  ),
  ingress('dead', [
    at('dead.com', '/gone', 'gone'),
    at('dead.com', '/missing', 'nowhere'),
    at('dead.com', '/refuses', 'refuses'),
    at('dead.com', '/silent', 'silent'),
    at('dead.com', '/outside', 'outside'),
  ]),
  ingress('rewrite', [at('rewrite.com', '/something(/|$)(.*)', 'a', 'ImplementationSpecific')], {
    'rewrite-target': '/$2',
  }),
  ingress('rewrite-all', [at('flat.com', '/app', 'a')], { 'rewrite-target': '/' }),
  ingress('regex', [at('regex.com', '/v[0-9]+/items', 'b', 'ImplementationSpecific')], { 'use-regex': 'true' }),
  ingress('root', [at('root.com')], { 'app-root': '/app' }),
  ingress('forced', [at('forced.com')], { 'force-ssl-redirect': 'true' }),
  ingress('moved', [at('moved.com')], { 'permanent-redirect': 'https://example.com/new' }),
  ingress('moved-308', [at('moved308.com')], {
    'permanent-redirect': 'https://example.com/',
    'permanent-redirect-code': '308',
  }),
  ingress('for-now', [at('fornow.com')], { 'temporal-redirect': 'https://example.com/later' }),
  ingress('tls', [at('tls.com')], {}, { tls: [{ hosts: ['tls.com'], secretName: 'missing' }] }),
  ingress('own', [at('own.com')], {}, { tls: [{ hosts: ['own.com'], secretName: 'own' }] }),
  ingress(
    'wrong',
    [at('wrong.com')],
    { 'ssl-redirect': 'false' },
    { tls: [{ hosts: ['wrong.com'], secretName: 'own' }] },
  ),
  secret('own', { 'tls.crt': OWN.certificate, 'tls.key': OWN.key }, 'kubernetes.io/tls'),
  secret('star', { 'tls.crt': STAR.certificate, 'tls.key': STAR.key }, 'kubernetes.io/tls'),
  ingress(
    'star',
    [at('*.star.test')],
    { 'server-alias': 'covered.test,bare.test' },
    { tls: [{ hosts: ['*.star.test'], secretName: 'star' }] },
  ),
  ingress('in-star', [at('a.star.test', '/', 'b')]),
  ingress(
    'acme',
    [at('tls.com', '/.well-known/acme-challenge/token', 'b', 'Exact')],
    { 'auth-type': 'basic', 'auth-secret': 'people' },
    { tls: [{ hosts: ['tls.com'] }] },
  ),
  ingress('slash', [at('slash.com', '/shop/')]),
  ingress('www', [at('bare.org')], { 'from-to-www-redirect': 'true' }),
  ingress('moved-here', [at('here.com')], { 'permanent-redirect': '/other', 'permanent-redirect-code': '200' }),
  ingress('not-moved', [at('nothere.com')], { 'temporal-redirect': '/other' }),
  ingress('comma', [at('comma.com')], { 'whitelist-source-range': '0.0.0.0/0,' }),
  ingress('tls-plain', [at('tlsplain.com')], { 'ssl-redirect': 'false' }, { tls: [{ hosts: ['tlsplain.com'] }] }),
  ingress('small', [at('small.com')], { 'proxy-body-size': '1k' }),
  ingress('unlimited', [at('unlimited.com')], { 'proxy-body-size': '0' }),
  ingress('basic', [at('basic.com')], { 'auth-type': 'basic', 'auth-secret': 'people', 'auth-realm': 'Who is it' }),
  ingress('basic-map', [at('map.com')], { 'auth-type': 'basic', 'auth-secret': 'map', 'auth-secret-type': 'auth-map' }),
  ingress('basic-none', [at('nosecret.com')], { 'auth-type': 'basic', 'auth-secret': 'nobody' }),
  ingress('basic-bcrypt', [at('bcrypt.com')], { 'auth-type': 'basic', 'auth-secret': 'carl' }),
  ingress('ask', [at('ask.com')], {
    'auth-url': 'http://agn.default.svc.cluster.local/echo?code=200',
    'auth-response-headers': 'Content-Length',
  }),
  ingress('ask-no', [at('askno.com')], { 'auth-url': 'http://agn.default.svc.cluster.local/echo?code=401' }),
  ingress('ask-403', [at('ask403.com')], { 'auth-url': 'http://agn.default.svc.cluster.local/echo?code=403' }),
  ingress('ask-500', [at('ask500.com')], { 'auth-url': 'http://agn.default.svc.cluster.local/echo?code=500' }),
  ingress('ask-signin', [at('asksignin.com')], {
    'auth-url': 'http://agn.default.svc.cluster.local/echo?code=401',
    'auth-signin': 'https://login.example.com/start',
  }),
  ingress('ask-small', [at('asksmall.com')], {
    'auth-url': 'http://agn.default.svc.cluster.local/echo?code=200',
    'auth-method': 'get',
  }),
  ingress('inside', [at('inside.com')], { 'whitelist-source-range': '10.0.0.0/8' }),
  ingress('visitor', [at('visitor.com')], { 'whitelist-source-range': '10.0.0.0/8, 198.51.100.80' }),
  ingress('denied', [at('denied.com')], { 'denylist-source-range': '198.51.100.0/24' }),
  ingress('either', [at('either.com')], {
    ...{ 'whitelist-source-range': '10.0.0.0/8', satisfy: 'any', 'auth-type': 'basic', 'auth-secret': 'people' },
  }),
  ingress('main', [at('canary.com', '/', 'a')]),
  ingress('canary-header', [at('canary.com', '/', 'canary')], {
    canary: 'true',
    'canary-by-header': 'X-Canary',
    'canary-weight': '0',
  }),
  ingress('main-value', [at('value.com', '/', 'turns')]),
  ingress('canary-value', [at('value.com', '/', 'canary2')], {
    ...{ canary: 'true', 'canary-by-header': 'X-Group', 'canary-by-header-value': 'beta', 'canary-by-cookie': 'beta' },
  }),
  ingress('sticky', [at('sticky.com', '/', 'many')], {
    affinity: 'cookie',
    'session-cookie-name': 'where',
    'session-cookie-max-age': '600',
    'session-cookie-expires': '600',
  }),
  ingress(
    'errors',
    [at('errors.com', '/', 'agn'), at('errors.com', '/gone', 'gone'), at('errors.com', '/refuses', 'refuses')],
    { 'custom-http-errors': '404,413,502,503', 'default-backend': 'b', 'proxy-body-size': '1k' },
  ),
  ingress('errors-none', [at('errorsnone.com', '/gone', 'gone')], { 'custom-http-errors': '503' }),
  ingress('cors', [at('cors.com')], { 'enable-cors': 'true' }),
  ingress('cors-one', [at('corsone.com')], { 'enable-cors': 'true', 'cors-allow-origin': 'https://*.example.com' }),
  ingress('limited', [at('limited.com')], { 'limit-rps': '1', 'limit-burst-multiplier': '2' }),
  ingress('vhost', [at('vhost.com')], { 'upstream-vhost': 'inner.local' }),
  ingress('cluster-ip', [at('clusterip.com', '/', 'many')], { 'service-upstream': 'true' }),
  ingress('hashed', [at('hashed.com', '/', 'hash')], { 'upstream-hash-by': '$request_uri' }),
  ingress('alias', [at('alias.com')], { 'server-alias': 'also.com' }),
  ingress('other-class', [at('otherclass.com')], {}, { ingressClassName: 'contour' }),
  ingress('contour', [at('contour.com')], {}),
];

const agn = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'agn', namespace: 'default', labels: { app: 'agn' } },
    spec: {
      containers: [
        { name: 'main', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['netexec', '--http-port=8080'] },
      ],
    },
  },
  service('agn', { selector: { app: 'agn' }, ports: [{ port: 80, targetPort: 8080 }] }),
];

let lab: Lab;
let address = '';
let stop: () => void;

beforeAll(() => {
  lab = new Lab({ provider: 'cloud' });
  const documents = parseYamlDocuments(documentOf('ingress-nginx/controller-v1.13.3-cloud.yaml')!);
  if ('error' in documents) throw new Error(documents.error);
  expect(lab.apply(documents.ok)).toBeUndefined();
  lab.advance(30_000);
  expect(lab.apply([...agn, ...town])).toBeUndefined();
  lab.settle();
  lab.advance(70_000);
  stop = lab.drive(realTime);
  const published = lab.cluster.storage.get('services', 'ingress-nginx/ingress-nginx-controller') as unknown as {
    status: { loadBalancer: { ingress: { ip: string }[] } };
  };
  address = published.status.loadBalancer.ingress[0]!.ip;
}, 120_000);
afterAll(() => stop());

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly from?: string;
}

async function ask(
  url: string,
  { method = 'GET', headers = {}, body = '', from = 'internet' }: Asked = {},
): Promise<Exchange> {
  const { host, hostname, port, protocol } = new URL(url);
  const target = url.replace(host, `${address}${port ? `:${port}` : ''}`);
  const all = [['Host', host] as const, ...Object.entries(headers)];
  expect(protocol, hostname).toBe('http:');
  return lab.fetch(from, { method, url: target, headers: all, body });
}

async function get(url: string, asked?: Asked): Promise<HttpResponse> {
  const exchange = await ask(url, asked);
  if (!exchange.ok) throw new Error(`${url}: ${exchange.error.message}`);
  return exchange.response;
}

/** `a`, `b`, `many`: whose Pod answered; else the status. */
const who = ({ status, body }: HttpResponse): string => /^Request served by (\w+)-/.exec(body)?.[1] ?? String(status);
const lineOf = (body: string, name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(body)?.[1];

test.each([
  ['http://paths.com/', 'a'],
  ['http://paths.com/anything', 'a'],
  ['http://paths.com/foo', 'many'],
  ['http://paths.com/foo/', 'b'],
  ['http://paths.com/foo/x', 'b'],
  ['http://paths.com/foobar', 'a'],
  ['http://paths.com/foo/bar', 'a'],
  ['http://paths.com/foo/bar/x', 'a'],
  ['http://paths.com/foo/barx', 'b'],
  ['http://paths.com/exact', 'b'],
  ['http://paths.com/exact/', 'a'],
  ['http://paths.com/EXACT', 'a'],
  ['http://paths.com/foo?q=/exact', 'many'],
  ['http://paths.com//foo/x', 'b'],
  ['http://paths.com/%66oo/x', 'b'],
  ['http://x.wild.com/', 'b'],
  ['http://a.wild.com/', 'a'],
  ['http://b.a.wild.com/', 'a'],
  ['http://wild.com/', 'a'],
  ['http://only.com/foo', 'b'],
  ['http://only.com/', '404'],
  ['http://fallback.com/foo', 'b'],
  ['http://fallback.com/other', 'a'],
  ['http://named.com/', 'a'],
  // A default backend beside rules is everybody's, too.
  ['http://nobody.com/', 'a'],
  ['http://dead.com/gone', '503'],
  ['http://dead.com/missing', '503'],
  ['http://dead.com/refuses', '502'],
  ['http://dead.com/silent', '502'],
  ['http://dead.com/outside', '200'],
  ['http://regex.com/v12/items', 'b'],
  ['http://regex.com/V12/ITEMS', 'b'],
  ['http://regex.com/v/items', '404'],
  ['http://flat.com/app/deep', 'a'],
  ['http://clusterip.com/', 'many'],
  ['http://also.com/', 'a'],
  ['http://alias.com/', 'a'],
  ['http://nosecret.com/', '503'],
  ['http://bcrypt.com/', '401'],
  ['http://inside.com/', '403'],
  ['http://visitor.com/', 'a'],
  ['http://comma.com/', '503'],
  ['http://nothere.com/', 'a'],
  ['http://bare.test/', 'a'],
  ['http://tls.com/.well-known/acme-challenge/token', 'b'],
  ['http://denied.com/', '403'],
  ['http://ask.com/', 'a'],
  ['http://askno.com/', '401'],
  ['http://ask403.com/', '403'],
  ['http://ask500.com/', '500'],
  ['http://asksmall.com/', '503'],
  ['http://canary.com/', 'a'],
  ['http://value.com/', 'turns'],
] as const)('%s: %s', async (url, expected) => expect(who(await get(url))).toBe(expected));

describe('redirects', () => {
  test.each([
    ['http://tls.com/x/?q=1', 308, 'https://tls.com/x/?q=1'],
    ['http://tls.com/x/', 308, 'https://tls.com/x'],
    ['http://tls.com/', 308, 'https://tls.com'],
    ['http://forced.com/x', 308, 'https://forced.com/x'],
    ['http://moved.com/x', 301, 'https://example.com/new'],
    ['http://moved308.com/', 308, 'https://example.com/'],
    ['http://here.com/x', 301, 'http://here.com/other'],
    ['http://a.star.test/', 308, 'https://a.star.test'],
    ['http://covered.test/', 308, 'https://covered.test'],
    ['http://www.bare.org/x/', 308, 'http://bare.org/x'],
    ['http://fornow.com/', 302, 'https://example.com/later'],
    ['http://slash.com/shop?a=1', 301, 'http://slash.com/shop/?a=1'],
    ['http://root.com/', 302, 'http://root.com/app'],
    ['http://asksignin.com/x', 302, 'https://login.example.com/start?rd=http://asksignin.com%2Fx'],
  ])('%s: %i to %s', async (url, status, location) => {
    const response = await get(url);
    expect([response.status, headerOf(response.headers, 'location')]).toEqual([status, location]);
    expect(response.body).toBe(page(status).body);
  });

  test('app-root is for / alone; ssl-redirect false keeps HTTP', async () => {
    expect([who(await get('http://root.com/app')), who(await get('http://tlsplain.com/'))]).toEqual(['a', 'a']);
  });
});

describe('nginx’s own answers', () => {
  test.each([
    [404, 146, 'http://only.com/'],
    [503, 190, 'http://dead.com/gone'],
    [502, 150, 'http://dead.com/refuses'],
    [308, 164, 'http://tls.com/'],
    [301, 162, 'http://moved.com/'],
    [302, 138, 'http://fornow.com/'],
    [401, 172, 'http://basic.com/'],
    [403, 146, 'http://inside.com/'],
    [500, 170, 'http://ask500.com/'],
  ])('%i is %i bytes long, and bears no Server', async (status, bytes, url) => {
    const { headers, body, ...response } = await get(url);
    expect([response.status, headerOf(headers, 'content-length'), body.length]).toEqual([status, String(bytes), bytes]);
    expect(headerOf(headers, 'server')).toBeUndefined();
    expect(headerOf(headers, 'content-type')).toBe('text/html');
  });

  test.each([
    ['http://paths.com/../x', {}, 400, 150],
    ['http://paths.com/%zz', {}, 400, 150],
    ['http://paths.com/', { host: 'other.com' }, 400, 150],
    ['http://paths.com/', { 'X-Long': 'x'.repeat(8200) }, 400, 226],
    [`http://paths.com/${'x'.repeat(8200)}`, {}, 414, 170],
  ])('a request that is none: %.40s %.40j', async (url, headers, status, bytes) => {
    const response = await get(url, { headers });
    expect([response.status, response.body.length, headerOf(response.headers, 'connection')]).toEqual([
      ...[status, bytes, 'close'],
    ]);
  });

  test('TRACE is nobody’s: 405', async () => {
    expect((await get('http://paths.com/', { method: 'TRACE' })).status).toBe(405);
  });

  test('413: a body beyond the limit', async () => {
    const { status, body } = await get('http://small.com/', { method: 'POST', body: 'x'.repeat(1025) });
    expect([status, body.length]).toEqual([413, 176]);
    expect(who(await get('http://small.com/', { method: 'POST', body: 'x'.repeat(1024) }))).toBe('a');
    expect((await get('http://paths.com/', { method: 'POST', body: 'x'.repeat(1_048_577) })).status).toBe(413);
    expect(who(await get('http://unlimited.com/', { method: 'POST', body: 'x'.repeat(1_048_577) }))).toBe('a');
  });
});

describe('what the backend gets', () => {
  test.each([
    ['http://rewrite.com/something', '/'],
    ['http://rewrite.com/something/', '/'],
    ['http://rewrite.com/something/new?q=1', '/new?q=1'],
    ['http://rewrite.com/SOMETHING/New', '/New'],
    ['http://flat.com/app/deep', '/'],
    // A rewrite starts from the decoded path, and what a path may not hold is escaped again.
    ['http://rewrite.com/something/a%2Fb//c?x=%2F', '/a/b/c?x=%2F'],
    ['http://rewrite.com/something/%3Fx%23y%25z[]%20', '/%3Fx%23y%25z[]%20'],
    ['http://rewrite.com/something/%FF%E4%BD%A0', '/%FF%E4%BD%A0'],
    ['http://paths.com//foo//%2e%2e/x%3Fy', '//foo//%2e%2e/x%3Fy'],
    ['http://paths.com/foo/x%20y?q=%41', '/foo/x%20y?q=%41'],
  ])('%s as %s', async (url, uri) => {
    expect(/^HTTP\/1.1 GET (.*)$/m.exec((await get(url)).body)?.[1]).toBe(uri);
  });

  test('who asked, how, and under which name', async () => {
    const { body } = await get('http://paths.com/', { headers: { 'X-Forwarded-For': '1.2.3.4', Proxy: 'x' } });
    expect(
      Object.fromEntries(['Host', 'X-Real-Ip', 'X-Forwarded-For', 'X-Forwarded-Host'].map((n) => [n, lineOf(body, n)])),
    ).toEqual({
      Host: 'paths.com',
      // externalTrafficPolicy Local keeps the client's address.
      'X-Real-Ip': '198.51.100.80',
      'X-Forwarded-For': '198.51.100.80',
      'X-Forwarded-Host': 'paths.com',
    });
    expect(
      ['X-Forwarded-Port', 'X-Forwarded-Proto', 'X-Forwarded-Scheme', 'X-Scheme'].map((n) => lineOf(body, n)),
    ).toEqual(['80', 'http', 'http', 'http']);
    expect(lineOf(body, 'X-Original-Forwarded-For')).toBe('1.2.3.4');
    expect(lineOf(body, 'X-Request-Id')).toMatch(/^[0-9a-f]{32}$/);
    expect(lineOf(body, 'Proxy')).toBeUndefined();
    const { body: odd } = await get('http://paths.com/', { headers: { x_under: '1', 'X-Dash': '2' } });
    expect([/^x_under/im.test(odd), lineOf(odd, 'X-Dash')]).toEqual([false, '2']);
  });

  test('an id that the client brings, and another host name', async () => {
    expect(lineOf((await get('http://paths.com/', { headers: { 'X-Request-ID': 'mine' } })).body, 'X-Request-Id')).toBe(
      'mine',
    );
    expect(lineOf((await get('http://vhost.com/')).body, 'Host')).toBe('inner.local');
  });

  test('a WebSocket goes through, both ways', async () => {
    const headers = {
      ...{ Connection: 'Upgrade', Upgrade: 'websocket' },
      ...{ 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' },
    };
    const exchange = await ask('http://paths.com/', { headers });
    if (!exchange.ok) throw new Error(exchange.error.message);
    const { response, stream } = exchange;
    expect([response.status, headerOf(response.headers, 'upgrade'), headerOf(response.headers, 'connection')]).toEqual([
      ...[101, 'websocket', 'upgrade'],
    ]);
    expect(headerOf(response.headers, 'sec-websocket-accept')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(await stream?.read()).toContain('Request served by a-');
    stream?.close();
  });
});

describe('passwords', () => {
  const basic = (user: string, password: string) => ({ Authorization: `Basic ${btoa(`${user}:${password}`)}` });
  test.each([
    ['http://basic.com/', {}, '401'],
    ['http://basic.com/', basic('bob', 'builder'), 'a'],
    ['http://basic.com/', basic('bob', 'wrong'), '401'],
    ['http://basic.com/', basic('nobody', 'builder'), '401'],
    ['http://map.com/', basic('eve', 'apple'), 'a'],
    ['http://map.com/', basic('eve', 'pear'), '401'],
    ['http://bcrypt.com/', basic('carl', 'x'), '500'],
    ['http://either.com/', {}, '401'],
    ['http://either.com/', basic('bob', 'builder'), 'a'],
  ])('%s with %j: %s', async (url, headers, expected) => expect(who(await get(url, { headers }))).toBe(expected));

  test('the realm; and the backend does not get the password', async () => {
    expect(headerOf((await get('http://basic.com/')).headers, 'www-authenticate')).toBe('Basic realm="Who is it"');
    expect(
      lineOf((await get('http://basic.com/', { headers: basic('bob', 'builder') })).body, 'Authorization'),
    ).toBeUndefined();
  });
});

describe('canaries', () => {
  test.each([
    ['http://canary.com/', { 'X-Canary': 'always' }, 'canary'],
    ['http://canary.com/', { 'X-Canary': 'never' }, 'a'],
    ['http://canary.com/', { 'X-Canary': 'perhaps' }, 'a'],
    ['http://value.com/', { 'X-Group': 'beta' }, 'canary2'],
    ['http://value.com/', { 'X-Group': 'always' }, 'turns'],
    ['http://value.com/', { Cookie: 'beta=always' }, 'canary2'],
    ['http://value.com/', { Cookie: 'x=1; beta=never' }, 'turns'],
  ])('%s with %j: %s', async (url, headers, expected) => expect(who(await get(url, { headers }))).toBe(expected));
});

test('a cookie keeps a client at one endpoint; without it they take turns', async () => {
  const pod = ({ body }: HttpResponse): string => body.split('\n')[0]!;
  const first = await get('http://sticky.com/');
  const cookie = headerOf(first.headers, 'set-cookie')!;
  expect(cookie).toMatch(
    /^where=[\d.]+\|[0-9a-f]{32}; Expires=[MTWFS][a-z]{2}, \d\d-[JFMASOND][a-z]{2}-\d\d [\d:]{8} GMT; Max-Age=600; Path=\/; HttpOnly$/,
  );
  const headers = { Cookie: cookie.split(';')[0]! };
  for (let i = 0; i < 4; i++) {
    const again = await get('http://sticky.com/', { headers });
    expect([pod(again), headerOf(again.headers, 'set-cookie')]).toEqual([pod(first), undefined]);
  }
  const turns = new Set<string>();
  for (let i = 0; i < 3; i++) turns.add(pod(await get('http://value.com/')));
  expect(turns.size).toBe(3);
  const hashed = new Set<string>();
  for (let i = 0; i < 3; i++) hashed.add(pod(await get('http://hashed.com/same')));
  expect(hashed.size).toBe(1);
});

test('custom-http-errors: another Service answers, at its own root, and is told of what', async () => {
  const shown = async (url: string, asked?: Asked) => {
    const { status, body } = await get(url, asked);
    const [, method, uri] = /^HTTP\/1\.1 (\w+) (.*)$/m.exec(body) ?? [];
    const told = ['X-Code', 'X-Original-Uri', 'X-Ingress-Name', 'X-Service-Name', 'X-Forwarded-Proto'];
    return [status, method, uri, ...told.map((name) => lineOf(body, name))];
  };
  expect(await shown('http://errors.com/echo?code=404')).toEqual([
    ...[200, 'GET', '/?code=404', '404', '/echo?code=404', 'errors', 'agn', undefined],
  ]);
  // nginx's own errors, too.
  expect((await shown('http://errors.com/refuses')).slice(0, 4)).toEqual([200, 'GET', '/', '502']);
  expect((await shown('http://errors.com/', { method: 'POST', body: 'x'.repeat(1025) })).slice(0, 4)).toEqual([
    ...[200, 'POST', '/', '413'],
  ]);
  // Without endpoints the Service stands in for the other one altogether.
  expect((await shown('http://errors.com/gone/x')).slice(0, 4)).toEqual([200, 'GET', '/gone/x', undefined]);
  // Without a Service of its own, the controller's default backend: 404.
  expect((await get('http://errorsnone.com/gone')).status).toBe(404);
});

test('CORS: a preflight is answered, an origin that is not allowed gets no header', async () => {
  const preflight = await get('http://cors.com/', { method: 'OPTIONS', headers: { Origin: 'https://x.com' } });
  expect([preflight.status, headerOf(preflight.headers, 'access-control-allow-origin')]).toEqual([204, '*']);
  expect(headerOf(preflight.headers, 'access-control-allow-methods')).toBe('GET, PUT, POST, DELETE, PATCH, OPTIONS');
  const origin = async (value: string) =>
    headerOf((await get('http://corsone.com/', { headers: { Origin: value } })).headers, 'access-control-allow-origin');
  expect([await origin('https://a.example.com'), await origin('https://example.com')]).toEqual([
    'https://a.example.com',
    undefined,
  ]);
});

test('limit-rps: one at once and two more, then 503', async () => {
  const answers: string[] = [];
  for (let i = 0; i < 5; i++) answers.push(who(await get('http://limited.com/')));
  expect(answers).toEqual(['a', 'a', 'a', '503', '503']);
  lab.advance(1100);
  expect(who(await get('http://limited.com/'))).toBe('a');
});

describe('Ingresses of others', () => {
  test('another class’s is nobody’s: the catch-all answers', async () => {
    expect(who(await get('http://otherclass.com/'))).toBe('a');
  });

  test('one of a class that nobody serves gets no address and no event', () => {
    const events = lab.cluster.storage.list('events') as unknown as {
      involvedObject: { name: string; kind: string };
      reason: string;
      message: string;
    }[];
    const told = (name: string) =>
      events
        .filter((e) => e.involvedObject.kind === 'Ingress' && e.involvedObject.name === name)
        .map((e) => `${e.reason} ${e.message}`);
    const addressOf = (name: string) =>
      (
        lab.cluster.storage.get('ingresses.networking.k8s.io', `default/${name}`) as unknown as {
          status?: { loadBalancer?: { ingress?: unknown[] } };
        }
      ).status?.loadBalancer?.ingress;
    expect([addressOf('other-class') ?? [], told('other-class')]).toEqual([[], []]);
    expect([addressOf('paths'), told('paths')]).toEqual([[{ ip: address }], ['Sync Scheduled for sync']]);
  });
});

describe('HTTPS', () => {
  const https = (host: string, options: FetchOptions = {}) =>
    lab.fetch(
      'internet',
      { method: 'GET', url: `https://${host}/`, headers: [], body: '' },
      { resolve: { [`${host}:443`]: address }, ...options },
    );

  test('with a Secret: its certificate, by SNI, and HSTS', async () => {
    const exchange = await https('own.com', { tls: { trusted: OWN.certificate } });
    expect(exchange.ok && who(exchange.response)).toBe('a');
    const { headers, body } = (exchange as Extract<Exchange, { ok: true }>).response;
    expect(headerOf(headers, 'strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    expect(['X-Forwarded-Proto', 'X-Forwarded-Port'].map((name) => lineOf(body, name))).toEqual(['https', '443']);
    expect((await get('http://own.com/')).status).toBe(308);
  });

  test('a certificate for a star is shown for a host of another rule, too', async () => {
    const exchange = await https('a.star.test', { tls: { trusted: STAR.certificate } });
    expect(exchange.ok && who(exchange.response)).toBe('b');
    const { headers } = (exchange as Extract<Exchange, { ok: true }>).response;
    expect(headerOf(headers, 'strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    const uncovered = await https('bare.test', { insecure: true });
    expect(uncovered.ok && headerOf(uncovered.response.headers, 'strict-transport-security')).toBeUndefined();
  });

  test.each([
    ['the Secret is missing', 'tls.com'],
    ['nobody asked for HTTPS', 'paths.com'],
    ['the certificate is for another host', 'wrong.com'],
    ['the host is nobody’s', 'nobody.com'],
  ])('%s: the fake certificate, which clients refuse', async (_name, host) => {
    const refused = await https(host);
    expect(refused.ok).toBe(false);
    const insecure = await https(host, { insecure: true });
    expect(insecure.ok && who(insecure.response)).toBe('a');
  });
});

describe('the validating webhook', () => {
  const denied = 'admission webhook "validate.nginx.ingress.kubernetes.io" denied the request';
  test.each([
    [
      'a host and path of another',
      ingress('again', [at('paths.com', '/foo')]),
      'host "paths.com" and path "/foo" is already defined in ingress default/paths',
    ],
    [
      'a pattern as Prefix',
      ingress('pattern', [at('new.com', '/foo(/|$)(.*)')]),
      'ingress contains invalid paths: path /foo(/|$)(.*) cannot be used with pathType Prefix',
    ],
    [
      'a snippet',
      ingress('snippet', [at('new.com')], { 'configuration-snippet': 'deny all;' }),
      'nginx.ingress.kubernetes.io/configuration-snippet annotation cannot be used. Snippet directives are disabled by the Ingress administrator',
    ],
    [
      'a value that cannot be read',
      ingress('unread', [at('new.com')], { 'limit-rps': 'many' }),
      'annotation nginx.ingress.kubernetes.io/limit-rps contains invalid value',
    ],
  ])('refuses %s', (_name, object, why) => expect(lab.apply([object])).toBe(`${denied}: ${why}`));

  test('lets pass: a canary of the same host and path, another class, its own update', () => {
    expect(
      lab.apply([ingress('canary-3', [at('paths.com', '/exact', 'b', 'Exact')], { canary: 'true' })]),
    ).toBeUndefined();
    expect(
      lab.apply([ingress('other-2', [at('paths.com', '/foo')], {}, { ingressClassName: 'contour' })]),
    ).toBeUndefined();
  });

  test('warns of what is deprecated, of odd paths, and of what does nothing here', async () => {
    const object = ingress('warned', [at('warned.com', '/a(b)')], {
      'limit-connections': '1',
      'enable-influxdb': 'true',
    });
    const path = '/apis/networking.k8s.io/v1/namespaces/default/ingresses?dryRun=All';
    const answer = (await lab.cluster.handle({ method: 'POST', path, body: object }, LEARNER)) as {
      headers?: Record<string, string>;
    };
    const prefix = 'nginx.ingress.kubernetes.io/';
    expect(answer.headers?.warning?.split('\n')).toEqual([
      `annotation ${prefix}enable-influxdb is deprecated`,
      'path /a(b) cannot be used with pathType Prefix',
      `Portolan does not simulate ${prefix}limit-connections: it changes nothing`,
      `Portolan does not simulate ${prefix}enable-influxdb: it changes nothing`,
    ]);
  });
});

test('the trace shows every step: balancer, node, controller, endpoint', async () => {
  const { trace } = await ask('http://paths.com/foo/x');
  const controller = trace.findIndex(({ did }) =>
    did.startsWith('nginx matched host paths.com and path /foo (Prefix) of Ingress default/paths'),
  );
  expect(trace[controller]!.at).toMatch(/^pod\/ingress-nginx\/ingress-nginx-controller-/);
  expect(trace[controller]!.object).toBe('Ingress/default/paths');
  expect(trace[controller + 1]!.did).toMatch(/^picked endpoint 10\.244\.\d+\.\d+:8080 of default\/b$/);
  expect(trace.slice(controller + 2).map(({ at }) => at)).toContainEqual(expect.stringMatching(/^pod\/default\/b-/));
  expect(trace.at(-1)!.did).toBe('answered 200');
});

test('the trace names the redirect of www', async () => {
  const { trace } = await ask('http://www.bare.org/x');
  expect(trace.map(({ did }) => did)).toContain('sends all of www.bare.org on to bare.org: from-to-www-redirect');
});

test('the log has a line for each request, with its way', async () => {
  const { status } = await get('http://paths.com/logged', {
    headers: { 'User-Agent': 'tester', 'X-Request-ID': 'id1' },
  });
  const pods = lab.cluster.storage.list('pods') as unknown as { metadata: { name: string; namespace: string } }[];
  const { name } = pods.find((p) => p.metadata.name.startsWith('ingress-nginx-controller'))!.metadata;
  const logs = lab.machines.runtime.logs('ingress-nginx', name, {}) as { body: string };
  const line = logs.body.trimEnd().split('\n').at(-1)!;
  expect(status).toBe(200);
  expect(line).toMatch(
    /^198\.51\.100\.80 - - \[[^\]]+\] "GET \/logged HTTP\/1\.1" 200 \d+ "-" "tester" \d+ 0\.\d{3} \[default-a-80\] \[\] 10\.244\.\d+\.\d+:8080 \d+ 0\.\d{3} 200 id1$/,
  );
});

describe('a controller that cannot do its work', { timeout: 60_000 }, () => {
  /** A lab of its own, with this left out of the manifest. */
  function without(leaveOut: (object: { kind: string; metadata: { name: string } }) => boolean): Lab {
    const broken = new Lab({ provider: 'cloud' });
    const documents = parseYamlDocuments(documentOf('ingress-nginx/controller-v1.13.3-cloud.yaml')!);
    if ('error' in documents) throw new Error(documents.error);
    expect(broken.apply(documents.ok.filter((o) => !leaveOut(o as never)))).toBeUndefined();
    broken.advance(60_000);
    return broken;
  }
  const logOf = (broken: Lab): string => {
    const pods = broken.cluster.storage.list('pods');
    const { name } = pods.find((p) => p.metadata.name.startsWith('ingress-nginx-controller'))!.metadata;
    const logs = (previous: string) =>
      (broken.machines.runtime.logs('ingress-nginx', name, { previous }) as { body: string | object }).body;
    return `${String(logs('true'))}${String(logs('false'))}`;
  };
  const readyOf = (broken: Lab): boolean | undefined => {
    const pods = broken.cluster.storage.list('pods') as unknown as {
      metadata: { name: string };
      status: { containerStatuses?: { ready: boolean }[] };
    }[];
    return pods.find((p) => p.metadata.name.startsWith('ingress-nginx-controller'))?.status.containerStatuses?.[0]
      ?.ready;
  };

  test('without its ClusterRole it may not list: it never gets ready', () => {
    const broken = without(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === 'ingress-nginx');
    expect(logOf(broken)).toContain(
      'failed to list *v1.Ingress: ingresses.networking.k8s.io is forbidden: User \\"system:serviceaccount:ingress-nginx:ingress-nginx\\" cannot list resource \\"ingresses\\" in API group \\"networking.k8s.io\\" at the cluster scope',
    );
    expect(readyOf(broken)).toBe(false);
  });

  test('without its Role it may not see its own Pod: it ends with 255', () => {
    const broken = without(({ kind, metadata }) => kind === 'Role' && metadata.name === 'ingress-nginx');
    expect(logOf(broken)).toContain(
      'Unexpected error obtaining ingress-nginx pod: unable to get POD information: pods "ingress-nginx-controller-',
    );
    expect(readyOf(broken)).toBe(false);
  });

  test('an Ingress is refused while nobody answers the webhook', () => {
    const broken = without(({ kind, metadata }) => kind === 'Role' && metadata.name === 'ingress-nginx');
    expect(broken.apply([ingress('web', [at('web.com')])])).toMatch(
      /^Internal error occurred: failed calling webhook "validate\.nginx\.ingress\.kubernetes\.io": failed to call webhook: Post "https:\/\/ingress-nginx-controller-admission\.ingress-nginx\.svc:443\/networking\/v1\/ingresses\?timeout=10s": dial tcp [\d.]+:443: connect: connection refused$/,
    );
  });
});
