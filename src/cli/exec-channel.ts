// exec and attach from the client's side, over a WebSocket. Models client-go/tools/remotecommand/websocket.go.

import type { IncomingMessage } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';
import { type Status, status } from '#apimachinery/status.ts';
import type { ExecChannel } from '#apimachinery/wire.ts';
import { ByteDecoder, bytesOf } from '#machine/bytes.ts';
import { bytesOfMessage, sendTo } from './http/websockets.ts';

/** v5 can say that stdin has ended, v4 cannot. Source: remotecommand.NewWebSocketExecutorForProtocols. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const [STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE] = [0, 1, 2, 3, 4, 255] as const;

/**
 * @param url `ws:` or `wss:`, with the query of exec or attach.
 * @returns The streams; or the server's answer, when it refuses to open them.
 * @throws what the network said, as node:net words it.
 */
export function openExec(
  url: URL,
  options: ClientOptions,
  signal: AbortSignal,
): Promise<ExecChannel | { readonly refused: IncomingMessage }> {
  const socket = new WebSocket(url, PROTOCOLS, { ...options, perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    const stop = (): void => socket.terminate();
    signal.addEventListener('abort', stop, { once: true });
    socket.on('close', () => signal.removeEventListener('abort', stop));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => resolve({ refused: response }));
    socket.on('open', () => resolve(channelOf(socket)));
  });
}

function channelOf(socket: WebSocket): ExecChannel {
  const send = (channel: number, bytes: Uint8Array): Promise<void> | undefined =>
    sendTo(socket, Buffer.concat([Buffer.from([channel]), bytes]));
  let sending: Promise<void> | undefined;
  const outputs = new Map<number, Output>([
    [STDOUT, new Output(socket)],
    [STDERR, new Output(socket)],
  ]);
  let outcome = '';
  const done = new Promise<Status>((resolve) => {
    socket.on('message', (data) => {
      const bytes = bytesOfMessage(data);
      const piece = bytes.subarray(1);
      if (bytes[0] === ERROR) outcome += piece.toString('utf8');
      else outputs.get(bytes[0] ?? CLOSE)?.receive(piece);
    });
    socket.on('close', () => {
      for (const output of outputs.values()) output.end();
      resolve(statusOf(outcome));
    });
  });
  return {
    stdin: {
      write: (text) => {
        sending = send(STDIN, bytesOf(text));
      },
      drained: async () => sending,
      close: () => {
        if (socket.protocol.startsWith('v5')) void send(CLOSE, Buffer.from([STDIN]));
      },
    },
    resize: (Width, Height) => void send(RESIZE, Buffer.from(JSON.stringify({ Width, Height }))),
    onStdout: (listener) => outputs.get(STDOUT)!.listen(listener),
    onStderr: (listener) => outputs.get(STDERR)!.listen(listener),
    done,
    close: () => socket.close(1000),
  };
}

/** One of the program's outputs: text, in order, no faster than it is read. */
class Output {
  readonly #socket: WebSocket;
  readonly #decoder = new ByteDecoder();
  #listener: ((text: string) => void | Promise<void>) | undefined;
  /** What came before anybody listened. */
  #early = '';

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  listen(listener: (text: string) => void | Promise<void>): void {
    this.#listener = listener;
    if (this.#early !== '') void listener(this.#early);
    this.#early = '';
  }

  receive(bytes: Uint8Array): void {
    this.#give(this.#decoder.write(bytes));
  }

  end(): void {
    this.#give(this.#decoder.end());
  }

  #give(text: string): void {
    if (text === '') return;
    if (!this.#listener) {
      this.#early += text;
      return;
    }
    const read = this.#listener(text);
    if (!read) return;
    this.#socket.pause();
    void read.then(() => this.#socket.resume());
  }
}

/** What the error channel said; a connection that ends without a word has failed. Source: remotecommand/v4.go decodeError. */
function statusOf(outcome: string): Status {
  const failed = (message: string): Status => ({ ...status.internalError(''), message });
  if (outcome === '') return failed('unexpected EOF');
  try {
    return { ...(JSON.parse(outcome) as Status), kind: 'Status', apiVersion: 'v1' };
  } catch {
    return failed(`error stream protocol error: ${outcome}`);
  }
}
