// Hostnames of listeners and routes: which of them meet, and which of several is meant. Source: Gateway API, Listener.hostname.

/** Does a hostname of a listener or route stand for `host`? Undefined: any. `*.` stands for one label or more. */
export function coversHost(hostname: string | undefined, host: string): boolean {
  if (hostname === undefined) return true;
  return hostname.startsWith('*.') ? host.endsWith(hostname.slice(1)) && host !== hostname.slice(1) : hostname === host;
}

/** The hostnames that a route has at a listener; `undefined` in it stands for any, an empty list for none. */
export function intersection(
  listener: string | undefined,
  route: readonly string[] | undefined,
): readonly (string | undefined)[] {
  if (!route || route.length === 0) return [listener];
  if (listener === undefined) return route;
  return route.flatMap((hostname) => {
    if (hostname === listener) return [hostname];
    const [a, b] = [listener.startsWith('*.'), hostname.startsWith('*.')];
    if (a && (b ? hostname.endsWith(listener.slice(1)) : coversHost(listener, hostname))) return [hostname];
    if (b && (a ? listener.endsWith(hostname.slice(1)) : coversHost(hostname, listener))) return [listener];
    return [];
  });
}

/** The more specific first: characters of one without a wildcard, then characters. Source: HTTPRouteSpec.hostnames. */
export function compareHostnames(a: string | undefined, b: string | undefined): number {
  const exact = (hostname = ''): number => (hostname.startsWith('*.') ? 0 : hostname.length);
  return exact(b) - exact(a) || (b ?? '').length - (a ?? '').length;
}
