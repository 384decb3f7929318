// The API server's HTTP adapter: sockets and bytes on one side, ApiRequest and Answer on the other.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { status } from '#apimachinery/status.ts';
import type { Answer, ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { isStreaming, isUpgrade } from '#apimachinery/wire.ts';
import { admit, apiRequest, readBody, tooLarge } from './request.ts';
import { send, stream } from './respond.ts';
import { Upgrades } from './upgrade.ts';

export interface ServeOptions {
  readonly port: number;
  /** Undefined: everybody may. */
  readonly token: string | undefined;
  /** With an `authorization` header where the request proves by itself who asks; else it is the kubeconfig's user. */
  handle(request: ApiRequest): Answer | Promise<Answer>;
  /** Paths under /portolan/: answered here, or undefined. */
  portolan(method: string, path: string, body: unknown): Promise<ApiResponse | undefined>;
}

export interface Served {
  readonly port: number;
  /** Ends every connection, streams included. */
  close(): void;
}

/** Listens on 127.0.0.1 only. Resolves once it does. */
export function serveApi(options: ServeOptions): Promise<Served> {
  const portOf = (server: Server): number => (server.address() as AddressInfo).port;
  const server = createServer((request, response) => {
    void answer(request, response, options, portOf(server)).catch((error: Error) => {
      if (!response.headersSent) send(request, response, { code: 500, body: status.internalError(error.message) });
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 30_000;
  const upgrades = new Upgrades(server, {
    handle: (request) => options.handle(request),
    admit: (request) => admit(request, { token: options.token, port: portOf(server) }),
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(options.port, '127.0.0.1', () =>
      resolve({
        port: portOf(server),
        close: () => {
          upgrades.close();
          server.closeAllConnections();
          server.close();
        },
      }),
    );
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
  port: number,
): Promise<void> {
  const admitted = admit(request, { token: options.token, port });
  if ('refused' in admitted) return send(request, response, admitted.refused);
  const { path } = admitted;
  const bytes = await readBody(request);
  if (!bytes) return send(request, response, tooLarge);
  const asked = apiRequest(request, admitted, bytes);
  if ('refused' in asked) return send(request, response, asked.refused);

  if (path.startsWith('/portolan/')) {
    const own = await options.portolan(asked.method, path, asked.body);
    return send(request, response, own ?? { code: 404, body: status.noRoute() });
  }
  const result = await options.handle(asked);
  if (isStreaming(result)) stream(request, response, result);
  // A header of a client that cannot upgrade, such as one that speaks HTTP/2.
  else if (isUpgrade(result))
    send(request, response, { code: 400, body: status.badRequest('Upgrade request required') });
  else send(request, response, result);
}
