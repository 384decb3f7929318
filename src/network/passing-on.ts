// From a server that reads the name in the TLS handshake to the one that answers: the connection's second half.
// Differs: tcpdump shows the packets between client and proxy; those between proxy and backend it does not.

import { type Hop, told } from '#machine/hop.ts';
import type { HttpRequest } from '#machine/http.ts';
import type { Preread } from '#machine/preread.ts';
import type { Peer } from '#machine/program.ts';
import type { TcpStream } from '#machine/stream.ts';
import { answerToPlain } from '#machine/tls.ts';
import type { Connection } from './kept.ts';
import { SYN, sendingMs } from './link.ts';
import type { NetworkHandler, Served } from './listener.ts';
import type { Network } from './network.ts';
import { ephemeralPort, roundTripMs } from './round-trip.ts';

/** Source: nginx proxy_connect_timeout of the stream module. */
const CONNECT_MS = 60_000;
/** Of proxies behind each other. One that leads to itself has in reality no end but its limit of connections. */
const DEEPEST = 8;

export interface PassedOn {
  readonly hops: readonly Hop[];
  /** Until a backend had it, or until it was given up. */
  readonly waitMs: number;
  /** Undefined: the server closes it. */
  readonly connection?: Connection;
}

/** Where a connection ends whose server passes on by name. Decided at once: no time passes. */
export async function passedOn(
  network: Pick<Network, 'dial'>,
  connection: Connection,
  serverName: string | undefined,
  random: () => number,
  depth = 0,
): Promise<PassedOn> {
  const { served, place } = connection;
  const { via, to } = served.preread ? await served.preread(serverName) : { via: [] };
  if (!to) return { hops: via, waitMs: 0, connection };
  const hops = [...via];
  const close = (did: string, code: 'sni-loop' | 'sni-unreachable'): void => {
    hops.push({ at: place, ...told(did, code, {}), ok: false });
  };
  if (depth === DEEPEST) {
    close('passed the connection on in a circle: closed it', 'sni-loop');
    return { hops, waitMs: 0 };
  }
  let waitMs = 0;
  for (const address of to) {
    const { trace, listener } = network.dial(place, address);
    const { delivered, link, verdict } = trace;
    hops.push(...trace.hops);
    const tripMs = roundTripMs(place, delivered?.place ?? trace.hops.at(-1)?.at ?? '', random);
    const openMs = verdict === 'timeout' ? CONNECT_MS : Math.min(tripMs + sendingMs(link, SYN, random), CONNECT_MS);
    waitMs += openMs;
    if (!delivered || !listener || openMs === CONNECT_MS) continue;
    const next: Connection = {
      served: listener,
      place: delivered.place,
      own: { ip: delivered.ip, port: delivered.port },
      sourceIP: delivered.sourceIP,
      sourcePort: ephemeralPort(random),
      roundTripMs: connection.roundTripMs + tripMs,
      trace: connection.trace,
      flow: connection.flow,
      through: connection,
      ...((link ?? connection.link) && { link: link ?? connection.link! }),
    };
    const rest = await passedOn(network, next, serverName, random, depth + 1);
    return { ...rest, hops: [...hops, ...rest.hops], waitMs: waitMs + rest.waitMs };
  }
  if (hops.at(-1)?.ok !== false || to.length > 0) close('reached no backend: closed the connection', 'sni-unreachable');
  return { hops, waitMs };
}

/** What such a server makes of a request in plain HTTP: there is no name in it. */
export function unnamed({ handler, tls }: Omit<Served, 'preread'>, preread: Preread): NetworkHandler {
  return async (request: HttpRequest, peer: Peer) => {
    const { to, via } = await preread(undefined);
    if (to) return { close: true, via };
    return tls ? answerToPlain(tls, request) : handler(request, peer);
  };
}

/** And of bytes: with the first it knows that no name comes. `onward`: it keeps the connection. */
export function unnamedBytes(preread: Preread, onward: (stream: TcpStream) => void): (stream: TcpStream) => void {
  return async (stream) => {
    const { to, via } = await preread(undefined);
    if (!to) return onward(stream);
    await stream.read();
    stream.way.hops.push(...via);
    stream.close();
  };
}
