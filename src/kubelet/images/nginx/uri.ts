// A request's address as nginx takes it apart, and as it writes it for a backend. Models ngx_http_parse_complex_uri and ngx_escape_uri.

import type { HttpRequest } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';

export interface RequestUri {
  /** `$request_uri`: path and query as sent. */
  readonly requestUri: string;
  /** `$uri`: decoded, without `.` and `..`, with single slashes. `/` where it is bad. */
  readonly path: string;
  /** With its question mark; empty without one. */
  readonly query: string;
  /** `$http_host`: as the client wrote it, port included. */
  readonly authority: string;
  /** `$host`: lower case, without the port. */
  readonly host: string;
  readonly scheme: 'http' | 'https';
  /** It leads above the root, or holds an escape that is none: a bad request. */
  readonly isBad: boolean;
}

/** @param mergesSlashes nginx's `merge_slashes`. */
export function uriOf({ url, headers }: HttpRequest, mergesSlashes = true): RequestUri {
  const match = /^(https?):\/\/([^/?#]*)([^#]*)/i.exec(url);
  const rest = match?.[3] ?? '';
  const requestUri = rest.startsWith('/') ? rest : `/${rest}`;
  const at = requestUri.indexOf('?');
  const query = at < 0 ? '' : requestUri.slice(at);
  const authority = headerOf(headers, 'host') ?? match?.[2] ?? '';
  const path = normalise(at < 0 ? requestUri : requestUri.slice(0, at), mergesSlashes);
  return {
    requestUri,
    path: path ?? '/',
    query,
    authority,
    host: authority.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase(),
    scheme: match?.[1]?.toLowerCase() === 'https' ? 'https' : 'http',
    isBad: path === undefined,
  };
}

function normalise(path: string, mergesSlashes: boolean): string | undefined {
  if (/%(?![0-9a-f]{2})|%00/i.test(path)) return undefined;
  const decoded = unescaped(path);
  const pieces = (mergesSlashes ? decoded.replace(/\/{2,}/g, '/') : decoded).split('/').slice(1);
  const parts: string[] = [];
  for (const [i, piece] of pieces.entries()) {
    const isLast = i === pieces.length - 1;
    if (piece !== '.' && piece !== '..') {
      parts.push(piece);
      continue;
    }
    if (piece === '..' && parts.pop() === undefined) return undefined;
    if (isLast) parts.push('');
  }
  return `/${parts.join('/')}`;
}

/** Where Unicode keeps bytes that are no UTF-8: half of a pair, which no text has. */
const LONE = 0xdc00;

/** nginx decodes bytes. Those that are no text stay apart from those that are, so that `escaped` finds them again. */
function unescaped(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run.replace(/%(..)/g, (_, hex: string) => {
        const byte = Number.parseInt(hex, 16);
        return String.fromCharCode(byte < 0x80 ? byte : LONE + byte);
      });
    }
  });
}

/** A path for a backend: what a path may not hold is escaped, and nothing else. Source: ngx_escape_uri, NGX_ESCAPE_URI. */
export function escaped(path: string): string {
  return path.replace(/[^\x21-\x7e]|["#%<>?\\^`{|}]/gu, (character) => {
    const code = character.charCodeAt(0);
    if (character.length === 1 && code >= LONE && code < LONE + 0x100) return percent(code - LONE);
    return code < 0x80 ? percent(code) : encodeURIComponent(character);
  });
}

const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
