// What stands behind an open port: a handler, and how it speaks.

import type { Protocol } from '#api/core/types.ts';
import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import type { NoAnswer } from '#machine/http-stream.ts';
import { requestOver, serveHttp } from '#machine/http-stream.ts';
import type { Preread } from '#machine/preread.ts';
import type { HttpHandler, Peer } from '#machine/program.ts';
import type { TcpHandler, TcpStream, UdpHandler } from '#machine/stream.ts';
import { connectedPair } from '#machine/stream.ts';
import { answerToPlain, type ServerTls } from '#machine/tls.ts';
import { unnamed, unnamedBytes } from './passing-on.ts';

/** Instead of an answer: the connection is closed without one, or reset, or what came is no HTTP. */
export type Broken = NoAnswer;

/** An `HttpHandler` that may also break the connection. Every `HttpHandler` is one. */
export type NetworkHandler = (
  request: HttpRequest,
  peer: Peer,
) => HttpResponse | Broken | Promise<HttpResponse | Broken>;

export interface Served {
  readonly handler: NetworkHandler;
  readonly tls?: ServerTls;
  /** Takes whole connections. Of another protocol than HTTP, `handler` is what a client sees that speaks HTTP to it. */
  readonly tcp?: TcpHandler;
  /** Speaks HTTP/2 too: with TLS by ALPN, else with prior knowledge. `only`: no HTTP/1. */
  readonly http2?: boolean | 'only';
  /** Reads the name in the TLS handshake first, and may pass the connection on by it: then it is another server's. */
  readonly preread?: Preread;
}

/** A server of any protocol on TCP. */
export function rawServed(tcp: TcpHandler): Served {
  return {
    tcp,
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
