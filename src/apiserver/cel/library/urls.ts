// Models apiserver/pkg/cel/library/urls.go, with Go's net/url ParseRequestURI: an absolute URI, or a path.

import type { Environment } from '@marcbachmann/cel-js';
import { Failure } from '../failure.ts';

class Url {
  constructor(
    readonly scheme: string,
    readonly host: string,
    readonly path: string,
    readonly query: string,
  ) {}

  get hostname(): string {
    return /^\[([^\]]*)\]/.exec(this.host)?.[1] ?? this.host.replace(/:\d*$/, '');
  }

  get port(): string {
    return /:(\d*)$/.exec(this.host.replace(/^\[[^\]]*\]/, ''))?.[1] ?? '';
  }
}

function parse(text: string): Url | undefined {
  if (/[\x00-\x20\x7f]/.test(text) || /%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?]*)(?:\?(.*))?$/.exec(text);
  if (!match) return undefined;
  const [, scheme = '', authority = '', path = '', query = ''] = match;
  if (scheme === '' && !text.startsWith('/')) return undefined;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (!/^(\[[0-9A-Fa-f:.%\w]+\]|[^[\]:]*)(:\d*)?$/.test(host)) return undefined;
  return new Url(scheme.toLowerCase(), host, path, query);
}

const escapedPath = (path: string): string => path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/g, encodeURIComponent);

function queryOf(query: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(query)) found.set(key, [...(found.get(key) ?? []), value]);
  return found;
}

export function registerUrls(environment: Environment): void {
  environment
    .registerType('kubernetes.URL', { ctor: Url, fields: {} })
    .registerFunction('url(string): kubernetes.URL', (text: string) => {
      const url = parse(text);
      if (!url)
        throw new Failure(
          `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
        );
      return url;
    })
    .registerFunction('isURL(string): bool', (text: string) => parse(text) !== undefined)
    .registerFunction('kubernetes.URL.getScheme(): string', (url: Url) => url.scheme)
    .registerFunction('kubernetes.URL.getHost(): string', (url: Url) => url.host)
    .registerFunction('kubernetes.URL.getHostname(): string', (url: Url) => url.hostname)
    .registerFunction('kubernetes.URL.getPort(): string', (url: Url) => url.port)
    .registerFunction('kubernetes.URL.getEscapedPath(): string', (url: Url) => escapedPath(url.path))
    .registerFunction('kubernetes.URL.getQuery(): map<string, list<string>>', (url: Url) => queryOf(url.query))
    .registerOperator('kubernetes.URL == kubernetes.URL', (a: Url, b: Url) => JSON.stringify(a) === JSON.stringify(b));
}
