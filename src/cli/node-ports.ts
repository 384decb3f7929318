// Ports of the real machine, as a program of ours opens them. Node says "port taken" later than `listen` returns, so a taken port ends the
// process with Go's words, and a free one is guessed.

import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { bytesOf, textOf } from '#machine/bytes.ts';
import type { HttpHeaders } from '#machine/http.ts';
import { makePipe } from '#machine/pipe.ts';
import type { HttpHandler, Listener } from '#machine/program.ts';
import type { TcpHandler, TcpStream } from '#machine/stream.ts';

/** Source: Linux net.ipv4.ip_local_port_range. */
const EPHEMERAL = { from: 32_768, to: 60_999 } as const;

const anyPort = (): number => EPHEMERAL.from + Math.floor(Math.random() * (EPHEMERAL.to - EPHEMERAL.from + 1));

/** `localhost` is both loopback addresses; of a machine without IPv6, the one. */
export function listenTcp(address: string, asked: number, onConnection: TcpHandler): Listener {
  const port = asked || anyPort();
  const addresses = address === 'localhost' ? ['127.0.0.1', '::1'] : [address];
  const sockets = new Set<Socket>();
  const servers = addresses.map((ip, i) => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      onConnection(streamOf(socket));
    });
    server.on('error', i === 0 ? endsFor(ip, port) : () => undefined);
    return server.listen(port, ip);
  });
  return {
    port,
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

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
  const port = asked || anyPort();
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
  server.on('error', endsFor(address, port));
  server.listen(port, address);
  return {
    port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A port that cannot be had ends the process. */
function endsFor(address: string, port: number): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    const why =
      error.code === 'EADDRINUSE'
        ? 'bind: address already in use'
        : error.code === 'EACCES'
          ? 'bind: permission denied'
          : error.message;
    process.stderr.write(`error: listen tcp ${address}:${port}: ${why}\n`);
    process.exit(1);
  };
}

function pairs(raw: readonly string[]): HttpHeaders {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!] as const);
}
