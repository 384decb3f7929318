// Reads a stream by lines and by lengths in bytes, as protocols do.

import { binaryOf } from './bytes.ts';
import type { TcpStream } from './stream.ts';

/** What it gives has one character for each byte, as in bytes.ts `binaryOf`. */
export class StreamReader {
  readonly #stream: Pick<TcpStream, 'read'>;
  #waiting = '';
  #ended = false;

  constructor(stream: Pick<TcpStream, 'read'>) {
    this.#stream = stream;
  }

  async #more(): Promise<boolean> {
    const piece = this.#ended ? undefined : await this.#stream.read();
    if (piece === undefined) {
      this.#ended = true;
      return false;
    }
    this.#waiting += binaryOf(piece);
    return true;
  }

  /** Has a whole line come that was not asked for yet? */
  get hasLine(): boolean {
    return this.#waiting.includes('\n');
  }

  /** Without its end of line; undefined where the stream ends before one. */
  async line(): Promise<string | undefined> {
    for (let from = 0; ; ) {
      const at = this.#waiting.indexOf('\n', from);
      if (at >= 0) {
        const line = this.#waiting.slice(0, at).replace(/\r$/, '');
        this.#waiting = this.#waiting.slice(at + 1);
        return line;
      }
      from = this.#waiting.length;
      if (!(await this.#more())) return undefined;
    }
  }

  async take(length: number): Promise<string | undefined> {
    while (this.#waiting.length < length) if (!(await this.#more())) return undefined;
    const taken = this.#waiting.slice(0, length);
    this.#waiting = this.#waiting.slice(length);
    return taken;
  }

  async rest(): Promise<string> {
    while (await this.#more());
    return this.unread();
  }

  /** What was read from the stream and not asked for. */
  unread(): string {
    const rest = this.#waiting;
    this.#waiting = '';
    return rest;
  }

  /** The first `length` characters at most, which stay. */
  async peek(length: number): Promise<string> {
    while (this.#waiting.length < length) if (!(await this.#more())) break;
    return this.#waiting.slice(0, length);
  }
}
