// TCP into the simulated network: bytes on the client's side, text on the Pod's.

import { once } from 'node:events';
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

/** Carries a tunnel's bytes to the Pod and back, until both have ended. */
export function serveTunnel(tunnel: Tunnel, pod: PodConnection): void {
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
