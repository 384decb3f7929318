// What nginx with `server_tokens off` answers to plain HTTP on a port that speaks TLS. Source: ngx_http_special_response.c, 497.

import type { HttpHeaders, HttpResponse } from '#machine/http.ts';

const WHAT = 'The plain HTTP request was sent to HTTPS port';

export function plainToHttps(headers: HttpHeaders = []): HttpResponse {
  const body = `<html>\r\n<head><title>400 ${WHAT}</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>${WHAT}</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  const own = [
    ['Content-Type', 'text/html'],
    ['Content-Length', String(body.length)],
    ['Connection', 'close'],
  ] as const;
  return { status: 400, headers: [...headers, ...own], body };
}
