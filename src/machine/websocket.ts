// WebSocket on a byte stream: the handshake's key, and frames. Source: RFC 6455.

import { binaryOf, textOfBinary } from './bytes.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { headerOf } from './http.ts';
import { sha1 } from './sha1.ts';
import type { TcpStream } from './stream.ts';
import { StreamReader } from './stream-reader.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export const acceptOf = (key: string): string => btoa(String.fromCharCode(...sha1(key + GUID)));

export const asksForWebSocket = ({ headers }: HttpRequest): boolean =>
  headerOf(headers, 'upgrade')?.toLowerCase() === 'websocket' &&
  /\bupgrade\b/i.test(headerOf(headers, 'connection') ?? '');

/** The 101 that makes the connection a WebSocket, which `serve` then owns; 400 for a handshake that is none. */
export function acceptWebSocket(request: HttpRequest, serve: (socket: WebSocketEnd) => void): HttpResponse {
  const key = headerOf(request.headers, 'sec-websocket-key');
  if (key === undefined || headerOf(request.headers, 'sec-websocket-version') !== '13')
    return { status: 400, headers: [['Sec-Websocket-Version', '13']], body: 'Bad Request\n' };
  return {
    status: 101,
    headers: [
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Accept', acceptOf(key)],
    ],
    body: '',
    upgrade: (stream) => serve(new WebSocketEnd(stream, 'server')),
  };
}

export type Message = { readonly text: string; readonly binary: boolean };
type Closed = { readonly code: number; readonly reason: string };

const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One end of an open WebSocket. A client masks what it sends, a server does not. */
export class WebSocketEnd {
  readonly #stream: TcpStream;
  readonly #reader: StreamReader;
  readonly #mask: (() => number) | undefined;
  /** Why it ended; undefined while it is open. 1006: without a word. */
  closed: Closed | undefined;
  /** Told of each ping, which was answered already. */
  onPong: ((text: string) => void) | undefined;

  /** `random` is for a client's masks. */
  constructor(stream: TcpStream, role: 'client' | 'server', random: () => number = () => 0) {
    this.#stream = stream;
    this.#reader = new StreamReader(stream);
    this.#mask = role === 'client' ? random : undefined;
  }

  send(text: string, binary = false): boolean {
    return this.#frame(binary ? OPCODE.binary : OPCODE.text, binaryOf(text));
  }

  ping(text = ''): boolean {
    return this.#frame(OPCODE.ping, binaryOf(text));
  }

  /** Says that nothing more comes from here; what the other side still sends before its own close is received. */
  finish(code = 1000, reason = ''): void {
    if (this.closed) return;
    this.#frame(OPCODE.close, String.fromCharCode(code >> 8, code & 0xff) + binaryOf(reason));
  }

  close(code = 1000, reason = ''): void {
    if (this.closed) return;
    this.finish(code, reason);
    this.closed = { code, reason };
    this.#stream.end();
  }

  /** The next message, put together from its frames; undefined once closed. Pings are answered on the way. */
  async receive(): Promise<Message | undefined> {
    let payload = '';
    let kind: number | undefined;
    for (;;) {
      const frame = await this.#read();
      if (!frame) {
        this.closed ??= { code: 1006, reason: '' };
        this.#stream.close();
        return undefined;
      }
      const { opcode, isLast, data } = frame;
      if (opcode === OPCODE.close) {
        const code = data.length >= 2 ? data.charCodeAt(0) * 256 + data.charCodeAt(1) : 1005;
        const reason = textOfBinary(data.slice(2));
        if (!this.closed) this.#frame(OPCODE.close, data.slice(0, 2));
        this.closed = { code, reason };
        this.#stream.close();
        return undefined;
      }
      if (opcode === OPCODE.ping) this.#frame(OPCODE.pong, data);
      else if (opcode === OPCODE.pong) this.onPong?.(textOfBinary(data));
      else {
        if (opcode !== OPCODE.continuation) kind = opcode;
        payload += data;
        if (isLast) return { text: textOfBinary(payload), binary: kind === OPCODE.binary };
      }
    }
  }

  async #read(): Promise<{ opcode: number; isLast: boolean; data: string } | undefined> {
    const head = await this.#reader.take(2);
    if (head === undefined) return undefined;
    const [first, second] = [head.charCodeAt(0), head.charCodeAt(1)];
    let length = second & 0x7f;
    if (length >= 126) {
      const more = await this.#reader.take(length === 126 ? 2 : 8);
      if (more === undefined) return undefined;
      length = [...more].reduce((sum, c) => sum * 256 + c.charCodeAt(0), 0);
    }
    const mask = second & 0x80 ? await this.#reader.take(4) : '';
    const data = mask === undefined ? undefined : await this.#reader.take(length);
    if (data === undefined || mask === undefined) return undefined;
    return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, data: masked(data, mask) };
  }

  #frame(opcode: number, data: string): boolean {
    const { length } = data;
    const masks = this.#mask ? 0x80 : 0;
    const size =
      length < 126
        ? [length | masks]
        : length < 65_536
          ? [126 | masks, length >> 8, length & 0xff]
          : [
              127 | masks,
              0,
              0,
              0,
              0,
              (length >>> 24) & 0xff,
              (length >>> 16) & 0xff,
              (length >>> 8) & 0xff,
              length & 0xff,
            ];
    const random = this.#mask;
    const mask = random ? String.fromCharCode(...[0, 1, 2, 3].map(() => Math.floor(random() * 256))) : '';
    return this.#stream.write(textOfBinary(String.fromCharCode(0x80 | opcode, ...size) + mask + masked(data, mask)));
  }
}

function masked(data: string, mask: string): string {
  if (mask === '') return data;
  let out = '';
  for (let i = 0; i < data.length; i++) out += String.fromCharCode(data.charCodeAt(i) ^ mask.charCodeAt(i % 4));
  return out;
}
