// Ports of the real machine, as a program of ours opens them. Node says later than `listen` returns whether the port could be had.

import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { bytesOf, textOf } from '#machine/bytes.ts';
import type { HttpHeaders } from '#machine/http.ts';
import { makePipe } from '#machine/pipe.ts';
import type { HttpHandler, ListenError, Listener } from '#machine/program.ts';
import type { TcpHandler, TcpStream } from '#machine/stream.ts';

export function listenTcp(address: string, asked: number, onConnection: TcpHandler): Listener {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    onConnection(streamOf(socket));
  });
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: asked, bound: bound(server, address, asked, close), close };
}

/** With the port that it has then. */
function bound(server: Server, ip: string, port: number, close: () => void): Promise<Listener | ListenError> {
  return new Promise((resolve) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve({ error: ERRORS[code ?? ''] ?? 'EADDRNOTAVAIL' }),
    );
    server.listen(port, ip, () => resolve({ port: (server.address() as AddressInfo).port, close }));
  });
}

/** A machine without IPv6 has no such address; a name that nobody can look up is not found. */
const ERRORS: Readonly<Record<string, ListenError['error']>> = {
  EADDRINUSE: 'EADDRINUSE',
  EACCES: 'EACCES',
  ENOTFOUND: 'ENOTFOUND',
  EAI_AGAIN: 'ENOTFOUND',
};

/** A connection of the real machine, as our programs have one. */
export function streamOf(socket: Socket): TcpStream {
  const incoming = makePipe();
  let sending: Promise<void> | undefined;
  let wasReset = false;
  socket.on('data', (bytes: Buffer) => {
    incoming.output.write(textOf(bytes));
    socket.pause();
    void incoming.output.drained().then(() => socket.resume());
  });
  socket.on('end', () => incoming.output.close());
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    wasReset ||= code === 'ECONNRESET';
  });
  socket.on('close', () => incoming.output.close());
  const at = (ip = '', port = 0) => ({ ip, port });
  return {
    local: at(socket.localAddress, socket.localPort),
    remote: at(socket.remoteAddress, socket.remotePort),
    read: (signal) => incoming.input.read(signal),
    write(text) {
      if (!socket.writable) return false;
      sending = socket.write(bytesOf(text))
        ? undefined
        : new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
      return true;
    },
    drained: async () => sending,
    end: () => void socket.end(),
    close: () => void socket.destroySoon(),
    reset: () => void socket.resetAndDestroy(),
    get wasReset() {
      return wasReset;
    },
    way: { hops: [] },
  };
}

export function listenHttp(address: string, asked: number, handler: HttpHandler): Listener {
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers: HttpHeaders = pairs(request.rawHeaders);
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const head = (status: number, out: HttpHeaders): void => {
        const own = /^(content-length|transfer-encoding|connection)$/i;
        response.writeHead(status, out.filter(([name]) => !own.test(name)).flat() as string[]);
      };
      const url = `http://${request.headers.host ?? address}${request.url ?? '/'}`;
      void Promise.resolve(
        handler(
          { method: request.method ?? 'GET', url, headers, body: Buffer.concat(chunks).toString('utf8') },
          {
            ip: request.socket.remoteAddress ?? '',
            gone: gone.signal,
            stream: (status, out) => {
              head(status, out);
              return (text) => response.write(text);
            },
          },
        ),
      ).then(
        ({ status, headers: out, body }) => {
          if (response.headersSent) return void response.end();
          head(status, out);
          response.end(Buffer.from(body));
        },
        (error: Error) => response.writeHead(500, { 'content-type': 'text/plain' }).end(`${error.message}\n`),
      );
    });
  });
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { port: asked, bound: bound(server, address, asked, close), close };
}

function pairs(raw: readonly string[]): HttpHeaders {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!] as const);
}
