// TLS that a proxy passes on unopened, by the name in the handshake: TLSRoutes of the Gateway API, and ssl-passthrough of ingress-nginx.
// The backend shows its own certificate, and sees the proxy's address. Words as curl 7.88.1 and OpenSSL 3.0 have them.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Condition, Pod } from '#api/core/types.ts';
import type { Gateway, TLSRoute } from '#api/gateway/types.ts';
import { KeptConnection } from '#machine/kept-connection.ts';
import { pki } from '#pki/loader.ts';
import { documentOf } from '../../src/cli/documents.ts';
import { realTime } from '../../src/cli/real-time.ts';
import { LEARNER } from '../../src/lab/kubeconfig.ts';
import { Lab } from '../../src/lab/lab.ts';
import { LaptopShell } from '../../src/lab/laptop-shell.ts';
import { preload } from '../../src/lab/preload.ts';

await preload();

const API = 'gateway.networking.k8s.io';
const INSTALL = [
  'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.3.0/standard-install.yaml',
  `https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/v1.3.0/config/crd/experimental/${API}_tlsroutes.yaml`,
  'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy/crds.yaml',
  'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy/experimental/deploy.yaml',
  'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/cloud/deploy.yaml',
];

function certificateOf(host: string): { readonly 'tls.crt': string; readonly 'tls.key': string } {
  const { generateKey, publicKeyOf, privateKeyPem, issueCertificate, nameOf } = pki();
  const key = generateKey('P-256', Math.random);
  const certificate = issueCertificate({
    subject: nameOf(['CN', host]),
    publicKey: publicKeyOf(key),
    notBeforeMs: 0,
    notAfterMs: Date.UTC(2100, 0),
    serial: '4a',
    issuer: { key },
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: [pki().PURPOSE.serverAuth],
    basicConstraints: { isCa: true },
    alternativeNames: [{ type: 'dns', value: host }],
  });
  return { 'tls.crt': btoa(certificate), 'tls.key': btoa(privateKeyPem(key)) };
}

/** A server that ends TLS itself, and says its name and whom it sees; its Service is on 443. */
const server = (name: string) => [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'default' },
    type: 'kubernetes.io/tls',
    data: certificateOf(`${name}.test`),
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default' },
    data: {
      'default.conf': `server {
  listen 443 ssl;
  ssl_certificate /tls/tls.crt;
  ssl_certificate_key /tls/tls.key;
  location / { return 200 "${name} $remote_addr\\n"; }
}
`,
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'nginx',
          volumeMounts: [
            { name: 'tls', mountPath: '/tls' },
            { name: 'conf', mountPath: '/etc/nginx/conf.d' },
          ],
        },
      ],
      volumes: [
        { name: 'tls', secret: { secretName: name } },
        { name: 'conf', configMap: { name } },
      ],
    },
  },
  service(name),
];
const service = (name: string, app = name, targetPort = 443) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { selector: { app }, ports: [{ port: 443, targetPort }] },
});
const passing = (more: object = {}) => ({
  ...{ name: 'tls', port: 443, protocol: 'TLS', tls: { mode: 'Passthrough' } },
  ...more,
});
const gateway = (...listeners: readonly object[]) => ({
  apiVersion: `${API}/v1`,
  kind: 'Gateway',
  metadata: { name: 'gw', namespace: 'default' },
  spec: { gatewayClassName: 'nginx', listeners },
});
const route = (
  name: string,
  hostnames: readonly string[],
  backends: readonly object[] = [{ name: 'one', port: 443 }],
) => ({
  apiVersion: `${API}/v1alpha2`,
  kind: 'TLSRoute',
  metadata: { name, namespace: 'default' },
  spec: {
    parentRefs: [{ name: 'gw' }],
    ...(hostnames.length > 0 && { hostnames }),
    rules: [{ backendRefs: backends }],
  },
});
const to = (name: string, port = 443) => [{ name, port }];
const ingress = (annotations: Record<string, string> = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'through', namespace: 'default', annotations },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host: 'one.test',
        http: {
          paths: ['/', '/other'].map((path) => ({
            path,
            pathType: 'Prefix',
            backend: { service: { name: path === '/' ? 'one' : 'two', port: { number: 443 } } },
          })),
        },
      },
    ],
  },
});
const THROUGH = { 'nginx.ingress.kubernetes.io/ssl-passthrough': 'true' };

interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

let lab: Lab;
let prompt: LaptopShell;
let stop: () => void;
let made: readonly Made[] = [];

const run = async (line: string): Promise<string> => {
  const { exitCode, stdout } = await prompt.capture(`${line} 2>&1`);
  return `${stdout}[${exitCode}]`;
};

beforeAll(async () => {
  lab = new Lab({ documents: documentOf });
  stop = lab.drive(realTime);
  await lab.machines.warm();
  prompt = new LaptopShell(lab);
  for (const url of INSTALL) expect(await run(`kubectl apply -f ${url}`)).toMatch(/\[0\]$/);
  expect(
    lab.apply([...server('one'), ...server('two'), service('empty'), service('shut', 'one', 444)]),
  ).toBeUndefined();
  lab.settle();
}, 120_000);
afterAll(() => stop());

/** What the last case made is gone before the next begins. */
function begin(...objects: readonly Made[]): void {
  for (const { apiVersion, kind, metadata } of made.toReversed()) {
    const plural = kind === 'NetworkPolicy' ? 'networkpolicies' : `${kind.toLowerCase()}s`.replace(/sss$/, 'sses');
    const path = `/apis/${apiVersion}/namespaces/${metadata.namespace}/${plural}/${metadata.name}`;
    lab.handle({ method: 'DELETE', path }, LEARNER);
  }
  lab.settle();
  made = objects;
  expect(lab.apply([...objects])).toBeUndefined();
  lab.settle();
}

const stored = (): Gateway => lab.cluster.storage.get<Gateway>(`gateways.${API}`, 'default/gw')!;
const addressOf = (): string => stored().status?.addresses?.[0]?.value ?? '';
const curl = (host: string, options = '', address = addressOf()): Promise<string> =>
  run(`curl -sSk ${options} --resolve ${host}:443:${address} https://${host}/`);
const said = (conditions: readonly Condition[] = []): Record<string, string> =>
  Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
const listener = (name = 'tls') => stored().status!.listeners!.find((l) => l.name === name)!;
const ofRoute = (name = 'r') =>
  lab.cluster.storage.get<TLSRoute>(`tlsroutes.${API}`, `default/${name}`)?.status?.parents?.[0]?.conditions;
const proxyAddress = (label: string): string | undefined =>
  lab.cluster.storage
    .list<Pod>('pods')
    .find(({ metadata }) => Object.values(metadata.labels ?? {}).includes(label) && metadata.name.includes('-'))?.status
    ?.podIP;
const CUT = 'curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to';

describe('TLSRoute', () => {
  test('the backend ends TLS, and sees the proxy', async () => {
    begin(gateway(passing()), route('r', ['one.test']));
    expect(await curl('one.test')).toBe(`one ${proxyAddress('gw')}\n[0]`);
    const shown = await run(`openssl s_client -connect ${addressOf()}:443 -servername one.test </dev/null`);
    expect(shown).toContain('subject=CN = one.test');
    expect(said(ofRoute())).toEqual({ Accepted: 'True Accepted', ResolvedRefs: 'True ResolvedRefs' });
    expect(said(listener().conditions)).toMatchObject({ Accepted: 'True Accepted', Programmed: 'True Programmed' });
    expect(listener()).toMatchObject({ attachedRoutes: 1, supportedKinds: [{ group: API, kind: 'TLSRoute' }] });
  });

  test('the way stands in the trace', async () => {
    begin(gateway(passing()), route('r', ['one.test']));
    await curl('one.test');
    const why = await run('why');
    expect(why).toContain('listener tls, rule 0 of TLSRoute/default/r');
    expect(why).toMatch(/passed the connection on to [\d.]+:443 of Service default\/one, still encrypted/);
  });

  test('what is wrong is told, and what would mend it, in both languages', async () => {
    begin(gateway(passing()), route('r', ['ones.test']));
    await curl('one.test');
    const why = await run('why');
    expect(why).toContain('No TLSRoute is for the name one.test on port 443: the connection is closed.');
    expect(why).toContain('TLSRoute/default/r spec.hostnames[0]');
    expect(await run('LANG=zh_CN.UTF-8 why')).toContain('端口 443 上没有对应名称 one.test 的 TLSRoute：连接被关闭。');
  });

  test.each<[string, readonly Made[], string, string]>([
    ['a name that no route has', [gateway(passing()), route('r', ['one.test'])], 'two.test', 'sni-no-route'],
    ['no route at all', [gateway(passing())], 'one.test', 'sni-no-route'],
    ['no endpoint', [gateway(passing()), route('r', ['one.test'], to('empty'))], 'one.test', 'sni-no-endpoint'],
    ['no such Service', [gateway(passing()), route('r', ['one.test'], to('none'))], 'one.test', 'sni-no-backend'],
    ['nobody listens', [gateway(passing()), route('r', ['one.test'], to('shut'))], 'one.test', 'sni-unreachable'],
  ])('closed: %s', async (_what, objects, host, code) => {
    begin(...objects);
    expect(await curl(host)).toBe(`${CUT} ${host}:443 \n[35]`);
    const url = `https://${host}/`;
    const request = { method: 'GET', url, headers: [], body: '' };
    const exchange = await lab.fetch('laptop', request, { resolve: { [`${host}:443`]: addressOf() } });
    expect(exchange.trace.filter(({ ok }) => !ok).map(({ reason }) => reason.code)).toContain(code);
  });

  test('closed: no name in the handshake, or no handshake', async () => {
    begin(gateway(passing()), route('r', []));
    expect(await curl('one.test')).toMatch(/^one /);
    expect(await run(`curl -sSk https://${addressOf()}/`)).toContain('curl: (35)');
    expect(await run(`curl -sS http://${addressOf()}:443/`)).toBe('curl: (52) Empty reply from server\n[52]');
    const none = await run(`openssl s_client -connect ${addressOf()}:443 -noservername </dev/null`);
    expect(none).toContain('unexpected eof while reading');
  });

  test('names with a star, and the older of two routes for one name', async () => {
    begin(
      gateway(passing({ hostname: '*.test' })),
      route('r', ['*.test'], to('two')),
      route('s', ['one.test']),
      route('t', ['one.test'], to('two')),
    );
    expect(await curl('one.test')).toMatch(/^one /);
    expect(await curl('three.test')).toMatch(/^two /);
    expect(said(ofRoute('t'))).toMatchObject({ Accepted: 'False HostnameConflict' });
    expect(listener().attachedRoutes).toBe(2);
  });

  test('beside HTTPS on one port, where the names differ', async () => {
    const https = (hostname: string) => ({
      ...{ name: 'https', port: 443, protocol: 'HTTPS', hostname, tls: { certificateRefs: [{ name: 'two' }] } },
    });
    begin(gateway(passing({ hostname: 'one.test' }), https('two.test')), route('r', ['one.test']));
    expect(await curl('one.test')).toMatch(/^one /);
    // Ends at the Gateway, which has no HTTPRoute for it.
    expect(await curl('two.test')).toContain('404');
    expect(await curl('three.test')).toContain('unrecognized name');
    begin(gateway(passing({ hostname: '*.test' }), https('two.test')));
    const conflict = { Accepted: 'False HostnameConflict', Conflicted: 'True HostnameConflict' };
    expect(said(listener().conditions)).toMatchObject(conflict);
    expect(said(listener('https').conditions)).toMatchObject(conflict);
  });

  test.each<[string, object, Record<string, string>]>([
    [
      'ends TLS itself, as is the default',
      { tls: { certificateRefs: [{ name: 'one' }] } },
      { Accepted: 'False UnsupportedValue', Programmed: 'False Invalid' },
    ],
    [
      'ends TLS itself',
      { tls: { mode: 'Terminate', certificateRefs: [{ name: 'one' }] } },
      { Accepted: 'False UnsupportedValue', Programmed: 'False Invalid' },
    ],
    [
      'takes HTTPRoutes',
      { allowedRoutes: { kinds: [{ kind: 'HTTPRoute' }] } },
      { ResolvedRefs: 'False InvalidRouteKinds', Programmed: 'False Invalid' },
    ],
  ])('a listener that is wrong: %s', (_what, more, expected) => {
    begin(gateway(passing(more)));
    expect(said(listener().conditions)).toMatchObject(expected);
  });

  test('two backends are one too many', () => {
    begin(gateway(passing()), route('r', ['one.test'], [...to('one'), ...to('two')]));
    expect(said(ofRoute())).toEqual({ Accepted: 'True Accepted', ResolvedRefs: 'False UnsupportedValue' });
    expect(listener().attachedRoutes).toBe(0);
  });

  test('policies hold between proxy and backend', async () => {
    begin(gateway(passing()), route('r', ['one.test']), {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'shut', namespace: 'default' },
      spec: { podSelector: { matchLabels: { app: 'one' } } },
    } as Made);
    expect(await curl('one.test', '-m 90')).toContain('curl: (35)');
    expect(await run('why')).toContain('NetworkPolicy');
  });

  test('a kept connection stays with its backend', async () => {
    begin(gateway(passing()), route('r', ['one.test']));
    const keep = new KeptConnection();
    const ask = () =>
      lab.fetch(
        'laptop',
        { method: 'GET', url: 'https://one.test/', headers: [], body: '' },
        { keep, resolve: { 'one.test:443': addressOf() }, insecure: true },
      );
    await ask();
    expect((await ask()).ok).toBe(true);
    const { trace, ...second } = await ask();
    expect(trace[0]?.reason.code).toBe('keeps-connection');
    expect(second.ok && second.response.body).toMatch(/^one /);
  });
});

describe('ssl-passthrough', () => {
  const at = (): string =>
    lab.cluster.storage.get<{ status: { loadBalancer: { ingress: { ip: string }[] } } } & Made>(
      'services',
      'ingress-nginx/ingress-nginx-controller',
    )!.status.loadBalancer.ingress[0]!.ip;

  test('does nothing without --enable-ssl-passthrough', async () => {
    begin(ingress(THROUGH));
    expect(await curl('one.test', '-v', at())).toContain('Kubernetes Ingress Controller Fake Certificate');
  });

  test('with it, the host is the Service’s, whatever the path', async () => {
    begin(ingress(THROUGH));
    const flag = [{ op: 'add', path: '/spec/template/spec/containers/0/args/-', value: '--enable-ssl-passthrough' }];
    const deployment = 'deployment/ingress-nginx-controller -n ingress-nginx';
    expect(await run(`kubectl patch ${deployment} --type=json -p '${JSON.stringify(flag)}'`)).toMatch(/\[0\]$/);
    expect(await run(`kubectl rollout status ${deployment}`)).toMatch(/\[0\]$/);
    lab.settle();
    expect(await curl('one.test', '', at())).toMatch(/^one /);
    expect(await run(`curl -sSk --resolve one.test:443:${at()} https://one.test/other`)).toMatch(/^one /);
    expect(await run('why')).toContain('Ingress default/through passes it through');
    const logs = await run(`kubectl logs ${deployment}`);
    expect(logs).toContain('Ignoring SSL Passthrough for location "/other');
    // Others still end at nginx.
    expect(await curl('two.test', '-v', at())).toContain('Kubernetes Ingress Controller Fake Certificate');
    begin(ingress());
    expect(await curl('one.test', '-v', at())).toContain('Kubernetes Ingress Controller Fake Certificate');
  });
});
