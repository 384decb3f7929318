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

export class Ports {
  readonly #tcp = new Map<number, Open<Served>>();
  readonly #udp = new Map<number, Open<UdpHandler>>();

  served(port: number): Served | undefined {
    return this.#tcp.get(port)?.server;
  }

  datagrams(port: number): UdpHandler | undefined {
    return this.#udp.get(port)?.server;
  }

  get listening(): readonly OpenPort[] {
    const list = (open: ReadonlyMap<number, Open<unknown>>, protocol: 'TCP' | 'UDP'): OpenPort[] =>
      [...open]
        .map(([port, { address }]) => ({ port, protocol, ...(address !== undefined && { address }) }))
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

  close(port: number, protocol: 'TCP' | 'UDP' = 'TCP'): void {
    (protocol === 'TCP' ? this.#tcp : this.#udp).delete(port);
  }

  free(protocol: 'TCP' | 'UDP', random: () => number): number {
    const open = protocol === 'TCP' ? this.#tcp : this.#udp;
    for (;;) {
      const port = EPHEMERAL.from + Math.floor(random() * (EPHEMERAL.to - EPHEMERAL.from + 1));
      if (!open.has(port)) return port;
    }
  }
}

function take<T>(ports: Map<number, Open<T>>, port: number, open: Open<T>): boolean {
  if (ports.has(port)) return false;
  ports.set(port, open);
  return true;
}
