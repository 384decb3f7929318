// What a running program is given: arguments, files, streams, a signal, and the machine that it runs on.

import type { FileSystem } from './files.ts';
import type { Exchange, Hop, HttpHeaders, HttpRequest, HttpResponse, NetworkError } from './http.ts';
import type { KeptConnection } from './kept-connection.ts';
import type { CaptureListener } from './packet.ts';
import type { Behind } from './served.ts';
import type { Received, SocketAddress, TcpHandler, TcpStream, UdpHandler } from './stream.ts';
import type { KeyPair, ServerTls, TlsSession, TlsVersion } from './tls.ts';

/** Where a program stands: `laptop`, `internet`, `node/NAME` or `pod/NAMESPACE/NAME`. */
export type Place = string;

export interface Input {
  /** The next piece of text; undefined at the end of the stream. Resolves early with undefined when `signal` aborts. */
  read(signal?: AbortSignal): Promise<string | undefined>;
  /** Somebody types what was read last, at a terminal somewhere. Absent: it comes from a file, or a program. */
  readonly isTyped?: boolean;
}

export interface Output {
  /** Never waits. False when nobody reads any more (SIGPIPE): the program should end. */
  write(text: string): boolean;
  /** Resolves when the reader has caught up, or has gone. Await it in a loop that prints without end. */
  drained(): Promise<void>;
}

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  /** Raw: keys go to the program as they are typed, not line by line. Returns what ends it. */
  raw(): () => void;
}

export interface Process {
  /** `argv[0]` is the program's name as called. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  readonly files: FileSystem;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborts on Ctrl-C (`SIGINT`), `kill` (`SIGTERM`), a closed pipe (`SIGPIPE`) or hang-up (`SIGHUP`); `reason` is that name. */
  readonly signal: AbortSignal;
  /** Of a container's main process: sets what is done when SIGTERM comes. True: it heeds it, and ends when it is ready. SIGKILL is `signal`. */
  readonly onTerminate?: (heed: () => boolean) => void;
  /** Present when standard input and output are a terminal. */
  readonly terminal?: Terminal;
  readonly host: Host;
}

/** Resolves to the exit code. A program that is ended by its signal returns 128 + the signal's number. */
export type Program = (process: Process) => Promise<number>;

export interface FetchOptions {
  /** Simulated milliseconds. Undefined: as long as the kernel tries. */
  readonly connectTimeoutMs?: number;
  /** Simulated milliseconds for the whole request. Undefined: no limit. */
  readonly timeoutMs?: number;
  /** Do not check the server's certificate. */
  readonly insecure?: boolean;
  readonly tls?: TlsOptions;
  /** `--resolve host:port:address`: names answered without DNS, keyed `host:port`. */
  readonly resolve?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** A request without a Host header goes out without one. Default: it gets that of its URL. */
  readonly noHost?: boolean;
  /** The connection goes on afterwards, and further requests that name it use it, as long as the server leaves it open. Default: a fresh one. */
  readonly keep?: KeptConnection;
}

export interface ConnectOptions {
  /** Simulated milliseconds. Undefined: as long as the kernel tries. */
  readonly connectTimeoutMs?: number;
  readonly signal?: AbortSignal;
}

interface ConnectFacts {
  /** The last hop is where it ended. */
  readonly trace: readonly Hop[];
  readonly elapsedMs: number;
  /** Once the name is known. */
  readonly remote?: SocketAddress;
}

/** What became of opening a TCP connection. */
export type Connected = ConnectFacts &
  ({ readonly ok: true; readonly stream: TcpStream } | { readonly ok: false; readonly error: NetworkError });

/** A UDP socket that sends to one address. */
export interface DatagramSocket {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** Sends one datagram; it may be lost. The hops say how far it came. */
  send(text: string): readonly Hop[];
  /** The next datagram from there; undefined once closed, or when `signal` aborts. */
  receive(signal?: AbortSignal): Promise<Received | undefined>;
  close(): void;
}

/** ICMP echo. */
export interface Pinged {
  readonly verdict: 'answered' | 'timeout' | 'unreachable';
  readonly hops: readonly Hop[];
  /** Addresses of the routers on the way, and at last the one that was asked for. */
  readonly path: readonly string[];
  /** There and back, in simulated milliseconds. */
  readonly roundTripMs: number;
}

/** How a client shakes hands. */
export interface TlsOptions {
  /** PEM: whom it trusts. Default: the trust store of its machine, `/etc/ssl/certs/ca-certificates.crt` or where else it is. */
  readonly trusted?: string;
  /** The certificate and key that it shows when it is asked. */
  readonly identity?: KeyPair;
  /** What it asks for by SNI, and what the certificate has to cover. Default: the URL's host. */
  readonly serverName?: string;
  /** What it asks for by SNI alone, or `false`: nothing. Default: `serverName`. */
  readonly sni?: string | false;
  /** Does any trusted certificate end a chain? `openssl` wants one signed by itself. Default true. */
  readonly partialChain?: boolean;
  /** Nothing is sent after the handshake: the response has status 0. */
  readonly handshakeOnly?: boolean;
  /** Application protocols that it offers. Default: none. */
  readonly alpn?: readonly string[];
  /** Default: TLS 1.2 and 1.3. */
  readonly versions?: readonly TlsVersion[];
  /** Whose rules for names: Go's leave out the common name. Default `openssl`. */
  readonly software?: 'openssl' | 'go';
}

export interface DnsAnswer {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR' | 'TXT' | 'SOA';
  readonly ttl: number;
  readonly data: string;
}

/** How a name server is asked. */
export interface LookupOptions {
  /** Apply the search list. Default true. */
  readonly search?: boolean;
  /** Default: those of /etc/resolv.conf. */
  readonly server?: string;
  /** By TCP. Default: by UDP. */
  readonly tcp?: boolean;
  /** Of each server, and for how many seconds each is waited for. Default: as /etc/resolv.conf has it. */
  readonly tries?: number;
  readonly timeoutSeconds?: number;
}

export interface DnsReply {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'TIMEOUT';
  /** Of a TIMEOUT: the servers were there, but nothing listens on their port 53. */
  readonly refused?: boolean;
  readonly answers: readonly DnsAnswer[];
  /** The server answers for the zone itself, and tells no more than that. Default false: it has asked others. */
  readonly isAuthority?: boolean;
  /** The zone's SOA, where it has no such record. */
  readonly authority?: readonly DnsAnswer[];
  /** Addresses of what was answered. */
  readonly additional?: readonly DnsAnswer[];
  /** `10.96.0.10:53`; undefined where no server is configured. */
  readonly server?: string;
  /** The names tried, in order, as the search list makes them. */
  readonly tried: readonly string[];
}

/** Who sent a request. */
export interface Peer {
  readonly ip: string;
  /** Undefined where the message went without a connection of its own. */
  readonly port?: number;
  /** Aborts when the client gives up before the answer. */
  readonly gone?: AbortSignal;
  /** What the connection agreed on, where it is TLS. */
  readonly tls?: TlsSession;
  /**
   * Begins an answer without end, and returns what sends the next piece of it; it ends when the handler does, and what that returns is not
   * sent. Absent: answers go out whole.
   */
  readonly stream?: (status: number, headers: HttpHeaders) => (text: string) => boolean;
}

/** Answers one request that came in on a listening port. */
export type HttpHandler = (request: HttpRequest, peer: Peer) => HttpResponse | Promise<HttpResponse>;

export type ListenError = { readonly error: 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'EACCES' | 'ENOTFOUND' };

export interface ListenOptions {
  /** Present: the port speaks TLS. */
  readonly tls?: ServerTls;
}

export interface Listener {
  readonly port: number;
  /** The kernel's answer, where it comes later than the call returns. Absent: the port is open. */
  readonly bound?: Promise<Listener | ListenError>;
  close(): void;
}

/** As the kernel knows a process's user. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  /** Sorted, with `gid`. */
  readonly groups: readonly number[];
}

/** The machine under a program. The lab makes one for each place; the command-line tool makes one of the real machine. */
export interface Host {
  readonly place: Place;
  readonly hostname: string;
  /** His number, where no /etc/passwd names him. */
  readonly user: string;
  /** Absent: root is 0, everybody else 1000. */
  readonly identity?: Identity;
  readonly homeDir: string;
  /** Milliseconds since the epoch: simulated in a lab. */
  now(): number;
  /** In [0, 1). Seeded in a lab. */
  random(): number;
  /** Resolves after so many (simulated) milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** One request from this machine: looks the name up, connects, waits for the answer or the failure, in its own time. Never rejects. */
  fetch(request: HttpRequest, options?: FetchOptions): Promise<Exchange>;
  /** `search`: apply the resolver's search list, as getaddrinfo does. Default true. */
  lookup(name: string, type: DnsAnswer['type'], options?: LookupOptions): Promise<DnsReply>;
  /** Opens a TCP connection: looks the name up, connects, or fails, in its own time. Never rejects. */
  connect(host: string, port: number, options?: ConnectOptions): Promise<Connected>;
  /** A UDP socket to there. Nothing is sent yet; only a name that is not found fails. Never rejects. */
  datagrams(host: string, port: number): Promise<DatagramSocket | NetworkError>;
  /** One ICMP echo to an address. No time passes: who waits for the answer sleeps. */
  ping(ip: string, echo?: { readonly id: number; readonly sequence: number; readonly size: number }): Pinged;
  /** The ports that are open on this machine. Absent: the machine is no simulated one. */
  listening?(): readonly {
    readonly port: number;
    readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
    readonly address?: string;
  }[];
  /** Every packet that passes this machine's interfaces, from now on. Returns what ends it. Absent: the machine is no simulated one. */
  capture?(listener: CaptureListener): () => void;
  /** Opens a TCP port for HTTP. Port 0 picks a free one. */
  listen(address: string, port: number, handler: HttpHandler, options?: ListenOptions): Listener | ListenError;
  /** Opens a TCP port for any protocol. */
  /** @param behind Of a program that carries connections on. A machine that carries real bytes does not ask for it. */
  listenTcp(address: string, port: number, onConnection: TcpHandler, behind?: Behind): Listener | ListenError;
  /** Opens a UDP port. */
  listenUdp(address: string, port: number, onDatagram: UdpHandler): Listener | ListenError;
  /** Programs on this machine's PATH, by name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Told of a line that is entered at a shell's prompt here; told too how it ended. Absent: nobody keeps records. */
  entered?(line: string): (ended: Ended) => void;
}

/** What came of a line. */
export interface Ended {
  readonly exitCode: number;
  /** The first 16 kB of each. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Exit codes of a program that a signal ended. */
export const EXIT_OF_SIGNAL: Readonly<Record<string, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGKILL: 137,
  SIGPIPE: 141,
  SIGTERM: 143,
};
