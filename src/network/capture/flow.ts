// The packets of one TCP connection, as they pass: handshake, data and acknowledgements, the end.
// Differs: what is written at once is one packet, as with segmentation offload; sizes of TLS records are estimates, what is in them is not shown.

import { byteLength } from '#machine/bytes.ts';
import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { NoAnswer } from '#machine/http-stream.ts';
import { messageOf, requestText } from '#machine/http-stream.ts';
import type { TcpStream } from '#machine/stream.ts';
import { unreachable } from './icmp.ts';
import type { Taps } from './taps.ts';
import type { Way } from './way.ts';

/** Which end sends: the client, or the server. */
type Side = 0 | 1;
/** Bytes of a handshake's flights: ClientHello; ServerHello, certificate and Finished; Finished. Estimates. */
const TLS_FLIGHTS: readonly (readonly [Side, number])[] = [
  [0, 517],
  [1, 1436],
  [0, 80],
];
/** A TLS 1.3 record's header, content type and tag. */
const TLS_RECORD = 22;
/** Source: RFC 9113, 3.4. */
const HTTP2_PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** Seconds after the first SYN. Source: Linux tcp_syn_retries 6. */
const SYN_AT = [1, 3, 7, 15, 31, 63] as const;

export interface Wire {
  readonly taps: Taps;
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export class Flow {
  readonly #wire: Wire;
  readonly #way: Way;
  /** Bytes sent so far by each side, a FIN being one, and what numbers begin at. */
  readonly #sent: [number, number] = [0, 0];
  readonly #first: readonly [number, number];
  readonly #ended: [boolean, boolean] = [false, false];
  #isOver = false;
  #isSecure = false;
  #nextMs = 0;

  /** @param chance In [0, 1): makes the first sequence numbers. */
  constructor(wire: Wire, way: Way, chance: number) {
    this.#wire = wire;
    this.#way = way;
    this.#first = [Math.floor(chance * 2 ** 32), Math.floor(((chance * 7919) % 1) * 2 ** 32)];
  }

  /** A SYN, and again until `over`, for as long as nobody answers. */
  async opens(over: AbortSignal): Promise<void> {
    this.#pass(0, 'S', { seq: this.#first[0] });
    let waited = 0;
    for (const second of SYN_AT) {
      await this.#wire.sleep((second - waited) * 1000, over);
      if (over.aborted) return;
      waited = second;
      this.#pass(0, 'S', { seq: this.#first[0] });
    }
  }

  accepted(): void {
    this.#pass(1, 'S.', { seq: this.#first[1], ack: this.#next(0) });
    this.#pass(0, '.', { seq: this.#next(0), ack: this.#next(1) });
  }

  refused(): void {
    this.#pass(1, 'R.', { seq: 0, ack: this.#next(0) });
  }

  /** A router says that it cannot deliver. `host`: nobody has the address. */
  rejected(what: 'port' | 'host'): void {
    const [leg] = this.#way.legs;
    if (!leg) return;
    this.#nextMs = this.#wire.taps.pass(
      this.#way.legs,
      this.#at(),
      unreachable(what, 'tcp', leg.to, this.#way.router, 60),
    );
  }

  handshake(): void {
    this.#isSecure = true;
    for (const [side, length] of TLS_FLIGHTS) this.#data(side, length);
  }

  /** Frames of HTTP/2, about so many bytes: what is in them is not shown, but for the preface of a connection. */
  frames(side: Side, length: number): void {
    if (side === 0 && this.#sent[0] === 0 && !this.#isSecure) this.sends(0, HTTP2_PREFACE);
    this.#data(side, length + (this.#isSecure ? TLS_RECORD : 0));
  }

  /** Data, acknowledged at once. */
  sends(side: Side, text: string): void {
    const length = byteLength(text) + (this.#isSecure ? TLS_RECORD : 0);
    if (length > 0) this.#data(side, length, this.#isSecure ? undefined : text);
  }

  asks(request: HttpRequest): void {
    const text = requestText(request);
    if (request.version === 'HTTP/2') this.frames(0, framed(text));
    else this.sends(0, text);
  }

  /** What a server answered to that, or how it broke the connection. */
  answers({ method, version }: HttpRequest, answer: HttpResponse | NoAnswer): void {
    if ('close' in answer) this.isClosedBy(1);
    else if ('reset' in answer) this.resets(1);
    else if ('garbage' in answer) this.sends(1, answer.garbage);
    else {
      const text = messageOf(answer, { closes: closes(answer), head: method === 'HEAD' });
      if (version === 'HTTP/2') this.frames(1, framed(text));
      else this.sends(1, text);
    }
  }

  /** One side closes, and the other one then. */
  isClosedBy(side: Side): void {
    this.ends(side);
    this.ends(side === 0 ? 1 : 0);
  }

  /** FIN; the second one is the end. */
  ends(side: Side): void {
    if (this.#isOver || this.#ended[side]) return;
    this.#ended[side] = true;
    const other = side === 0 ? 1 : 0;
    this.#pass(side, 'F.', { seq: this.#next(side), ack: this.#next(other) });
    this.#sent[side]++;
    if (!this.#ended[other]) return;
    this.#pass(other, '.', { seq: this.#next(other), ack: this.#next(side) });
    this.#isOver = true;
  }

  resets(side: Side): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#pass(side, 'R.', { seq: this.#next(side), ack: this.#next(side === 0 ? 1 : 0) });
  }

  /** The same stream, of which each write and end is seen. */
  watch(stream: TcpStream, side: Side): TcpStream {
    return {
      local: stream.local,
      remote: stream.remote,
      read: (signal) => stream.read(signal),
      write: (text) => {
        const isTaken = stream.write(text);
        if (isTaken) this.sends(side, text);
        return isTaken;
      },
      drained: () => stream.drained(),
      end: () => {
        this.ends(side);
        stream.end();
      },
      close: () => {
        this.ends(side);
        stream.close();
      },
      reset: () => {
        this.resets(side);
        stream.reset();
      },
      get wasReset() {
        return stream.wasReset;
      },
      way: stream.way,
    };
  }

  #data(side: Side, length: number, payload?: string): void {
    const other = side === 0 ? 1 : 0;
    const seq = this.#next(side);
    this.#sent[side] += length;
    this.#pass(side, 'P.', { seq, ack: this.#next(other), length, ...(payload !== undefined && { payload }) });
    this.#pass(other, '.', { seq: this.#next(other), ack: this.#next(side) });
  }

  /** The number of the next byte that a side sends. */
  #next(side: Side): number {
    return (this.#first[side] + 1 + this.#sent[side]) % 2 ** 32;
  }

  #at(): number {
    return Math.max(this.#wire.now(), this.#nextMs);
  }

  #pass(
    side: Side,
    flags: string,
    rest: { readonly seq?: number; readonly ack?: number; readonly length?: number; readonly payload?: string },
  ): void {
    const { taps } = this.#wire;
    if (!taps.areOpen) return;
    const packet = { isAnswer: side === 1, protocol: 'TCP', flags, length: 0, ...rest } as const;
    this.#nextMs = taps.pass(this.#way.legs, this.#at(), packet);
  }
}

const closes = ({ headers }: HttpResponse): boolean => headerOf(headers, 'connection')?.toLowerCase() === 'close';

/** Headers are compressed, and frames have a head of nine bytes. An estimate. */
function framed(text: string): number {
  const head = text.indexOf('\r\n\r\n') + 4;
  return 9 + Math.ceil(head * 0.4) + (text.length > head ? 9 + byteLength(text.slice(head)) : 0);
}
