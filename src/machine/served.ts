// What stands behind an open port: a handler, and how it speaks.

import type { Hop, HttpRequest, HttpResponse } from './http.ts';
import type { NoAnswer } from './http-stream.ts';
import type { Preread } from './preread.ts';
import type { Peer } from './program.ts';
import type { TcpHandler } from './stream.ts';
import type { ServerTls } from './tls.ts';

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
  /** It carries bytes to another server. Who speaks TLS or HTTP/2 to it agrees on that with the other. */
  readonly behind?: Behind;
}

/** A server, and where it runs. */
export interface ServerEnd {
  readonly served: Served;
  readonly place: string;
}

/** Opens the way to the server behind. `to` is undefined: there is none, and the connection is closed. */
export type Behind = () => Promise<{ readonly hops: readonly Hop[]; readonly to?: ServerEnd }>;

/** Application protocols in the server's order. */
export const alpnOf = ({ tls, http2 = false }: Served): readonly string[] =>
  tls?.alpn ?? (http2 === 'only' ? ['h2'] : http2 ? ['h2', 'http/1.1'] : ['http/1.1']);
