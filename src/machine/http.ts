// HTTP messages as values, and what became of one. Everything that sends or answers a request speaks these.

import type { Hop } from './hop.ts';
import type { TcpHandler, TcpStream } from './stream.ts';
import type { TlsFault, TlsSession } from './tls.ts';

export type { Hop, HopReason } from './hop.ts';

/** In the order sent, names as written. Look one up with `headerOf`, which ignores case. */
export type HttpHeaders = readonly (readonly [name: string, value: string])[];

/** They belong to one connection, not to the message: who passes it on drops them. Source: RFC 9110 7.6.1, httputil.ReverseProxy. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export interface HttpRequest {
  readonly method: string;
  /** Absolute: `http://web.default:80/path?query`. */
  readonly url: string;
  readonly headers: HttpHeaders;
  readonly body: string;
  /** Undefined: HTTP/1.1. With plain HTTP, `HTTP/2` is prior knowledge (h2c); with TLS it is what was agreed on. */
  readonly version?: 'HTTP/1.0' | 'HTTP/2';
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: string;
  /** The words beside the status, where HTTP/1 has others than the usual ones: nginx's own. */
  readonly reason?: string;
  /**
   * What became of the request behind the server that answered: a reverse proxy's choice, and the way of its own request.
   * For the trace only: it is not on the wire, and a client never sees it.
   */
  readonly via?: readonly Hop[];
  /** Fields after the body: HTTP/2's, which gRPC needs. */
  readonly trailers?: HttpHeaders;
  /** Of a 101: takes the server's end of what the connection has become. Taken off before the client sees the response. */
  readonly upgrade?: TcpHandler;
}

/** `protocol`: what came back is no HTTP, or not the version that was asked for. */
export type NetworkErrorKind =
  | 'refused'
  | 'timeout'
  | 'unresolved'
  | 'unreachable'
  | 'reset'
  | 'empty'
  | 'tls'
  | 'protocol';

export interface NetworkError {
  readonly kind: NetworkErrorKind;
  /** During which step a timeout struck. */
  readonly phase: 'resolve' | 'connect' | 'tls' | 'transfer';
  readonly message: string;
  /** The name is unresolved because no name server answered: getaddrinfo's EAI_AGAIN. */
  readonly temporary?: boolean;
  /** What the handshake failed on, where `kind` is `tls`. */
  readonly tls?: TlsFault;
}

interface ExchangeFacts {
  /** The last hop is where the request ended. */
  readonly trace: readonly Hop[];
  /** Simulated milliseconds from the call to its end. */
  readonly elapsedMs: number;
  /** The address that the client connected to, once known. */
  readonly remote?: { readonly ip: string; readonly port: number };
  /** After a 101: the client's end of the connection. */
  readonly stream?: TcpStream;
  /** What was agreed on and shown, where a TLS handshake got as far as the server's certificate. */
  readonly tls?: TlsSession;
}

export type Exchange = ExchangeFacts &
  ({ readonly ok: true; readonly response: HttpResponse } | { readonly ok: false; readonly error: NetworkError });

export function headerOf(headers: HttpHeaders, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([n]) => n.toLowerCase() === wanted)?.[1];
}
