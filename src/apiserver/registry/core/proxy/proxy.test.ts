import { expect, test } from 'vitest';
import type { Endpoints, Pod, Service } from '#api/core/types.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import type { Storage } from '../../../storage.ts';
import type { ServerContext } from '../../rest/strategy.ts';
import { podSubresources } from '../pod/subresources.ts';
import { serviceProxy } from '../service/proxy.ts';
import { rewriteHtml, rewriteUrl } from './rewrite.ts';

type Sent = { target: unknown; request: ApiRequest };

function cluster(): {
  context: ServerContext;
  sent: Sent[];
  answer: { body: string; headers: [string, string][]; error?: string };
} {
  const sent: Sent[] = [];
  const answer: { body: string; headers: [string, string][]; error?: string } = {
    body: 'hello',
    headers: [['Content-Type', 'text/plain']],
  };
  const objects: Record<string, unknown> = {
    'services:default/web': { spec: { ports: [{ name: 'http', port: 80 }] } } as unknown as Service,
    'services:default/empty': { spec: { ports: [{ port: 80 }] } } as unknown as Service,
    'endpoints:default/web': {
      subsets: [
        {
          addresses: [
            { ip: '10.0.9.9' },
            { ip: '10.0.1.4', targetRef: { kind: 'Pod', name: 'web-1', namespace: 'default' } },
          ],
          ports: [{ name: 'http', port: 8080 }],
        },
      ],
    } as unknown as Endpoints,
    'endpoints:default/empty': {} as Endpoints,
    'pods:default/web-1': {
      spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 8080 }] }] },
      status: { podIP: '10.0.1.4', podIPs: [{ ip: '10.0.1.4' }] },
    } as unknown as Pod,
  };
  const storage = { get: (resource: string, key: string) => objects[`${resource}:${key}`] } as unknown as Storage;
  const nodes = {
    http: async (target: unknown, request: ApiRequest) => {
      sent.push({ target, request });
      if (answer.error) return { error: answer.error };
      return { response: { status: 200, headers: answer.headers, body: answer.body } };
    },
  } as unknown as ServerContext['nodes'];
  const context = { storage, nodes, now: () => 0, random: () => 0 } as unknown as ServerContext;
  return { context, sent, answer };
}

const prefix = '/api/v1/namespaces/default/services';

async function get(
  lab: ReturnType<typeof cluster>,
  id: string,
  rest: string | undefined,
  query = '',
  method: 'GET' | 'POST' = 'GET',
): Promise<ApiResponse> {
  const path = `${prefix}/${id}/proxy${rest ?? ''}${query && `?${query}`}`;
  const request = {
    method,
    path,
    headers: {
      ...{ host: 'cluster:6443', authorization: 'Bearer x', 'user-agent': 'curl', 'x-forwarded-for': '192.0.2.7' },
    },
    peerIP: '10.0.0.1',
    ...(method === 'POST' && { body: 'x=1' }),
  };
  const target = { namespace: 'default', name: id, rest, query: new URLSearchParams(query) };
  return (await serviceProxy.handle(request, target, lab.context)) as ApiResponse;
}

test.each([
  ['web:http', '10.0.1.4', 'http'],
  ['web:80', '10.0.1.4', 'http'],
  ['https:web:http', '10.0.1.4', 'https'],
])('%s reaches the Pod', async (id, ip, scheme) => {
  const lab = cluster();
  expect(await get(lab, id, '/a/b', 'c=d')).toMatchObject({
    code: 200,
    headers: { 'content-type': 'text/plain' },
    body: 'hello',
  });
  expect(lab.sent[0]!.target).toEqual({ scheme, ip, port: 8080 });
  expect(lab.sent[0]!.request.path).toBe('/a/b?c=d');
  expect(lab.sent[0]!.request.headers).toEqual({
    host: 'cluster:6443',
    'user-agent': 'curl',
    'x-forwarded-for': '192.0.2.7, 10.0.0.1',
    'accept-encoding': 'gzip',
    'x-forwarded-uri': `${prefix}/${id}/proxy/a/b`,
  });
});

test.each([
  ['a:b:c:d', 400, 'invalid service request "a:b:c:d"'],
  ['web', 503, 'no endpoints available for service "web"'],
  ['web:nosuch', 503, 'no endpoints available for service "web:nosuch"'],
  ['web:99', 503, 'no service port 99 found for service "web"'],
  ['empty', 503, 'no endpoints available for service "empty"'],
  ['nosuch', 404, 'endpoints "nosuch" not found'],
  ['nosuch:80', 404, 'services "nosuch" not found'],
])('%s: %i %s', async (id, code, message) => {
  const answer = await get(cluster(), id, '/');
  expect([answer.code, (answer.body as { message: string }).message]).toEqual([code, message]);
});

test('a path without its last slash is sent to where relative links work', async () => {
  expect(await get(cluster(), 'web:http', undefined, 'a=b')).toMatchObject({
    code: 301,
    headers: { location: `${prefix}/web:http/proxy/?a=b` },
    body: '',
  });
  const posted = cluster();
  expect((await get(posted, 'web:http', undefined, '', 'POST')).code).toBe(200);
  expect(posted.sent[0]!.request).toMatchObject({ method: 'POST', path: '/', body: 'x=1' });
});

test('a failure to connect is the service’s, not the proxy’s', async () => {
  const lab = cluster();
  lab.answer.error = 'dial tcp 10.0.1.4:8080: connect: connection refused';
  expect((await get(lab, 'web:http', '/')).body).toMatchObject({
    code: 503,
    message: 'error trying to reach service: dial tcp 10.0.1.4:8080: connect: connection refused',
  });
});

test('answers: links, redirects, CORS', async () => {
  const lab = cluster();
  lab.answer.headers = [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Access-Control-Allow-Origin', '*'],
    ['X-A', '1'],
  ];
  lab.answer.body = '<a href="/x">x</a>';
  expect(await get(lab, 'web:http', '/')).toMatchObject({
    code: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'x-a': '1' },
    body: `<a href="${prefix}/web:http/proxy/x">x</a>`,
  });
  lab.answer.headers = [['Location', '/login']];
  expect((await get(lab, 'web:http', '/')).headers?.location).toBe(`${prefix}/web:http/proxy/login`);
});

test('a Pod is reached at its first port', async () => {
  const lab = cluster();
  const target = { namespace: 'default', name: 'web-1', rest: '/', query: new URLSearchParams() };
  await podSubresources.proxy!.handle(
    { method: 'GET', path: '/api/v1/namespaces/default/pods/web-1/proxy/' },
    target,
    lab.context,
  );
  expect(lab.sent[0]!.target).toEqual({ scheme: 'http', ip: '10.0.1.4', port: 8080 });
});

const rewrite = { prefix: '/p/proxy', host: 'localhost:8001', target: '10.0.1.4:8080' };

test.each([
  ['/x', '/p/proxy/x'],
  ['/x/', '/p/proxy/x/'],
  ['/', '/p/proxy/'],
  ['/x?a=/b#c', '/p/proxy/x?a=/b#c'],
  ['/p/proxy/x', '/p/proxy/x'],
  ['x/y', 'x/y'],
  ['#top', '#top'],
  ['mailto:a@b', 'mailto:a@b'],
  ['http://other/x', 'http://other/x'],
  ['http://10.0.1.4:8080/x', '/p/proxy/x'],
  ['http://localhost:8001/x', 'http://localhost:8001/p/proxy/x'],
  ['//cdn/x', '//cdn/x'],
])('rewrites %s to %s', (from, to) => {
  expect(rewriteUrl(from, rewrite)).toBe(to);
});

test('only attributes that hold URLs, only in markup', () => {
  const page = `<!-- <a href="/x"> --><link rel="s" href='/s.css'><img src=/i.png alt="/x"><form action="/f"></form><script src="/a.js">var a='<a href="/x">'</script><style>a{background:url(/b.png)}</style>`;
  expect(rewriteHtml(page, rewrite)).toBe(
    `<!-- <a href="/x"> --><link rel="s" href='/p/proxy/s.css'><img src=/p/proxy/i.png alt="/x"><form action="/p/proxy/f"></form><script src="/p/proxy/a.js">var a='<a href="/x">'</script><style>a{background:url(/b.png)}</style>`,
  );
});
