// What the adapter does with sockets: limits, slow clients, TLS, and streams to browsers. Expected: net/http and apiserver's server/options.
import { createHash, X509Certificate } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificates } from './certificates.ts';
import { seenBy, type TestCluster, testCluster } from './fixtures.test-helper.ts';
import { type Served, serveApi } from './server.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster();
});
afterAll(() => cluster.close());

/** What comes back for these bytes, until the server closes or `enough` has come. */
function raw(bytes: string, enough?: RegExp): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(cluster.port, '127.0.0.1');
    let seen = '';
    const done = (): void => {
      socket.destroy();
      resolve(seen);
    };
    socket.on('data', (piece) => {
      seen += piece.toString('latin1');
      if (enough?.test(seen)) done();
    });
    socket.on('close', done);
    socket.on('error', () => undefined);
    socket.write(bytes);
  });
}
const head = (line: string, ...more: string[]) =>
  `${[line, `Host: 127.0.0.1:${cluster.port}`, ...more].join('\r\n')}\r\n\r\n`;

test('a body above 3 MiB is refused before it is all there, with the real words', async () => {
  const answer = await raw(
    head('POST /api/v1/namespaces HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 9999999') +
      ' '.repeat(3 * 1024 * 1024 + 1),
    /\}$/,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('"message":"Request entity too large: limit is 3145728","reason":"RequestEntityTooLarge"');
});

test('what is no HTTP, and a head that is too large', async () => {
  expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*\r\n\r\n400 Bad Request$/);
  expect(await raw(head('GET /version HTTP/1.1', `X-Long: ${'a'.repeat(500_000)}`), /\r\n\r\n/)).toMatch(
    /^HTTP\/1\.1 200 /,
  );
  expect(await raw(head('GET /version HTTP/1.1', `X-Long: ${'a'.repeat(1_200_000)}`))).toMatch(
    /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/,
  );
});

test('kubectl proxy, which sends no credentials over plain HTTP, is told how to', async () => {
  const handle = () => ({ code: 200, body: '' });
  const served = await serveApi({ port: 0, token: 'abc', holder: undefined, handle, portolan: async () => undefined });
  const ask = async (headers: Record<string, string>): Promise<string> =>
    ((await (await fetch(`http://127.0.0.1:${served.port}/api`, { headers })).json()) as { message: string }).message;
  const told = [await ask({}), await ask({ 'X-Forwarded-For': '127.0.0.1' })];
  served.close();
  expect(told[0]).toBe('Unauthorized');
  expect(told[1]).toMatch(/^Unauthorized: kubectl proxy .* start it with --append-server-path/);
});

test('what has not changed is told without a word about a body: clients keep the content type that they know', async () => {
  const accept = 'Accept: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const first = await raw(head('GET /apis HTTP/1.1', accept, 'Connection: close'));
  const etag = /\r\netag: (\S+)/i.exec(first)![1]!;
  const again = await raw(head('GET /apis HTTP/1.1', accept, `If-None-Match: ${etag}`, 'Connection: close'));
  expect(again).toMatch(/^HTTP\/1\.1 304 Not Modified\r\n/);
  expect(again).not.toMatch(/content-(type|length)/i);
});

test('requests one behind the other in one piece; HEAD; 100-continue; the audit id', async () => {
  const both = await raw(head('GET /healthz HTTP/1.1') + head('GET /readyz HTTP/1.1', 'Connection: close'));
  expect(both.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(both).not.toMatch(/keep-alive/i);
  const asked = await raw(head('HEAD /healthz HTTP/1.1', 'Audit-Id: mine', 'Connection: close'));
  expect(asked).toMatch(/^HTTP\/1\.1 200 OK\r\nAudit-Id: mine\r\n/);
  expect(asked.endsWith('\r\n\r\n')).toBe(true);
  const body = '{"metadata":{"name":"expected"}}';
  const expecting = ['Content-Type: application/json', 'Expect: 100-continue', `Content-Length: ${body.length}`];
  const created = await raw(head('POST /api/v1/namespaces HTTP/1.1', ...expecting, 'Connection: close') + body);
  expect(created).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 Created\r\n/);
});

test('what is unchanged is not described: a cache keeps the type of what it holds', async () => {
  const accept = 'Accept: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const [, etag = ''] = /ETag: (.*)\r\n/i.exec(await raw(head('GET /apis HTTP/1.1', accept, 'Connection: close')))!;
  const answer = await raw(head('GET /apis HTTP/1.1', accept, `If-None-Match: ${etag}`, 'Connection: close'));
  expect(answer).toMatch(/^HTTP\/1\.1 304 Not Modified\r\n/);
  expect(answer).not.toMatch(/content-(type|length)/i);
  expect(answer.endsWith('\r\n\r\n')).toBe(true);
});

test('a warning may say anything that a client has written', async () => {
  const body = '{"metadata":{"name":"warned"},"\u{1f600}\u4e2d":1}';
  const asked = await fetch(`${cluster.url}/api/v1/namespaces/default/configmaps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(asked.status).toBe(201);
  const warning = Buffer.from(asked.headers.get('warning')!, 'latin1').toString();
  expect(warning).toBe('299 - "unknown field \\"\u{1f600}\u4e2d\\""');
});

test('an answer above 128 KiB is compressed for who takes it', async () => {
  const data = { a: 'x'.repeat(200_000) };
  cluster.lab.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'big', namespace: 'default' }, data }]);
  const asked = (encoding: string): Promise<{ encoding: string | undefined; body: Buffer }> =>
    new Promise((resolve) => {
      const outgoing = httpRequest(`${cluster.url}/api/v1/namespaces/default/configmaps/big`, {
        headers: { 'accept-encoding': encoding },
      });
      outgoing.on('response', async (response) => {
        const pieces: Buffer[] = [];
        for await (const piece of response) pieces.push(piece as Buffer);
        resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(pieces) });
      });
      outgoing.end();
    });
  const zipped = await asked('gzip');
  expect([zipped.encoding, JSON.parse(gunzipSync(zipped.body).toString()).data]).toEqual(['gzip', data]);
  expect((await asked('identity')).encoding).toBeUndefined();
});

test('a watcher that does not read is let go, and little is kept for it', async () => {
  const socket = connect(cluster.port, '127.0.0.1');
  socket.write(head('GET /api/v1/namespaces/default/configmaps?watch=true HTTP/1.1', 'Connection: close'));
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const body = (i: number) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `slow-${i}`, namespace: 'default' },
    data: { a: 'x'.repeat(500_000) },
  });
  for (let i = 0; i < 40; i++) {
    cluster.lab.apply([body(i)]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  let bytes = 0;
  socket.on('data', (piece) => {
    bytes += piece.length;
  });
  socket.on('error', () => undefined);
  socket.resume();
  await closed;
  // Something of the 20 MB came, and then the end.
  expect(bytes).toBeLessThan(18_000_000);
}, 20_000);

test('watches and logs over WebSocket', async () => {
  const events = seenBy(
    `${cluster.url}/api/v1/namespaces/default/pods?watch=true&fieldSelector=metadata.name=web`,
    [],
    (socket) => socket.on('message', () => socket.close()),
  );
  expect(JSON.parse(String((await events).messages[0]))).toMatchObject({ type: 'ADDED', object: { kind: 'Pod' } });
  const log = seenBy(
    `${cluster.url}/api/v1/namespaces/default/pods/web/log?follow=true`,
    ['base64.binary.k8s.io'],
    (socket) => socket.on('message', () => socket.close()),
  );
  const seen = await log;
  expect([seen.protocol, Buffer.from(String(seen.messages[0]), 'base64').toString()]).toEqual([
    'base64.binary.k8s.io',
    expect.stringContaining('/docker-entrypoint.sh'),
  ]);
});

test('a cluster with a thousand watches closes at once', async () => {
  const own = await testCluster();
  let closed = 0;
  const open = Array.from(
    { length: 1000 },
    () =>
      new Promise<void>((resolve) => {
        const outgoing = httpRequest(`${own.url}/api/v1/pods?watch=true`, { agent: false }, (response) => {
          response.once('data', () => resolve());
          response.once('close', () => closed++);
          response.on('error', () => undefined);
        });
        outgoing.on('error', () => undefined);
        outgoing.end();
      }),
  );
  await Promise.all(open);
  own.close();
  while (closed < 1000) await new Promise((resolve) => setImmediate(resolve));
}, 30_000);

test('over TLS the certificate says who asks', async () => {
  const user = { name: 'jane', groups: ['dev', 'ops'] };
  const certificates = await makeCertificates(user, Date.now());
  const others = await makeCertificates(user, Date.now());
  const seen: unknown[] = [];
  const served: Served = await serveApi({
    port: 0,
    token: undefined,
    holder: undefined,
    tls: certificates,
    handle: (request, who) => {
      seen.push(who ?? request.headers?.authorization);
      return { code: 200, body: {} };
    },
    portolan: async () => ({ code: 200, body: {} }),
  });
  const ca = certificates.authority.certificate;
  const get = (path: string, options: object): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const outgoing = httpsRequest({ host: '127.0.0.1', port: served.port, path, ca, agent: false, ...options });
      outgoing.on('response', (response) => resolve(response.resume().statusCode));
      outgoing.on('error', reject);
      outgoing.end();
    });
  expect(await get('/api', certificates.client)).toBe(200);
  expect(await get('/api', { headers: { authorization: 'Bearer abc' } })).toBe(200);
  expect(await get('/api', {})).toBe(200);
  expect(await get('/api', others.client)).toBe(401);
  expect([await get('/portolan/v1/clock', {}), await get('/portolan/v1/clock', certificates.client)]).toEqual([
    401, 200,
  ]);
  await expect(get('/api', { ca: others.authority.certificate })).rejects.toThrow('certificate signature failure');
  const session = connectHttp2(`https://127.0.0.1:${served.port}`, { ca, ...certificates.client });
  const stream = session.request({ ':path': '/api' });
  const status = await new Promise((resolve) => stream.on('response', (headers) => resolve(headers[':status'])));
  session.destroy();
  served.close();
  expect(status).toBe(200);
  const credential = `X509SHA256=${createHash('sha256').update(new X509Certificate(certificates.client.cert).raw).digest('hex')}`;
  const extra = { 'authentication.kubernetes.io/credential-id': [credential] };
  const jane = { name: 'jane', groups: ['dev', 'ops', 'system:authenticated'], extra };
  expect(seen).toEqual([jane, 'Bearer abc', undefined, jane]);
});
