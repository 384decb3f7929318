// HTTP/1 on a byte stream: the server's side and the client's. Models Go's net/http readRequest and readResponse.

import { byteLength, textOfBinary } from './bytes.ts';
import type { HttpHeaders, HttpRequest, HttpResponse } from './http.ts';
import { headerOf } from './http.ts';
import { reasonOf } from './http-reason.ts';
import type { TcpStream } from './stream.ts';
import { hopsOf, splice } from './stream.ts';
import { StreamReader } from './stream-reader.ts';

/** What came instead of an answer: nothing, a reset, or something that is no HTTP. */
export type NoAnswer = ({ readonly close: true } | { readonly reset: true } | { readonly garbage: string }) &
  Pick<HttpResponse, 'via'>;

export type StreamHandler = (
  request: HttpRequest,
  peer: { readonly ip: string; readonly port: number },
) => HttpResponse | NoAnswer | Promise<HttpResponse | NoAnswer>;

/** Undefined: the stream ended, or a line is no header. */
async function readHeaders(reader: StreamReader): Promise<HttpHeaders | undefined> {
  const headers: (readonly [string, string])[] = [];
  for (;;) {
    const line = await reader.line();
    if (line === undefined) return undefined;
    if (line === '') return headers;
    const colon = line.indexOf(':');
    if (colon <= 0 || /\s/.test(line.slice(0, colon))) return undefined;
    headers.push([line.slice(0, colon), textOfBinary(line.slice(colon + 1).trim())]);
  }
}

/** @returns Undefined where the stream ended too early, or a length is none. */
async function readBody(reader: StreamReader, headers: HttpHeaders, untilEnd: boolean): Promise<string | undefined> {
  if (/\bchunked\b/i.test(headerOf(headers, 'transfer-encoding') ?? '')) {
    let body = '';
    for (;;) {
      const length = Number.parseInt((await reader.line()) ?? '', 16);
      if (!(length >= 0)) return undefined;
      if (length === 0) return (await readHeaders(reader)) && body;
      const chunk = await reader.take(length);
      if (chunk === undefined) return undefined;
      body += chunk;
      await reader.line();
    }
  }
  const length = headerOf(headers, 'content-length');
  if (length === undefined) return untilEnd ? reader.rest() : '';
  return /^\d+$/.test(length) ? reader.take(Number(length)) : undefined;
}

const BAD_REQUEST: HttpResponse = {
  status: 400,
  headers: [['Content-Type', 'text/plain; charset=utf-8']],
  body: '400 Bad Request',
};
const REQUEST_LINE = /^([!-~]+) +(\S+) +HTTP\/(\d)\.(\d)$/;

/** Answers request after request, until one side is done with the connection. Owns the stream. */
export async function serveHttp(stream: TcpStream, handler: StreamHandler): Promise<void> {
  const reader = new StreamReader(stream);
  const refuse = (answer: HttpResponse): void => {
    stream.write(messageOf(answer, { closes: true, head: false }));
    stream.end();
    stream.close();
  };
  for (;;) {
    const first = await reader.line();
    // An empty line before a request is forgiven. Source: RFC 9112, 2.2.
    const line = first === '' ? await reader.line() : first;
    if (line === undefined) return stream.close();
    const [, method = '', target = '', major, minor] = REQUEST_LINE.exec(line) ?? [];
    if (major === undefined) return refuse(BAD_REQUEST);
    if (major !== '1') return refuse({ ...BAD_REQUEST, status: 505, body: '505 HTTP Version Not Supported' });
    const headers = await readHeaders(reader);
    if (!headers) return refuse(BAD_REQUEST);
    const isOld = minor === '0';
    const host = headerOf(headers, 'host');
    if (/100-continue/i.test(headerOf(headers, 'expect') ?? '')) stream.write('HTTP/1.1 100 Continue\r\n\r\n');
    const body = await readBody(reader, headers, false);
    if (body === undefined) return refuse(BAD_REQUEST);

    const { ip, port } = stream.local;
    // A Host that is none, or none at all, is the server's to judge: each refuses it with a page of its own.
    const authority = host !== undefined && isUrl(`http://${host}/`) ? host : `${ip}:${port}`;
    const url = /^[a-z]+:\/\//i.test(target) ? target : `http://${authority}${target}`;
    const request: HttpRequest = {
      ...{ method, url: isUrl(url) ? url : `http://${ip}:${port}/`, headers, body: textOfBinary(body) },
      ...(isOld && { version: 'HTTP/1.0' }),
    };
    let answer: HttpResponse | NoAnswer;
    try {
      answer = isUrl(url) ? await handler(request, stream.remote) : BAD_REQUEST;
    } catch {
      answer = { close: true };
    }
    if ('via' in answer && answer.via) stream.way.hops.push(...answer.via);
    if ('reset' in answer) return stream.reset();
    if ('close' in answer) return stream.close();
    if ('garbage' in answer) {
      stream.write(answer.garbage);
      return stream.close();
    }
    if (answer.status === 101 && answer.upgrade) {
      stream.write(messageOf(answer, { closes: false, head: true }));
      return answer.upgrade(withUnread(stream, textOfBinary(reader.unread())));
    }
    const wish = (headerOf(headers, 'connection') ?? '').toLowerCase();
    const closes =
      (isOld ? !wish.includes('keep-alive') : wish.includes('close')) ||
      headerOf(answer.headers, 'connection')?.toLowerCase() === 'close';
    const written = stream.write(messageOf(answer, { closes, head: method === 'HEAD', keeps: isOld }));
    if (closes || !written) return stream.close();
    await stream.drained();
  }
}

function isUrl(text: string): boolean {
  try {
    return new URL(text) !== undefined;
  } catch {
    return false;
  }
}

export interface Framing {
  readonly closes: boolean;
  /** Headers only: what answers a HEAD, and a 101. */
  readonly head: boolean;
  /** An HTTP/1.0 client asked to keep the connection, and is told. */
  readonly keeps?: boolean;
}

/** A response as it stands on the wire. */
export function messageOf(
  { status, headers, body, reason = reasonOf(status) }: HttpResponse,
  { closes, head, keeps = false }: Framing,
): string {
  const bodiless = status === 204 || status === 304 || status < 200;
  const own = headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return (
      lower !== 'transfer-encoding' &&
      (lower !== 'content-length' || head) &&
      (lower !== 'connection' || status === 101)
    );
  });
  const lines = own.map(([name, value]) => `${name}: ${value}\r\n`);
  if (!bodiless && !head) lines.push(`Content-Length: ${byteLength(body)}\r\n`);
  if (closes) lines.push('Connection: close\r\n');
  else if (keeps) lines.push('Connection: keep-alive\r\n');
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n${bodiless || head ? '' : body}`;
}

/** The same stream, with what was already read of it in front. */
export function withUnread(stream: TcpStream, unread: string): TcpStream {
  if (unread === '') return stream;
  let first: string | undefined = unread;
  return {
    local: stream.local,
    remote: stream.remote,
    async read(signal) {
      if (first === undefined) return stream.read(signal);
      const text = first;
      first = undefined;
      return text;
    },
    write: (text) => stream.write(text),
    drained: () => stream.drained(),
    end: () => stream.end(),
    close: () => stream.close(),
    reset: () => stream.reset(),
    get wasReset() {
      return stream.wasReset;
    },
    way: stream.way,
  };
}

/** A request as it stands on the wire. */
export function requestText({ method, url, headers, body }: HttpRequest): string {
  const { pathname, search, host } = new URL(url);
  const lines = [
    ...(headerOf(headers, 'host') === undefined ? [`Host: ${host}\r\n`] : []),
    ...headers.map(([name, value]) => `${name}: ${value}\r\n`),
  ];
  if (body !== '' && headerOf(headers, 'content-length') === undefined)
    lines.push(`Content-Length: ${byteLength(body)}\r\n`);
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Sends one request on a fresh connection and reads the answer. Closes the stream, but for an upgrade. */
export async function requestOver(stream: TcpStream, request: HttpRequest): Promise<HttpResponse | NoAnswer> {
  stream.write(requestText(request));
  const answer = await readAnswer(stream, request.method);
  if (!('status' in answer && answer.upgrade)) stream.close();
  const via = hopsOf(stream.way);
  return via.length > 0 ? { ...answer, via } : answer;
}

async function readAnswer(stream: TcpStream, method: string): Promise<HttpResponse | NoAnswer> {
  const reader = new StreamReader(stream);
  const cut = (): NoAnswer => (stream.wasReset ? { reset: true } : { close: true });
  for (;;) {
    const start = await reader.peek(5);
    if (start === '') return cut();
    if (start !== 'HTTP/') return { garbage: textOfBinary(reader.unread()) };
    const line = await reader.line();
    const headers = line === undefined ? undefined : await readHeaders(reader);
    const status = Number(/^HTTP\/\d(?:\.\d)? +(\d{3})/.exec(line ?? '')?.[1]);
    if (!headers || !(status >= 100)) return cut();
    if (status === 101) {
      const own = withUnread(stream, textOfBinary(reader.unread()));
      return { status, headers, body: '', upgrade: (peer) => void splice(own, peer) };
    }
    if (status < 200) continue;
    const bodiless = method === 'HEAD' || status === 204 || status === 304;
    const body = bodiless ? '' : await readBody(reader, headers, true);
    return body === undefined ? cut() : { status, headers, body: textOfBinary(body) };
  }
}
