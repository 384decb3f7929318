// One stream of a SPDY connection: each direction ends by itself.

import type { SpdyHeaders } from './header-block.ts';

/** What a stream asks of its connection. */
export interface StreamWire {
  reply(): void;
  data(bytes: Uint8Array, fin: boolean): Promise<void> | undefined;
  reset(code: number): void;
  /** Both directions have ended. */
  over(): void;
  /** Its reader does not keep up, or does again. */
  full(full: boolean): void;
}

export class SpdyStream {
  readonly id: number;
  readonly headers: SpdyHeaders;
  readonly #wire: StreamWire;
  #reader: { data(bytes: Uint8Array): Promise<void> | undefined; end(): void } | undefined;
  #early: Uint8Array[] = [];
  #readable = true;
  #writable = true;
  /** The end was seen, or the stream lost, before there was a reader. */
  #told = false;

  constructor(id: number, headers: SpdyHeaders, wire: StreamWire) {
    this.id = id;
    this.headers = headers;
    this.#wire = wire;
  }

  /** Takes a stream that the other side has opened. */
  accept(): void {
    this.#wire.reply();
  }

  /** Who reads: `data` may return a promise, and nothing more comes until it resolves. `end` is called once, whatever ended it. */
  read(reader: { data(bytes: Uint8Array): Promise<void> | undefined; end(): void }): void {
    this.#reader = reader;
    for (const bytes of this.#early.splice(0)) this.#give(bytes);
    this.#tell();
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    return this.#writable ? this.#wire.data(bytes, false) : undefined;
  }

  /** No more will be written. */
  end(): void {
    if (!this.#writable) return;
    this.#writable = false;
    void this.#wire.data(new Uint8Array(0), true);
    if (!this.#readable) this.#wire.over();
  }

  /** Breaks it off. */
  reset(code: number): void {
    if (!this.#readable && !this.#writable) return;
    this.#wire.reset(code);
    this.lost();
  }

  /** For the connection: bytes have come. */
  receive(bytes: Uint8Array, fin: boolean): void {
    if (!this.#readable) return;
    if (bytes.length > 0) {
      if (this.#reader) this.#give(bytes);
      else this.#early.push(bytes);
    }
    if (!fin) return;
    this.#readable = false;
    this.#tell();
    if (!this.#writable) this.#wire.over();
  }

  /** For the connection: the other side broke it off, or is gone. */
  lost(): void {
    this.#readable = false;
    this.#writable = false;
    this.#wire.over();
    this.#tell();
  }

  #give(bytes: Uint8Array): void {
    const waiting = this.#reader!.data(bytes);
    if (!waiting) return;
    this.#wire.full(true);
    void waiting.finally(() => this.#wire.full(false));
  }

  #tell(): void {
    if (this.#readable || this.#told || !this.#reader) return;
    this.#told = true;
    this.#reader.end();
  }
}
