// What stands behind an open port: a handler, and how it speaks.

import type { Protocol } from '#api/core/types.ts';
import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import type { HttpHandler } from '#machine/program.ts';

/** Instead of an answer: the connection is closed without one, or reset. */
export type Broken = { readonly close: true } | { readonly reset: true };

/** An `HttpHandler` that may also break the connection. Every `HttpHandler` is one. */
export type NetworkHandler = (
  request: HttpRequest,
  peer: { readonly ip: string },
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
}

/** Finds who answers at an open port; a bare handler speaks plain HTTP. */
export type FindListener = (
  place: string,
  port: number,
  protocol: Protocol,
) => HttpHandler | NetworkHandler | Served | undefined;

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
