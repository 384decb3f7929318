// What nginx makes of a request before it looks for a server: headers that it drops, requests that it refuses. Models
// ngx_http_process_request_headers, ngx_http_validate_host and large_client_header_buffers with their defaults.

import { type Told, told } from '#machine/hop.ts';
import type { HttpHeaders, HttpRequest } from '#machine/http.ts';
import { byteLength } from '../process.ts';
import { errorPage, pageOf } from './status-words.ts';
import type { RequestUri } from './uri.ts';

/** `client_header_buffer_size`, and how many buffers of how many bytes follow. */
const FIRST_BUFFER = 1024;
const [BUFFERS, BUFFER] = [4, 8192];

export interface RequestFault {
  readonly status: 400 | 414;
  /** For the trace. */
  readonly why: string;
  /** Its page says more than the status. */
  readonly about?: 'Request Header Or Cookie Too Large';
}

/** Undefined: nginx goes on with it. */
export function requestFault(
  { method, headers, version }: HttpRequest,
  { requestUri, isBad }: RequestUri,
): RequestFault | undefined {
  const bad = (why: string): RequestFault => ({ status: 400, why });
  const line = byteLength(`${method} ${requestUri} HTTP/1.1\r\n`);
  if (line > BUFFER) return { status: 414, why: `its first line has more than ${BUFFER} bytes` };
  if (isBad) return bad('its path leads above the root, or holds an escape that is none');
  if (!fits([line, ...headers.map(([name, value]) => byteLength(name) + byteLength(value) + 4)]))
    return {
      ...bad(`its headers do not fit into ${BUFFERS} buffers of ${BUFFER} bytes`),
      about: 'Request Header Or Cookie Too Large',
    };
  const [host, second] = headers.filter(([name]) => name.toLowerCase() === 'host');
  if (second) return bad('it has two Host headers');
  if (!host) return version === undefined ? bad('it has no Host header') : undefined;
  return isHost(host[1]) ? undefined : bad(`its Host header is no host: "${host[1]}"`);
}

export const refused = ({ why }: RequestFault): Told =>
  told(`nginx refused the request: ${why}`, 'nginx-bad-request', { why });

export const pageOfFault = ({ status, about }: RequestFault, footer: string): string =>
  about === undefined ? pageOf(status, footer)! : errorPage(`400 ${about}`, footer, '400 Bad Request', about);

/** A line that does not fit into what is left of a buffer is moved to the next. */
function fits(lines: readonly number[]): boolean {
  let left = FIRST_BUFFER;
  let used = 0;
  for (const line of lines) {
    if (line > BUFFER) return false;
    if (line > left) {
      used++;
      left = BUFFER;
    }
    left -= line;
  }
  return used <= BUFFERS;
}

/** Two dots after each other, a slash, a space: no host. */
const isHost = (text: string): boolean =>
  !/\.\.|[/\s\x00-\x1f\x7f]/.test(text) && text.replace(/:.*$/, '').replace(/\.$/, '') !== '';

/** Names of letters, digits and dashes alone. Source: underscores_in_headers off, ignore_invalid_headers on. */
export const withoutOddHeaders = (headers: HttpHeaders): HttpHeaders =>
  headers.every(([name]) => USUAL.test(name)) ? headers : headers.filter(([name]) => USUAL.test(name));
const USUAL = /^[A-Za-z0-9-]+$/;
