// What nginx with `server_tokens off` answers to plain HTTP on a port that speaks TLS. Source: ngx_http_special_response.c, 497.

import type { HttpHeaders, HttpResponse } from '#machine/http.ts';
import { errorPage } from './status-words.ts';

const WHAT = 'The plain HTTP request was sent to HTTPS port';

export function plainToHttps(headers: HttpHeaders = []): HttpResponse {
  const body = errorPage(`400 ${WHAT}`, 'nginx', '400 Bad Request', WHAT);
  const own = [
    ['Content-Type', 'text/html'],
    ['Content-Length', String(body.length)],
    ['Connection', 'close'],
  ] as const;
  return { status: 400, headers: [...headers, ...own], body };
}
