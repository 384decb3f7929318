// The real process that this runs in, as a program of ours sees one.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, hostname, userInfo } from 'node:os';
import type { HttpHeaders } from '#machine/http.ts';
import type { Host, Input, Listener, Output, Process } from '#machine/program.ts';
import { nodeFiles } from './node-files.ts';

const stdin: Input = {
  async read(signal) {
    const { stdin: stream } = process;
    for (;;) {
      const chunk = stream.read() as Buffer | null;
      if (chunk !== null) return chunk.toString('utf8');
      if (stream.readableEnded || stream.destroyed) return undefined;
      const ready = Promise.race([
        once(stream, 'readable', signal ? { signal } : {}),
        once(stream, 'end', signal ? { signal } : {}),
      ]);
      if ((await ready.catch(() => 'aborted')) === 'aborted') return undefined;
    }
  },
};

function outputOf(stream: NodeJS.WriteStream, broken: () => void): Output {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    open = false;
    broken();
  });
  return {
    write(text) {
      if (open) stream.write(text);
      return open;
    },
    async drained() {
      if (open && stream.writableNeedDrain) await once(stream, 'drain');
    },
  };
}

const never = (what: string): never => {
  throw new Error(`${what} is not for programs on the real machine`);
};

export const nodeHost: Host = {
  place: 'laptop',
  hostname: hostname(),
  user: userInfo().username,
  homeDir: homedir(),
  now: () => Date.now(),
  random: () => Math.random(),
  sleep(ms, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      }
      signal?.addEventListener('abort', done, { once: true });
    });
  },
  fetch: () => never('fetch'),
  lookup: () => never('lookup'),
  connect: () => never('connect'),
  datagrams: () => never('datagrams'),
  ping: () => never('ping'),
  listenTcp: () => never('listenTcp'),
  listenUdp: () => never('listenUdp'),
  listen: (address, port, handler) => listen(address, port, handler),
  programs: new Map(),
};

/** node:http answers "port taken" later than `listen` returns, so a taken port ends the process with Go's words. */
function listen(address: string, port: number, handler: Parameters<Host['listen']>[2]): Listener {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers: HttpHeaders = pairs(request.rawHeaders);
      const url = `http://${request.headers.host ?? address}${request.url ?? '/'}`;
      void Promise.resolve(
        handler(
          { method: request.method ?? 'GET', url, headers, body: Buffer.concat(chunks).toString('utf8') },
          { ip: request.socket.remoteAddress ?? '' },
        ),
      ).then(
        ({ status, headers: out, body }) => {
          const bytes = Buffer.from(body);
          response.writeHead(
            status,
            out.filter(([name]) => !/^(content-length|transfer-encoding|connection)$/i.test(name)).flat() as string[],
          );
          response.end(bytes);
        },
        (error: Error) => response.writeHead(500, { 'content-type': 'text/plain' }).end(`${error.message}\n`),
      );
    });
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EADDRINUSE'
        ? 'bind: address already in use'
        : error.code === 'EACCES'
          ? 'bind: permission denied'
          : error.message;
    process.stderr.write(`error: listen tcp ${address}:${port}: ${why}\n`);
    process.exit(1);
  });
  server.listen(port, address);
  return {
    get port() {
      return (server.address() as AddressInfo | null)?.port ?? port;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pairs(raw: readonly string[]): HttpHeaders {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!] as const);
}

/** Keys go to the program as they are typed, Ctrl-C too, until the returned function is called. */
function raw(): () => void {
  process.stdin.setRawMode(true);
  return () => process.stdin.setRawMode(false);
}

/** `argv[0]` is the name that the program is to be called by. */
export function nodeProcess(argv: readonly string[]): Process {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort(signal));
  const broken = (): void => ended.abort('SIGPIPE');
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  const { columns = 80, rows = 24 } = process.stdout;
  return {
    argv,
    env,
    cwd: process.cwd(),
    files: nodeFiles,
    stdin,
    stdout: outputOf(process.stdout, broken),
    stderr: outputOf(process.stderr, broken),
    signal: ended.signal,
    ...(process.stdin.isTTY && process.stdout.isTTY && { terminal: { columns, rows, raw } }),
    host: nodeHost,
  };
}
