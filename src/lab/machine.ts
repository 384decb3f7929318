// A simulated computer: its files, its open ports, its clock. Laptop, internet, nodes and Pods are all of this kind.

import type { FileSystem } from '#machine/files.ts';
import type { Exchange, HttpRequest } from '#machine/http.ts';
import type {
  DnsAnswer,
  DnsReply,
  FetchOptions,
  Host,
  HttpHandler,
  Listener,
  Place,
  Program,
} from '#machine/program.ts';

/** What a machine needs of the lab around it. */
export interface World {
  now(): number;
  random(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** As `sleep`, for programs that run for ever. */
  rest(ms: number, signal?: AbortSignal): Promise<void>;
  /** As `sleep`, for a container's work that ends: the cluster is not at rest before. */
  work(ms: number, signal?: AbortSignal): Promise<void>;
  fetch(from: Place, request: HttpRequest, options?: FetchOptions): Promise<Exchange>;
  lookup(
    from: Place,
    name: string,
    type: DnsAnswer['type'],
    options?: { search?: boolean; server?: string },
  ): Promise<DnsReply>;
}

export interface MachineSpec {
  readonly place: Place;
  readonly hostname: string;
  readonly user: string;
  readonly homeDir: string;
  readonly files: FileSystem;
  readonly programs: ReadonlyMap<string, Program>;
  /** Addresses beside loopback. */
  readonly addresses: readonly string[];
}

/** Source: Linux net.ipv4.ip_local_port_range. */
const EPHEMERAL = { from: 32_768, to: 60_999 } as const;

/** The open ports of one network namespace. The containers of a Pod share one. */
export class Ports {
  readonly #open = new Map<number, HttpHandler>();

  handler(port: number): HttpHandler | undefined {
    return this.#open.get(port);
  }

  get listening(): readonly number[] {
    return [...this.#open.keys()].sort((a, b) => a - b);
  }

  /** False when the port is taken. */
  open(port: number, handler: HttpHandler): boolean {
    if (this.#open.has(port)) return false;
    this.#open.set(port, handler);
    return true;
  }

  close(port: number): void {
    this.#open.delete(port);
  }

  free(random: () => number): number {
    for (;;) {
      const port = EPHEMERAL.from + Math.floor(random() * (EPHEMERAL.to - EPHEMERAL.from + 1));
      if (!this.#open.has(port)) return port;
    }
  }
}

export class Machine implements Host {
  readonly place: Place;
  readonly hostname: string;
  readonly user: string;
  readonly homeDir: string;
  readonly files: FileSystem;
  readonly programs: ReadonlyMap<string, Program>;
  readonly ports: Ports;
  readonly #addresses: readonly string[];
  readonly #world: World;

  constructor(spec: MachineSpec, world: World, ports = new Ports()) {
    this.place = spec.place;
    this.hostname = spec.hostname;
    this.user = spec.user;
    this.homeDir = spec.homeDir;
    this.files = spec.files;
    this.programs = spec.programs;
    this.ports = ports;
    this.#addresses = spec.addresses;
    this.#world = world;
  }

  now(): number {
    return this.#world.now();
  }

  random(): number {
    return this.#world.random();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#world.sleep(ms, signal);
  }

  fetch(request: HttpRequest, options?: FetchOptions): Promise<Exchange> {
    return this.#world.fetch(this.place, request, options);
  }

  lookup(name: string, type: DnsAnswer['type'], options?: { search?: boolean; server?: string }): Promise<DnsReply> {
    return this.#world.lookup(this.place, name, type, options);
  }

  listen(
    address: string,
    port: number,
    handler: HttpHandler,
  ): Listener | { readonly error: 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'EACCES' } {
    const own = ['', '0.0.0.0', '::', '[::]', '127.0.0.1', 'localhost', '::1', '[::1]', ...this.#addresses];
    if (!own.includes(address)) return { error: 'EADDRNOTAVAIL' };
    if (port > 0 && port < 1024 && this.user !== 'root') return { error: 'EACCES' };
    const chosen = port === 0 ? this.ports.free(() => this.random()) : port;
    if (!this.ports.open(chosen, handler)) return { error: 'EADDRINUSE' };
    return { port: chosen, close: () => this.ports.close(chosen) };
  }
}

/** A machine as a container's main process has it: `instant` time runs ahead for its sleeps only up to `workUntilMs`, when its work should be done. */
export function daemonHost(machine: Machine, world: World, workUntilMs: number): Host {
  return {
    place: machine.place,
    hostname: machine.hostname,
    user: machine.user,
    homeDir: machine.homeDir,
    programs: machine.programs,
    now: () => machine.now(),
    random: () => machine.random(),
    sleep: (ms, signal) => (machine.now() + ms <= workUntilMs ? world.work(ms, signal) : world.rest(ms, signal)),
    fetch: (request, options) => machine.fetch(request, options),
    lookup: (name, type, options) => machine.lookup(name, type, options),
    listen: (address, port, handler) => machine.listen(address, port, handler),
  };
}
