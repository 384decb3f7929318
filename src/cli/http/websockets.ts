// WebSocket handshakes and back-pressure, over the library `ws`.

import type { IncomingMessage } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Handshake } from './upgrade.ts';

/** Bytes of one message. Source: golang.org/x/net/websocket DefaultMaxPayloadBytes. */
const MAX_MESSAGE = 32 * 1024 * 1024;
/** Bytes that may wait for a slow client before the sender is held back. */
const HIGH_WATER = 256 * 1024;

/** The subprotocols that a client named, in its order. */
export function protocolsOf({ request }: Pick<Handshake, 'request'>): readonly string[] {
  return (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

export class WebSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE,
  });
  readonly #chosen = new WeakMap<IncomingMessage, string>();

  constructor() {
    this.#server.on('headers', (lines, request) => {
      const protocol = this.#chosen.get(request);
      if (protocol) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
    });
  }

  /** Completes the handshake with one of the client's subprotocols, or none (''). `ready` is not called when the handshake is no WebSocket's. */
  accept({ request, socket, head }: Handshake, protocol: string, ready: (socket: WebSocket) => void): void {
    this.#chosen.set(request, protocol);
    // The library takes only names that are tokens, and `SPDY/3.1+portforward.k8s.io` is none.
    delete request.headers['sec-websocket-protocol'];
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      // Its `close` tells what is to be told.
      webSocket.on('error', () => undefined);
      ready(webSocket);
    });
  }

  /** None of the client's subprotocols is spoken here: 403 without a body. Source: golang.org/x/net/websocket newServerConn. */
  refuse({ socket }: Handshake): void {
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  }
}

/** Sends a message; when much waits for the client, resolves once this one has gone out, or the client is gone. */
export function sendTo(webSocket: WebSocket, message: Uint8Array | string): Promise<void> | undefined {
  if (webSocket.readyState !== webSocket.OPEN) return undefined;
  if (webSocket.bufferedAmount < HIGH_WATER) {
    webSocket.send(message);
    return undefined;
  }
  return new Promise((resolve) => webSocket.send(message, () => resolve()));
}

export function bytesOfMessage(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
