import { realTime } from '../../src/cli/real-time.ts';
// The Gateway API, from manifests to answers: what NGINX Gateway Fabric's data plane does, and what it says in statuses.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Condition, Pod } from '#api/core/types.ts';
import type { Gateway, HTTPRoute, HTTPRouteMatch, RouteRule } from '#api/gateway/types.ts';
import type { HttpHeaders } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import { pki } from '#pki/loader.ts';
import { documentOf } from '../../src/cli/documents.ts';
import { LEARNER } from '../../src/lab/kubeconfig.ts';
import { Lab } from '../../src/lab/lab.ts';
import { LaptopShell } from '../../src/lab/laptop-shell.ts';
import { preload } from '../../src/lab/preload.ts';

await preload();

const INSTALL = [
  'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.3.0/standard-install.yaml',
  'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy/crds.yaml',
  'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy/default/deploy.yaml',
];
const API = 'gateway.networking.k8s.io';

interface Made {
  readonly [field: string]: unknown;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const namespace = (name: string, labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
/** A Pod that says its name, and a Service of the same name in front of it. */
const app = (name: string, ns = 'default', port = 8080) => [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: ns, labels: { app: name } },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
          args: ['netexec', `--http-port=${port}`],
        },
      ],
    },
  },
  service(name, ns),
];
const service = (name: string, ns = 'default', targetPort = 8080) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: ns },
  spec: { selector: { app: name }, ports: [{ port: 80, targetPort }] },
});
const echo = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'echo', namespace: 'default', labels: { app: 'echo' } },
    spec: { containers: [{ name: 'echo', image: 'registry.k8s.io/echoserver:1.10' }] },
  },
  service('echo'),
];

const gateway = (listeners: readonly object[] = [{ name: 'http', port: 80, protocol: 'HTTP' }], name = 'gw') => ({
  apiVersion: `${API}/v1`,
  kind: 'Gateway',
  metadata: { name, namespace: 'default' },
  spec: { gatewayClassName: 'nginx', listeners },
});
const to = (...names: string[]) => names.map((name) => ({ name, port: 80 }));
interface RouteOptions {
  readonly ns?: string;
  readonly hostnames?: readonly string[];
  readonly parent?: object;
}
const route = (
  name: string,
  rules: readonly object[],
  { ns = 'default', hostnames, parent = {} }: RouteOptions = {},
) => ({
  apiVersion: `${API}/v1`,
  kind: 'HTTPRoute',
  metadata: { name, namespace: ns },
  spec: { parentRefs: [{ name: 'gw', namespace: 'default', ...parent }], ...(hostnames && { hostnames }), rules },
});
const path = (type: string, value: string) => ({ path: { type, value } });
const prefix = (value: string) => path('PathPrefix', value);
const exact = (value: string) => path('Exact', value);
const grant = (ns: string, kind: string, target: object) => ({
  apiVersion: `${API}/v1beta1`,
  kind: 'ReferenceGrant',
  metadata: { name: 'grant', namespace: ns },
  spec: { from: [{ group: API, kind, namespace: 'default' }], to: [{ group: '', ...target }] },
});

let lab: Lab;
let stop: () => void;
let made: readonly Made[] = [];

beforeAll(async () => {
  lab = new Lab({ documents: documentOf });
  stop = lab.drive(realTime);
  await lab.machines.warm();
  const prompt = new LaptopShell(lab);
  for (const url of INSTALL) {
    const { exitCode, stdout } = await prompt.capture(`kubectl apply -f ${url}`);
    expect(exitCode, stdout).toBe(0);
  }
  const town = [
    namespace('shop', { team: 'shop' }),
    namespace('other', { team: 'other' }),
    ...['a', 'b', 'c'].flatMap((name) => app(name)),
    ...app('goods', 'shop'),
    ...echo,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'socket', namespace: 'default', labels: { app: 'socket' } },
      spec: { containers: [{ name: 'main', image: 'kicbase/echo-server:1.0' }] },
    },
    service('socket'),
    service('empty'),
  ];
  expect(lab.apply(town)).toBeUndefined();
  lab.settle();
}, 120_000);
afterAll(() => stop());

/** What the last case made is gone before the next begins, but for what that has too. */
function begin(objects: readonly Made[]): void {
  const isKept = (object: Made): boolean => made.some((other) => JSON.stringify(other) === JSON.stringify(object));
  const fresh = objects.filter((object) => !isKept(object));
  const kept = objects.filter(isKept).map((object) => JSON.stringify(object));
  for (const object of made.toReversed()) {
    if (kept.includes(JSON.stringify(object))) continue;
    const { apiVersion, kind, metadata } = object;
    const plural = kind.endsWith('y') && kind !== 'Gateway' ? 'networkpolicies' : `${kind.toLowerCase()}s`;
    const { namespace: ns, name } = metadata;
    const group = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    lab.handle({ method: 'DELETE', path: `${group}/namespaces/${ns}/${plural}/${name}` }, LEARNER);
  }
  lab.settle();
  made = objects;
  expect(lab.apply(fresh)).toBeUndefined();
  lab.settle();
}

const addressOf = (name = 'gw'): string =>
  lab.cluster.storage.get<Gateway>(`gateways.${API}`, `default/${name}`)?.status?.addresses?.[0]?.value ?? '';

interface Asked {
  readonly method?: string;
  readonly host?: string;
  readonly port?: number;
  readonly headers?: HttpHeaders;
}

async function ask(target: string, { method = 'GET', host = 'cafe.example.com', port = 80, headers = [] }: Asked = {}) {
  const url = `http://${addressOf()}:${port}${target}`;
  const request = { method, url, headers: [['Host', host] as const, ...headers], body: '' };
  const exchange = await lab.fetch('laptop', request, { timeoutMs: 90_000 });
  return exchange.ok
    ? {
        status: exchange.response.status,
        body: exchange.response.body,
        headers: exchange.response.headers,
        trace: exchange.trace,
      }
    : { status: 0, body: exchange.error.kind, headers: [], trace: exchange.trace };
}

/** The name of the Pod that answered, or the status. */
async function who(target: string, asked: Asked = {}): Promise<string> {
  const { status, body } = await ask(target, asked);
  return status === 200 ? body : String(status);
}

const some = { matches: [prefix('/hostname')], backendRefs: to('a') };

type Case = [what: string, objects: readonly Made[], target: string, asked: Asked, outcome: string];
const rules = (...list: { readonly m: object; readonly b: string }[]) => [
  gateway(),
  route(
    'r',
    list.map(({ m, b }) => ({ matches: [m], backendRefs: to(b) })),
  ),
];
// The answer is the Pod's name only at /hostname: prefixes and exact paths are tried with it.
const routing: readonly Case[] = [
  ['one rule for everything', rules({ m: {}, b: 'a' }), '/hostname', {}, 'a'],
  ['no route at all', [gateway()], '/hostname', {}, '404'],
  ['no rule for the path', rules({ m: prefix('/other'), b: 'a' }), '/hostname', {}, '404'],
  ['a prefix is one of elements', rules({ m: prefix('/host'), b: 'a' }), '/hostname', {}, '404'],
  ['a prefix with a slash at its end', rules({ m: prefix('/hostname/'), b: 'a' }), '/hostname', {}, 'a'],
  ['a path in another case', rules({ m: prefix('/Hostname'), b: 'a' }), '/hostname', {}, '404'],
  ['exact', rules({ m: exact('/hostname'), b: 'a' }), '/hostname', {}, 'a'],
  ['exact is not a prefix', rules({ m: exact('/hostname'), b: 'a' }), '/hostname/x', {}, '404'],
  ['the query is no part of the path', rules({ m: exact('/hostname'), b: 'a' }), '/hostname?x=1', {}, 'a'],
  [
    'exact before prefix',
    rules({ m: prefix('/hostname'), b: 'a' }, { m: exact('/hostname'), b: 'b' }),
    '/hostname',
    {},
    'b',
  ],
  ['the longest prefix', rules({ m: prefix('/'), b: 'a' }, { m: prefix('/hostname'), b: 'b' }), '/hostname', {}, 'b'],
  ['method', rules({ m: { method: 'POST' }, b: 'a' }), '/hostname', { method: 'POST' }, 'a'],
  ['another method', rules({ m: { method: 'POST' }, b: 'a' }), '/hostname', {}, '404'],
  [
    'method before headers',
    rules({ m: { headers: [{ name: 'x', value: '1' }] }, b: 'a' }, { m: { method: 'GET' }, b: 'b' }),
    '/hostname',
    { headers: [['x', '1']] },
    'b',
  ],
  [
    'a header',
    rules({ m: {}, b: 'a' }, { m: { headers: [{ name: 'Version', value: 'v2' }] }, b: 'b' }),
    '/hostname',
    { headers: [['version', 'v2']] },
    'b',
  ],
  [
    'a header with another value',
    rules({ m: {}, b: 'a' }, { m: { headers: [{ name: 'Version', value: 'v2' }] }, b: 'b' }),
    '/hostname',
    { headers: [['version', 'v1']] },
    'a',
  ],
  [
    'more headers win',
    rules(
      { m: { headers: [{ name: 'x', value: '1' }] }, b: 'a' },
      {
        m: {
          headers: [
            { name: 'x', value: '1' },
            { name: 'y', value: '1' },
          ],
        },
        b: 'b',
      },
    ),
    '/hostname',
    {
      headers: [
        ['x', '1'],
        ['y', '1'],
      ],
    },
    'b',
  ],
  [
    'a query parameter',
    rules({ m: {}, b: 'a' }, { m: { queryParams: [{ name: 'who', value: 'me' }] }, b: 'b' }),
    '/hostname?who=me',
    {},
    'b',
  ],
  [
    'a query parameter that is absent',
    rules({ m: {}, b: 'a' }, { m: { queryParams: [{ name: 'who', value: 'me' }] }, b: 'b' }),
    '/hostname?whose=me',
    {},
    'a',
  ],
  [
    'headers before query parameters',
    rules(
      { m: { queryParams: [{ name: 'q', value: '1' }] }, b: 'a' },
      { m: { headers: [{ name: 'x', value: '1' }] }, b: 'b' },
    ),
    '/hostname?q=1',
    { headers: [['x', '1']] },
    'b',
  ],
  ['the first rule of equals', rules({ m: prefix('/'), b: 'a' }, { m: prefix('/'), b: 'b' }), '/hostname', {}, 'a'],
  [
    'matches of one rule: or',
    [gateway(), route('r', [{ matches: [exact('/x'), exact('/hostname')], backendRefs: to('c') }])],
    '/hostname',
    {},
    'c',
  ],
  [
    'of two routes the first in the alphabet',
    [gateway(), route('b', [some]), route('a', [{ ...some, backendRefs: to('b') }])],
    '/hostname',
    {},
    'b',
  ],

  // Hostnames.
  ['a hostname', [gateway(), route('r', [some], { hostnames: ['cafe.example.com'] })], '/hostname', {}, 'a'],
  ['another hostname', [gateway(), route('r', [some], { hostnames: ['tea.example.com'] })], '/hostname', {}, '404'],
  [
    'the port in Host does not count',
    [gateway(), route('r', [some], { hostnames: ['cafe.example.com'] })],
    '/hostname',
    { host: 'cafe.example.com:80' },
    'a',
  ],
  ['a wildcard', [gateway(), route('r', [some], { hostnames: ['*.example.com'] })], '/hostname', {}, 'a'],
  [
    'a wildcard takes more labels',
    [gateway(), route('r', [some], { hostnames: ['*.example.com'] })],
    '/hostname',
    { host: 'a.b.example.com' },
    'a',
  ],
  [
    'a wildcard does not take the name itself',
    [gateway(), route('r', [some], { hostnames: ['*.example.com'] })],
    '/hostname',
    { host: 'example.com' },
    '404',
  ],
  [
    'an exact hostname before a wildcard',
    [
      gateway(),
      route('w', [some], { hostnames: ['*.example.com'] }),
      route('x', [{ ...some, backendRefs: to('b') }], { hostnames: ['cafe.example.com'] }),
    ],
    '/hostname',
    {},
    'b',
  ],
  [
    'where the exact one has no rule, the wildcard has',
    [
      gateway(),
      route('w', [some], { hostnames: ['*.example.com'] }),
      route('x', [{ matches: [prefix('/x')], backendRefs: to('b') }], { hostnames: ['cafe.example.com'] }),
    ],
    '/hostname',
    {},
    'a',
  ],
  [
    'the listener’s hostname holds for the route',
    [gateway([{ name: 'l', port: 80, protocol: 'HTTP', hostname: 'tea.example.com' }]), route('r', [some])],
    '/hostname',
    {},
    '404',
  ],
  [
    'of listeners the most specific',
    [
      gateway([
        { name: 'any', port: 80, protocol: 'HTTP' },
        { name: 'cafe', port: 80, protocol: 'HTTP', hostname: 'cafe.example.com' },
      ]),
      route('r', [some], { parent: { sectionName: 'any' } }),
    ],
    '/hostname',
    {},
    '404',
  ],
  [
    'a listener by name',
    [
      gateway([
        { name: 'one', port: 80, protocol: 'HTTP' },
        { name: 'two', port: 8080, protocol: 'HTTP' },
      ]),
      route('r', [some], { parent: { sectionName: 'two' } }),
    ],
    '/hostname',
    { port: 8080 },
    'a',
  ],
  [
    'not the other listener',
    [
      gateway([
        { name: 'one', port: 80, protocol: 'HTTP' },
        { name: 'two', port: 8080, protocol: 'HTTP' },
      ]),
      route('r', [some], { parent: { sectionName: 'two' } }),
    ],
    '/hostname',
    {},
    '404',
  ],
  [
    'a listener by port, which this version does not take',
    [
      gateway([
        { name: 'one', port: 80, protocol: 'HTTP' },
        { name: 'two', port: 8080, protocol: 'HTTP' },
      ]),
      route('r', [some], { parent: { port: 8080 } }),
    ],
    '/hostname',
    { port: 8080 },
    '404',
  ],
  ['TRACE', rules({ m: {}, b: 'a' }), '/hostname', { method: 'TRACE' }, '405'],
  ['a port without a listener', [gateway(), route('r', [some])], '/hostname', { port: 81 }, '0'],

  // Backends.
  ['no such Service', [gateway(), route('r', [{ backendRefs: to('nope') }])], '/hostname', {}, '500'],
  [
    'no such port of the Service',
    [gateway(), route('r', [{ backendRefs: [{ name: 'a', port: 81 }] }])],
    '/hostname',
    {},
    '500',
  ],
  ['no ready endpoint', [gateway(), route('r', [{ backendRefs: to('empty') }])], '/hostname', {}, '503'],
  ['no backend', [gateway(), route('r', [{ matches: [prefix('/')] }])], '/hostname', {}, '500'],
  [
    'weight 0 gets nothing',
    [
      gateway(),
      route('r', [
        {
          backendRefs: [
            { name: 'a', port: 80, weight: 0 },
            { name: 'b', port: 80, weight: 1 },
          ],
        },
      ]),
    ],
    '/hostname',
    {},
    'b',
  ],
  [
    'all weights 0',
    [gateway(), route('r', [{ backendRefs: [{ name: 'a', port: 80, weight: 0 }] }])],
    '/hostname',
    {},
    '500',
  ],
  [
    'nothing listens at the endpoint',
    [gateway(), ...app('wrong', 'default', 9999), route('r', [{ backendRefs: to('wrong') }])],
    '/hostname',
    {},
    '502',
  ],
  [
    'a kind that is no Service',
    [gateway(), route('r', [{ backendRefs: [{ name: 'a', kind: 'Bucket', group: 'example.com' }] }])],
    '/hostname',
    {},
    '500',
  ],
  [
    'another namespace without a grant',
    [gateway(), route('r', [{ backendRefs: [{ name: 'goods', namespace: 'shop', port: 80 }] }])],
    '/hostname',
    {},
    '500',
  ],
  [
    'another namespace with a grant',
    [
      gateway(),
      grant('shop', 'HTTPRoute', { kind: 'Service' }),
      route('r', [{ backendRefs: [{ name: 'goods', namespace: 'shop', port: 80 }] }]),
    ],
    '/hostname',
    {},
    'goods',
  ],
  [
    'a grant for another name',
    [
      gateway(),
      grant('shop', 'HTTPRoute', { kind: 'Service', name: 'x' }),
      route('r', [{ backendRefs: [{ name: 'goods', namespace: 'shop', port: 80 }] }]),
    ],
    '/hostname',
    {},
    '500',
  ],
  [
    'a grant for another kind',
    [
      gateway(),
      grant('shop', 'GRPCRoute', { kind: 'Service' }),
      route('r', [{ backendRefs: [{ name: 'goods', namespace: 'shop', port: 80 }] }]),
    ],
    '/hostname',
    {},
    '500',
  ],
  [
    'a timeout',
    [
      gateway(),
      route('r', [{ backendRefs: to('c'), timeouts: { request: '500ms' } }]),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'silent', namespace: 'default' },
        spec: { podSelector: { matchLabels: { app: 'c' } } },
      },
    ],
    '/hostname',
    {},
    '504',
  ],

  // Who may attach.
  [
    'a route of another namespace',
    [gateway(), route('r', [{ backendRefs: to('goods') }], { ns: 'shop' })],
    '/hostname',
    {},
    '404',
  ],
  [
    'from All',
    [
      gateway([{ name: 'l', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }]),
      route('r', [{ backendRefs: to('goods') }], { ns: 'shop' }),
    ],
    '/hostname',
    {},
    'goods',
  ],
  [
    'from Selector',
    [
      gateway([
        {
          name: 'l',
          port: 80,
          protocol: 'HTTP',
          allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'shop' } } } },
        },
      ]),
      route('r', [{ backendRefs: to('goods') }], { ns: 'shop' }),
    ],
    '/hostname',
    {},
    'goods',
  ],
  [
    'from Selector, another namespace',
    [
      gateway([
        {
          name: 'l',
          port: 80,
          protocol: 'HTTP',
          allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'other' } } } },
        },
      ]),
      route('r', [{ backendRefs: to('goods') }], { ns: 'shop' }),
    ],
    '/hostname',
    {},
    '404',
  ],

  // Paths on the way to the backend.
  [
    'rewrite: the prefix',
    [
      gateway(),
      route('r', [
        {
          matches: [prefix('/app')],
          filters: [
            { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } },
          ],
          backendRefs: to('a'),
        },
      ]),
    ],
    '/app/hostname',
    {},
    'a',
  ],
  [
    'rewrite: the whole path',
    [
      gateway(),
      route('r', [
        {
          filters: [
            { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplaceFullPath', replaceFullPath: '/hostname' } } },
          ],
          backendRefs: to('a'),
        },
      ]),
    ],
    '/x/y',
    {},
    'a',
  ],
];

test.each(routing)('%s', async (_what, objects, target, asked, outcome) => {
  begin(objects);
  expect(await who(target, asked)).toBe(outcome);
});

describe('redirects', () => {
  test.each<[string, object, string, number, string]>([
    ['to https', { scheme: 'https', statusCode: 301 }, '/x?y=1', 301, 'https://cafe.example.com/x?y=1'],
    ['to another host', { hostname: 'tea.example.com' }, '/x', 302, 'http://tea.example.com/x'],
    ['to another port', { port: 8080 }, '/x', 302, 'http://cafe.example.com:8080/x'],
    [
      'with another prefix',
      { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' } },
      '/a/c',
      302,
      'http://cafe.example.com/b/c',
    ],
    [
      'with another path',
      { path: { type: 'ReplaceFullPath', replaceFullPath: '/z' } },
      '/a/c',
      302,
      'http://cafe.example.com/z',
    ],
  ])('%s', async (_what, requestRedirect, target, status, location) => {
    const matches = [prefix(target.startsWith('/a') ? '/a' : '/')];
    begin([gateway(), route('r', [{ matches, filters: [{ type: 'RequestRedirect', requestRedirect }] }])]);
    const answer = await ask(target);
    expect([answer.status, headerOf(answer.headers, 'location')]).toEqual([status, location]);
  });
});

test('headers are set, added to and removed, on the way there and back', async () => {
  const change = (mark: string) => ({
    set: [{ name: 'X-Set', value: mark }],
    add: [{ name: 'X-Add', value: mark }],
    remove: ['X-Gone', 'X-Powered-By'],
  });
  const filters = [
    { type: 'RequestHeaderModifier', requestHeaderModifier: change('there') },
    { type: 'ResponseHeaderModifier', responseHeaderModifier: change('back') },
  ];
  begin([gateway(), route('r', [{ filters, backendRefs: to('echo') }])]);
  const headers: HttpHeaders = [
    ['X-Set', 'mine'],
    ['X-Add', 'mine'],
    ['X-Gone', 'mine'],
  ];
  const answer = await ask('/', { headers });
  const seen = (name: string): string | undefined => new RegExp(`^\\s*${name}=(.*?) *$`, 'm').exec(answer.body)?.[1];
  expect([seen('x-set'), seen('x-add'), seen('x-gone'), seen('x-forwarded-host')]).toEqual([
    'there',
    'mine,there',
    undefined,
    'cafe.example.com',
  ]);
  expect(['x-set', 'x-add', 'server'].map((name) => headerOf(answer.headers, name))).toEqual(['back', 'back', 'nginx']);
});

test.each([
  ['/%68ostname', 'escaped'],
  ['//hostname', 'with two slashes'],
  ['/x/../hostname', 'with dots'],
])('a path is matched as it is meant, and passed on as it came: %s, %s', async (target) => {
  begin([gateway(), route('r', [{ matches: [exact('/hostname')], backendRefs: to('echo') }])]);
  const { status, body } = await ask(target);
  expect([status, /real path=(\S*)/.exec(body)?.[1]]).toEqual([200, target]);
});

test('a WebSocket goes through, both ways', async () => {
  begin(rules({ m: {}, b: 'socket' }));
  const headers: HttpHeaders = [
    ['Host', 'cafe.example.com'],
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ];
  const exchange = await lab.fetch('laptop', { method: 'GET', url: `http://${addressOf()}/`, headers, body: '' });
  if (!exchange.ok) throw new Error(exchange.error.message);
  const { response, stream } = exchange;
  expect(['upgrade', 'connection', 'sec-websocket-accept'].map((name) => headerOf(response.headers, name))).toEqual([
    ...['websocket', 'upgrade', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
  ]);
  expect(await stream?.read()).toContain('Request served by socket');
  stream?.close();
});

test('shares by weight, a wrong backend has its own', async () => {
  const backendRefs = [
    { name: 'a', port: 80, weight: 3 },
    { name: 'nope', port: 80, weight: 1 },
  ];
  begin([gateway(), route('r', [{ backendRefs }])]);
  const seen = { a: 0, '500': 0 } as Record<string, number>;
  for (let i = 0; i < 200; i++) seen[await who('/hostname')]! += 1;
  expect(seen.a! + seen['500']!).toBe(200);
  expect(seen['500']).toBeGreaterThan(25);
  expect(seen['500']).toBeLessThan(75);
});

test('a mirrored request arrives at both, and is answered by one', async () => {
  const filters = [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'b', port: 80 } } }];
  begin([gateway(), route('r', [{ filters, backendRefs: to('a') }])]);
  expect(await who('/hostname?mirrored')).toBe('a');
  lab.advance(1000);
  const prompt = new LaptopShell(lab);
  expect((await prompt.capture('kubectl logs b')).stdout).toContain('GET /hostname');
});

test('the way of a request stands in its trace, to the Pod that answered', async () => {
  begin(rules({ m: {}, b: 'a' }));
  const { trace } = await ask('/hostname');
  const objects = trace.map(({ object }) => object).filter((object) => object !== undefined);
  expect(objects).toEqual([
    'Service/default/gw-nginx',
    'Service/default/gw-nginx',
    expect.stringMatching(/^Pod\/default\/gw-nginx-/),
    'HTTPRoute/default/r',
    'Service/default/a',
    'Pod/default/a',
  ]);
});

/** A Secret with a certificate for a name, signed by itself. */
function secret(name: string, host: string, ns = 'default'): Made {
  const { keyFromSeed, privateKeyPem, publicKeyOf, issueCertificate, nameOf } = pki();
  const key = keyFromSeed(name);
  const nowMs = lab.clock.now();
  const certificate = issueCertificate({
    subject: nameOf(['CN', host]),
    publicKey: publicKeyOf(key),
    notBeforeMs: nowMs - 1000,
    notAfterMs: nowMs + 86_400_000,
    serial: '01',
    issuer: { key },
    alternativeNames: [{ type: 'dns', value: host }],
  });
  const data = { 'tls.crt': btoa(certificate), 'tls.key': btoa(privateKeyPem(key)) };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: ns }, type: 'kubernetes.io/tls', data };
}

describe('TLS', () => {
  const https = (ref: object, hostname = 'cafe.example.com') => ({
    name: `l-${hostname.length}`,
    port: 443,
    protocol: 'HTTPS',
    hostname,
    tls: { certificateRefs: [ref] },
  });
  const curl = async (host: string, trusted: string): Promise<string> => {
    const request = { method: 'GET', url: `https://${host}/hostname`, headers: [], body: '' };
    const options = { resolve: { [`${host}:443`]: addressOf() }, tls: { trusted: atob(trusted) }, timeoutMs: 5000 };
    const exchange = await lab.fetch('laptop', request, options);
    return exchange.ok ? exchange.response.body : `${exchange.error.kind}: ${exchange.error.message}`;
  };
  const crt = (made: Made): string => (made.data as Record<string, string>)['tls.crt']!;

  test('ends at the Gateway, with the certificate that the listener names', async () => {
    const own = secret('cafe', 'cafe.example.com');
    begin([own, gateway([https({ name: 'cafe' })]), route('r', [some])]);
    expect(await curl('cafe.example.com', crt(own))).toBe('a');
    const asked = async (url: string, host: string, sni?: string | false) => {
      const request = { method: 'GET', url, headers: [['Host', host] as const], body: '' };
      const tls = { trusted: atob(crt(own)), ...(sni !== undefined && { sni }) };
      return lab.fetch('laptop', request, { resolve: { 'cafe.example.com:443': addressOf() }, tls, timeoutMs: 5000 });
    };
    const misdirected = await asked('https://cafe.example.com/hostname', 'tea.example.com');
    expect(misdirected.ok && misdirected.response.status).toBe(421);
    const nameless = await asked('https://cafe.example.com/hostname', 'cafe.example.com', false);
    expect(!nameless.ok && nameless.error.message).toContain('unrecognized name');
    const plain = await asked(`http://${addressOf()}:443/hostname`, 'cafe.example.com');
    expect(plain.ok && [plain.response.status, headerOf(plain.response.headers, 'server')]).toEqual([400, 'nginx']);
    expect(plain.ok && plain.response.body).toContain('The plain HTTP request was sent to HTTPS port');
  });

  test('each listener shows its own', async () => {
    const [cafe, tea] = [secret('cafe', 'cafe.example.com'), secret('tea', 'tea-a.example.com')];
    begin([
      cafe,
      tea,
      gateway([https({ name: 'cafe' }), https({ name: 'tea' }, 'tea-a.example.com')]),
      route('r', [some]),
    ]);
    expect(await curl('tea-a.example.com', crt(tea))).toBe('a');
    expect(await curl('tea-a.example.com', crt(cafe))).toContain('tls:');
  });

  test('a certificate of another namespace, with a grant', async () => {
    const own = secret('cafe', 'cafe.example.com', 'shop');
    begin([
      own,
      grant('shop', 'Gateway', { kind: 'Secret' }),
      gateway([https({ name: 'cafe', namespace: 'shop' })]),
      route('r', [some]),
    ]);
    expect(await curl('cafe.example.com', crt(own))).toBe('a');
  });
});

describe('statuses', () => {
  const parents = (name = 'r', ns = 'default'): Record<string, string> => {
    const { status } = lab.cluster.storage.get<HTTPRoute>(`httproutes.${API}`, `${ns}/${name}`)!;
    return said(status?.parents?.[0]?.conditions ?? []);
  };
  const listener = (i = 0) => lab.cluster.storage.get<Gateway>(`gateways.${API}`, 'default/gw')!.status!.listeners![i]!;
  const ofGateway = () => said(lab.cluster.storage.get<Gateway>(`gateways.${API}`, 'default/gw')!.status!.conditions!);
  const said = (conditions: readonly Condition[]) =>
    Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
  const rule = (changes: Partial<RouteRule<HTTPRouteMatch>> = {}) => ({ backendRefs: to('a'), ...changes });
  const fine = { Accepted: 'True Accepted', ResolvedRefs: 'True ResolvedRefs' };

  test.each<[string, readonly Made[], Record<string, string>]>([
    ['a route that is fine', [route('r', [rule()])], fine],
    [
      'no such listener',
      [route('r', [rule()], { parent: { sectionName: 'x' } })],
      { ...fine, Accepted: 'False NoMatchingParent' },
    ],
    ['a port', [route('r', [rule()], { parent: { port: 80 } })], { ...fine, Accepted: 'False UnsupportedValue' }],
    ['no such Service', [route('r', [{ backendRefs: to('x') }])], { ...fine, ResolvedRefs: 'False BackendNotFound' }],
    [
      'no grant',
      [route('r', [{ backendRefs: [{ name: 'goods', namespace: 'shop', port: 80 }] }])],
      { ...fine, ResolvedRefs: 'False RefNotPermitted' },
    ],
    [
      'an unknown kind',
      [route('r', [{ backendRefs: [{ name: 'x', kind: 'Bucket', group: '', port: 80 }] }])],
      { ...fine, ResolvedRefs: 'False InvalidKind' },
    ],
    [
      'a regular expression',
      [route('r', [rule({ matches: [{ path: { type: 'RegularExpression', value: '/a.*' } }] })])],
      { ...fine, Accepted: 'False UnsupportedValue' },
    ],
    [
      'one rule of two',
      [route('r', [rule(), rule({ matches: [{ path: { type: 'RegularExpression', value: '/a.*' } }] })])],
      { ...fine, PartiallyInvalid: 'True UnsupportedValue' },
    ],
  ])('%s', (_what, objects, expected) => {
    begin([gateway(), ...objects]);
    expect(parents()).toEqual(expected);
  });

  test('a route that the listeners do not let in', () => {
    begin([gateway(), route('r', [rule()], { ns: 'shop' })]);
    expect(parents('r', 'shop').Accepted).toBe('False NotAllowedByListeners');
    expect(listener().attachedRoutes).toBe(0);
  });

  test('no hostname in common', () => {
    begin([
      gateway([{ name: 'l', port: 80, protocol: 'HTTP', hostname: 'a.example.com' }]),
      route('r', [rule()], { hostnames: ['b.example.com'] }),
    ]);
    expect(parents().Accepted).toBe('False NoMatchingListenerHostname');
  });

  test('a Gateway that is fine', () => {
    begin([gateway(), route('r', [rule()])]);
    expect(ofGateway()).toEqual({ Accepted: 'True Accepted', Programmed: 'True Programmed' });
    const { attachedRoutes, supportedKinds, conditions } = listener();
    expect([attachedRoutes, supportedKinds.map(({ kind }) => kind)]).toEqual([1, ['HTTPRoute', 'GRPCRoute']]);
    expect(said(conditions)).toEqual({
      Accepted: 'True Accepted',
      Programmed: 'True Programmed',
      ResolvedRefs: 'True ResolvedRefs',
      Conflicted: 'False NoConflicts',
    });
  });

  test('a Gateway whose load balancer has no address is programmed all the same, as v2.1 does not look', () => {
    lab.faults = { loadBalancerAddresses: 0 };
    begin([gateway(undefined, 'waiting')]);
    const { conditions, addresses } = lab.cluster.storage.get<Gateway>(`gateways.${API}`, 'default/waiting')!.status!;
    expect(addresses).toBeUndefined();
    expect(said(conditions!)).toEqual({ Accepted: 'True Accepted', Programmed: 'True Programmed' });
    lab.faults = {};
  });

  test.each<[string, readonly object[], Record<string, string>]>([
    [
      'a protocol that is not taken',
      [{ name: 'l', port: 53, protocol: 'UDP' }],
      { Accepted: 'False UnsupportedProtocol', Programmed: 'False Invalid' },
    ],
    [
      'a kind that is not taken',
      [{ name: 'l', port: 80, protocol: 'HTTP', allowedRoutes: { kinds: [{ kind: 'TCPRoute' }] } }],
      { ResolvedRefs: 'False InvalidRouteKinds', Programmed: 'False Invalid' },
    ],
    [
      'a certificate that is not there',
      [{ name: 'l', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'x' }] } }],
      { ResolvedRefs: 'False InvalidCertificateRef', Programmed: 'False Invalid' },
    ],
    [
      'a certificate elsewhere',
      [{ name: 'l', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'x', namespace: 'shop' }] } }],
      { ResolvedRefs: 'False RefNotPermitted', Programmed: 'False Invalid' },
    ],
    [
      'two protocols at one port',
      [
        { name: 'l', port: 80, protocol: 'HTTP' },
        { name: 'm', port: 80, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'x' }] } },
      ],
      { Conflicted: 'True ProtocolConflict', Accepted: 'False ProtocolConflict' },
    ],
  ])('%s', (_what, listeners, expected) => {
    begin([gateway(listeners)]);
    expect(said(listener().conditions)).toMatchObject(expected);
    expect(ofGateway().Accepted).toBe('False ListenersNotValid');
  });

  test('without --gateway-api-experimental-features a TLS listener is taken, and closes what comes', async () => {
    begin([gateway([{ name: 'l', port: 443, protocol: 'TLS', tls: { mode: 'Passthrough' } }])]);
    expect(said(listener().conditions)).toMatchObject({ Accepted: 'True Accepted', Programmed: 'True Programmed' });
    expect(listener()).toMatchObject({ attachedRoutes: 0, supportedKinds: [{ group: API, kind: 'TLSRoute' }] });
    const request = { method: 'GET', url: 'https://cafe.example.com/', headers: [], body: '' };
    const exchange = await lab.fetch('laptop', request, { resolve: { 'cafe.example.com:443': addressOf() } });
    expect(exchange.ok || [exchange.error.tls, exchange.trace.at(-1)?.reason.code]).toEqual([
      { kind: 'closed' },
      'sni-no-route',
    ]);
  });

  test('a status that is right is not written again', () => {
    begin([gateway(), route('r', [rule()])]);
    const { revision } = lab.cluster.storage;
    const before = lab.cluster.storage.get(`gateways.${API}`, 'default/gw')!.metadata.resourceVersion;
    lab.advance(120_000);
    expect(lab.cluster.storage.get(`gateways.${API}`, 'default/gw')!.metadata.resourceVersion).toBe(before);
    expect(revision).toBeGreaterThan(0);
  });

  test('with the Gateway goes what was made for it', () => {
    begin([gateway()]);
    lab.handle({ method: 'DELETE', path: `/apis/${API}/v1/namespaces/default/gateways/gw` }, LEARNER);
    lab.settle();
    made = [];
    const left = lab.cluster.storage.list<Pod>('pods').filter(({ metadata }) => metadata.name.startsWith('gw-nginx'));
    expect(left).toEqual([]);
  });
});
