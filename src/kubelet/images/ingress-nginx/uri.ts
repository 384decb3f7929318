// A request's address as nginx takes it apart. Source: nginx ngx_http_parse_complex_uri.

import type { HttpRequest } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';

export interface RequestUri {
  /** `$request_uri`: path and query as sent. */
  readonly requestUri: string;
  /** `$uri`: decoded, without `.` and `..`, with single slashes. */
  readonly path: string;
  /** With its question mark; empty without one. */
  readonly query: string;
  /** `$http_host`: as the client wrote it, port included. */
  readonly authority: string;
  /** `$host`: lower case, without the port. */
  readonly host: string;
  readonly scheme: 'http' | 'https';
}

export function uriOf({ url, headers }: HttpRequest): RequestUri {
  const match = /^(https?):\/\/([^/?#]*)([^#]*)/i.exec(url);
  const rest = match?.[3] ?? '';
  const requestUri = rest.startsWith('/') ? rest : `/${rest}`;
  const at = requestUri.indexOf('?');
  const query = at < 0 ? '' : requestUri.slice(at);
  const authority = headerOf(headers, 'host') ?? match?.[2] ?? '';
  return {
    requestUri,
    path: normalise(at < 0 ? requestUri : requestUri.slice(0, at)),
    query,
    authority,
    host: authority.replace(/:\d+$/, '').toLowerCase(),
    scheme: match?.[1]?.toLowerCase() === 'https' ? 'https' : 'http',
  };
}

function normalise(path: string): string {
  const parts: string[] = [];
  const decoded = decode(path).replace(/\/{2,}/g, '/');
  const pieces = decoded.split('/').slice(1);
  for (const [i, piece] of pieces.entries()) {
    const isLast = i === pieces.length - 1;
    if (piece === '.' || piece === '..') {
      if (piece === '..') parts.pop();
      if (isLast) parts.push('');
    } else parts.push(piece);
  }
  return `/${parts.join('/')}`;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
