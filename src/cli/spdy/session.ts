// One SPDY/3.1 connection: streams that share it. Models github.com/moby/spdystream, flow control left to TCP as there.

import { encode, FIN, type Frame, FrameReader, MAX_PAYLOAD, RESET, TYPE, wordAt, words } from './frames.ts';
import { HeaderReader, HeaderWriter, type SpdyHeaders } from './header-block.ts';
import { SpdyStream } from './stream.ts';

/** What carries the frames. */
export interface Wire {
  /** A promise: resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /** No more will be written. */
  end(): void;
  pause(): void;
  resume(): void;
}

export class SpdySession {
  /** The other side has opened a stream. Throw nothing: answer with `accept` or `reset`. */
  onStream: (stream: SpdyStream) => void = (stream) => stream.reset(RESET.refused);
  /** The connection is over, for whatever reason. */
  onClose: () => void = () => undefined;
  readonly #wire: Wire;
  readonly #frames = new FrameReader();
  readonly #reader = new HeaderReader();
  readonly #writer = new HeaderWriter();
  readonly #streams = new Map<number, SpdyStream>();
  readonly #firstOfOther: 0 | 1;
  #next: number;
  #lastOfOther = 0;
  #closed = false;
  #full = 0;

  /** The side that opened the connection has odd numbers. */
  constructor(wire: Wire, side: 'client' | 'server') {
    this.#wire = wire;
    this.#next = side === 'client' ? 1 : 2;
    this.#firstOfOther = side === 'client' ? 0 : 1;
  }

  receive(bytes: Uint8Array): void {
    try {
      for (const frame of this.#frames.read(bytes)) {
        if (this.#closed) return;
        this.#handle(frame);
      }
    } catch {
      // Headers that cannot be read leave both ends with different dictionaries: nothing that follows would be understood.
      this.close();
    }
  }

  open(headers: SpdyHeaders): SpdyStream {
    const id = this.#next;
    this.#next += 2;
    const stream = this.#stream(id, headers);
    // Stream, no associated one, highest priority and no slot.
    const head = Buffer.concat([words(id, 0), Buffer.from([0, 0])]);
    this.#control(TYPE.synStream, 0, Buffer.concat([head, this.#writer.write(headers)]));
    return stream;
  }

  /** Says goodbye and ends the connection. */
  close(): void {
    if (this.#closed) return;
    this.#control(TYPE.goAway, 0, words(this.#lastOfOther, 0));
    this.#wire.end();
    this.disconnected();
  }

  /** The connection is gone. */
  disconnected(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stream of this.#streams.values()) stream.lost();
    this.#streams.clear();
    this.onClose();
  }

  #stream(id: number, headers: SpdyHeaders): SpdyStream {
    const stream = new SpdyStream(id, headers, {
      reply: () => this.#control(TYPE.synReply, 0, Buffer.concat([words(id), this.#writer.write({})])),
      data: (bytes, fin) => this.#data(id, bytes, fin),
      reset: (code) => this.#control(TYPE.rstStream, 0, words(id, code)),
      over: () => this.#streams.delete(id),
      full: (full) => this.#fill(full),
    });
    this.#streams.set(id, stream);
    return stream;
  }

  /** The connection is not read while a stream has more than its reader takes. */
  #fill(full: boolean): void {
    this.#full += full ? 1 : -1;
    if (full && this.#full === 1) this.#wire.pause();
    if (!full && this.#full === 0) this.#wire.resume();
  }

  #data(id: number, bytes: Uint8Array, fin: boolean): Promise<void> | undefined {
    if (this.#closed) return undefined;
    let waiting: Promise<void> | undefined;
    let rest = bytes;
    do {
      const payload = rest.subarray(0, MAX_PAYLOAD);
      rest = rest.subarray(payload.length);
      const flags = fin && rest.length === 0 ? FIN : 0;
      waiting = this.#wire.write(encode({ kind: 'data', stream: id, flags, payload }));
    } while (rest.length > 0);
    return waiting;
  }

  #control(type: number, flags: number, payload: Uint8Array): void {
    if (!this.#closed) void this.#wire.write(encode({ kind: 'control', type, flags, payload }));
  }

  #handle(frame: Frame): void {
    const fin = (frame.flags & FIN) !== 0;
    if (frame.kind === 'data') {
      const stream = this.#streams.get(frame.stream);
      if (stream) stream.receive(frame.payload, fin);
      // What still comes for a stream that is over was on its way: only one that never was is told.
      else if (!this.#wasThere(frame.stream))
        this.#control(TYPE.rstStream, 0, words(frame.stream, RESET.invalidStream));
      return;
    }
    const { type, payload } = frame;
    const id = wordAt(payload, 0) & 0x7fff_ffff;
    switch (type) {
      case TYPE.synStream:
        this.#opened(id, this.#reader.read(payload.subarray(10)), fin);
        break;
      case TYPE.synReply:
      case TYPE.headers:
        this.#reader.read(payload.subarray(4));
        this.#streams.get(id)?.receive(new Uint8Array(0), fin);
        break;
      case TYPE.rstStream:
        this.#streams.get(id)?.lost();
        break;
      case TYPE.ping:
        // The other side's own comes back to it; ours are not sent.
        this.#control(TYPE.ping, 0, words(wordAt(payload, 0)));
        break;
    }
  }

  #wasThere(id: number): boolean {
    return id % 2 === this.#firstOfOther ? id <= this.#lastOfOther : id < this.#next;
  }

  #opened(id: number, headers: SpdyHeaders, fin: boolean): void {
    if (id === 0 || id % 2 !== this.#firstOfOther || id <= this.#lastOfOther) {
      this.#control(TYPE.rstStream, 0, words(id, RESET.protocolError));
      return;
    }
    this.#lastOfOther = id;
    const stream = this.#stream(id, headers);
    this.onStream(stream);
    if (fin) stream.receive(new Uint8Array(0), true);
  }
}
