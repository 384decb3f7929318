import { expect, test } from 'vitest';
import type { HttpRequest } from './http.ts';
import type { StreamHandler } from './http-stream.ts';
import { requestOver, serveHttp } from './http-stream.ts';
import type { TcpHandler, TcpStream } from './stream.ts';
import { connectedPair } from './stream.ts';

const client = { ip: '10.244.1.9', port: 40_000 };
const server = { ip: '10.244.1.4', port: 80 };
const pair = () =>
  connectedPair({ client: { local: client, remote: server }, server: { local: server, remote: client } });

async function rest(stream: TcpStream): Promise<string> {
  let all = '';
  for (;;) {
    const piece = await stream.read();
    if (piece === undefined) return all;
    all += piece;
  }
}

/** What comes back for pieces that somebody types, who then waits for the end. */
async function typed(pieces: readonly string[], handler: StreamHandler): Promise<string> {
  const [near, far] = pair();
  void serveHttp(far, handler);
  for (const piece of pieces) near.write(piece);
  near.end();
  return rest(near);
}

const echo: StreamHandler = ({ method, url, body }, { ip, port }) => ({
  status: 200,
  headers: [
    ['X-From', `${ip}:${port}`],
    ['Content-Length', '99'],
  ],
  body: `${method} ${url} [${body}]`,
});

test.each([
  [
    'a request of HTTP/1.0 needs no Host, and the connection ends',
    ['GET / HTTP/1.0\r\n\r\n'],
    /^HTTP\/1\.1 200 OK\r\nX-From: 10\.244\.1\.9:40000\r\nContent-Length: 28\r\nConnection: close\r\n\r\nGET http:\/\/10\.244\.1\.4:80\/ \[\]$/,
  ],
  [
    'lines may end with a newline alone, and come in pieces',
    ['GET /a', '?b HTTP/1.1\nHost: we', 'b\n\n'],
    /GET http:\/\/web\/a\?b \[\]$/,
  ],
  [
    'a body has its length in bytes',
    ['POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 3\r\n\r\n\u{e9}xyz'],
    /POST http:\/\/web\/ \[\u{e9}x\]/u,
  ],
  [
    'a body comes in chunks',
    ['POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'],
    /\[abcde\]$/,
  ],
  [
    'two requests on one connection',
    ['GET /1 HTTP/1.1\r\nHost: w\r\n\r\nGET /2 HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n'],
    /\/1 \[\]HTTP\/1\.1 200 OK[\s\S]*Connection: close[\s\S]*\/2 \[\]$/,
  ],
  ['no HTTP at all', ['hello\r\n'], /^HTTP\/1\.1 400 Bad Request\r\n/],
  ['a preface of HTTP/2', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], /^HTTP\/1\.1 505 /],
  [
    'HEAD is answered without a body',
    ['HEAD / HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n'],
    /Content-Length: 99\r\nConnection: close\r\n\r\n$/,
  ],
] as const)('served: %s', async (_name, pieces, expected) => {
  expect(await typed(pieces, echo)).toMatch(expected);
});

test('a handler may break the connection', async () => {
  const [near, far] = pair();
  void serveHttp(far, () => ({ reset: true }));
  near.write('GET / HTTP/1.0\r\n\r\n');
  expect([await rest(near), near.wasReset, near.write('more')]).toEqual(['', true, false]);
});

const request = (over: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: 'http://web/x?y',
  headers: [],
  body: '',
  ...over,
});

const asked = (handler: TcpHandler, over: Partial<HttpRequest> = {}) => {
  const [near, far] = pair();
  handler(far);
  return requestOver(near, request(over));
};
/** Waits for a request, says this, and closes. */
const says =
  (text: string): TcpHandler =>
  async (stream) => {
    await stream.read();
    stream.write(text);
    stream.close();
  };

test.each([
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\u{e9}', { status: 200, body: '\u{e9}' }],
  ['the end of the connection', 'HTTP/1.0 404 Not Found\n\nnowhere', { status: 404, body: 'nowhere' }],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n', { status: 200, body: 'a' }],
  ['an answer in advance', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: '' }],
  ['nothing', '', { close: true }],
  ['a body that is cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx', { close: true }],
  ['another protocol', '-ERR unknown\r\n', { garbage: '-ERR unknown\r\n' }],
] as const)('asked: the answer has %s', async (_name, text, expected) => {
  expect(await asked(says(text))).toMatchObject(expected);
});

test('what is asked over a stream is what the server is asked', async () => {
  const answer = await asked((stream) => void serveHttp(stream, echo), { method: 'POST', body: '\u{e9}' });
  expect(answer).toMatchObject({ status: 200, body: 'POST http://web/x?y [\u{e9}]' });
});

test('after a 101 the connection carries what both sides say', async () => {
  const answer = await asked(
    (stream) =>
      void serveHttp(stream, () => ({
        status: 101,
        headers: [
          ['Connection', 'Upgrade'],
          ['Upgrade', 'echo'],
        ],
        body: '',
        upgrade: async (own) => {
          for (let piece = await own.read(); piece !== undefined; piece = await own.read()) own.write(`<${piece}>`);
          own.close();
        },
      })),
  );
  if (!('status' in answer)) throw new Error('no answer');
  expect(answer).toMatchObject({
    status: 101,
    headers: [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'echo'],
    ],
  });
  const [near, far] = pair();
  answer.upgrade!(far);
  near.write('hello');
  expect(await near.read()).toBe('<hello>');
  near.end();
  expect(await near.read()).toBeUndefined();
});
