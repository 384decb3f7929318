// The controller's lines about requests. Source: ingress-nginx, log format `upstreaminfo`; nginx's error log.

import type { HttpRequest, NetworkError } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { RequestUri } from '../nginx/uri.ts';
import { byteLength, commonLogTime, slashTime } from '../process.ts';

/** One try at a backend. */
export interface Try {
  /** `10.244.1.5:8080` */
  readonly address: string;
  readonly bytes: number;
  readonly ms: number;
  readonly status: number;
}

export interface Visit {
  readonly request: HttpRequest;
  readonly uri: RequestUri;
  readonly clientIP: string;
  readonly requestId: string;
  readonly startMs: number;
  /** `default-web-80` */
  upstream: string;
  alternative: string;
  readonly tries: Try[];
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const requestLine = ({ method }: HttpRequest, { requestUri }: RequestUri): string => `${method} ${requestUri} HTTP/1.1`;

export function accessLine(visit: Visit, status: number, bodyBytes: number, nowMs: number): string {
  const { request, uri, clientIP, requestId, startMs, upstream, alternative, tries } = visit;
  const quoted = (name: string): string => `"${headerOf(request.headers, name) ?? '-'}"`;
  const user = basicUser(headerOf(request.headers, 'authorization'));
  const line = requestLine(request, uri);
  const length =
    byteLength(line) +
    4 +
    request.headers.reduce((n, [k, v]) => n + k.length + v.length + 4, 0) +
    byteLength(request.body);
  const each = (show: (one: Try) => string): string => tries.map(show).join(', ') || '-';
  return [
    `${clientIP} - ${user} [${commonLogTime(nowMs)}] "${line}" ${status} ${bodyBytes}`,
    `${quoted('referer')} ${quoted('user-agent')} ${length} ${seconds(nowMs - startMs)}`,
    `[${upstream}] [${alternative}] ${each((t) => t.address)} ${each((t) => String(t.bytes))}`,
    `${each((t) => seconds(t.ms))} ${each((t) => String(t.status))} ${requestId}`,
  ].join(' ');
}

function basicUser(authorization: string | undefined): string {
  const encoded = /^Basic +(\S+)/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return '-';
  try {
    return atob(encoded).split(':')[0] || '-';
  } catch {
    return '-';
  }
}

/** `message` is nginx's: `connect() failed (111: Connection refused) while connecting to upstream`. */
export function errorLine(
  { request, uri, clientIP, startMs }: Visit,
  connection: number,
  message: string,
  server: string,
  upstreamUrl?: string,
): string {
  const upstream = upstreamUrl === undefined ? '' : `, upstream: "${upstreamUrl}"`;
  return `${slashTime(startMs)} [error] 26#26: *${connection} ${message}, client: ${clientIP}, server: ${server}, request: "${requestLine(request, uri)}"${upstream}, host: "${uri.authority}"`;
}

export function upstreamFault({ kind, phase, message }: NetworkError): string {
  const reading = 'while reading response header from upstream';
  const connecting = 'while connecting to upstream';
  switch (kind) {
    case 'refused':
      return `connect() failed (111: Connection refused) ${connecting}`;
    case 'unreachable':
      return `connect() failed (113: Host is unreachable) ${connecting}`;
    case 'timeout':
      return `upstream timed out (110: Operation timed out) ${phase === 'transfer' ? reading : connecting}`;
    case 'reset':
      return `recv() failed (104: Connection reset by peer) ${reading}`;
    case 'empty':
      return `upstream prematurely closed connection ${reading}`;
    case 'tls':
      return `SSL_do_handshake() failed (SSL: ${message}) while SSL handshaking to upstream`;
    default:
      return `${message} ${connecting}`;
  }
}
