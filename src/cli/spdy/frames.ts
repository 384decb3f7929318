// SPDY/3.1 frames as bytes. Source: https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/ section 2.2, 2.6.

export const FIN = 0x01;
export const UNIDIRECTIONAL = 0x02;

/** Numbers of the control frames that Kubernetes' clients and servers send. */
export const TYPE = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

/** Status codes of RST_STREAM. */
export const RESET = { protocolError: 1, invalidStream: 2, refused: 3, cancel: 5 } as const;

export interface DataFrame {
  readonly kind: 'data';
  readonly stream: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}
export interface ControlFrame {
  readonly kind: 'control';
  readonly type: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}
export type Frame = DataFrame | ControlFrame;

const HEAD = 8;
const VERSION = 3;
export const MAX_PAYLOAD = 0xff_ff_ff;

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function encode(frame: Frame): Uint8Array {
  const { payload, flags } = frame;
  const bytes = new Uint8Array(HEAD + payload.length);
  const head = view(bytes);
  if (frame.kind === 'data') head.setUint32(0, frame.stream & 0x7fff_ffff);
  else {
    head.setUint16(0, 0x8000 | VERSION);
    head.setUint16(2, frame.type);
  }
  head.setUint32(4, ((flags << 24) | payload.length) >>> 0);
  bytes.set(payload, HEAD);
  return bytes;
}

/** Words of 32 bits, one behind the other: the payload of most control frames. */
export function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, i) => {
    view(bytes).setUint32(i * 4, value >>> 0);
  });
  return bytes;
}

/** The 32 bits at `at`; 0 where the payload is too short for them. */
export function wordAt(payload: Uint8Array, at: number): number {
  return payload.length >= at + 4 ? view(payload).getUint32(at) : 0;
}

/** Cuts a stream of bytes into frames, however it comes. */
export class FrameReader {
  #waiting: Uint8Array[] = [];
  #size = 0;

  /** The frames that are whole now, in order. */
  *read(bytes: Uint8Array): Generator<Frame, void, undefined> {
    if (bytes.length > 0) {
      this.#waiting.push(bytes);
      this.#size += bytes.length;
    }
    while (this.#size >= HEAD) {
      const head = this.#peek(HEAD);
      const length = view(head).getUint32(4) & MAX_PAYLOAD;
      if (this.#size < HEAD + length) return;
      this.#take(HEAD);
      const payload = this.#take(length);
      const flags = head[4]!;
      const first = view(head).getUint32(0);
      if (first >>> 31 === 0) yield { kind: 'data', stream: first, flags, payload };
      else yield { kind: 'control', type: first & 0xffff, flags, payload };
    }
  }

  #peek(length: number): Uint8Array {
    if (this.#waiting[0]!.length < length) this.#waiting = [joined(this.#waiting, this.#size)];
    return this.#waiting[0]!.subarray(0, length);
  }

  #take(length: number): Uint8Array {
    if (length === 0) return new Uint8Array(0);
    const taken = this.#peek(length);
    const rest = this.#waiting[0]!.subarray(length);
    if (rest.length > 0) this.#waiting[0] = rest;
    else this.#waiting.shift();
    this.#size -= length;
    return taken;
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
