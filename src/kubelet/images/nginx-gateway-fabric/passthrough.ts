// TLS listeners: by the name in the handshake, which backend a connection is passed on to, unopened.
// Models internal/controller/state/graph/tlsroute.go, dataplane buildPassthroughServers, and createStreamMaps of internal/controller/nginx/config/maps.go.

import type { Listener } from '#api/gateway/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Hop, type Told, told } from '#machine/hop.ts';
import type { Passage } from '#machine/preread.ts';
import type { AttachedParent, Route } from './attach.ts';
import { type BackendObjects, backendOf, type Endpoint } from './backends.ts';
import type { Configuration } from './compile.ts';
import { type Said, said } from './conditions.ts';
import { compareHostnames, coversHost } from './hostnames.ts';

/** A name at a port, and what becomes of connections that ask for it. */
export interface NamedPassage {
  readonly listener: string;
  readonly port: number;
  /** Absent: any name, but a name there has to be. */
  readonly hostname?: string;
  /** `TLSRoute/namespace/name`. Absent: no route is for the listener's own hostname. */
  readonly route?: string;
  /** `namespace/name` */
  readonly service?: string;
  readonly endpoints: readonly Endpoint[];
  /** Why there is no backend. */
  readonly wrong?: string;
}

export type TlsRoute = Extract<Route, { kind: 'TLSRoute' }>;

/** Where a TLSRoute leads. No backend: the route is attached nowhere. */
export function judgeTlsRoute(
  route: TlsRoute,
  objects: BackendObjects,
): { readonly backend?: Pick<NamedPassage, 'service' | 'endpoints' | 'wrong'>; readonly conditions: readonly Said[] } {
  const { rules } = route.route.spec;
  const [ref, ...more] = rules[0]?.backendRefs ?? [];
  if (rules.length !== 1 || !ref || more.length > 0) {
    const message = 'Must have exactly one Rule and BackendRef';
    return { conditions: [said('ResolvedRefs', 'False', 'UnsupportedValue', message)] };
  }
  const backend = backendOf(ref, route, 'spec.rules[0].backendRefs[0]', objects);
  if ('service' in backend) return { backend, conditions: [] };
  return { backend: { endpoints: [], wrong: backend.wrong.message }, conditions: [backend.wrong] };
}

export function passagesOf(
  { route }: TlsRoute,
  { attachments }: AttachedParent,
  backend: Pick<NamedPassage, 'service' | 'endpoints' | 'wrong'>,
  listeners: readonly Listener[],
): readonly NamedPassage[] {
  return attachments.flatMap(({ listener, hostnames }) =>
    hostnames.map((hostname) => ({
      listener,
      port: listeners.find(({ name }) => name === listener)?.port ?? 0,
      ...(hostname !== undefined && { hostname }),
      route: `TLSRoute/${keyOf(route)}`,
      ...backend,
    })),
  );
}

/** A listener's own hostname that no route has: what asks for it is not left to listeners for HTTPS. */
export function unrouted({ name, port, hostname }: Listener, passages: readonly NamedPassage[]): NamedPassage[] {
  if (passages.some((p) => p.listener === name && p.hostname === hostname)) return [];
  return [{ listener: name, port, ...(hostname !== undefined && { hostname }), endpoints: [] }];
}

/** @param turn Which endpoint is tried first. */
export function passageFor(
  { gateway, servers, passages }: Configuration,
  port: number,
  name: string | undefined,
  place: string,
  turn: number,
): Passage {
  const here = passages.filter((passage) => passage.port === port);
  const own = servers.filter((server) => server.port === port);
  const hop = ({ did, reason }: Told, object: string, ok = false): Hop => ({ at: place, did, object, ok, reason });
  const closed = (why: Told, object = gateway): Passage => ({ to: [], via: [hop(why, object)] });
  const asked = name?.toLowerCase();
  const [meant] = [...here, ...own]
    .filter(({ hostname }) => asked !== undefined && coversHost(hostname, asked))
    .toSorted((a, b) => compareHostnames(a.hostname, b.hostname));
  // Without listeners for HTTPS the map's default closes; with them it leads to nginx's own server, which may refuse the name.
  if (here.length === 0 || (meant ? 'choices' in meant : own.length > 0)) return { via: [] };
  const at = { port: String(port) };
  if (asked === undefined)
    return closed(told(`the client named no host in a TLS handshake on port ${port}: closed`, 'sni-missing', at));
  if (!meant || 'choices' in meant || meant.route === undefined)
    return closed(
      told(`no TLSRoute on port ${port} is for the name ${asked}: closed`, 'sni-no-route', { name: asked, ...at }),
    );
  const { route, listener, service = '', endpoints, wrong } = meant;
  if (wrong !== undefined) {
    const why = { name: asked, route, why: wrong };
    return closed(
      told(`${route}, for the name ${asked}, has no valid backend: ${wrong}`, 'sni-no-backend', why),
      route,
    );
  }
  const what = `the TLS handshake asks for ${asked}: listener ${listener}, rule 0 of ${route}`;
  const matched = hop(told(what, 'sni-route-matched', { name: asked, listener, route }), route, true);
  const object = `Service/${service}`;
  if (endpoints.length === 0) {
    const none = told(`Service ${service} has no ready endpoint: closed`, 'sni-no-endpoint', { name: asked, service });
    return { to: [], via: [matched, hop(none, object)] };
  }
  const first = turn % endpoints.length;
  const to = [...endpoints.slice(first), ...endpoints.slice(0, first)];
  const endpoint = `${to[0]!.ip}:${to[0]!.port}`;
  const sent = told(`passed the connection on to ${endpoint} of Service ${service}, still encrypted`, 'sni-sent', {
    endpoint,
    service,
  });
  return { to, via: [matched, hop(sent, object, true)] };
}
