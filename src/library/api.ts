// What a program that uses Portolan as a library sees. It imports nothing of the engine, so that its types stand alone in the package.

/** How a lab is made. */
export interface LabOptions {
  /** Worker nodes. Default 3. */
  readonly nodes?: number;
  /** What surrounds the cluster: with `cloud` load balancers get an address, on `bare-metal` they stay `<pending>`. Default `cloud`. */
  readonly provider?: 'cloud' | 'bare-metal';
  /** Every random choice (names, addresses, ports) follows from it. Default 1. */
  readonly seed?: number;
  /**
   * `instant`: after every change simulated time jumps ahead, deterministically, until only work that never ends is left, at most ten
   * simulated minutes, before the next request is answered. `live`: controllers, image pulls and probes take believable time.
   * Default `instant`.
   */
  readonly time?: 'instant' | 'live';
  /** Simulated seconds a real second, in `live` time. Default 1. */
  readonly speed?: number;
  /** The simulated moment at which the cluster is made. Default 2026-01-05T09:00:00Z in `instant` time, now in `live` time. */
  readonly start?: Date;
  /** Manifests (YAML, one or several documents) that stand in the cluster from its beginning. */
  readonly apply?: string;
  /** Files in the home folder of the laptop, by name: `{ 'web.yaml': '…' }`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variables in the environment of the laptop's shell, beside the usual ones. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * OpenAPI v3 documents by group version (`v1`, `apps/v1`), for `kubectl explain` and clients that read schemas. In Node all that the
   * package has are there already; in a browser import those you need: `portolan/openapi/apps.v1.json`.
   */
  readonly openApi?: Readonly<Record<string, unknown>>;
  /**
   * What the simulated internet serves, by URL, beside or instead of what it has: manifests that `kubectl apply -f https://…` reads. Only
   * addresses that Portolan knows count. In Node they are all there already; in a browser import them: `portolan/manifests/*`.
   */
  readonly documents?: Readonly<Record<string, string>>;
}

/** What a command did, as a shell sees it. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 0: it succeeded. */
  readonly code: number;
}

/** What goes into a command. */
export interface CommandOptions {
  /** Its standard input. Default: none. */
  readonly stdin?: string;
  /** Ends it as Ctrl-C would. */
  readonly signal?: AbortSignal;
}

/** A request from somewhere in or around the cluster. */
export interface RequestOptions {
  /** Who asks: `laptop`, `internet`, `node/NAME` or `pod/NAMESPACE/NAME`. Default `laptop`. */
  readonly from?: string;
  /** Default `GET`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Simulated seconds until the client gives up. Default 5. */
  readonly timeoutSeconds?: number;
}

/** One step of a request's way. */
export interface Hop {
  /** `client`, `dns`, `node/NAME`, `service/NAMESPACE/NAME`, `pod/NAMESPACE/NAME`, … */
  readonly at: string;
  /** What happened there, one English sentence without a full stop. */
  readonly did: string;
  /** `Kind/namespace/name` of the API object that decided it, where one did. */
  readonly object?: string;
  readonly ok: boolean;
  /** The same as `did`, for programs: a code, and what is particular to this step. */
  readonly reason: { readonly code: string; readonly parameters: Readonly<Record<string, string>> };
}

/** What came back. */
export interface Answered {
  readonly ok: true;
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly trace: readonly Hop[];
}

/** Why nothing came back. */
export interface Unanswered {
  readonly ok: false;
  readonly error: RequestError;
  /** The last hop is where the request ended. */
  readonly trace: readonly Hop[];
}

/** What the client sees of it. */
export interface RequestError {
  /** `usage`: the request itself cannot be made, such as from a place that is not there. */
  readonly kind: 'refused' | 'timeout' | 'unresolved' | 'unreachable' | 'reset' | 'tls' | 'usage';
  /** What `curl` would exit with. */
  readonly curlExitCode: number;
  readonly message: string;
}

/** `ok` says which. */
export type RequestResult = Answered | Unanswered;

/** The whole lab as one JSON value, for `restore`. What is in it is Portolan's own affair and may change with its version. */
export type LabSnapshot = { readonly version: number };

/** A simulated cluster with the network around it and a laptop beside it. */
export interface Lab {
  /** The API server's address inside the simulation, `https://…`. `fetch` and `kubeconfig` name it. */
  readonly server: string;
  /** A kubeconfig (YAML) of the cluster's administrator for `server`. Clients that open sockets need `listen` instead. */
  readonly kubeconfig: string;
  /** Simulated time. */
  readonly now: Date;

  /**
   * Runs `kubectl` on the laptop. A text is read as by a shell; a list is taken as it is.
   *
   * @returns What it printed, and its exit code. A refusal of the API server is a `code` that is not 0, not an exception.
   */
  kubectl(args: string | readonly string[], options?: CommandOptions): Promise<CommandResult>;

  /** Runs a script on the laptop, in a shell of its own; files stay for the next one. `kubectl`, `curl`, `ssh`, `dig` and the rest are there. */
  sh(script: string, options?: CommandOptions): Promise<CommandResult>;

  /**
   * As `kubectl apply -f -`.
   *
   * @throws {Error} with kubectl's words, if anything was refused. What came before it has been applied.
   */
  apply(yaml: string): Promise<void>;

  /** A request through the simulated network, with its trace. */
  request(url: string, options?: RequestOptions): Promise<RequestResult>;

  /**
   * `fetch` to the API server, watches included, without a socket: hand it to client libraries that take one. It speaks as the cluster's
   * administrator unless the request has an `Authorization` of its own (a service account's token). Exec, attach and port-forward need
   * `listen`.
   *
   * @param input A path (`/api/v1/pods?watch=1`), or a URL of `server`.
   * @throws {TypeError} for any other address: nothing leaves the lab.
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;

  /**
   * Moves simulated time on; what is due on the way happens at its time.
   *
   * @param duration As Go writes it (`90s`, `1h30m`), or a number of seconds.
   * @throws {RangeError} when it is neither, or below 0.
   */
  advance(duration: string | number): Promise<void>;

  /** The lab as it stands. Programs that run are not in it. */
  snapshot(): LabSnapshot;

  /**
   * Puts the lab back to a snapshot, of a lab with as many nodes and the same provider.
   *
   * @throws {TypeError} when it is no snapshot of this version.
   */
  restore(snapshot: LabSnapshot): void;

  /** Ends what runs; nothing may be asked of the lab afterwards. */
  close(): Promise<void>;
}

/** How a lab listens. */
export interface ListenOptions {
  /** A TCP port on 127.0.0.1. Default 0: a free one. */
  readonly port?: number;
}

/** The API server behind a real socket, as `portolan cluster` has it. */
export interface Endpoint {
  /** `http://127.0.0.1:PORT`. For HTTPS start `portolan cluster --tls`. */
  readonly server: string;
  /** A kubeconfig (YAML) for it: what any Kubernetes client takes. */
  readonly kubeconfig: string;
  /** Ends every connection. */
  close(): void;
}

/** A lab in Node, which can listen. */
export interface NodeLab extends Lab {
  /** Serves the API on 127.0.0.1, for clients that open sockets. `close` of the lab ends it too. */
  listen(options?: ListenOptions): Promise<Endpoint>;
}
