// Servers of HTTP and of bytes: each takes what the other does.

import type { Protocol } from '#api/core/types.ts';
import { requestOver, serveHttp } from '#machine/http-stream.ts';
import type { HttpHandler } from '#machine/program.ts';
import type { Behind, NetworkHandler, Served } from '#machine/served.ts';
import type { TcpHandler, TcpStream, UdpHandler } from '#machine/stream.ts';
import { connectedPair } from '#machine/stream.ts';
import { answerToPlain, type TlsSession } from '#machine/tls.ts';
import { unnamed, unnamedBytes } from './passing-on.ts';

export type { Broken, NetworkHandler, Served } from '#machine/served.ts';

/** A server of any protocol on TCP. */
export function rawServed(tcp: TcpHandler, behind?: Behind): Served {
  return {
    tcp,
    ...(behind && { behind }),
    handler(request, { ip, port = 0, gone }) {
      const { hostname, port: own } = new URL(request.url);
      const client = { ip, port };
      const server = { ip: hostname, port: Number(own) || 80 };
      const [near, far] = connectedPair({
        client: { local: client, remote: server },
        server: { local: server, remote: client },
      });
      gone?.addEventListener('abort', () => near.close(), { once: true });
      tcp(far);
      return requestOver(near, request);
    },
  };
}

/** What takes a connection to a port, byte by byte. */
export function connectionTo({ tcp, preread, ...served }: Served): TcpHandler {
  if (tcp) return tcp;
  const toHttp = (stream: TcpStream): void => void serveHttp(stream, plainHandler(served));
  return preread ? unnamedBytes(preread, toHttp) : toHttp;
}

/** What takes a connection whose TLS has been ended already. */
export function securedTo({ handler }: Served, tls: TlsSession): TcpHandler {
  const answer: NetworkHandler = (request, peer) =>
    handler({ ...request, url: request.url.replace(/^http:/i, 'https:') }, { ...peer, tls });
  return (stream) => void serveHttp(stream, answer);
}

/** What answers requests in plain HTTP. */
export function plainHandler({ handler, tls, preread }: Served): NetworkHandler {
  if (preread) return unnamed({ handler, ...(tls && { tls }) }, preread);
  return tls ? (request) => answerToPlain(tls, request) : handler;
}

/** Finds who answers at an open port; a bare handler speaks plain HTTP. */
export type FindListener = (
  place: string,
  port: number,
  protocol: Protocol,
) => HttpHandler | NetworkHandler | Served | undefined;

/** Finds who takes datagrams at an open port. */
export type FindDatagrams = (place: string, port: number) => UdpHandler | undefined;
