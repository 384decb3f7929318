import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { told } from '#machine/hop.ts';
import type { HttpRequest } from '#machine/http.ts';
import type { FetchOptions } from '#machine/program.ts';
import { loadPki, pki } from '#pki/loader.ts';
import { client, endpoint, nodes, open, pod, service, slice, web1, web2 } from './fixtures.test-data.ts';
import type { NetworkHandler, Served } from './listener.ts';
import { Network } from './network.ts';

await loadPki();
const { siteIdentity } = pki();
const NOW = Date.UTC(2026, 0, 5);

const ok: NetworkHandler = (request, peer) => ({ status: 200, headers: [], body: `${request.method} from ${peer.ip}` });
const dns = pod('coredns', '10.244.2.2', 'two', { 'k8s-app': 'kube-dns' });
const handlers: Record<string, NetworkHandler | Served> = {
  'pod/default/web-1:8080': ok,
  'pod/default/web-2:8080': ok,
  'pod/default/client:9001': () => ({ close: true }),
  'pod/default/client:9002': () => ({ reset: true }),
  'pod/default/client:9003': () => new Promise(() => {}),
  'pod/default/client:9004': () => {
    throw new Error('crash');
  },
  'apiserver:6443': { handler: ok, tls: { identity: () => siteIdentity(['kubernetes'], NOW, 'staging') } },
};

const files: Record<string, string> = {
  'pod/default/client /etc/hosts': '10.244.1.4 pinned\n',
  'pod/default/web-1 /etc/resolv.conf': 'nameserver 10.99.0.1\n',
};

/** A network on a clock that only sleeping moves. `dnsReady`: has kube-dns an endpoint? */
function network({ dnsReady = true }: { dnsReady?: boolean } = {}) {
  let now = NOW;
  const kubeDns = service('kube-dns', { clusterIP: '10.96.0.10', ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] });
  kubeDns.metadata.namespace = 'kube-system';
  const dnsSlice = slice('kube-dns', [endpoint(dns, { ready: dnsReady })], []);
  dnsSlice.metadata.namespace = 'kube-system';
  dnsSlice.ports = [{ name: 'dns', port: 53, protocol: 'UDP' }];
  return new Network({
    topology: () => ({
      services: [
        kubeDns,
        service('web', {
          type: 'NodePort',
          clusterIP: '10.96.0.2',
          selector: { app: 'web' },
          ports: [{ port: 80, nodePort: 30080 }],
        }),
        service('none', { clusterIP: '10.96.0.3', selector: { app: 'none' }, ports: [{ port: 80 }] }),
      ],
      endpointSlices: [dnsSlice, slice('web', [endpoint(web1), endpoint(web2)], 8080)],
      pods: [web1, web2, client, dns],
      nodes,
      revision: 1,
    }),
    hosts: [
      { place: 'laptop', ips: ['192.168.1.20'], reachable: false },
      { place: 'apiserver', ips: ['192.168.49.2'], reachable: true, sharesNodeNetwork: true },
      { place: 'neighbour', ips: ['192.168.49.200'], reachable: false, besideNodes: true },
    ],
    listeners: (place, port) => handlers[`${place}:${port}`],
    listeningPorts: (place) => {
      const own = Object.keys(handlers)
        .filter((key) => key.startsWith(`${place}:`))
        .map((key) => Number(key.slice(place.length + 1)));
      return place === 'pod/default/coredns' ? [{ port: 53, protocol: 'UDP' }] : [...own, ...(open[place] ?? [])];
    },
    files: (place) => ({ read: (path) => files[`${place} ${path}`] }),
    now: () => now,
    random: () => 0.5,
    async sleep(ms, signal) {
      if (signal?.aborted) return;
      // A sleep that another one outruns must not move the clock: let what is ready go first.
      for (let i = 0; i < 20; i++) await undefined;
      if (!signal?.aborted) now += ms;
    },
  });
}

const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: [], body: '' });
const inside = 'pod/default/client';

test.each<[string, string, FetchOptions, string, string]>([
  [inside, 'http://web/', {}, '200 GET from 10.244.1.9', 'answered 200'],
  [inside, 'http://web.default.svc.cluster.local', {}, '200 GET from 10.244.1.9', 'answered 200'],
  [inside, 'http://pinned:8080/', {}, '200 GET from 10.244.1.9', 'answered 200'],
  [inside, 'http://foo.test/', { resolve: { 'foo.test:80': '10.96.0.2' } }, '200 GET from 10.244.1.9', 'answered 200'],
  [
    inside,
    'http://none/',
    {},
    'refused connect',
    'no ready endpoint behind Service default/none: connection refused (its selector app=none matches no Pod)',
  ],
  [
    inside,
    'http://nobody/',
    {},
    'unresolved resolve',
    '10.96.0.10:53 could not resolve nobody: no such name (tried nobody.default.svc.cluster.local, nobody.svc.cluster.local, nobody.cluster.local, nobody)',
  ],
  [
    inside,
    'http://10.96.0.2:81/',
    { connectTimeoutMs: 2000 },
    'timeout connect 2000',
    'Service default/web has no port 81/TCP, only 80/TCP: the packet is dropped, no answer comes',
  ],
  [
    inside,
    'http://10.96.0.2:81/',
    {},
    'timeout connect 134000',
    'Service default/web has no port 81/TCP, only 80/TCP: the packet is dropped, no answer comes',
  ],
  [inside, 'http://10.244.8.8/', {}, 'unreachable connect', 'no Pod has the address 10.244.8.8: no route to host'],
  [inside, 'http://localhost:9001/', {}, 'empty transfer', 'closed the connection without an answer'],
  [inside, 'http://127.0.0.1:9002/', {}, 'reset transfer', 'reset the connection'],
  [
    inside,
    'http://[::1]:9003/',
    { timeoutMs: 1500 },
    'timeout transfer 1500',
    'took the request, but did not answer in time',
  ],
  [inside, 'http://0.0.0.0:9004/', {}, 'empty transfer', 'closed the connection without an answer'],
  [
    inside,
    'https://web:80/',
    {},
    'tls tls',
    'answered the TLS handshake in plain HTTP: it does not speak TLS on this port',
  ],
  [inside, 'http://example.com/', {}, '200 <!doctype html>', 'answered 200'],
  [
    'pod/default/web-1',
    'http://web/',
    { timeoutMs: 700 },
    'timeout resolve 700',
    'asked 10.99.0.1:53 and got no answer: no Service has the address 10.99.0.1: the packet is dropped, no answer comes',
  ],
  [
    'pod/default/web-1',
    'http://web/',
    {},
    'unresolved resolve',
    'asked 10.99.0.1:53 and got no answer: no Service has the address 10.99.0.1: the packet is dropped, no answer comes',
  ],
  [
    'laptop',
    'http://203.0.113.11:30080/',
    { connectTimeoutMs: 1 },
    'timeout connect 1',
    'the connection took too long',
  ],
  ['apiserver', 'http://10.244.1.4:8080/', {}, '200 GET from 192.168.49.2', 'answered 200'],
  [
    'apiserver',
    'http://10.244.9.9:8080/',
    {},
    'unreachable connect',
    'no Pod has the address 10.244.9.9: no route to host',
  ],
  ['neighbour', 'http://192.168.49.12:30080/', {}, '200 GET from 192.168.49.12', 'answered 200'],
  [
    'neighbour',
    'http://10.244.1.4:8080/',
    { timeoutMs: 10 },
    'timeout connect 10',
    '10.244.1.4 is the address of Pod default/web-1, which has no route from outside the cluster: no answer comes',
  ],
  ['laptop', 'http://web/', {}, 'unresolved resolve', '192.0.2.53:53 could not resolve web: no such name (tried web)'],
  [
    'laptop',
    'http://10.96.0.2/',
    { timeoutMs: 3000 },
    'timeout connect 3000',
    '10.96.0.2 is the ClusterIP of Service default/web, which has no route from outside the cluster: no answer comes',
  ],
  ['laptop', 'http://203.0.113.11:30080/', {}, '200 GET from 192.168.49.11', 'answered 200'],
  [
    'laptop',
    'https://192.168.49.2:6443/',
    {},
    'tls tls',
    'refused the certificate: SSL certificate problem: unable to get local issuer certificate',
  ],
  ['laptop', 'https://192.168.49.2:6443/', { insecure: true }, '200 GET from 192.168.1.20', 'answered 200'],
  ['laptop', 'http://192.168.49.2:6443/', {}, '400 Client sent an HTTP request to an HTTPS server.', 'answered 400'],
  [
    'laptop',
    'http://localhost:8080/',
    {},
    'refused connect',
    'nothing listens on port 8080 of laptop; it listens on 8001: connection refused',
  ],
  ['laptop', 'not a url', {}, 'unresolved resolve', 'URL using bad/illegal format: not a url'],
])('%s %s %j', async (from, url, options, outcome, end) => {
  const got = await network().fetch(from, get(url), options);
  const waited = !got.ok && got.error.kind === 'timeout' ? ` ${Math.round(got.elapsedMs)}` : '';
  const seen = got.ok
    ? `${got.response.status} ${got.response.body.split('\n')[0]}`
    : `${got.error.kind} ${got.error.phase}${waited}`;
  expect([seen, got.trace.at(-1)?.did]).toEqual([outcome, end]);
  expect(got.trace.at(-1)?.ok).toBe(got.ok);
  expect(got.elapsedMs).toBeGreaterThanOrEqual(0);
});

test('without a ready CoreDNS no name is found: a refusal comes at once, and curl calls it unresolved', async () => {
  const got = await network({ dnsReady: false }).fetch(inside, get('http://web/'));
  expect(got).toMatchObject({ ok: false, error: { kind: 'unresolved' } });
  expect(got.trace.at(-1)?.did).toMatch(
    /^asked 10\.96\.0\.10:53 and got no answer: no ready endpoint behind Service kube-system\/kube-dns/,
  );
  expect(await network({ dnsReady: false }).lookup(inside, 'web', 'A')).toMatchObject({
    code: 'TIMEOUT',
    tried: ['web.default.svc.cluster.local'],
  });
});

test.each([
  [inside, { server: '10.96.0.10' }, 'NOERROR', '10.96.0.2'],
  [inside, { server: 'kube-dns.kube-system' }, 'NOERROR', '10.96.0.2'],
  [inside, { search: false }, 'NXDOMAIN', undefined],
  ['laptop', {}, 'NXDOMAIN', undefined],
  ['laptop', { server: '8.8.8.8' }, 'NXDOMAIN', undefined],
  ['laptop', { server: '10.96.0.10' }, 'TIMEOUT', undefined],
])('lookup of web from %s with %j', async (from, options, code, data) => {
  const reply = await network().lookup(from, 'web', 'A', options);
  expect([reply.code, reply.answers[0]?.data]).toEqual([code, data]);
});

test('a waiting request ends when its signal aborts', async () => {
  const controller = new AbortController();
  const pending = network().fetch(inside, get('http://127.0.0.1:9003/'), { signal: controller.signal });
  setTimeout(() => controller.abort('SIGINT'), 5);
  expect((await pending).trace.at(-1)).toMatchObject({ ok: false });
});

test('a request that was answered leaves nothing behind at a signal that lives on', async () => {
  handlers['pod/default/client:9005'] = async () => ({ status: 200, headers: [], body: '' });
  const { signal } = new AbortController();
  const { ok } = await network().fetch(inside, get('http://127.0.0.1:9005/'), { signal });
  expect([ok, getEventListeners(signal, 'abort').length]).toEqual([true, 0]);
});

test.each([
  [inside, '10.244.2.4', 'answered'],
  [inside, '10.96.0.2', 'timeout'],
  [inside, '192.168.49.12', 'answered'],
  [inside, '127.0.0.1', 'answered'],
  [inside, '10.244.9.9', 'unreachable'],
  ['laptop', '203.0.113.11', 'answered'],
  ['laptop', '10.244.2.4', 'timeout'],
  ['laptop', '192.168.49.12', 'timeout'],
])('ping from %s to %s', (from, ip, verdict) => {
  expect(network().ping(from, ip).verdict).toBe(verdict);
});

test('what became of a request behind the server that answered stands in the trace, and not in the answer', async () => {
  const sent = { endpoint: '10.244.1.4:8080', service: 'default/web' };
  const via = [{ at: 'pod/default/web-2', ...told('sent it on to 10.244.1.4:8080', 'gateway-sent', sent), ok: true }];
  handlers['pod/default/web-2:8081'] = () => ({ status: 502, headers: [], body: '', via });
  const exchange = await network().fetch('pod/default/client', {
    method: 'GET',
    url: 'http://10.244.2.4:8081/',
    headers: [],
    body: '',
  });
  delete handlers['pod/default/web-2:8081'];
  expect(exchange.trace.slice(-2)).toEqual([
    ...via,
    { at: 'pod/default/web-2', ...told('answered 502', 'answered', { status: '502' }), ok: true },
  ]);
  expect(exchange.ok && exchange.response).toEqual({ status: 502, headers: [], body: '' });
});
