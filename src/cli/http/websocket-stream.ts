// Watches and followed logs over WebSocket, as browsers take them. Models apiserver/pkg/endpoints/handlers/watch.go HandleWS
// and httpstream/wsstream/stream.go Reader.

import type { StreamingResponse } from '#apimachinery/wire.ts';
import { bytesOfPiece } from './respond.ts';
import type { Handshake } from './upgrade.ts';
import { protocolsOf, sendTo, type WebSockets } from './websockets.ts';

/** Bytes that may wait for a client that does not read; then it is let go. */
const MAX_WAITING = 8 * 1024 * 1024;

export function streamOverWebSocket(webSockets: WebSockets, handshake: Handshake, answer: StreamingResponse): void {
  // A bearer token may come as a protocol of its own. Source: authentication/request/websocket.
  const asked = protocolsOf(handshake).filter((name) => !name.startsWith('base64url.bearer.authorization.k8s.io.'));
  const protocol = asked[0] ?? '';
  webSockets.accept(handshake, protocol, (webSocket) => {
    const end = (): void => webSocket.close(1000);
    const stop = answer.open({
      piece(value) {
        const bytes = bytesOfPiece(value);
        const isEvent = typeof bytes === 'string';
        const message = protocol.startsWith('base64.')
          ? Buffer.from(bytes).toString('base64')
          : isEvent
            ? bytes.trimEnd()
            : bytes;
        void sendTo(webSocket, message);
        if (webSocket.bufferedAmount > MAX_WAITING) end();
      },
      end,
    });
    webSocket.on('close', stop);
  });
}
