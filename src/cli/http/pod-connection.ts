// TCP into the simulated network: bytes on the client's side, HTTP messages on the Pod's, with Node's own server as the parser.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import type { PodConnection } from '#apimachinery/wire.ts';
import { bytesOf, textOf } from '#machine/bytes.ts';

/** Where the bytes for the client go. */
export interface TunnelEnd {
  /** A promise: resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /** The Pod has no more, or has broken off. Called once. */
  end(): void;
}

/** One connection, as a socket: what the client sends is read from it, what the Pod answers is written to it. */
export class Tunnel extends Duplex {
  readonly #end: TunnelEnd;
  #wanted: (() => void) | undefined;
  #ended = false;

  constructor(end: TunnelEnd) {
    super({ allowHalfOpen: true });
    this.#end = end;
    this.on('error', () => undefined);
  }

  /** The client's bytes. A promise: resolves when the Pod has read enough. */
  receive(bytes: Uint8Array): Promise<void> | undefined {
    if (this.destroyed || this.push(bytes)) return undefined;
    return new Promise((resolve) => {
      this.#wanted = resolve;
    });
  }

  receiveEnd(): void {
    if (!this.destroyed) this.push(null);
  }

  override _read(): void {
    this.#wanted?.();
    this.#wanted = undefined;
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    const waiting = this.#end.write(bytes);
    if (waiting) void waiting.then(() => done());
    else done();
  }

  override _final(done: () => void): void {
    this.#finish();
    done();
  }

  override _destroy(_error: Error | null, done: () => void): void {
    this.#finish();
    done();
  }

  #finish(): void {
    this._read();
    if (this.#ended) return;
    this.#ended = true;
    this.#end.end();
  }
}

/** Serves tunnels as the Pod behind each of them would. */
export class PodServer {
  readonly #behind = new WeakMap<object, PodConnection>();
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy());
  });

  constructor() {
    // How long a connection may be idle is the Pod's affair, and the simulated ones do not mind.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
  }

  serve(tunnel: Tunnel, pod: PodConnection): void {
    this.#behind.set(tunnel, pod);
    this.#server.emit('connection', tunnel);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const headers: (readonly [string, string])[] = [];
    for (let i = 0; i < request.rawHeaders.length; i += 2)
      headers.push([request.rawHeaders[i]!, request.rawHeaders[i + 1]!]);
    const url = request.url ?? '/';
    const answer = await this.#behind.get(request.socket)!.request({
      method: request.method ?? 'GET',
      url: /^[a-z]+:\/\//i.test(url) ? url : `http://${request.headers.host ?? 'localhost'}${url}`,
      headers,
      body: textOf(Buffer.concat(pieces)),
    });
    if (!answer) {
      request.socket.destroy();
      return;
    }
    response.sendDate = false;
    if (request.httpVersion === '1.1' && response.shouldKeepAlive) response.removeHeader('connection');
    const body = bytesOf(answer.body);
    const names = new Set<string>();
    for (const [name, value] of answer.headers) {
      const lower = name.toLowerCase();
      if (lower === 'transfer-encoding' || lower === 'content-length') continue;
      if (lower === 'connection' && value.toLowerCase() !== 'close') continue;
      if (names.has(lower)) response.appendHeader(name, value);
      else response.setHeader(name, value);
      names.add(lower);
    }
    if (answer.status !== 204 && answer.status !== 304 && request.method !== 'HEAD')
      response.setHeader('Content-Length', body.length);
    response.writeHead(answer.status);
    response.end(body);
  }
}
