// Connections that stop being HTTP: finds out what the client asked for, and hands the socket to the protocol that carries it.

import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { status } from '#apimachinery/status.ts';
import type { Answer, ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { isStreaming, isUpgrade } from '#apimachinery/wire.ts';
import type { User } from '#apiserver/authn/user.ts';
import { PortForwards } from './port-forward.ts';
import { apiRequest, type Entrant } from './request.ts';
import { send, stream } from './respond.ts';
import { execOverSpdy } from './spdy-exec.ts';
import { execOverWebSocket } from './websocket-exec.ts';
import { streamOverWebSocket } from './websocket-stream.ts';
import { WebSockets } from './websockets.ts';

export interface UpgradeOptions {
  handle(request: ApiRequest, user: User | undefined): Answer | Promise<Answer>;
  admit(request: IncomingMessage): Entrant | { readonly refused: ApiResponse };
}

/** One request whose connection is about to become something else. */
export interface Handshake {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the request's head. */
  readonly head: Buffer;
  /** Answers as plain HTTP instead, and ends the connection. */
  refuse(answer: ApiResponse): void;
}

export class Upgrades {
  readonly #webSockets = new WebSockets();
  readonly #portForwards = new PortForwards(this.#webSockets);

  constructor(server: Server, options: UpgradeOptions) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // A client that is gone ends its streams by `close`; there is nobody to tell.
      socket.on('error', () => undefined);
      const asked = (request.headers.upgrade ?? '').toLowerCase();
      if (asked !== 'websocket' && asked !== 'spdy/3.1') return withoutUpgrade(server, request, socket, head);
      const respond = (use: (response: ServerResponse) => void): void => {
        const response = new ServerResponse(request);
        response.shouldKeepAlive = false;
        response.assignSocket(socket as never);
        response.on('finish', () => socket.end());
        use(response);
      };
      const refuse = (answer: ApiResponse): void => respond((response) => send(request, response, answer));
      void this.#upgrade({ request, socket, head, refuse }, options, respond).catch((error: Error) =>
        refuse({ code: 500, body: status.internalError(error.message) }),
      );
    });
  }

  async #upgrade(
    handshake: Handshake,
    options: UpgradeOptions,
    respond: (use: (response: ServerResponse) => void) => void,
  ): Promise<void> {
    const { request, refuse } = handshake;
    const admitted = options.admit(request);
    if ('refused' in admitted) return refuse(admitted.refused);
    const asked = apiRequest(request, admitted, Buffer.alloc(0));
    if ('refused' in asked) return refuse(asked.refused);
    const answer = await options.handle(asked, admitted.user);
    if (isStreaming(answer)) {
      if (isSpdy(request)) respond((response) => stream(request, response, answer));
      else streamOverWebSocket(this.#webSockets, handshake, answer);
      return;
    }
    if (!isUpgrade(answer)) return refuse(answer);
    const { upgrade } = answer;
    const spdy = isSpdy(request);
    if (upgrade.kind === 'exec') {
      if (spdy) execOverSpdy(handshake, upgrade);
      else execOverWebSocket(this.#webSockets, handshake, upgrade);
    } else if (spdy) this.#portForwards.overSpdy(handshake, upgrade);
    else {
      const query = new URLSearchParams(admitted.path.split('?')[1]);
      this.#portForwards.overWebSocket(handshake, upgrade, query);
    }
  }
}

const isSpdy = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'spdy/3.1';

/** A protocol that this server does not speak, such as `h2c`: HTTP goes on as if it had not been named. Source: RFC 9110 7.8. */
function withoutUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!;
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${request.rawHeaders[i + 1]}`);
  }
  if (head.length > 0) socket.unshift(head);
  socket.unshift(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  socket.removeAllListeners('error');
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket);
}
