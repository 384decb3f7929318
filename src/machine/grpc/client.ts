// A gRPC client's channel: calls on one HTTP/2 connection, which stays where it was opened. Models grpc-go's ClientConn.

import type { HttpHeaders, HttpRequest, NetworkError } from '../http.ts';
import { KeptConnection } from '../kept-connection.ts';
import type { Host, TlsOptions } from '../program.ts';
import type { SocketAddress } from '../stream.ts';
import type { TlsSession } from '../tls.ts';
import { rpcStatus } from './status.ts';
import { answerOf, bodyOf, GRPC_TYPE, type RpcAnswer } from './wire.ts';

export interface ChannelOptions {
  /** `host:port` */
  readonly target: string;
  /** Undefined: plain HTTP/2. */
  readonly tls?: TlsOptions & { readonly insecure: boolean };
  readonly authority?: string;
  readonly userAgent: string;
  readonly connectTimeoutMs: number;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

/** There was no connection. */
export interface DialFailure {
  readonly dial: NetworkError;
  readonly remote?: SocketAddress;
  /** What was shown before a TLS handshake failed. */
  readonly session?: TlsSession;
}

export class Channel {
  readonly #host: Host;
  readonly #options: ChannelOptions;
  readonly #keep = new KeptConnection();

  constructor(host: Host, options: ChannelOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** `path`: `/package.Service/Method`. */
  async call(path: string, messages: readonly Uint8Array[], metadata: HttpHeaders): Promise<RpcAnswer | DialFailure> {
    const { target, tls, authority = target, userAgent, connectTimeoutMs, timeoutMs, signal } = this.#options;
    const request: HttpRequest = {
      method: 'POST',
      url: `${tls ? 'https' : 'http'}://${target}${path}`,
      headers: [
        ['Host', authority],
        ['Content-Type', GRPC_TYPE],
        ['User-Agent', `${userAgent} grpc-go/1.61.0`],
        ['TE', 'trailers'],
        ...metadata,
      ],
      body: bodyOf(messages),
      version: 'HTTP/2',
    };
    const { insecure = false, ...handshake } = tls ?? {};
    const exchange = await this.#host.fetch(request, {
      ...{ connectTimeoutMs, signal, insecure, keep: this.#keep },
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(tls && { tls: { ...handshake, alpn: ['h2'], software: 'go' } }),
    });
    if (exchange.ok) return answerOf(exchange.response);
    const { error, remote, tls: session } = exchange;
    if (error.phase !== 'transfer' || error.kind === 'protocol')
      return { dial: error, ...(remote && { remote }), ...(session && { session }) };
    const { message } = error;
    const status =
      error.kind === 'timeout'
        ? rpcStatus('DeadlineExceeded', 'context deadline exceeded')
        : rpcStatus(
            'Unavailable',
            error.kind === 'reset'
              ? 'error reading from server: connection reset by peer'
              : error.kind === 'empty'
                ? 'error reading from server: EOF'
                : message,
          );
    return { status, messages: [], headers: [], trailers: [] };
  }

  close(): void {
    this.#keep.close();
  }
}
