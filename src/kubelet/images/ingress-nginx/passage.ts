// One request on its way through the server: what was chosen for it, and what comes back.

import { type Hop, type Told, told } from '#machine/hop.ts';
import type { HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import { splice, type TcpStream } from '#machine/stream.ts';
import type { ServerView } from '../../image.ts';
import type { Visit } from './access-log.ts';
import type { Backend } from './backends.ts';
import type { BalanceRequest } from './balance.ts';
import type { Answer } from './pages.ts';
import type { Location, Server } from './routes.ts';

/** Between nginx and the backend, or nginx's own. Source: proxy_hide_header's defaults, and `more_clear_headers Server`. */
const NOT_PASSED =
  /^(server|date|connection|keep-alive|transfer-encoding|content-type|content-length|x-pad|x-accel-.*)$/i;

/** One request's way through the server. */
export interface Passage {
  readonly visit: Visit;
  readonly server: Server;
  readonly location: Location;
  readonly connection: number;
  readonly hops: Hop[];
}

/** For the trace. */
export function chosen({ visit: { uri }, server, location }: Passage): Told {
  const { ingress, isDefault, pathType, ingressPath } = location;
  const { path } = uri;
  const host = server.hostname;
  if (ingress === undefined) {
    const did = `nginx has no server for host ${uri.host}: the catch-all server took ${path}`;
    return told(did, 'ingress-no-host', { host: uri.host, path });
  }
  if (isDefault)
    return told(`no path of host ${host} is for ${path}: its default backend is`, 'ingress-no-path', { host, path });
  const did = `nginx matched host ${host} and path ${ingressPath} (${pathType}) of Ingress ${ingress}`;
  return told(did, 'ingress-matched', { host, path: ingressPath, pathType, ingress });
}

/** A backend's answer, less what is between it and nginx. */
export function proxied({ status, headers, body, trailers }: HttpResponse, stream: TcpStream | undefined): Answer {
  const type = headerOf(headers, 'content-type');
  const length = headerOf(headers, 'content-length');
  return {
    status,
    body,
    ...(type === undefined ? {} : { type }),
    ...(trailers && { trailers }),
    // From now on bytes go both ways: a WebSocket.
    ...(stream && { upgrade: (client: TcpStream) => void splice(client, stream) }),
    headers: [
      ...(length === undefined ? [] : [['Content-Length', length] as const]),
      ...headers.filter(([name]) => !NOT_PASSED.test(name)),
    ],
  };
}

/** What the choice of an endpoint looks at. */
export function balanceRequest(
  { visit, location, server }: Passage,
  { hashBy }: Backend,
  container: ServerView,
): BalanceRequest {
  const { request, uri, clientIP } = visit;
  const cookies = request.headers.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value);
  const values: Record<string, string> = {
    ...{ $request_uri: uri.requestUri, $uri: uri.path, $host: uri.host, $remote_addr: clientIP },
    ...{ $binary_remote_addr: clientIP, $args: uri.query.slice(1) },
  };
  return {
    header: (name) => headerOf(request.headers, name),
    cookie: (name) =>
      cookies
        .flatMap((value) => value.split(/; */))
        .find((pair) => pair.startsWith(`${name}=`))
        ?.slice(name.length + 1),
    random: () => container.random(),
    nowMs: container.now(),
    isSecure: uri.scheme === 'https',
    host: server.hostname,
    locationPath: location.ingressPath,
    hashKey: hashBy.replace(/\$\w+/g, (name) => values[name] ?? headerOf(request.headers, name.slice(6)) ?? ''),
  };
}
