// A UDP socket that sends to one address. What comes back: answers, or "port unreachable", or nothing.

import type { DatagramSocket, Place } from '#machine/program.ts';
import type { Received, SocketAddress } from '#machine/stream.ts';
import { getsThrough, type Link } from './link.ts';
import type { Network, NetworkDeps } from './network.ts';
import { ephemeralPort } from './round-trip.ts';

export function datagramSocket(
  network: Network,
  deps: NetworkDeps,
  from: Place,
  remote: SocketAddress,
): DatagramSocket {
  const local = { ip: network.addressOf(from), port: ephemeralPort(deps.random) };
  // All datagrams of a socket are one flow: connection tracking sends them to the same endpoint.
  const flow = deps.random();
  const pick = (n: number): number => Math.floor(flow * n);
  const waiting: Received[] = [];
  let isClosed = false;
  let wake: (() => void)[] = [];
  const arrive = (received: Received): void => {
    if (isClosed) return;
    waiting.push(received);
    rouse();
  };
  const rouse = (): void => {
    const sleepers = wake;
    wake = [];
    for (const resume of sleepers) resume();
  };
  const comeBack = (link: Link | undefined, received: Received): void => {
    if (!link) arrive(received);
    else if (getsThrough(link, deps.random)) void deps.sleep(2 * link.delayMs).then(() => arrive(received));
  };
  return {
    local,
    remote,
    send(text) {
      const { trace } = network.dial(from, { ...remote, protocol: 'UDP' }, pick);
      const { delivered, verdict, hops, link } = trace;
      network.captures.datagram(from, local.port, remote, trace, text, false);
      if (link && !getsThrough(link, deps.random)) return hops;
      if (verdict === 'refused') arrive({ error: 'ECONNREFUSED' });
      const handler = delivered && deps.datagrams?.(delivered.place, delivered.port);
      handler?.(text, { ip: delivered!.sourceIP, port: local.port }, (answer) => {
        network.captures.datagram(from, local.port, remote, trace, answer, true);
        comeBack(link, { text: answer });
      });
      return hops;
    },
    async receive(signal) {
      while (waiting.length === 0) {
        if (isClosed || signal?.aborted) return undefined;
        await new Promise<void>((resolve) => {
          const resume = (): void => {
            signal?.removeEventListener('abort', resume);
            resolve();
          };
          wake.push(resume);
          signal?.addEventListener('abort', resume, { once: true });
        });
      }
      return waiting.shift();
    },
    close() {
      isClosed = true;
      rouse();
    },
  };
}
