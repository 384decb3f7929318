// A client's TLS and HTTP/2 as they are on the wire, against a server of the simulation.
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import type { PodConnection } from '#apimachinery/wire.ts';
import type { Served } from '#machine/served.ts';
import { connectedPair } from '#machine/stream.ts';
import { connectionTo } from '#network/listener.ts';
import { loadPki, pki } from '#pki/loader.ts';
import { serveTunnel, Tunnel } from './pod-connection.ts';

beforeAll(async () => loadPki());

function identity() {
  const { issueCertificate, keyFromSeed, nameOf, privateKeyPem, publicKeyOf } = pki();
  const key = keyFromSeed('web');
  const certificate = issueCertificate({
    ...{ subject: nameOf(['CN', 'web.test']), publicKey: publicKeyOf(key), serial: '01', issuer: { key } },
    ...{ notBeforeMs: Date.parse('2020-01-01'), notAfterMs: Date.parse('2120-01-01') },
    ...{ basicConstraints: { isCa: true }, alternativeNames: [{ type: 'dns', value: 'web.test' }] },
  });
  return { certificate, key: privateKeyPem(key) };
}

const handler: Served['handler'] = ({ method, url, body, version = 'HTTP/1.1' }, { tls }) => ({
  ...{
    status: 200,
    headers: [
      ['Content-Type', 'text/plain'],
      ['Connection', 'keep-alive'],
    ],
  },
  ...{ body: `${method} ${url} ${version} ${tls?.serverName} ${body}`, trailers: [['Grpc-Status', '0']] },
});

/** The client's socket of a connection that port-forward carries to `served`. */
function forwarded(served: Served): Duplex {
  const at = { ip: '127.0.0.1', port: 1 };
  const [near, far] = connectedPair({ client: { local: at, remote: at }, server: { local: at, remote: at } });
  connectionTo(served)(far);
  const client = new Duplex({
    read: () => undefined,
    write: (bytes: Buffer, _encoding, done) => void Promise.resolve(tunnel.receive(bytes)).then(() => done()),
    final(done) {
      tunnel.receiveEnd();
      done();
    },
  });
  const tunnel: Tunnel = new Tunnel({
    write: (bytes) => void client.push(Buffer.from(bytes)),
    end: () => void client.push(null),
  });
  const pod: PodConnection = Object.assign(near, { leadsTo: { served, place: 'pod/default/web' } });
  serveTunnel(tunnel, pod);
  return client;
}

async function http2(socket: Duplex, origin: string): Promise<string[]> {
  const session = connectHttp2(origin, { createConnection: () => socket });
  const stream = session.request({ ':method': 'POST', ':path': '/a?b' });
  stream.end('x\u{e9}');
  let text = '';
  let status = '';
  stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  stream.on('trailers', (trailers) => (status = String(trailers['grpc-status'])));
  await once(stream, 'end');
  session.destroy();
  return [text, status];
}

test.each([
  ['HTTP/1.1', false],
  ['HTTP/2, by ALPN', true],
])('TLS with the certificate of the server in the Pod, and %s', async (_name, asksHttp2) => {
  const pair = identity();
  const served: Served = {
    handler,
    tls: { identity: (name) => (name === 'no.test' ? 'unrecognized_name' : pair) },
    http2: true,
  };
  const open = (servername: string) =>
    connectTls({
      ...{ socket: forwarded(served), servername, ca: pair.certificate },
      ALPNProtocols: asksHttp2 ? ['h2', 'http/1.1'] : ['http/1.1'],
    });
  const socket = open('web.test');
  await once(socket, 'secureConnect');
  expect([socket.authorized, socket.alpnProtocol]).toEqual([true, asksHttp2 ? 'h2' : 'http/1.1']);
  if (asksHttp2)
    expect(await http2(socket, 'https://web.test')).toEqual([
      'POST https://web.test:443/a?b HTTP/2 web.test x\u{e9}',
      '0',
    ]);
  else {
    socket.write('POST /a?b HTTP/1.1\r\nHost: web.test\r\nContent-Length: 3\r\nConnection: close\r\n\r\nx\u{e9}');
    const pieces: Buffer[] = [];
    for await (const piece of socket) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).toString()).toMatch(
      /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nPOST https:\/\/web\.test\/a\?b HTTP\/1\.1 web\.test x\u{e9}$/su,
    );
  }
  await expect(once(open('no.test'), 'secureConnect')).rejects.toThrow();
});

test('HTTP/2 with prior knowledge; a server that has none gets the bytes', async () => {
  expect(await http2(forwarded({ handler, http2: true }), 'http://web')).toEqual([
    'POST http://web:80/a?b HTTP/2 undefined x\u{e9}',
    '0',
  ]);
  const plain = forwarded({ handler, http2: true });
  plain.write('GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n');
  const pieces: Buffer[] = [];
  for await (const piece of plain) pieces.push(piece as Buffer);
  expect(Buffer.concat(pieces).toString()).toContain('GET http://web/ HTTP/1.1 undefined');
});
