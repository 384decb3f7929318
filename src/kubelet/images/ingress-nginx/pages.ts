// nginx's own answers, byte for byte. Source: nginx ngx_http_special_response.c, with server_tokens off and the Server header cleared.

import type { HttpHeaders } from '#machine/http.ts';
import type { TcpHandler } from '#machine/stream.ts';
import { CLOSING, pageOf } from '../nginx/status-words.ts';

/** An answer before nginx adds its own headers. */
export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
  readonly headers: HttpHeaders;
  /** HTTP/2's, after the body. */
  readonly trailers?: HttpHeaders;
  /** Of a 101: what carries the connection on. */
  readonly upgrade?: TcpHandler;
  /** The connection ends with it. */
  readonly closes?: boolean;
}

export function page(status: number, headers: HttpHeaders = []): Answer {
  const body = pageOf(status, 'nginx');
  // A status without a page of nginx's has an empty body.
  if (body === undefined) return { status, body: '', headers };
  return { status, type: 'text/html', body, headers, ...(CLOSING.includes(status) && { closes: true }) };
}

export const redirectTo = (status: number, location: string): Answer => page(status, [['Location', location]]);
