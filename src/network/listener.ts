// What stands behind an open port: a handler, and how it speaks.

import type { Protocol } from '#api/core/types.ts';
import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import type { NoAnswer } from '#machine/http-stream.ts';
import { requestOver, serveHttp } from '#machine/http-stream.ts';
import type { HttpHandler, Peer } from '#machine/program.ts';
import type { TcpHandler, UdpHandler } from '#machine/stream.ts';
import { connectedPair } from '#machine/stream.ts';

/** Instead of an answer: the connection is closed without one, or reset, or what came is no HTTP. */
export type Broken = NoAnswer;

/** An `HttpHandler` that may also break the connection. Every `HttpHandler` is one. */
export type NetworkHandler = (
  request: HttpRequest,
  peer: Peer,
) => HttpResponse | Broken | Promise<HttpResponse | Broken>;

/** The certificate that a TLS server shows. */
export interface ServerTls {
  /** Signed by itself: refused without `-k`. */
  readonly selfSigned?: boolean;
  /** Signed by an authority that clients do not know, such as the cluster's own: refused without `-k`. */
  readonly unknownIssuer?: boolean;
  /** Names and addresses that it is valid for, `*.example.com` included. Undefined: all. */
  readonly names?: readonly string[];
}

export interface Served {
  readonly handler: NetworkHandler;
  readonly tls?: ServerTls;
  /** Takes whole connections. Of another protocol than HTTP, `handler` is what a client sees that speaks HTTP to it. */
  readonly tcp?: TcpHandler;
  /** Speaks HTTP/2 too: with TLS by ALPN, else with prior knowledge. */
  readonly http2?: boolean;
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
export function connectionTo({ handler, tcp, tls }: Served): TcpHandler {
  if (tcp) return tcp;
  return (stream) => void serveHttp(stream, tls ? () => PLAIN_TO_TLS : handler);
}

/** Source: net/http: what a TLS server says to plain HTTP. */
export const PLAIN_TO_TLS: HttpResponse = {
  status: 400,
  headers: [],
  body: 'Client sent an HTTP request to an HTTPS server.\n',
};

/** Finds who answers at an open port; a bare handler speaks plain HTTP. */
export type FindListener = (
  place: string,
  port: number,
  protocol: Protocol,
) => HttpHandler | NetworkHandler | Served | undefined;

/** Finds who takes datagrams at an open port. */
export type FindDatagrams = (place: string, port: number) => UdpHandler | undefined;

/** Why a client that checks certificates refuses this one, in OpenSSL's and curl's words; undefined if it does not. */
export function certificateFault(tls: ServerTls, host: string): string | undefined {
  if (tls.selfSigned) return 'SSL certificate problem: self-signed certificate';
  if (tls.unknownIssuer) return 'SSL certificate problem: unable to get local issuer certificate';
  if (tls.names && !tls.names.some((name) => covers(name, host)))
    return `SSL: no alternative certificate subject name matches target host name '${host}'`;
  return undefined;
}

/** A wildcard stands for exactly one label. Source: RFC 6125. */
function covers(name: string, host: string): boolean {
  if (name.toLowerCase() === host.toLowerCase()) return true;
  return (
    name.startsWith('*.') &&
    host.includes('.') &&
    host.slice(host.indexOf('.')).toLowerCase() === name.slice(1).toLowerCase()
  );
}
