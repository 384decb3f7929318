// The headers that curl sends, in its order.

import { byteLength } from '#machine/bytes.ts';
import type { Sent } from './body.ts';
import { type CurlOptions, VERSION } from './options.ts';
import { type CurlUrl, hostHeader } from './url.ts';

/** Source: lib/http2.c: the settings that curl 7.88 asks a server of HTTP/1.1 to go on with. */
const UPGRADE = [
  ['Connection', 'Upgrade, HTTP2-Settings'],
  ['Upgrade', 'h2c'],
  ['HTTP2-Settings', 'AAMAAABkAAQCAAAAAAIAAAAA'],
] as const;

export function requestHeaders(
  url: CurlUrl,
  options: CurlOptions,
  { body, method, contentType, sends: hasBody }: Sent,
  cookies: string | undefined,
): [string, string][] {
  const own = options.headers.flatMap((line): (readonly [string, string, boolean])[] => {
    const [, name, mark, value = ''] = /^([^:;]+)([:;])\s*(.*)$/.exec(line) ?? [];
    // `Name:` removes a header; `Name;` sends it empty.
    return name === undefined ? [] : [[name, value, value !== '' || mark === ';']];
  });
  const named = new Set(own.map(([name]) => name.toLowerCase()));
  const out: [string, string][] = [];
  const add = (name: string, value: string | undefined): void => {
    if (!named.has(name.toLowerCase()) && value !== undefined && value !== '') out.push([name, value]);
  };
  // One Host only: the first that was given. Source: Curl_http_host.
  const host = own.find(([name]) => name.toLowerCase() === 'host');
  if (host?.[2]) out.push([host[0], host[1]]);
  add('Host', hostHeader(url));
  const user = options.user ?? url.user;
  if (user !== undefined)
    add(
      'Authorization',
      `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(user.includes(':') ? user : `${user}:`)))}`,
    );
  if (options.range !== undefined) add('Range', `bytes=${options.range}`);
  add('User-Agent', options.userAgent ?? `curl/${VERSION}`);
  const sends = hasBody && method !== 'GET' && method !== 'HEAD';
  if (options.json && sends) add('Content-Type', 'application/json');
  add('Accept', options.json ? 'application/json' : '*/*');
  add('Referer', options.referer);
  const given = options.cookie?.includes('=') ? options.cookie : undefined;
  add('Cookie', [cookies, given].filter((text) => text !== undefined).join('; '));
  if (sends) {
    add('Content-Length', String(byteLength(body)));
    if (!options.json) add('Content-Type', contentType);
  }
  if (options.http2 && url.scheme === 'http') for (const [name, value] of UPGRADE) add(name, value);
  for (const [name, value, sent] of own)
    if (sent && !(host?.[2] && name.toLowerCase() === 'host')) out.push([name, value]);
  return out;
}
