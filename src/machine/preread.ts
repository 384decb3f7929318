// A server that reads the name in a client's TLS handshake before anything else, and passes the connection on by it, unopened.
// Models nginx's ngx_stream_ssl_preread_module.

import type { Hop } from './hop.ts';
import type { SocketAddress } from './stream.ts';

export interface Passage {
  /** What it found, and why it goes no further where it does not. */
  readonly via: readonly Hop[];
  /** Tried in this order, until one takes the connection; where none does, it is closed. Undefined: the server keeps it for itself. */
  readonly to?: readonly SocketAddress[];
}

/** `serverName`: of the ClientHello's SNI; undefined: there is none, or what came is no TLS. */
export type Preread = (serverName: string | undefined) => Passage | Promise<Passage>;
