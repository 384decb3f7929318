// A simulated computer: its files, its open ports, its clock. Laptop, internet, nodes and Pods are all of this kind.

import type { FileSystem } from '#machine/files.ts';
import type { Exchange, HttpRequest, NetworkError } from '#machine/http.ts';
import type { CaptureListener } from '#machine/packet.ts';
import type {
  Connected,
  ConnectOptions,
  DatagramSocket,
  DnsAnswer,
  DnsReply,
  Ended,
  FetchOptions,
  Host,
  HttpHandler,
  Identity,
  ListenError,
  Listener,
  ListenOptions,
  LookupOptions,
  Pinged,
  Place,
  Program,
} from '#machine/program.ts';
import type { Behind } from '#machine/served.ts';
import type { TcpHandler, UdpHandler } from '#machine/stream.ts';
import type { Echo } from '#network/capture/icmp.ts';
import { rawServed } from '#network/listener.ts';
import type { OpenPort } from '#network/topology.ts';
import { Ports } from './ports.ts';

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
  lookup(from: Place, name: string, type: DnsAnswer['type'], options?: LookupOptions): Promise<DnsReply>;
  connect(from: Place, host: string, port: number, options?: ConnectOptions): Promise<Connected>;
  datagrams(from: Place, host: string, port: number): Promise<DatagramSocket | NetworkError>;
  ping(from: Place, ip: string, echo?: Echo): Pinged;
  capture(place: Place, listener: CaptureListener): () => void;
  listening(place: Place): readonly OpenPort[];
  entered(place: Place, line: string): (ended: Ended) => void;
}

export interface MachineSpec {
  readonly place: Place;
  readonly hostname: string;
  readonly user: string;
  readonly identity?: Identity;
  readonly homeDir: string;
  readonly files: FileSystem;
  readonly programs: ReadonlyMap<string, Program>;
  /** Addresses beside loopback. */
  readonly addresses: readonly string[];
}

export class Machine implements Host {
  readonly place: Place;
  readonly hostname: string;
  readonly user: string;
  readonly identity?: Identity;
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
    if (spec.identity) this.identity = spec.identity;
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

  entered(line: string): (ended: Ended) => void {
    return this.#world.entered(this.place, line);
  }

  lookup(name: string, type: DnsAnswer['type'], options?: LookupOptions): Promise<DnsReply> {
    return this.#world.lookup(this.place, name, type, options);
  }

  connect(host: string, port: number, options?: ConnectOptions): Promise<Connected> {
    return this.#world.connect(this.place, host, port, options);
  }

  datagrams(host: string, port: number): Promise<DatagramSocket | NetworkError> {
    return this.#world.datagrams(this.place, host, port);
  }

  ping(ip: string, echo?: Echo): Pinged {
    return this.#world.ping(this.place, ip, echo);
  }

  capture(listener: CaptureListener): () => void {
    return this.#world.capture(this.place, listener);
  }

  listening(): readonly OpenPort[] {
    return this.#world.listening(this.place);
  }

  listen(address: string, port: number, handler: HttpHandler, { tls }: ListenOptions = {}): Listener | ListenError {
    const server = { handler, ...(tls && { tls }) };
    return this.#open(address, port, (chosen, bound) => this.ports.openServed(chosen, server, bound));
  }

  listenTcp(address: string, port: number, onConnection: TcpHandler, behind?: Behind): Listener | ListenError {
    const server = rawServed(onConnection, behind);
    return this.#open(address, port, (chosen, bound) => this.ports.openServed(chosen, server, bound));
  }

  listenUdp(address: string, port: number, onDatagram: UdpHandler): Listener | ListenError {
    return this.#open(address, port, (chosen, bound) => this.ports.openUdp(chosen, onDatagram, bound), 'UDP');
  }

  #open(
    address: string,
    port: number,
    open: (port: number, address: string | undefined) => boolean,
    protocol: 'TCP' | 'UDP' = 'TCP',
  ): Listener | ListenError {
    const everywhere = ['', '0.0.0.0', '::', '[::]', '*'].includes(address);
    const own = ['127.0.0.1', 'localhost', '::1', '[::1]', ...this.#addresses];
    if (!everywhere && !own.includes(address)) return { error: 'EADDRNOTAVAIL' };
    if (port > 0 && port < 1024 && this.user !== 'root') return { error: 'EACCES' };
    const chosen = port === 0 ? this.ports.free(protocol, () => this.random()) : port;
    const bound = everywhere ? undefined : address === 'localhost' ? '127.0.0.1' : address;
    if (!open(chosen, bound)) return { error: 'EADDRINUSE' };
    return { port: chosen, close: () => this.ports.close(chosen, protocol, bound) };
  }
}

/** A machine as another holds it, who does some things otherwise. */
export function asHost(machine: Machine, otherwise: Partial<Host>): Host {
  return {
    place: machine.place,
    hostname: machine.hostname,
    user: machine.user,
    ...(machine.identity && { identity: machine.identity }),
    homeDir: machine.homeDir,
    programs: machine.programs,
    now: () => machine.now(),
    random: () => machine.random(),
    sleep: (ms, signal) => machine.sleep(ms, signal),
    fetch: (request, options) => machine.fetch(request, options),
    lookup: (name, type, options) => machine.lookup(name, type, options),
    connect: (host, port, options) => machine.connect(host, port, options),
    datagrams: (host, port) => machine.datagrams(host, port),
    ping: (ip, echo) => machine.ping(ip, echo),
    listening: () => machine.listening(),
    entered: (line) => machine.entered(line),
    capture: (listener) => machine.capture(listener),
    listen: (address, port, handler, options) => machine.listen(address, port, handler, options),
    listenTcp: (address, port, handler, behind) => machine.listenTcp(address, port, handler, behind),
    listenUdp: (address, port, handler) => machine.listenUdp(address, port, handler),
    ...otherwise,
  };
}

/** A machine as a container's main process has it: `instant` time runs ahead for its sleeps only up to `workUntilMs`, when its work should be done. */
export function daemonHost(machine: Machine, world: World, workUntilMs: number): Host {
  return asHost(machine, {
    sleep: (ms, signal) => (machine.now() + ms <= workUntilMs ? world.work(ms, signal) : world.rest(ms, signal)),
  });
}
