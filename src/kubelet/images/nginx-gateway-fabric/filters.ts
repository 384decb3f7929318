// What filters do to a request and its answer. Source: Gateway API, HTTPRouteFilter.

import type { HeaderModifier, PathModifier, RouteFilter } from '#api/gateway/types.ts';
import type { HttpHeaders } from '#machine/http.ts';

/** The path that a modifier makes; `prefix` is what matched. */
export function modifiedPath(path: string, modifier: PathModifier | undefined, prefix: string): string {
  if (!modifier) return path;
  if (modifier.type === 'ReplaceFullPath') return modifier.replaceFullPath ?? '/';
  const rest = path.slice(prefix.replace(/\/$/, '').length);
  const replaced = `${(modifier.replacePrefixMatch ?? '').replace(/\/$/, '')}${rest}`;
  return replaced.startsWith('/') ? replaced : `/${replaced}`;
}

export function modifiedHeaders(headers: HttpHeaders, modifier: HeaderModifier | undefined): HttpHeaders {
  if (!modifier) return headers;
  const { set = [], add = [], remove = [] } = modifier;
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  let result = headers.filter(([name]) => ![...remove, ...set.map((h) => h.name)].some((other) => same(name, other)));
  result = [...result, ...set.map(({ name, value }) => [name, value] as const)];
  for (const { name, value } of add) {
    const at = result.findIndex(([other]) => same(other, name));
    if (at < 0) result = [...result, [name, value]];
    else result = result.with(at, [result[at]![0], `${result[at]![1]},${value}`]);
  }
  return result;
}

const WELL_KNOWN: Readonly<Record<string, number>> = { http: 80, https: 443 };

export interface Redirected {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  /** With its question mark. */
  readonly search: string;
  readonly listenerPort: number;
  readonly prefix: string;
}

/** The Location header. Source: HTTPRequestRedirectFilter.port: a scheme brings its own port, and the well-known one is left out. */
export function locationOf(redirect: NonNullable<RouteFilter['requestRedirect']>, request: Redirected): string {
  const scheme = redirect.scheme ?? request.scheme;
  const port = redirect.port ?? (redirect.scheme ? WELL_KNOWN[redirect.scheme]! : request.listenerPort);
  const shown = WELL_KNOWN[scheme] === port ? '' : `:${port}`;
  const path = modifiedPath(request.path, redirect.path, request.prefix);
  return `${scheme}://${redirect.hostname ?? request.host}${shown}${path}${request.search}`;
}
