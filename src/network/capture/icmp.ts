// ICMP as captures see it. Models print-icmp.c's words.

import type { SocketAddress } from '#machine/stream.ts';
import type { Passing } from './taps.ts';

/** A router's answer to a packet of `bytes`, of which it sends back the beginning. Source: RFC 792; Linux icmp_send. */
export function unreachable(
  what: 'port' | 'host',
  protocol: 'tcp' | 'udp',
  to: SocketAddress,
  router: string,
  bytes: number,
): Passing {
  return {
    isAnswer: true,
    protocol: 'ICMP',
    from: { ip: router, port: 0 },
    length: 8 + Math.min(bytes, 548),
    summary:
      what === 'host'
        ? `ICMP host ${to.ip} unreachable, length ${8 + Math.min(bytes, 548)}`
        : `ICMP ${to.ip} ${protocol} port ${to.port} unreachable, length ${8 + Math.min(bytes, 548)}`,
  };
}

export interface Echo {
  readonly id: number;
  readonly sequence: number;
  /** Bytes after the header. */
  readonly size: number;
}

export const echo = (isAnswer: boolean, { id, sequence, size }: Echo): Passing => ({
  isAnswer,
  protocol: 'ICMP',
  length: size + 8,
  summary: `ICMP echo ${isAnswer ? 'reply' : 'request'}, id ${id}, seq ${sequence}, length ${size + 8}`,
});
