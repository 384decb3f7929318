// The API server's HTTP adapter: sockets and bytes on one side, ApiRequest and Answer on the other.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { status } from '#apimachinery/status.ts';
import type { Answer, ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { isStreaming, isUpgrade } from '#apimachinery/wire.ts';
import type { User } from '#apiserver/authn/user.ts';
import type { Certificates } from './certificates.ts';
import { admit, apiRequest, type Credentials, readBody, tooLarge } from './request.ts';
import { send, stream } from './respond.ts';
import { Upgrades } from './upgrade.ts';

export interface ServeOptions extends Credentials {
  readonly port: number;
  /** HTTPS, HTTP/2 included; clients may show a certificate of the same authority. Undefined: plain HTTP. */
  readonly tls?: Pick<Certificates, 'authority' | 'server'>;
  /** `user` undefined: the request's own credentials say who asks, and without any it is anonymous. */
  handle(request: ApiRequest, user: User | undefined): Answer | Promise<Answer>;
  /** Paths under /portolan/: answered here, or undefined. */
  portolan(method: string, path: string, body: unknown): Promise<ApiResponse | undefined>;
}

export interface Served {
  readonly port: number;
  /** Ends every connection, streams included. */
  close(): void;
}

/** As Go's server has it: bytes of a request's head, and milliseconds. Source: net/http DefaultMaxHeaderBytes, apiserver secure_serving.go. */
const LIMITS = { maxHeaderSize: 1 << 20, keepAliveTimeout: 90_000, headersTimeout: 32_000, requestTimeout: 0 } as const;

/** Listens on 127.0.0.1 only. Resolves once it does. */
export function serveApi(options: ServeOptions): Promise<Served> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void answer(request, response, options, port()).catch((error: Error) => {
      if (!response.headersSent) send(request, response, { code: 500, body: status.internalError(error.message) });
      else response.destroy();
    });
  };
  const server = options.tls ? secureServer(options.tls, listener) : createServer(LIMITS, listener);
  const port = (): number => (server.address() as AddressInfo).port;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // Source: net/http conn.serve.
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const [code, text] =
      error.code === 'HPE_HEADER_OVERFLOW' ? [431, 'Request Header Fields Too Large'] : [400, 'Bad Request'];
    const type = 'Content-Type: text/plain; charset=utf-8\r\nConnection: close';
    if (socket.writable) socket.end(`HTTP/1.1 ${code} ${text}\r\n${type}\r\n\r\n${code} ${text}`);
    else socket.destroy();
  });
  new Upgrades(server, {
    handle: (request, user) => options.handle(request, user),
    admit: (request) => admit(request, port(), options),
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(options.port, '127.0.0.1', () =>
      resolve({
        port: port(),
        close: () => {
          for (const socket of sockets) socket.destroy();
          server.close();
        },
      }),
    );
  });
}

function secureServer(
  { authority, server: { cert, key } }: NonNullable<ServeOptions['tls']>,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const ca = authority.certificate;
  const tls = { ca, cert, key, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' } as const;
  // Upgrades are HTTP/1.1's: clients agree on it for those.
  return createSecureServer({ ...LIMITS, ...tls, allowHTTP1: true }, listener as never);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
  port: number,
): Promise<void> {
  const admitted = admit(request, port, options);
  if ('refused' in admitted) return send(request, response, admitted.refused);
  const { path, user } = admitted;
  const bytes = await readBody(request).catch(() => 'gone' as const);
  if (bytes === 'gone') return;
  if (!bytes) return send(request, response, tooLarge);
  const asked = apiRequest(request, admitted, bytes);
  if ('refused' in asked) return send(request, response, asked.refused);

  if (path.startsWith('/portolan/')) {
    const own = await options.portolan(asked.method, path, asked.body);
    return send(request, response, own ?? { code: 404, body: status.noRoute() });
  }
  const result = await options.handle(asked, user);
  if (isStreaming(result)) stream(request, response, result);
  // A header of a client that cannot upgrade, such as one that speaks HTTP/2.
  else if (isUpgrade(result))
    send(request, response, { code: 400, body: status.badRequest('Upgrade request required') });
  else send(request, response, result, path);
}
