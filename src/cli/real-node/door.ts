// The door between a process of this machine and the simulated container that it is the main process of: its servers are the Pod's, and what
// it connects to is in the simulated network. It stands on loopback, and takes only whoever knows its secret.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { lookupError, networkError } from '#kubelet/images/node/network-errors.ts';
import type { Host } from '#machine/program.ts';
import { splice, type TcpStream } from '#machine/stream.ts';
import { streamOf } from '../node-ports.ts';
import type { Answer, Ask, DoorAt, Greeting } from './words.ts';

const LOOPBACK = '127.0.0.1';
/** A question is shorter. */
const LONGEST_LINE = 4096;
/** How long a connection that was asked for is held for who asked. */
const WAITED_FOR_MS = 10_000;

export interface Door {
  readonly at: DoorAt;
  /** Is there something that it does on SIGTERM? */
  readonly heeds: boolean;
  close(): void;
}

/** @param host The container's. */
export async function openDoor(host: Host): Promise<Door> {
  const secret = randomBytes(24).toString('hex');
  const sockets = new Set<Socket>();
  const servers = new Set<Server>();
  let heeds = false;
  const listening = (server: Server): Promise<number> =>
    new Promise((resolve) => {
      servers.add(server);
      server.listen(0, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
    });
  const kept = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  };

  const listen = (socket: Socket, ask: Extract<Ask, { ask: 'listen' }>): Answer => {
    const opened = host.listenTcp(ask.address, ask.port, (stream) => void bring(stream, ask.at));
    if ('error' in opened) {
      const message = `listen ${opened.error}: ${REASONS[opened.error]} ${ask.address}:${ask.port}`;
      return { ok: false, error: { code: opened.error, syscall: 'listen', port: ask.port, message } };
    }
    socket.on('close', () => opened.close());
    return { ok: true, port: opened.port };
  };
  /** A connection to the Pod's port, brought to the process's own. */
  const bring = async (stream: TcpStream, at: number): Promise<void> => {
    const socket = kept(createConnection({ port: at, host: LOOPBACK, allowHalfOpen: true }));
    const greeting: Greeting = { secret, local: stream.local, remote: stream.remote };
    socket.write(`${JSON.stringify(greeting)}\n`);
    if ((await lineOf(socket)) === undefined) return stream.reset();
    await splice(stream, streamOf(socket));
  };
  const connect = async ({ host: name, port }: Extract<Ask, { ask: 'connect' }>): Promise<Answer> => {
    const connected = await host.connect(name, port);
    if (!connected.ok)
      return { ok: false, error: networkError(connected.error, `http://${bracketed(name)}:${port}`, connected.remote) };
    const { stream } = connected;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      clearTimeout(late);
      servers.delete(server.close());
      void splice(stream, streamOf(kept(socket)));
    });
    const at = await listening(server);
    const late = setTimeout(() => {
      servers.delete(server.close());
      stream.reset();
    }, WAITED_FOR_MS);
    return { ok: true, at, ends: { local: stream.local, remote: stream.remote } };
  };
  const lookup = async (name: string): Promise<Answer> => {
    const { answers, code } = await host.lookup(name, 'A');
    const addresses = answers.filter(({ type }) => type === 'A').map(({ data }) => data);
    return addresses.length > 0 ? { ok: true, addresses } : { ok: false, error: lookupError(name, code === 'TIMEOUT') };
  };

  const door = createServer({ allowHalfOpen: true }, async (socket) => {
    kept(socket);
    const ask = askOf(await lineOf(socket), secret);
    if (!ask) return socket.destroy();
    const answer = (given: Answer): void => void socket.write(`${JSON.stringify(given)}\n`);
    socket.resume();
    // Whoever asked has gone.
    socket.on('end', () => socket.destroy());
    if (ask.ask === 'heeds') heeds = true;
    if (ask.ask === 'listen') return answer(listen(socket, ask));
    if (ask.ask === 'connect') return answer(await connect(ask));
    if (ask.ask === 'lookup') return answer(await lookup(ask.name));
    answer({ ok: true });
  });
  const port = await listening(door);
  return {
    at: { port, secret, hostname: host.hostname },
    get heeds() {
      return heeds;
    },
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'address not available',
  EACCES: 'permission denied',
};

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function askOf(line: string | undefined, secret: string): Ask | undefined {
  try {
    const { secret: said, ...ask } = JSON.parse(line ?? '') as { readonly secret: string } & Ask;
    const [a, b] = [Buffer.from(String(said)), Buffer.from(secret)];
    return a.length === b.length && timingSafeEqual(a, b) ? (ask as Ask) : undefined;
  } catch {
    return undefined;
  }
}

/** The first line; what comes behind it is still to be read. Undefined: the connection ended before. */
function lineOf(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const done = (line: string | undefined): void => {
      socket.off('readable', read).off('close', gone).off('end', gone);
      resolve(line);
    };
    const gone = (): void => done(undefined);
    const read = (): void => {
      for (let piece = socket.read(); piece !== null; piece = socket.read()) {
        text += String(piece);
        const end = text.indexOf('\n');
        if (end >= 0) {
          if (end + 1 < text.length) socket.unshift(text.slice(end + 1));
          done(text.slice(0, end));
          return;
        }
        if (text.length > LONGEST_LINE) {
          done(undefined);
          return;
        }
      }
    };
    socket.on('readable', read).on('close', gone).on('end', gone);
  });
}
