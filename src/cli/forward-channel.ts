// port-forward from the client's side: a WebSocket for each connection. Models kubelet cri/streaming/portforward/websocket.go, its client.

import type { IncomingMessage } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';
import type { PodConnection } from '#apimachinery/wire.ts';
import { bytesOf, textOf } from '#machine/bytes.ts';
import { makePipe } from '#machine/pipe.ts';
import { bytesOfMessage, sendTo } from './http/websockets.ts';

const PROTOCOL = 'v4.channel.k8s.io';
const [DATA, ERROR] = [0, 1] as const;
/** The first message on each channel repeats the port. */
const PORT_BYTES = 2;

/**
 * @param url `ws:` or `wss:`, of a Pod's portforward, with the port as query.
 * @returns The connection, or the server's answer, when it refuses to open one.
 * @throws what the network said, as node:net words it.
 */
export function openForward(
  url: URL,
  options: ClientOptions,
  signal: AbortSignal,
): Promise<PodConnection | { readonly refused: IncomingMessage }> {
  const socket = new WebSocket(url, PROTOCOL, { ...options, perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    const stop = (): void => socket.terminate();
    signal.addEventListener('abort', stop, { once: true });
    const pipe = makePipe();
    let failure = '';
    let sending: Promise<void> | undefined;
    const seen = new Set<number>();
    const connection: PodConnection = {
      read: () => pipe.input.read(),
      write(text) {
        sending = sendTo(socket, Buffer.concat([Buffer.from([DATA]), bytesOf(text)]));
        return socket.readyState === socket.OPEN;
      },
      drained: async () => sending,
      // The protocol has no half of an end: what the Pod still sends is waited for.
      end: () => undefined,
      close: () => socket.close(1000),
      failure: () => (failure === '' ? undefined : failure),
    };
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => resolve({ refused: response }));
    socket.on('message', (data) => {
      const bytes = bytesOfMessage(data);
      const channel = bytes[0] ?? ERROR;
      const isFirst = !seen.has(channel);
      seen.add(channel);
      const piece = bytes.subarray(isFirst ? 1 + PORT_BYTES : 1);
      if (channel === ERROR) failure += piece.toString('utf8');
      else if (piece.length > 0) {
        pipe.output.write(textOf(piece));
        socket.pause();
        void pipe.output.drained().then(() => socket.resume());
      }
    });
    socket.on('open', () => resolve(connection));
    socket.on('close', () => {
      signal.removeEventListener('abort', stop);
      pipe.output.close();
    });
  });
}
