// nginx's variables in a text, and what `set` and captures have added. Source: ngx_http_variables.c.

import { headerOf } from '#machine/http.ts';
import type { Visit } from './visit.ts';

export function expand(
  { request, ip, uri, port, serverName, own, view, secure, version }: Visit,
  text: string,
): string {
  const before = headerOf(request.headers, 'x-forwarded-for');
  const values: Record<string, string> = {
    hostname: view.hostname,
    host: uri.host,
    http_host: uri.authority,
    uri: own.get('uri') ?? uri.path,
    document_uri: own.get('uri') ?? uri.path,
    request_uri: uri.requestUri,
    args: uri.query.slice(1),
    query_string: uri.query.slice(1),
    is_args: uri.query.length < 2 ? '' : '?',
    request_method: request.method,
    remote_addr: ip,
    remote_port: String(visitPort(request.url)),
    server_addr: view.podIP,
    server_port: String(port),
    server_name: serverName,
    server_protocol: request.version ?? 'HTTP/1.1',
    scheme: secure ? 'https' : 'http',
    nginx_version: version,
    request_body: request.body,
    content_length: headerOf(request.headers, 'content-length') ?? '',
    content_type: headerOf(request.headers, 'content-type') ?? '',
    proxy_add_x_forwarded_for: before ? `${before}, ${ip}` : ip,
    connection_upgrade: headerOf(request.headers, 'upgrade') ? 'upgrade' : 'close',
    msec: (view.now() / 1000).toFixed(3),
    time_iso8601: `${new Date(view.now()).toISOString().slice(0, 19)}+00:00`,
  };
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = (braced ?? bare ?? '').toLowerCase();
    const set = own.get(name);
    if (set !== undefined) return set;
    if (Object.hasOwn(values, name)) return values[name]!;
    if (name.startsWith('http_')) return headerOf(request.headers, name.slice(5).replaceAll('_', '-')) ?? '';
    if (name.startsWith('arg_')) return argument(uri.query, name.slice(4));
    if (name.startsWith('cookie_')) return cookie(headerOf(request.headers, 'cookie') ?? '', name.slice(7));
    return whole;
  });
}

/** Not followed: any port that a client might have. */
const visitPort = (url: string): number => 32_768 + (url.length % 28_000);

const cookie = (cookies: string, name: string): string =>
  cookies
    .split(/; */)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

/** As it was sent: nginx decodes no arguments. */
const argument = (query: string, name: string): string =>
  query
    .slice(1)
    .split('&')
    .find((pair) => pair.slice(0, name.length + 1).toLowerCase() === `${name}=`)
    ?.slice(name.length + 1) ?? '';
