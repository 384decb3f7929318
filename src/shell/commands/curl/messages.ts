// What -v and -i show of requests and responses.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import { reasonOf } from '#machine/http-reason.ts';
import { type CurlUrl, hostHeader } from './url.ts';

export function headBlock(
  { status, headers, reason = reasonOf(status) }: Pick<HttpResponse, 'status' | 'headers' | 'reason'>,
  isHttp2 = false,
): string {
  if (isHttp2)
    return `HTTP/2 ${status} \r\n${headers.map(([name, value]) => `${name.toLowerCase()}: ${value}\r\n`).join('')}\r\n`;
  return `HTTP/1.1 ${status} ${reason}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

export function requestBlock(request: HttpRequest, url: CurlUrl, isHttp2 = false): string {
  // The host stays as it is typed: curl prints what it made before it turns it into :authority.
  const shown = (name: string): string => (isHttp2 && name !== 'Host' ? name.toLowerCase() : name);
  return `> ${request.method} ${url.target} HTTP/${isHttp2 ? '2' : '1.1'}\r\n${request.headers.map(([name, value]) => `> ${shown(name)}: ${value}\r\n`).join('')}> \r\n`;
}

/** What -v says of the stream of HTTP/2. */
export function streamLines({ method, headers }: HttpRequest, url: CurlUrl): string {
  const fields = [
    `:method: ${method}`,
    `:path: ${url.target}`,
    `:scheme: ${url.scheme}`,
    `:authority: ${hostHeader(url)}`,
    ...headers.filter(([name]) => name !== 'Host').map(([name, value]) => `${name.toLowerCase()}: ${value}`),
  ];
  return `${fields.map((field) => `* h2h3 [${field}]\n`).join('')}* Using Stream ID: 1 (easy handle 0x55aa209f9200)\n`;
}

export function connectedLine(url: CurlUrl, remote: { ip: string; port: number }, connection: number): string {
  return `* Connected to ${url.host} (${remote.ip}) port ${remote.port} (#${connection})\n`;
}
