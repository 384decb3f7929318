// A container image, simulated: its files, its defaults, and what its main process does.

import type { AdmissionRequest, AdmissionResponse } from '#api/admission/types.ts';
import type { FileSystem } from '#machine/files.ts';
import type { Exchange, HttpRequest } from '#machine/http.ts';
import type { Preread } from '#machine/preread.ts';
import type { FetchOptions, HttpHandler, Program } from '#machine/program.ts';
import type { TcpHandler, UdpHandler } from '#machine/stream.ts';
import type { ServerTls } from '#machine/tls.ts';
import type { InClusterApi } from './in-cluster.ts';

export interface Image {
  /** Repositories it answers to, fully qualified: `docker.io/library/nginx`. */
  readonly repositories: readonly string[];
  /** Does this tag exist in the registry? `latest` when none was given. */
  hasTag(tag: string): boolean;
  readonly sizeBytes: number;
  readonly config: {
    readonly entrypoint: readonly string[];
    readonly cmd: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly workingDir: string;
    readonly user: string;
    /** Ports that the image declares; they do nothing by themselves. */
    readonly exposed: readonly number[];
  };
  /** Files at the start, by absolute path. */
  files(tag: string): Readonly<Record<string, string>>;
  /** Programs on its PATH that the shell room provides: `sh`, `ls`, `curl`, … `sh` absent: the container has no shell. */
  readonly programs: readonly string[];
  /** Programs that it brings itself, in place of the shell room's; `programs` names them too. */
  readonly brings?: ReadonlyMap<string, Program>;
  /** Which programs of those names it has, where there are several. Default: Debian's, with BusyBox' wget; `debian`: with GNU's. */
  readonly userland?: 'busybox' | 'busybox-1.28' | 'debian';
  /** Starts the main process. `argv` is entrypoint and args after Kubernetes' rules. */
  start(argv: readonly string[], container: ContainerView): MainProcess | ScriptProcess;
}

/** What a server may see and do, started by the runtime or by a script. */
export interface ServerView {
  readonly podName: string;
  readonly namespace: string;
  readonly podIP: string;
  readonly nodeName: string;
  readonly hostname: string;
  readonly env: Readonly<Record<string, string>>;
  readonly files: FileSystem;
  now(): number;
  random(): number;
  /** One line of the container's log. */
  log(line: string, stream?: 'stdout' | 'stderr'): void;
  /** One request from the Pod, in its own time. Never rejects. */
  fetch(request: HttpRequest, options?: FetchOptions): Promise<Exchange>;
  /** The addresses of a name, as the Pod's resolver finds them; empty: none. `search`: by /etc/resolv.conf's list too. Default true. */
  resolve(name: string, options?: { readonly search?: boolean }): readonly string[] | Promise<readonly string[]>;
  /** Aborts when the process is stopped. */
  readonly signal: AbortSignal;
}

/** What a container's main process may see and do. */
export interface ContainerView extends ServerView {
  /** The API server. The Pod has no address yet while `start` runs: ask in `after(0, …)`. */
  readonly api: InClusterApi;
  /**
   * Runs after so many simulated milliseconds, if the container still does. Returns what cancels it.
   * `endless`: what is done again and again (resyncs, tries of what keeps failing); `instant` time does not wait for it.
   * `idle`: endless, and without effect as long as nothing else happens; time may leap over it. `retry`: the same, once it has been
   * tried after the last that happened.
   */
  after(
    ms: number,
    run: () => void,
    options?: { readonly endless?: boolean; readonly idle?: boolean; readonly retry?: boolean },
  ): () => void;
  /** Does what takes its own time, such as a request to elsewhere, and ends. In `instant` time the cluster is not at rest before. */
  work(run: () => Promise<void>): void;
  /** Within `work`: resolves after so many simulated milliseconds, or at once when the process is stopped. */
  sleep(ms: number): Promise<void>;
  /** The process ends by itself, now. Not from within `start`. */
  exit(code: number): void;
}

/** An open port: of an HTTP server, of one that takes whole TCP connections, or of one that takes datagrams. */
export type ImageListener =
  | {
      readonly port: number;
      readonly protocol: 'TCP';
      readonly handler: HttpHandler;
      /** Speaks HTTP/2 with prior knowledge too; `only`: nothing else, as gRPC does. */
      readonly http2?: boolean | 'only';
      /** Present: the port speaks TLS. */
      readonly tls?: ServerTls;
      /** Present: the name in the TLS handshake is read first, and the connection may be passed on by it. */
      readonly preread?: Preread;
    }
  | { readonly port: number; readonly protocol: 'TCP'; readonly tcp: TcpHandler }
  | { readonly port: number; readonly protocol: 'UDP'; readonly udp: UdpHandler };

export interface AdmissionWebhook {
  readonly port: number;
  review(request: AdmissionRequest): AdmissionResponse;
}

/** A server, or a process that ends after a while. */
export interface MainProcess {
  /** Ports it listens on, on all addresses of its Pod. */
  readonly listeners: readonly ImageListener[];
  /** Admission webhooks that it serves on its ports. The API server waits for their answers, so they come at once. */
  readonly webhooks?: readonly AdmissionWebhook[];
  /** Ends by itself: after so many simulated milliseconds, with this exit code. Undefined: runs until it is stopped. */
  readonly exits?: { readonly afterMs: number; readonly code: number };
  /** The simulated ms that it takes to end after SIGTERM; undefined: it ignores SIGTERM and is killed at the end of the grace period. */
  readonly stopMs?: number;
  /** The command was not found or could not start: the runtime's message, e.g. `exec: "foo": executable file not found in $PATH`. */
  readonly startError?: string;
}

/** The main process is a program or script of the shell room (`sh -c …`, `sleep 3600`): the lab runs it in the container. */
export interface ScriptProcess {
  readonly script: readonly string[];
}
