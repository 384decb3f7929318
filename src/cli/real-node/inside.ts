// Loaded into a process of the learner's before its own code: its servers listen on their Pod's ports, and its connections and names are the
// simulated network's. Built as a file of its own, since it runs in another process.

import { Socket as UdpSocket } from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net, { type ListenOptions, type Server, type Socket } from 'node:net';
import os from 'node:os';
import tls from 'node:tls';
import { type Address, type Answer, type Ask, DOOR, type DoorAt, type Greeting } from './words.ts';

const { port, secret, hostname } = JSON.parse(process.env[DOOR] ?? '{}') as DoorAt;
delete process.env[DOOR];
const LOOPBACK = '127.0.0.1';

const { connect } = net.Socket.prototype;
const { listen } = net.Server.prototype;

/** Asks the door. The socket is the one that it answered on: where that lasts, what was asked for does. */
function ask(question: Ask, done: (answer: Answer, socket: Socket) => void): void {
  const socket = new net.Socket();
  let text = '';
  socket.on('data', (piece) => {
    text += String(piece);
    if (!text.endsWith('\n')) return;
    socket.removeAllListeners('data').resume();
    done(JSON.parse(text) as Answer, socket);
  });
  // The container has ended, and this process with it.
  socket.on('error', () => process.exit(137));
  (connect as (this: Socket, at: object) => Socket).call(socket, { port, host: LOOPBACK });
  socket.write(`${JSON.stringify({ secret, ...question })}\n`);
}

/** Only once: whatever else becomes of the connection is no news. */
const letGo = (socket: Socket): void =>
  void socket
    .removeAllListeners('error')
    .on('error', () => undefined)
    .destroy();

ask({ ask: 'live' }, (_, socket) => {
  socket.on('close', () => process.exit(137)).unref();
});

// Portolan does not simulate sockets of a process of this machine's Node other than plain TCP and HTTP: it says which it was.
const notCarried = (what: string): Error =>
  Object.assign(
    new Error(`Portolan does not simulate ${what} of a process of this machine's Node; plain TCP and HTTP it carries`),
    {
      code: 'ERR_PORTOLAN_NOT_SIMULATED',
    },
  );

// --- Servers -----------------------------------------------------------------------------------------------------------------------
interface Opened {
  /** As the program asked. */
  readonly host: string | undefined;
  port: number;
  isOpen: boolean;
  door: Socket | undefined;
}
const opened = new WeakMap<Server, Opened>();
const greeted = new WeakSet<Socket>();

/** Undefined: a pipe, or what was opened elsewhere. */
function addressOf(args: readonly unknown[]): { readonly port: number; readonly host: string | undefined } | undefined {
  const [first, second] = args;
  if (first === undefined || first === null || typeof first === 'function') return { port: 0, host: undefined };
  if (typeof first === 'object') {
    const { port: wanted, path, host } = first as ListenOptions;
    return path !== undefined || wanted === undefined ? undefined : { port: Number(wanted), host };
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return undefined;
  return { port: Number(first), host: typeof second === 'string' ? second : undefined };
}

net.Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
  const at = addressOf(args);
  if (!at) return (listen as (...given: unknown[]) => Server).apply(this, args);
  if (this instanceof tls.Server) throw notCarried('TLS');
  const callback = args.findLast((arg): arg is () => void => typeof arg === 'function');
  if (callback) this.once('listening', callback);
  if (!opened.has(this)) stand(this);
  opened.set(this, { ...at, isOpen: false, door: undefined });
  return (listen as (at: object) => Server).call(this, { port: 0, host: LOOPBACK });
} as typeof net.Server.prototype.listen;

/** Its port is the Pod's; who connects is who connected there. */
function stand(server: Server): void {
  const { emit, address, close } = server;
  server.emit = function (this: Server, event: string, ...rest: unknown[]): boolean {
    const state = opened.get(server);
    if (event === 'listening' && state && !state.isOpen) {
      openPort(server, state, address);
      return true;
    }
    if (event === 'connection' && !greeted.has(rest[0] as Socket)) {
      greet(rest[0] as Socket, () => server.emit('connection', rest[0] as Socket));
      return true;
    }
    return (emit as (...given: unknown[]) => boolean).call(this, event, ...rest);
  } as Server['emit'];
  server.address = () => {
    const state = opened.get(server);
    if (!state?.isOpen || !server.listening) return address.call(server);
    const isIPv4 = state.host !== undefined && !state.host.includes(':') && state.host !== 'localhost';
    return { address: state.host ?? '::', family: isIPv4 ? 'IPv4' : 'IPv6', port: state.port };
  };
  server.close = (done) => {
    const door = opened.get(server)?.door;
    if (door) letGo(door);
    return close.call(server, done);
  };
}

function openPort(server: Server, state: Opened, address: Server['address']): void {
  const own = address.call(server);
  const at = own && typeof own === 'object' ? own.port : 0;
  ask({ ask: 'listen', address: state.host ?? '0.0.0.0', port: state.port, at }, (answer, socket) => {
    if (!answer.ok) {
      letGo(socket);
      return void server.close(() =>
        server.emit('error', Object.assign(new Error(answer.error.message), answer.error)),
      );
    }
    socket.unref();
    state.door = socket;
    state.port = answer.port ?? state.port;
    state.isOpen = true;
    server.emit('listening');
  });
}

/** Reads who it is that the door brings. Somebody else is sent away. */
function greet(socket: Socket, done: () => void): void {
  let text = '';
  const read = (): void => {
    for (let piece = socket.read(); piece !== null; piece = socket.read()) text += String(piece);
    if (!text.endsWith('\n')) return;
    socket.off('readable', read);
    let greeting: Partial<Greeting> = {};
    try {
      greeting = JSON.parse(text) as Greeting;
    } catch {
      // It is nobody that we know.
    }
    if (greeting.secret !== secret) return void socket.destroy();
    show(socket, greeting.remote!, greeting.local!);
    greeted.add(socket);
    socket.write('\n');
    done();
  };
  socket.on('readable', read);
}

function show(socket: Socket, remote: Address, local: Address): void {
  Object.defineProperties(socket, {
    remoteAddress: { value: remote.ip, configurable: true },
    remotePort: { value: remote.port, configurable: true },
    remoteFamily: { value: remote.ip.includes(':') ? 'IPv6' : 'IPv4', configurable: true },
    localAddress: { value: local.ip, configurable: true },
    localPort: { value: local.port, configurable: true },
  });
}

// --- Connections and names ---------------------------------------------------------------------------------------------------------
interface Wanted {
  readonly host?: string;
  readonly port?: number | string;
  readonly path?: string;
}

function wantedOf(args: readonly unknown[]): Wanted {
  // As net.connect hands on what it has read already.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'object' && first !== null) return first as Wanted;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: first as number, ...(typeof second === 'string' && { host: second }) };
}

net.Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
  const { host = 'localhost', port: to, path } = wantedOf(args);
  if (path || to === undefined) return (connect as (...given: unknown[]) => Socket).apply(this, args);
  const given = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const callback = given.findLast((arg): arg is () => void => typeof arg === 'function');
  if (callback) this.once('connect', callback);
  if (this instanceof tls.TLSSocket) return this.destroy(notCarried('TLS'));
  // What is written meanwhile waits.
  (this as { connecting: boolean }).connecting = true;
  ask({ ask: 'connect', host, port: Number(to) }, (answer, socket) => {
    letGo(socket);
    if (this.destroyed) return;
    if (!answer.ok) return void this.destroy(Object.assign(new Error(answer.error.message), answer.error));
    const { local, remote } = answer.ends!;
    (connect as (this: Socket, at: object) => Socket).call(this, { port: answer.at!, host: LOOPBACK });
    this.once('connect', () => show(this, remote, local));
  });
  return this;
} as typeof net.Socket.prototype.connect;

type Found = (
  error: Error | null,
  address?: string | readonly { address: string; family: number }[],
  family?: number,
) => void;
const lookup = (name: string, options: unknown, given?: Found): void => {
  const done = (typeof options === 'function' ? options : given) as Found;
  const all = typeof options === 'object' && (options as { all?: boolean } | null)?.all;
  const tell = (addresses: readonly string[]): void =>
    all
      ? done(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        )
      : done(null, addresses[0], 4);
  if (net.isIP(name))
    return void process.nextTick(() =>
      all ? done(null, [{ address: name, family: net.isIP(name) }]) : done(null, name, net.isIP(name)),
    );
  ask({ ask: 'lookup', name }, (answer, socket) => {
    letGo(socket);
    if (answer.ok) tell(answer.addresses ?? []);
    else done(Object.assign(new Error(answer.error.message), answer.error));
  });
};
dns.lookup = lookup as typeof dns.lookup;
dns.promises.lookup = ((name: string, options: object = {}) =>
  new Promise<unknown>((resolve, reject) => {
    lookup(name, options, (error, address, family) =>
      error ? reject(error) : resolve(Array.isArray(address) ? address : { address, family }),
    );
  })) as unknown as typeof dns.promises.lookup;
UdpSocket.prototype.bind = () => {
  throw notCarried('UDP');
};
UdpSocket.prototype.send = UdpSocket.prototype.bind as never;
os.hostname = () => hostname;
syncBuiltinESMExports();

// --- Its end -----------------------------------------------------------------------------------------------------------------------
// As process 1 of a container it has no default for SIGTERM: the kubelet sends it only where something listens.
const listens = (event: string | symbol): void => {
  if (event !== 'SIGTERM') return;
  process.off('newListener', listens);
  ask({ ask: 'heeds' }, (_, socket) => letGo(socket));
};
process.on('newListener', listens);
