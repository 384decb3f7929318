import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gateway } from '#api/gateway/types.ts';
import { documentOf } from '../../../cli/documents.ts';
import { realTime } from '../../../cli/real-time.ts';
import { gatewayFault } from '../deciding/listeners.ts';
import type { Facts } from '../facts.ts';
import { type Ask, expectTold, prompt, type Row, stopAll } from '../prompt.test-helper.ts';

const GROUP = 'gateway.networking.k8s.io';
const namespaced = (apiVersion: string, kind: string, name: string, spec: object, namespace = 'default'): object => ({
  ...{ apiVersion, kind },
  ...{ metadata: { name, namespace }, spec },
});
const gateway = (name: string, listeners: readonly object[], gatewayClassName = 'nginx'): object =>
  namespaced(`${GROUP}/v1`, 'Gateway', name, { gatewayClassName, listeners });
const http = { name: 'http', port: 80, protocol: 'HTTP' };
const secure = (name: string, ref: object): object => ({
  ...{ name, port: 443, protocol: 'HTTPS', hostname: `${name}.example.com` },
  tls: { certificateRefs: [ref] },
});
const route = (name: string, parent: object, more: object = {}, namespace = 'default'): object =>
  namespaced(
    `${GROUP}/v1`,
    'HTTPRoute',
    name,
    { parentRefs: [parent], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }], ...more },
    namespace,
  );
const to = (ref: object): object => ({ rules: [{ backendRefs: [ref] }] });
const service = (name: string, namespace = 'default', selector = 'web'): object =>
  namespaced('v1', 'Service', name, { selector: { app: selector }, ports: [{ port: 80 }] }, namespace);

const OBJECTS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
    spec: { containers: [{ name: 'c', image: 'nginx:1.29' }] },
  },
  ...[service('web'), service('idle', 'default', 'nobody'), service('till', 'shop')],
  gateway('door', [{ ...http, hostname: '*.example.com' }]),
  gateway('classless', [http], 'ngnix'),
  gateway('torn', [http, { ...secure('https', { name: 'cert' }), port: 80 }]),
  gateway('bare', [http, secure('shop', { name: 'cert' })]),
  gateway('foreign', [http, secure('shop', { name: 'cert', namespace: 'shop' })]),
  route('well', { name: 'door' }),
  route('beside', { name: 'bare' }),
  route('lost', { name: 'dor' }),
  route('far', { name: 'door' }, {}, 'shop'),
  route('section', { name: 'door', sectionName: 'https' }),
  route('stranger', { name: 'door', namespace: 'default' }, {}, 'shop'),
  route('host', { name: 'door' }, { hostnames: ['shop.example.org'] }),
  route('nobody', { name: 'door' }, to({ name: 'webb', port: 80 })),
  route('port', { name: 'door' }, to({ name: 'web', port: 8080 })),
  route('grant', { name: 'door' }, to({ name: 'till', namespace: 'shop', port: 80 })),
  route('idle', { name: 'door' }, to({ name: 'idle', port: 80 })),
];

const INSTALL = [
  'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.3.0/standard-install.yaml',
  'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy/crds.yaml',
  'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy/default/deploy.yaml',
];

let ask: Ask;
beforeAll(async () => {
  ask = await prompt({ nodes: 2, provider: 'bare-metal', documents: documentOf }, [], realTime);
  for (const url of INSTALL) await ask(`kubectl apply --server-side -f ${url}`);
  await ask(`kubectl apply -f - <<'END'\n${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS })}\nEND`);
  await ask('sleep 60');
}, 60_000);
afterAll(stopAll);

const ROWS: readonly Row[] = [
  {
    ...{
      of: 'gateway/classless',
      code: 'gateway-class-missing',
      decided: 'Gateway/default/classless spec.gatewayClassName',
    },
    says: ['GatewayClass ngnix', 'there are: nginx'],
    ...{ mend: 'kubectl get gatewayclass', zh: 'GatewayClass ngnix 不存在' },
  },
  {
    ...{ of: 'gateway/torn', code: 'listener-conflict', decided: 'Gateway/default/torn spec.listeners[0].port' },
    says: ['Listener http wants HTTP on port 80', 'listener https has the same port for HTTPS'],
    ...{ mend: 'another port', zh: '同一端口上用 HTTPS' },
  },
  {
    of: 'gateway/bare',
    code: 'listener-secret-missing',
    decided: 'Gateway/default/bare spec.listeners[1].tls.certificateRefs[0].name',
    says: ['Listener shop', 'Secret default/cert, and there is none'],
    ...{ mend: 'kubectl create secret tls cert --cert', zh: '证书取自 Secret default/cert' },
  },
  {
    of: 'gateway/foreign',
    code: 'secret-grant-missing',
    decided: 'Gateway/default/foreign spec.listeners[1].tls.certificateRefs[0].namespace',
    says: ['namespace shop has no ReferenceGrant', 'Gateways of namespace default'],
    ...{ mend: 'ReferenceGrant in namespace shop', zh: '名字空间 shop 里没有 ReferenceGrant' },
  },
  {
    ...{ of: 'gtw/door', code: 'gateway-without-address', decided: 'Service/default/door-nginx spec.type' },
    says: ['Gateway default/door has no address', 'Service default/door-nginx'],
    ...{ mend: 'why service/door-nginx', zh: 'Gateway default/door 没有地址' },
  },
  {
    ...{ of: 'httproute/lost', code: 'parent-missing', decided: 'HTTPRoute/default/lost spec.parentRefs[0].name' },
    says: ['There is no Gateway default/dor.', 'Gateway door: was that meant?'],
    ...{ mend: 'kubectl get gateways -A', zh: '没有 Gateway default/dor' },
  },
  {
    ...{
      of: 'httproute/far -n shop',
      code: 'parent-missing',
      decided: 'HTTPRoute/shop/far spec.parentRefs[0].namespace',
    },
    says: ['no Gateway shop/door', 'There is default/door'],
    ...{ mend: 'namespace: default', zh: '自己名字空间里的 Gateway' },
  },
  {
    ...{
      of: 'httproute/section',
      code: 'section-missing',
      decided: 'HTTPRoute/default/section spec.parentRefs[0].sectionName',
    },
    says: ['no listener https; it has: http'],
    ...{ mend: 'sectionName', zh: '没有监听器 https' },
  },
  {
    of: 'httproute/stranger -n shop',
    code: 'namespace-not-same',
    decided: 'Gateway/default/door spec.listeners[0].allowedRoutes.namespaces.from',
    says: ['routes of its own namespace only', 'this one is in shop'],
    ...{ mend: 'All or Selector', zh: '只接受自己名字空间里的路由' },
  },
  {
    ...{ of: 'httproute/host', code: 'hostname-unmatched', decided: 'HTTPRoute/default/host spec.hostnames' },
    says: ['shop.example.org', 'http: *.example.com'],
    ...{ mend: 'spec.hostnames', zh: '监听器都不相符' },
  },
];
test.each(ROWS.map((row) => [row.of, row] as const))('%s', (_, row) => expectTold(ask, row));

test('a Gateway without an address tells that of its routes too; with one, what is wrong with their backends', async () => {
  expect(await ask('why httproute/well')).toContain('HTTPRoute/default/well depends on Gateway default/door');
  const address = { status: { loadBalancer: { ingress: [{ ip: '203.0.113.80' }] } } };
  await ask(`kubectl patch service door-nginx --subresource=status --type=merge -p '${JSON.stringify(address)}'`);
  await ask(`kubectl patch service bare-nginx --subresource=status --type=merge -p '${JSON.stringify(address)}'`);
  await ask('sleep 10');
  expect(await ask('why gateway/door')).toMatch(
    /^Gateway default\/door has the address 203\.0\.113\.80; .*http \d\.\n$/,
  );
  expect(await ask('why httproute/well')).toContain('is accepted by Gateway default/door, and leads to what is ready.');
  // Its Gateway has a listener that is not valid; the other one takes it.
  expect(await ask('why httproute/beside')).toContain(
    'is accepted by Gateway default/bare, and leads to what is ready.',
  );
  const at = (name: string) => `HTTPRoute/default/${name} spec.rules[0].backendRefs[0]`;
  const backends: readonly Row[] = [
    {
      ...{ of: 'httproute/nobody', code: 'refs-unresolved', decided: `${at('nobody')}.name` },
      says: ['There is no Service default/webb.', 'a Service web: was that meant?'],
      ...{ mend: 'ReferenceGrant', zh: '没有 Service default/webb' },
    },
    {
      ...{ of: 'httproute/port', code: 'refs-unresolved', decided: `${at('port')}.port` },
      says: ['Service default/web has no port 8080, only 80'],
      ...{ mend: 'port, not targetPort', zh: '没有端口 8080' },
    },
    {
      ...{ of: 'httproute/grant', code: 'refs-unresolved', decided: `${at('grant')}.namespace` },
      says: ['Namespace shop has no ReferenceGrant'],
      ...{ mend: 'ReferenceGrant in namespace shop', zh: '没有 ReferenceGrant' },
    },
    {
      ...{ of: 'httproute/idle', code: 'backend-ill', decided: 'Service/default/idle spec.selector.app' },
      says: ['Service default/idle has no ready endpoint.', 'app=web, the selector wants app=nobody'],
      ...{ mend: 'kubectl get pods --show-labels', zh: '没有就绪的端点' },
    },
  ];
  for (const row of backends) await expectTold(ask, row);
});

test('a class whose controller does not run', async () => {
  await ask('kubectl delete deployment -n nginx-gateway nginx-gateway; sleep 5');
  await ask(`kubectl apply -f - <<'END'\n${JSON.stringify(gateway('late', [http]))}\nEND`);
  await expectTold(ask, {
    ...{ of: 'gateway/late', code: 'gateway-class-unserved', decided: 'Gateway/default/late spec.gatewayClassName' },
    says: ['belongs to the controller gateway.nginx.org/nginx-gateway-controller'],
    ...{ mend: 'kubectl get pods -A', zh: '没有谁处理 Gateway default/late' },
  });
});

test('a certificate that is still to come leads on to what makes it', () => {
  const conditions = [{ type: 'ResolvedRefs', status: 'False', reason: 'InvalidCertificateRef' }];
  const accepted = [{ type: 'Accepted', status: 'True' }];
  const objects: Readonly<Record<string, readonly object[]>> = {
    GatewayClass: [{ metadata: { name: 'nginx' }, spec: { controllerName: 'c' }, status: { conditions: accepted } }],
    Certificate: [{ metadata: { name: 'shop', namespace: 'default' }, spec: { secretName: 'shop-tls' } }],
  };
  const facts: Facts = { list: (kind) => (objects[kind] ?? []) as never };
  const made = gateway('door', [secure('https', { name: 'shop-tls' })]);
  const status = { conditions: accepted, listeners: [{ name: 'https', conditions }] };
  const codes = gatewayFault({ ...made, status } as Gateway, facts)?.notes?.map(({ code }) => code);
  expect(codes).toEqual(['listener-secret-missing', 'secret-to-come']);
});
