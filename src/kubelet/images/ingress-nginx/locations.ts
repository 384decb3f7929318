// Which server and which location a request belongs to. Models location.go updateServerLocations, template.go buildLocation, and
// nginx's own search among them.

import type { Location, Server } from './routes.ts';
import { DEFAULT_SERVER } from './routes.ts';

/**
 * Longest path first; a Prefix becomes a folder and the path itself, so that `/foo` is not `/foobar`.
 */
export function splitPrefixes(locations: readonly Location[]): Location[] {
  const sorted = locations
    .toSorted((a, b) => (a.path > b.path ? -1 : a.path < b.path ? 1 : 0))
    .sort((a, b) => b.path.length - a.path.length);
  const exact = new Set(sorted.filter(({ pathType }) => pathType === 'Exact').map(({ path }) => path));
  return sorted.flatMap((location): Location[] => {
    const { path, pathType } = location;
    if (path === '/' || pathType === 'Exact' || rewrites(location) || location.options.useRegex) return [location];
    const folder = { ...location, path: path.endsWith('/') ? path : `${path}/` };
    return exact.has(path) ? [folder] : [folder, { ...location, pathType: 'Exact' }];
  });
}

export const rewrites = ({ path, options: { rewriteTarget } }: Location): boolean =>
  rewriteTarget !== '' && rewriteTarget !== path;

/** One location with a regular expression makes all of its host's regular expressions. */
export const usesRegex = ({ locations }: Server): boolean =>
  locations.some((location) => rewrites(location) || location.options.useRegex);

/** Source: template.go isLocationInLocationList. */
export const isIn = ({ path }: Location, beginnings: readonly string[]): boolean =>
  beginnings.some((beginning) => path.startsWith(beginning));

export function serverFor(servers: readonly Server[], host: string): Server {
  const name = host.toLowerCase().replace(/\.$/, '');
  return (
    servers.find(({ hostname, aliases }) => hostname === name || aliases.includes(name)) ??
    servers.find(({ hostname, aliases }) => covers(hostname, name) || aliases.some((a) => covers(a, name))) ??
    servers.find(({ hostname }) => hostname === DEFAULT_SERVER)!
  );
}

/** A star is one label. Source: template.go buildServerName. */
function covers(wildcard: string, host: string): boolean {
  if (!wildcard.startsWith('*.')) return false;
  const dot = host.indexOf('.');
  return dot > 0 && /^[\w-]+$/.test(host.slice(0, dot)) && host.slice(dot) === wildcard.slice(1);
}

/** `path` is decoded and normalised, as nginx's $uri. Undefined: no location is for it, which `/` never lets happen without regular expressions. */
export function locationFor(server: Server, path: string): Location | undefined {
  if (usesRegex(server)) return server.locations.find(({ path: pattern }) => regexOf(`^${pattern}`)?.test(path));
  let longest: Location | undefined;
  for (const location of server.locations) {
    if (location.pathType === 'Exact') {
      if (location.path === path) return location;
    } else if (path.startsWith(location.path) && location.path.length > (longest?.path.length ?? -1))
      longest = location;
  }
  return longest;
}

/**
 * The location that nginx sends a client on to: its path is the client's with a slash, and nothing is for the path without one. The
 * documentation's table has `/foo` belong to a Prefix `/foo/`, and to no Exact one. Models auto_redirect, which proxy_pass sets.
 */
export function withSlash(server: Server, path: string): Location | undefined {
  if (path.endsWith('/') || usesRegex(server)) return undefined;
  if (server.locations.some((location) => location.path === path)) return undefined;
  return server.locations.find(({ path: own, options }) => own === `${path}/` && options.denied === undefined);
}

const compiled = new Map<string, RegExp | undefined>();

/** PCRE. Undefined: it is no pattern; nginx would not load it. @param flags Default: without regard to case, as locations are. */
export function regexOf(pattern: string, flags = 'i'): RegExp | undefined {
  const key = `${flags} ${pattern}`;
  if (!compiled.has(key)) {
    let regex: RegExp | undefined;
    try {
      regex = new RegExp(
        pattern.replace(/\(\?P?<(\w+)>/g, '(?<$1>').replace(/^(\^?)\(\?i\)/, '$1'),
        /^\^?\(\?i\)/.test(pattern) ? 'i' : flags,
      );
    } catch {
      regex = undefined;
    }
    compiled.set(key, regex);
  }
  return compiled.get(key);
}
