// `Upgrade: SPDY/3.1`: which of the client's protocols it will be, and the connection behind it. Models apimachinery httpstream.Handshake and spdy.NewResponseUpgrader.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { SpdySession, type Wire } from '../spdy/session.ts';
import { plain } from './respond.ts';
import type { Handshake } from './upgrade.ts';

const HEADER = 'X-Stream-Protocol-Version';

/** The first of the client's protocols that is spoken here. Refuses, and returns undefined, where there is none. */
export function negotiate(handshake: Handshake, spoken: readonly string[]): string | undefined {
  const asked = protocolVersions(handshake.request);
  if (asked.length === 0) {
    handshake.refuse(plain(400, `unable to upgrade: ${HEADER} is required\n`));
    return undefined;
  }
  const chosen = asked.find((name) => spoken.includes(name));
  if (chosen === undefined) {
    const why = `unable to upgrade: unable to negotiate protocol: client supports [${asked.join(' ')}], server accepts [${spoken.join(' ')}]\n`;
    const refusal = plain(403, why);
    handshake.refuse({
      ...refusal,
      headers: { ...refusal.headers, 'x-accepted-stream-protocol-versions': spoken.join(', ') },
    });
  }
  return chosen;
}

function protocolVersions({ headersDistinct }: IncomingMessage): readonly string[] {
  return (headersDistinct[HEADER.toLowerCase()] ?? [])
    .flatMap((value) => value.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Says 101, and gives the connection. */
export function spdySession({ socket, head }: Handshake, protocol: string): SpdySession {
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${HEADER}: ${protocol}\r\n\r\n`,
  );
  const session = new SpdySession(socketWire(socket), 'server');
  // After whoever asked for it has put its listeners on.
  queueMicrotask(() => {
    if (head.length > 0) session.receive(head);
    socket.on('data', (bytes: Buffer) => session.receive(bytes));
  });
  socket.on('end', () => session.close());
  socket.on('close', () => session.disconnected());
  return session;
}

function socketWire(socket: Duplex): Wire {
  return {
    write(bytes) {
      if (socket.destroyed || socket.writableEnded || socket.write(bytes)) return undefined;
      return new Promise((resolve) => {
        const go = (): void => {
          socket.off('drain', go);
          socket.off('close', go);
          resolve();
        };
        socket.on('drain', go);
        socket.on('close', go);
      });
    },
    end: () => socket.end(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}
