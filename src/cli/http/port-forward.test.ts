// port-forward and exec as SPDY clients see them, bare and inside a WebSocket; and the two-channel port-forward of @kubernetes/client-node.
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex, Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as ws from 'ws';
import { SpdySession } from '../spdy/session.ts';
import type { SpdyStream } from '../spdy/stream.ts';
import { seenBy, type TestCluster, testCluster } from './fixtures.test-helper.ts';

// The library's types leave its framing out.
const { Receiver, Sender } = ws as unknown as {
  Receiver: new (options: { isServer: boolean }) => Writable;
  Sender: new (socket: Duplex) => { send(bytes: Uint8Array, options: object): void };
};

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster();
});
afterAll(() => cluster.close());

const path = (pod: string, rest: string) => `/api/v1/namespaces/default/pods/${pod}/${rest}`;

/** A SPDY client over a bare socket. Rejects with the answer when it was no 101. */
function spdy(where: string, protocols: string): Promise<{ session: SpdySession; protocol: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(cluster.port, '127.0.0.1');
    socket.write(
      `POST ${where} HTTP/1.1\r\nHost: 127.0.0.1:${cluster.port}\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${protocols && `X-Stream-Protocol-Version: ${protocols}\r\n`}Content-Length: 0\r\n\r\n`,
    );
    let head = '';
    let session: SpdySession | undefined;
    socket.on('data', (bytes: Buffer) => {
      if (session) return session.receive(bytes);
      head += bytes.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!head.startsWith('HTTP/1.1 101 ')) return;
      const wire = {
        write: (b: Uint8Array) => void socket.write(b),
        end: () => socket.end(),
        pause: () => undefined,
        resume: () => undefined,
      };
      session = new SpdySession(wire, 'client');
      session.receive(Buffer.from(head.slice(end + 4), 'latin1'));
      resolve({ session, protocol: /x-stream-protocol-version: (\S+)/i.exec(head)![1]! });
    });
    socket.on('close', () => reject(new Error(head)));
  });
}

/** A SPDY client inside a WebSocket. The library's own client refuses a protocol with a slash in its name. */
function tunneled(where: string): Promise<SpdySession> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      port: cluster.port,
      path: where,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': 'SPDY/3.1+portforward.k8s.io',
      },
    });
    outgoing.on('response', (response) => reject(new Error(String(response.statusCode))));
    outgoing.on('upgrade', (response, socket) => {
      expect(response.headers['sec-websocket-protocol']).toBe('SPDY/3.1+portforward.k8s.io');
      const receiver = new Receiver({ isServer: false });
      const sender = new Sender(socket);
      const wire = {
        write: (bytes: Uint8Array) => sender.send(bytes, { binary: true, mask: true, fin: true }),
        end: () => socket.end(),
        pause: () => undefined,
        resume: () => undefined,
      };
      const session = new SpdySession(wire as never, 'client');
      receiver.on('message', (bytes: Buffer) => session.receive(bytes));
      socket.pipe(receiver);
      resolve(session);
    });
    outgoing.end();
  });
}

/** All that a stream gives until it ends. */
function whole(stream: SpdyStream): Promise<string> {
  return new Promise((resolve) => {
    const pieces: Uint8Array[] = [];
    stream.read({
      data: (bytes) => void pieces.push(bytes),
      end: () => resolve(Buffer.concat(pieces).toString('latin1')),
    });
  });
}

let requests = 0;
/** One forwarded connection: what it sends, what comes back, and what the error stream says. */
async function forwarded(session: SpdySession, port: number, sent: string): Promise<[string, string]> {
  const about = { port: String(port), requestid: String(requests++) };
  const error = session.open({ ...about, streamtype: 'error' });
  error.end();
  const data = session.open({ ...about, streamtype: 'data' });
  data.write(Buffer.from(sent));
  return Promise.all([whole(data), whole(error)]);
}

const GET = (name: string, connection = 'close') =>
  `GET /${name} HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`;

test.each([
  ['bare', async () => (await spdy(path('web', 'portforward'), 'portforward.k8s.io')).session],
  ['inside a WebSocket', () => tunneled(path('web', 'portforward'))],
])('SPDY %s carries many connections at once, and their errors', async (_name, open) => {
  const session = await open();
  const all = await Promise.all([
    forwarded(session, 80, GET('')),
    // Two requests in one connection, sent before the first was answered.
    forwarded(session, 80, GET('nowhere', 'keep-alive') + GET('')),
    forwarded(session, 81, GET('')),
    forwarded(session, 80, 'not http at all\r\n\r\n'),
  ]);
  expect(all[0]![0]).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Welcome to nginx!/s);
  expect(all[1]![0]).toMatch(/^HTTP\/1\.1 404 Not Found\r\n.*HTTP\/1\.1 200 OK\r\n/s);
  expect(all[3]![0]).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect([all[0]![1], all[1]![1], all[3]![1], all[2]![0]]).toEqual(['', '', '', '']);
  expect(all[2]![1]).toMatch(
    /^error forwarding port 81 to pod [0-9a-f]{64}, uid : failed to execute portforward in network namespace "\/var\/run\/netns\/cni-[0-9a-f-]{36}": failed to connect to localhost:81 inside namespace "[0-9a-f]{64}", IPv4: dial tcp4 127\.0\.0\.1:81: connect: connection refused IPv6 dial tcp6 \[::1\]:81: connect: connection refused $/,
  );
  session.close();
});

test('any protocol is carried: Redis, a character cut in two, and the end of either side', async () => {
  const { session } = await spdy(path('redis', 'portforward'), 'portforward.k8s.io');
  const set = '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\n\u00c3\u00a9\r\n';
  expect(await forwarded(session, 6379, 'PING\r\nQUIT\r\n')).toEqual(['+PONG\r\n+OK\r\n', '']);
  const about = { port: '6379', requestid: 'cut' };
  session.open({ ...about, streamtype: 'error' }).end();
  const data = session.open({ ...about, streamtype: 'data' });
  const bytes = Buffer.from(`${set}GET k\r\nQUIT\r\n`, 'latin1');
  const middle = bytes.indexOf(0xc3) + 1;
  data.write(bytes.subarray(0, middle));
  data.write(bytes.subarray(middle));
  expect(await whole(data)).toBe('+OK\r\n$2\r\n\u00c3\u00a9\r\n+OK\r\n');
  session.close();
});

test('a stream that says no port or no type is reset', async () => {
  const { session } = await spdy(path('web', 'portforward'), 'portforward.k8s.io');
  for (const headers of [{}, { port: '0', streamtype: 'data' }, { port: '80', streamtype: 'x' }])
    expect(await whole(session.open(headers))).toBe('');
  session.close();
});

test('what SPDY asks for is agreed on, or refused', async () => {
  await expect(spdy(path('web', 'portforward'), 'v9')).rejects.toThrow(
    /403 Forbidden[\s\S]*x-accepted-stream-protocol-versions: portforward.k8s.io[\s\S]*client supports \[v9\], server accepts \[portforward.k8s.io\]/i,
  );
  await expect(spdy(path('web', 'portforward'), '')).rejects.toThrow('X-Stream-Protocol-Version is required');
  await expect(spdy(path('none', 'portforward'), 'portforward.k8s.io')).rejects.toThrow('pods \\"none\\" not found');
  const { session, protocol } = await spdy(
    path('box', 'exec?command=true&stdout=1'),
    'v5.channel.k8s.io, v4.channel.k8s.io',
  );
  expect(protocol).toBe('v4.channel.k8s.io');
  session.close();
});

test('exec over SPDY', async () => {
  const command = ['sh', '-c', 'cat; echo err >&2; exit 5'].map((c) => `command=${encodeURIComponent(c)}`).join('&');
  const { session } = await spdy(path('box', `exec?${command}&stdin=1&stdout=1&stderr=1`), 'v4.channel.k8s.io');
  const [error, stdin, stdout, stderr] = ['error', 'stdin', 'stdout', 'stderr'].map((t) =>
    session.open({ streamtype: t }),
  );
  stdin!.write(Buffer.from('in\xff', 'latin1'));
  stdin!.end();
  const closed = new Promise<void>((resolve) => {
    session.onClose = resolve;
  });
  expect(await Promise.all([whole(stdout!), whole(stderr!)])).toEqual(['in\xff', 'err\n']);
  expect(JSON.parse(await whole(error!))).toMatchObject({
    reason: 'NonZeroExitCode',
    details: { causes: [{ message: '5' }] },
  });
  session.close();
  await closed;
});

test('two channels for a port: each begins with its number, and closes with its connection', async () => {
  const seen = await seenBy(
    `${cluster.url}${path('web', 'portforward?ports=80&ports=81')}`,
    ['v4.channel.k8s.io'],
    (socket) => socket.send(Buffer.concat([Buffer.from([0]), Buffer.from(GET(''))])),
  );
  const on = (n: number) =>
    Buffer.concat((seen.messages as Buffer[]).filter((m) => m[0] === n).map((m) => m.subarray(1)));
  expect(on(0).readUInt16LE(0)).toBe(80);
  expect(on(0).toString()).toMatch(/HTTP\/1\.1 200 OK/);
  expect([on(1).length, on(2).length, on(3).readUInt16LE(0)]).toEqual([2, 2, 81]);
  expect(on(3).toString()).toContain('connection refused');
});

test.each([
  ['', '400 query parameter "ports" is required'],
  ['?ports=', '400 query parameter "ports" cannot be empty'],
  ['?ports=0', '400 port "0" must be > 0'],
  ['?ports=http', '400 unable to parse "http" as a port: strconv.ParseUint: parsing "http": invalid syntax'],
  ['?ports=70000', '400 unable to parse "70000" as a port: strconv.ParseUint: parsing "70000": value out of range'],
])('channels for %j: %s', async (query, refusal) => {
  await expect(seenBy(`${cluster.url}${path('web', `portforward${query}`)}`, ['v4.channel.k8s.io'])).rejects.toThrow(
    refusal,
  );
});
