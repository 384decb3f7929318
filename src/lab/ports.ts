// The open ports of one network namespace. The containers of a Pod share one.

import type { HttpHandler } from '#machine/program.ts';
import type { TcpHandler, UdpHandler } from '#machine/stream.ts';
import type { Served } from '#network/listener.ts';
import { rawServed } from '#network/listener.ts';
import type { OpenPort } from '#network/topology.ts';

/** Source: Linux net.ipv4.ip_local_port_range. */
const EPHEMERAL = { from: 32_768, to: 60_999 } as const;

interface Open<T> {
  /** Undefined: on all addresses. */
  readonly address: string | undefined;
  readonly server: T;
}

/** By port: several, each on an address of its own. */
type OpenPorts<T> = Map<number, readonly Open<T>[]>;

export class Ports {
  readonly #tcp: OpenPorts<Served> = new Map();
  readonly #udp: OpenPorts<UdpHandler> = new Map();

  served(port: number): Served | undefined {
    return this.#tcp.get(port)?.[0]?.server;
  }

  datagrams(port: number): UdpHandler | undefined {
    return this.#udp.get(port)?.[0]?.server;
  }

  get listening(): readonly OpenPort[] {
    const list = (open: OpenPorts<unknown>, protocol: 'TCP' | 'UDP'): OpenPort[] =>
      [...open]
        .flatMap(([port, all]) =>
          all.map(({ address }) => ({ port, protocol, ...(address !== undefined && { address }) })),
        )
        .sort((a, b) => a.port - b.port);
    return [...list(this.#tcp, 'TCP'), ...list(this.#udp, 'UDP')];
  }

  /** False when the port is taken. */
  open(port: number, handler: HttpHandler, address?: string): boolean {
    return take(this.#tcp, port, { address, server: { handler } });
  }

  openTcp(port: number, onConnection: TcpHandler, address?: string): boolean {
    return take(this.#tcp, port, { address, server: rawServed(onConnection) });
  }

  /** A server that says more of itself. */
  openServed(port: number, server: Served, address?: string): boolean {
    return take(this.#tcp, port, { address, server });
  }

  openUdp(port: number, onDatagram: UdpHandler, address?: string): boolean {
    return take(this.#udp, port, { address, server: onDatagram });
  }

  /** @param address As it was opened. */
  close(port: number, protocol: 'TCP' | 'UDP' = 'TCP', address?: string): void {
    const ports: OpenPorts<unknown> = protocol === 'TCP' ? this.#tcp : this.#udp;
    const left = ports.get(port)?.filter((open) => open.address !== address) ?? [];
    if (left.length > 0) ports.set(port, left);
    else ports.delete(port);
  }

  free(protocol: 'TCP' | 'UDP', random: () => number): number {
    const open = protocol === 'TCP' ? this.#tcp : this.#udp;
    for (;;) {
      const port = EPHEMERAL.from + Math.floor(random() * (EPHEMERAL.to - EPHEMERAL.from + 1));
      if (!open.has(port)) return port;
    }
  }
}

/** Whoever has a port on all addresses has it on each. */
function take<T>(ports: OpenPorts<T>, port: number, open: Open<T>): boolean {
  const before = ports.get(port) ?? [];
  const isTaken = ({ address }: Open<T>): boolean =>
    address === undefined || open.address === undefined || address === open.address;
  if (before.some(isTaken)) return false;
  ports.set(port, [...before, open]);
  return true;
}
