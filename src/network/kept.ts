// Connections that clients have kept open: a request on one goes where the first went, whatever Services say by now.

import type { HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { KeptConnection } from '#machine/kept-connection.ts';
import type { Place } from '#machine/program.ts';
import type { SocketAddress } from '#machine/stream.ts';
import type { TlsSession } from '#machine/tls.ts';
import type { Flow } from './capture/flow.ts';
import type { Link } from './link.ts';
import type { Served } from './listener.ts';
import type { Trace } from './proxy/packet.ts';

/** An established connection, as it was reached. */
export interface Connection {
  readonly served: Served;
  readonly place: Place;
  /** The server's own address. */
  readonly own: SocketAddress;
  readonly sourceIP: string;
  readonly sourcePort: number;
  readonly roundTripMs: number;
  /** How it was opened. */
  readonly trace: Trace;
  /** Its packets, where somebody captures. */
  flow?: Flow | undefined;
  /** Of the proxy that passed it on, unopened. */
  readonly through?: Connection;
  /** What is wrong with the way, where something is. */
  readonly link?: Link;
}

export interface Kept {
  readonly connection: Connection;
  readonly from: Place;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly remote: SocketAddress;
  readonly tls: TlsSession | undefined;
}

const all = new WeakMap<KeptConnection, Kept>();

export const keptBy = (keep: KeptConnection): Kept | undefined => (keep.isClosed ? undefined : all.get(keep));

export const letGo = (keep: KeptConnection): boolean => all.delete(keep);

export function remember(keep: KeptConnection, kept: Kept): void {
  if (!keep.isClosed) all.set(keep, kept);
}

/** Does the server leave it open after this answer? */
export const isKept = ({ status, headers }: HttpResponse): boolean =>
  status !== 101 && headerOf(headers, 'connection')?.toLowerCase() !== 'close';
