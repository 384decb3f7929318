// What passes between a client and an API server, as plain values.

import type { ApiObject } from './meta.ts';
import type { Status } from './status.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** One call to the API server. It can be logged, replayed, shown to a learner, or sent to a real cluster. */
export interface ApiRequest {
  readonly method: Method;
  /** Path and query, percent-encoded as on the wire: `/api/v1/namespaces/default/pods?limit=500`. */
  readonly path: string;
  /** Lower-case names. What matters: accept, content-type, user-agent. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON value, or text where the content type is not JSON (YAML, a proxied body). */
  readonly body?: unknown;
  /** Whose connection brought it, as the server sees it. Absent: there was none, or nobody knows. */
  readonly peerIP?: string;
}

export interface ApiResponse {
  readonly code: number;
  /** Lower-case names. `warning` holds the texts of `Warning: 299` headers joined by newlines. No content-type means application/json. */
  readonly headers?: Readonly<Record<string, string>>;
  /** An object, a list, a Table, a `Status`, which the transport writes as JSON or YAML; or text, which it sends as it is. */
  readonly body: unknown;
  /** The body as it came over a wire, of which `body` has been read. Absent: it came over none. */
  readonly text?: string;
  /** What became of a request that the API server passed on, or why it did not. For the trace only: it is not on the wire. */
  readonly via?: readonly WayStep[];
}

/** A step of a request's way: a `Hop` of machine/hop.ts, which knows the codes. */
export interface WayStep {
  readonly at: string;
  readonly did: string;
  readonly object?: string;
  readonly ok: boolean;
  readonly reason: WayReason;
}

interface WayReason {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly cause?: WayReason;
}

/** An answer whose body goes on: a watch, or a log that is followed. */
export interface StreamingResponse {
  readonly code: 200;
  readonly headers?: Readonly<Record<string, string>>;
  /** For a client that counts real seconds, whatever the server's clock does: when the flow ends at the latest. */
  readonly endsAfterMs?: number;
  /**
   * Starts the flow. `piece` is a watch event `{type, object}` or a piece of text. `end` is called when the server ends it.
   * Returns what stops it from the client's side.
   */
  open(sink: { piece(value: unknown): void; end(): void }): () => void;
}

export type Answer = ApiResponse | StreamingResponse;

export function isStreaming(answer: Answer): answer is StreamingResponse {
  return 'open' in answer;
}

/** An answer after which the connection belongs to streams. What protocol carries them is the transport's business. */
export interface UpgradeResponse extends ApiResponse {
  readonly code: 101;
  readonly upgrade: ExecUpgrade | PortForwardUpgrade;
}

export function isUpgrade(answer: Answer): answer is UpgradeResponse {
  return 'upgrade' in answer;
}

/** Did the client ask for streams? Source: apimachinery httpstream.IsUpgradeRequest. */
export function asksForUpgrade({ headers }: ApiRequest): boolean {
  return (headers?.connection ?? '').toLowerCase().includes('upgrade');
}

/** What a node answers instead of opening a stream: an HTTP status, and plain text. */
export interface NodeRefusal {
  readonly refused: { readonly code: number; readonly text: string };
}

export interface ExecUpgrade {
  readonly kind: 'exec';
  /** Which streams the client wants. With a terminal there is no stderr. */
  readonly streams: {
    readonly stdin: boolean;
    readonly stdout: boolean;
    readonly stderr: boolean;
    readonly tty: boolean;
  };
  /** Starts the program, or ties the client to one. Called once. */
  start(signal: AbortSignal): ExecChannel | NodeRefusal;
}

export interface PortForwardUpgrade {
  readonly kind: 'portforward';
  /** Reaches the Pod on its node. */
  start(): PodDialer | NodeRefusal;
}

export interface PodDialer {
  /** Tries the port inside the Pod's network namespace. `error`: in the node's words. */
  dial(port: number): PodConnection | { readonly error: string; readonly via?: readonly WayStep[] };
}

/** The client's end of a connection to a Pod's port, as machine/stream.ts has it. A byte that is no text is a lone surrogate. */
export interface PodConnection {
  /** For the trace only: what became of the connection, so far. Absent: nobody knows. */
  readonly via?: () => readonly WayStep[];
  /** The server that it leads to, a `ServerEnd` of machine/served.ts, for whoever has to speak TLS or HTTP/2 with it. Absent: bytes only. */
  readonly leadsTo?: object;
  /** Once it has ended: what the node said against it, where it could not say so before. */
  failure?(): string | undefined;
  read(): Promise<string | undefined>;
  write(text: string): boolean;
  drained(): Promise<void>;
  end(): void;
  close(): void;
}

/** Two-way streams into a container: exec, attach. A byte that is no text is a lone surrogate, as in machine/bytes.ts. */
export interface ExecChannel {
  readonly stdin: {
    /** @param isTyped Somebody types it at a terminal, though the program may have none: only the lab knows that. */
    write(text: string, isTyped?: boolean): void;
    /** Resolves when the program has read enough of it, or is gone. */
    drained(): Promise<void>;
    close(): void;
  };
  resize(columns: number, rows: number): void;
  /** A listener that returns a promise holds the program back until it resolves. */
  onStdout(listener: (text: string) => void | Promise<void>): void;
  onStderr(listener: (text: string) => void | Promise<void>): void;
  /** Resolves with the status that ends the stream: Success, or Failure with reason NonZeroExitCode and cause ExitCode. */
  readonly done: Promise<Status>;
  close(): void;
}

/** How a client reaches an API server. In the lab it is a function call; in the command-line tool, HTTP. */
export interface Transport {
  /** The server's URL, as kubectl names it in its messages. */
  readonly server: string;
  /** Rejects with `ConnectionError` when there is no answer. */
  request(request: ApiRequest, signal?: AbortSignal): Promise<ApiResponse>;
  /** For watches and followed logs. Resolves when the stream has ended; a refusal resolves with its Status and no pieces. */
  stream(request: ApiRequest, piece: (value: unknown) => void, signal: AbortSignal): Promise<ApiResponse>;
  /** `…/pods/NAME/exec` and `…/attach`. A refusal is an ApiResponse. */
  exec(request: ApiRequest, signal: AbortSignal): Promise<ExecChannel | ApiResponse>;
  /**
   * `…/pods/NAME/portforward`. A refusal is an ApiResponse. Until `signal` aborts, each `dial` opens a connection to a port of the Pod.
   * Rejects with `ConnectionError` when there is no answer.
   */
  portForward(request: ApiRequest, signal: AbortSignal): Promise<PodForward | ApiResponse>;
}

export interface PodForward {
  /** `error`: what the node says of it, in the words of its runtime. */
  dial(port: number): Promise<PodConnection | { readonly error: string; readonly via?: readonly WayStep[] }>;
}

/** No answer came: the message is Go's (`dial tcp 127.0.0.1:6443: connect: connection refused`). */
export class ConnectionError extends Error {}

/** A change as storage tells it to informers. `resource` is `pods`, `deployments.apps`, … (plural, dot, group). */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  readonly object: ApiObject;
}
