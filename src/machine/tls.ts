// TLS at a listening port: which certificate is shown, and what is said to clients that speak plain HTTP to it.

import type { TlsServer } from '#pki/handshake.ts';
import type { HttpRequest, HttpResponse } from './http.ts';

export type { KeyPair, TlsAlert, TlsFault, TlsRefusal, TlsServer, TlsSession, TlsVersion } from '#pki/handshake.ts';

export interface ServerTls extends TlsServer {
  /** The answer to a request in plain HTTP. Default: that of Go's net/http. */
  plainAnswer?(request: HttpRequest): HttpResponse;
}

/** Source: net/http server.go, badRequestError of a TLS listener. */
export function answerToPlain(tls: ServerTls, request: HttpRequest): HttpResponse {
  return (
    tls.plainAnswer?.(request) ?? {
      status: 400,
      headers: [],
      body: 'Client sent an HTTP request to an HTTPS server.\n',
    }
  );
}
