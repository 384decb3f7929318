// TCP into the simulated network: bytes on the client's side, text on the Pod's.

import { once } from 'node:events';
import { Duplex } from 'node:stream';
import type { PodConnection } from '#apimachinery/wire.ts';
import { bytesOf, textOf } from '#machine/bytes.ts';
import type { Served, ServerEnd } from '#machine/served.ts';

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

/** The first byte of a TLS handshake, and how HTTP/2 begins with prior knowledge. */
const HANDSHAKE = 0x16;
const PREFACE = 'PRI * HTTP/2';

/**
 * A client outside speaks TLS and HTTP/2 as they are on the wire, the server in the Pod speaks messages: where it knows one of both, what the
 * client begins with says which of them is ended here.
 */
export function serveTunnel(tunnel: Tunnel, pod: PodConnection): void {
  const { served } = (pod.leadsTo as ServerEnd | undefined) ?? {};
  if (!served?.tls && !served?.http2) carry(tunnel, pod);
  else void firstBytes(tunnel).then((first) => serveBeginning(tunnel, pod, served, first));
}

async function serveBeginning(
  tunnel: Tunnel,
  pod: PodConnection,
  served: Served,
  first: Buffer | undefined,
): Promise<void> {
  const isTls = served.tls !== undefined && first?.[0] === HANDSHAKE;
  const isHttp2 = !served.tls && served.http2 && first?.toString('latin1').startsWith(PREFACE);
  if (!isTls && !isHttp2) {
    carry(tunnel, pod);
    return;
  }
  pod.close();
  const { endHttp2, endTls } = await import('./tunnel-ends.ts');
  if (isTls) endTls(tunnel, served);
  else endHttp2(tunnel, served);
}

/** Left where they are, for who reads on. Undefined: none comes. */
function firstBytes(tunnel: Tunnel): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const look = (): void => {
      const bytes = tunnel.read() as Buffer | null;
      if (!bytes && !tunnel.readableEnded && !tunnel.destroyed) {
        tunnel.once('readable', look);
        return;
      }
      if (bytes) tunnel.unshift(bytes);
      resolve(bytes ?? undefined);
    };
    tunnel.once('readable', look).once('close', look);
  });
}

/** Carries bytes to the Pod and back, until both have ended. */
export function carry(tunnel: Duplex, pod: Pick<PodConnection, 'read' | 'write' | 'drained' | 'end' | 'close'>): void {
  const up = async (): Promise<void> => {
    for await (const bytes of tunnel.iterator({ destroyOnReturn: false })) {
      if (!pod.write(textOf(bytes as Uint8Array))) break;
      await pod.drained();
    }
    pod.end();
  };
  const down = async (): Promise<void> => {
    for (;;) {
      const text = await pod.read();
      if (text === undefined) break;
      if (!tunnel.write(bytesOf(text))) await Promise.race([once(tunnel, 'drain'), once(tunnel, 'close')]);
    }
    tunnel.end();
    pod.close();
  };
  void up().catch(() => pod.close());
  void down().catch(() => pod.close());
}
