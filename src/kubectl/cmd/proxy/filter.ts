// Which requests kubectl proxy passes on. Models kubectl/pkg/proxy FilterServer.

import { goRegexp } from '../../go-regexp.ts';

export interface Filter {
  readonly rejectPaths: readonly RegExp[];
  readonly rejectMethods: readonly RegExp[];
  readonly acceptPaths: readonly RegExp[];
  readonly acceptHosts: readonly RegExp[];
}

/** A comma-separated list of Go regular expressions, or Go's reason why one is none. */
export function parsePatterns(list: string): RegExp[] | { readonly error: string } {
  const patterns: RegExp[] = [];
  for (const text of list.split(',')) {
    const read = goRegexp(text);
    if ('error' in read) return read;
    patterns.push(read.regexp);
  }
  return patterns;
}

/** `localhost:8001` → `localhost`, `[::1]:8001` → `::1`. Models extractHost: without a port the header stays as it is. */
export function hostWithoutPort(header: string): string {
  const [, v6, plain] = /^(?:\[(.*)\]|([^:[\]]*)):\d*$/.exec(header) ?? [];
  return v6 ?? plain ?? header;
}

const some = (patterns: readonly RegExp[], text: string): boolean => patterns.some((p) => p.test(text));

/** Refusals are looked at first: a path, then a method; then path and host must both be accepted. `path` has no query. */
export function accepts(filter: Filter, method: string, path: string, host: string): boolean {
  if (some(filter.rejectPaths, path) || some(filter.rejectMethods, method)) return false;
  return some(filter.acceptPaths, path) && some(filter.acceptHosts, hostWithoutPort(host));
}
