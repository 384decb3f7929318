// What a server of Go's net/http makes of a request before its handlers see it. Models server.go: conn.readRequest, and ServeMux.

import type { HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import type { Peer } from '#machine/program.ts';
import type { ServerView } from '../image.ts';
import { byteLength, httpDate, targetOf } from './process.ts';

type Handler = (request: HttpRequest, peer: Peer) => HttpResponse | Promise<HttpResponse>;

/** Source: http.DefaultMaxHeaderBytes, and the reader's slack. */
const MOST_HEADER_BYTES = 1_048_576 + 4096;

/** Handlers of their own, without a ServeMux. */
export const goServed =
  (handler: Handler): Handler =>
  (request, peer) =>
    refused(request) ?? handler(request, peer);

/** Handlers that are chosen by a ServeMux: it sends a path with `//` or `..` on to what it comes to. */
export const goMux = (container: Pick<ServerView, 'now'>, handler: Handler): Handler =>
  goServed((request, peer) => cleaned(request, container.now()) ?? handler(request, peer));

function refused(request: HttpRequest): HttpResponse | undefined {
  const { method, headers } = request;
  const target = targetOf(request.url);
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + byteLength(value) + 4, 0);
  if (bytes + method.length + byteLength(target) > MOST_HEADER_BYTES)
    return plain('431 Request Header Fields Too Large');
  const hosts = headers.filter(([name]) => name.toLowerCase() === 'host');
  if (/%(?![0-9a-f]{2})/i.test(target.replace(/\?.*/s, '')) || hosts.length > 1) return plain('400 Bad Request');
  if (hosts.length === 0 && request.version === undefined)
    return plain('400 Bad Request', 'missing required Host header');
  // Source: httpguts.ValidHostHeader.
  if (!/^[\w!$%&'()*+,\-.:;=[\]~]*$/.test(hosts[0]?.[1] ?? ''))
    return plain('400 Bad Request', 'malformed Host header');
  if (headers.some(([name]) => !/^[\w!#$%&'*+\-.^`|~]+$/.test(name)))
    return plain('400 Bad Request', 'invalid header name');
  return undefined;
}

/** The connection ends with it: Go has written it by hand. */
function plain(line: string, why?: string): HttpResponse {
  return {
    status: Number(line.slice(0, 3)),
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Connection', 'close'],
    ],
    body: why === undefined ? line : `${line}: ${why}`,
  };
}

/** Source: ServeMux.findHandler, cleanPath. The escapes of what is sent on are escaped once more, as there. */
function cleaned({ method, url }: HttpRequest, nowMs: number): HttpResponse | undefined {
  if (method === 'CONNECT') return undefined;
  const [path = '/', ...query] = targetOf(url).split('?');
  if (!/\/[./]/.test(path)) return undefined;
  const clean = cleanPath(path);
  if (clean === path) return undefined;
  const to = `${clean.replaceAll('%', '%25')}${query.length > 0 ? `?${query.join('?')}` : ''}`;
  const shown = to
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');
  const asks = method === 'GET' || method === 'HEAD';
  const body = asks ? `<a href="${shown}">Moved Permanently</a>.\n\n` : '';
  const type: HttpHeaders = asks ? [['Content-Type', 'text/html; charset=utf-8']] : [];
  const date = ['Date', httpDate(nowMs)] as const;
  return {
    status: 301,
    headers: [...type, ['Location', to], date, ['Content-Length', String(byteLength(body))]],
    body,
  };
}

function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const joined = `/${parts.join('/')}`;
  return path.endsWith('/') && joined !== '/' ? `${joined}/` : joined;
}
