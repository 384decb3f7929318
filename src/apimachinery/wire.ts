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
}

export interface ApiResponse {
  readonly code: number;
  /** Lower-case names. `warning` holds the texts of `Warning: 299` headers joined by newlines. No content-type means application/json. */
  readonly headers?: Readonly<Record<string, string>>;
  /** An object, a list, a Table, a `Status`; or text where `content-type` is not JSON. */
  readonly body: unknown;
}

/** An answer whose body goes on: a watch, or a log that is followed. */
export interface StreamingResponse {
  readonly code: 200;
  readonly headers?: Readonly<Record<string, string>>;
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

/** Two-way streams into a container: exec, attach. */
export interface ExecChannel {
  readonly stdin: { write(text: string): void; close(): void };
  resize(columns: number, rows: number): void;
  onStdout(listener: (text: string) => void): void;
  onStderr(listener: (text: string) => void): void;
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
}

/** No answer came: the message is Go's (`dial tcp 127.0.0.1:6443: connect: connection refused`). */
export class ConnectionError extends Error {}

/** A change as storage tells it to informers. `resource` is `pods`, `deployments.apps`, … (plural, dot, group). */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  readonly object: ApiObject;
}
