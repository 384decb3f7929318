// nginx's own answers, byte for byte. Source: nginx ngx_http_special_response.c, with server_tokens off and the Server header cleared.

import type { HttpHeaders } from '#machine/http.ts';
import type { TcpHandler } from '#machine/stream.ts';

const REASONS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Authorization Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

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
}

export function page(status: number, headers: HttpHeaders = []): Answer {
  const reason = REASONS[status];
  // A status without a page of nginx's has an empty body.
  if (reason === undefined) return { status, body: '', headers };
  const title = `${status} ${reason}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, type: 'text/html', body, headers };
}

export const redirectTo = (status: number, location: string): Answer => page(status, [['Location', location]]);
