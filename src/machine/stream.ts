// Connections below HTTP: an established TCP connection as its two ends see it, and UDP datagrams.
// All data is text; a byte that is no text is a lone surrogate, as in bytes.ts. A character may come in two pieces, as its bytes do.

import type { Hop } from './hop.ts';
import { makePipe } from './pipe.ts';

export interface SocketAddress {
  readonly ip: string;
  readonly port: number;
}

/** One end of an established TCP connection. */
export interface TcpStream {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** The next piece; undefined after the other side's FIN or reset, or when `signal` aborts. */
  read(signal?: AbortSignal): Promise<string | undefined>;
  /** False when the other side takes no more: it has closed, or reset the connection. */
  write(text: string): boolean;
  /** Resolves when the reader has caught up, or has gone. */
  drained(): Promise<void>;
  /** FIN: nothing more comes from here, but what the other side sends is still read. */
  end(): void;
  /** Closes both ways: nobody reads here any more. */
  close(): void;
  /** RST: what is under way is lost on both sides. */
  reset(): void;
  /** The connection ended with an RST, from either side. */
  readonly wasReset: boolean;
  /** For the trace only, and the same at both ends: what whoever took the connection did with it. */
  readonly way: Way;
}

/** What became of a connection behind the machine that took it. */
export interface Way {
  readonly hops: Hop[];
  /** What comes after them, and may still grow: of the connection that it was carried on by. */
  onward?: () => readonly Hop[];
}

export const hopsOf = ({ hops, onward }: Way): readonly Hop[] => (onward ? [...hops, ...onward()] : hops);

/** A server's side of one connection. It owns the stream, and closes it. */
export type TcpHandler = (stream: TcpStream) => void;

/** Takes one datagram. `answer` sends one back to where it came from, now or later. */
export type UdpHandler = (datagram: string, peer: SocketAddress, answer: (datagram: string) => void) => void;

/** What a read of a datagram socket gives. `refused`: an ICMP "port unreachable" has come back. */
export type Received = { readonly text: string } | { readonly error: 'ECONNREFUSED' };

export interface Ends {
  readonly client: Pick<TcpStream, 'local' | 'remote'>;
  /** What the server sees: behind a NAT, other addresses than the client's. */
  readonly server: Pick<TcpStream, 'local' | 'remote'>;
}

/** A connection that was just accepted: the client's end and the server's. */
export function connectedPair({ client, server }: Ends): readonly [client: TcpStream, server: TcpStream] {
  const up = makePipe();
  const down = makePipe();
  let wasReset = false;
  const way: Way = { hops: [] };
  const reset = (): void => {
    wasReset = true;
    for (const { input, output } of [up, down]) {
      input.close();
      output.close();
    }
  };
  const end = (ends: Ends['client'], inward: typeof up, outward: typeof up): TcpStream => ({
    ...ends,
    read: (signal) => inward.input.read(signal),
    write: (text) => outward.output.write(text),
    drained: () => outward.output.drained(),
    end: () => outward.output.close(),
    close() {
      outward.output.close();
      inward.input.close();
    },
    reset,
    get wasReset() {
      return wasReset;
    },
    way,
  });
  return [end(client, down, up), end(server, up, down)];
}

/** What carrying needs of a connection's end. */
type Carried = Pick<TcpStream, 'read' | 'write' | 'drained' | 'end' | 'close'> &
  Partial<Pick<TcpStream, 'reset' | 'wasReset'>>;

/** Carries everything both ways until both sides have ended, as a proxy does. */
export async function splice(a: Carried, b: Carried): Promise<void> {
  const carry = async (from: Carried, to: Carried): Promise<void> => {
    for (;;) {
      const piece = await from.read();
      if (piece === undefined) break;
      if (!to.write(piece)) return from.close();
      await to.drained();
    }
    if (from.wasReset && to.reset) to.reset();
    else to.end();
  };
  await Promise.all([carry(a, b), carry(b, a)]);
}
