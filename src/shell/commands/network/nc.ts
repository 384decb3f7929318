// nc, as Debian's netcat-openbsd and as BusyBox have it. Models netcat-openbsd 1.226 and busybox networking/nc_bloaty.c.

import type { Connected, DatagramSocket, Listener, Process, Program } from '#machine/program.ts';
import type { SocketAddress, TcpStream } from '#machine/stream.ts';
import { endedBy, type Options, parseOptions } from '../tool.ts';
import { relay } from './relay.ts';
import { portOf, serviceName } from './services.ts';

type Flavor = 'openbsd' | 'busybox';

export const nc: Program = (process) => run(process, 'openbsd');
export const busyboxNc: Program = (process) => run(process, 'busybox');

async function run(process: Process, flavor: Flavor): Promise<number> {
  const options = parseOptions(process, 'lzvunkN46dtCDhr', 'wpqiseI');
  if (!options) return 1;
  const { on, rest } = options;
  if (on.has('l')) return listen(process, options, flavor);
  const [host, ports] = rest;
  if (host === undefined || ports === undefined) {
    process.stderr.write(
      flavor === 'busybox'
        ? 'BusyBox v1.37.0 multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen\n'
        : 'usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]\n\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]\n\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]\n\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]\n\t  [destination] [port]\n',
    );
    return 1;
  }
  const [first = '', last = first] = ports.split('-');
  const [from, to] = [portOf(first), portOf(last)];
  if (from === undefined || to === undefined) {
    process.stderr.write(flavor === 'busybox' ? `nc: bad port '${ports}'\n` : `nc: port number invalid: ${ports}\n`);
    return 1;
  }
  let code = 1;
  for (let port = from; port <= to && !process.signal.aborted; port++) {
    const one = on.has('u') ? udp(process, options, flavor, host, port) : tcp(process, options, flavor, host, port);
    if ((await one) === 0) code = 0;
    // Without -z the first port that answers is the one.
    if (code === 0 && !on.has('z')) break;
  }
  return process.signal.aborted ? endedBy(process) : code;
}

const waitMs = ({ on }: Options): number | undefined => (on.has('w') ? Number(on.get('w')) * 1000 : undefined);

async function tcp(process: Process, options: Options, flavor: Flavor, host: string, port: number): Promise<number> {
  const { on } = options;
  const limit = waitMs(options);
  const connected = await process.host.connect(host, port, {
    signal: process.signal,
    ...(limit !== undefined && { connectTimeoutMs: limit }),
  });
  if (!connected.ok) {
    complain(process, options, flavor, host, port, connected);
    return 1;
  }
  succeeded(process, options, flavor, host, connected.stream.remote, 'tcp');
  if (on.has('z')) {
    connected.stream.close();
    return 0;
  }
  return talk(process, options, flavor, connected.stream);
}

async function talk(process: Process, { on }: Options, flavor: Flavor, stream: TcpStream): Promise<number> {
  const limit = on.has('w') ? Number(on.get('w')) * 1000 : undefined;
  const command = on.get('e');
  if (command !== undefined) return serveProgram(process, stream, command);
  const linger = on.has('q') ? Number(on.get('q')) * 1000 : undefined;
  const ended = await relay(process, stream, {
    atEof: flavor === 'busybox' || on.has('N') ? 'end' : linger !== undefined && linger >= 0 ? linger : 'wait',
    ...(limit !== undefined && flavor === 'openbsd' && { idleMs: limit }),
    ...(on.has('C') && { out: (text: string) => text.replaceAll(/\r?\n/g, '\r\n') }),
  });
  if (ended === 'aborted') return endedBy(process);
  if (ended === 'reset' && flavor === 'openbsd')
    process.stderr.write('nc: read failed (0/3): Connection reset by peer\n');
  return ended === 'reset' ? 1 : 0;
}

/** `-e PROG`: the connection is the program's standard input and output. */
async function serveProgram(process: Process, stream: TcpStream, command: string): Promise<number> {
  const argv = command.trim().split(/\s+/);
  const name = argv[0]!.replace(/^.*\//, '');
  const program = process.host.programs.get(name);
  if (!program) {
    process.stderr.write(`nc: can't execute '${argv[0]}': No such file or directory\n`);
    stream.close();
    return 1;
  }
  const output = { write: (text: string) => stream.write(text), drained: () => stream.drained() };
  const { terminal: _none, ...own } = process;
  const code = await program({ ...own, argv: [name, ...argv.slice(1)], stdin: stream, stdout: output, stderr: output });
  stream.close();
  return code;
}

async function udp(process: Process, options: Options, flavor: Flavor, host: string, port: number): Promise<number> {
  const socket = await process.host.datagrams(host, port);
  if ('kind' in socket) {
    unresolved(process, flavor, host, port, socket.temporary === true);
    return 1;
  }
  const { on } = options;
  if (on.has('z')) {
    // It probes with a few datagrams, and believes in the port unless one comes back as unreachable.
    socket.send('X');
    const over = new AbortController();
    const refused = await Promise.race([
      socket.receive(over.signal).then((received) => received !== undefined && 'error' in received),
      process.host.sleep(1000, over.signal).then(() => false),
    ]);
    over.abort();
    socket.close();
    if (refused) return 1;
    succeeded(process, options, flavor, host, socket.remote, 'udp');
    return 0;
  }
  succeeded(process, options, flavor, host, socket.remote, 'udp');
  return exchange(process, options, socket);
}

/** Each piece of input is a datagram. Ends when the port is told to be closed, or after -w without a word. */
async function exchange(process: Process, { on }: Options, socket: DatagramSocket): Promise<number> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, process.signal]);
  const limit = on.has('w') ? Number(on.get('w')) * 1000 : undefined;
  let said = 0;
  let code = 0;
  const up = async (): Promise<void> => {
    for (let text = await process.stdin.read(signal); text !== undefined; text = await process.stdin.read(signal)) {
      said++;
      socket.send(text);
    }
    if (!signal.aborted && on.has('q')) {
      await process.host.sleep(Number(on.get('q')) * 1000, signal);
      over.abort();
    }
  };
  const down = async (): Promise<void> => {
    for (let got = await socket.receive(signal); got !== undefined; got = await socket.receive(signal)) {
      said++;
      if ('text' in got) process.stdout.write(got.text);
      else {
        code = 1;
        break;
      }
    }
    over.abort();
  };
  const watch = async (): Promise<void> => {
    for (let before = -1; before !== said && !signal.aborted; ) {
      before = said;
      await process.host.sleep(limit!, signal);
    }
    over.abort();
  };
  await Promise.all([up(), down(), ...(limit === undefined ? [] : [watch()])]);
  socket.close();
  return process.signal.aborted ? endedBy(process) : code;
}

async function listen(process: Process, options: Options, flavor: Flavor): Promise<number> {
  const { on, rest } = options;
  const [address, portText] = on.has('p') ? [rest[0], on.get('p')] : rest.length > 1 ? rest : [undefined, rest[0]];
  const port = portOf(portText ?? '');
  if (port === undefined) {
    process.stderr.write(flavor === 'busybox' ? 'nc: bad port\n' : 'usage: nc -l [address] port\n');
    return 1;
  }
  const at = address ?? '0.0.0.0';
  if (on.has('v'))
    process.stderr.write(
      flavor === 'busybox' ? `listening on ${address ?? '[::]'}:${port} ...\n` : `Listening on ${at} ${port}\n`,
    );
  if (on.has('u')) return listenUdp(process, options, at, port);
  for (;;) {
    const accepted = await accept(process, at, port);
    if (typeof accepted === 'number') return accepted;
    const { ip, port: own } = accepted.remote;
    if (on.has('v'))
      process.stderr.write(
        flavor === 'busybox'
          ? `connect to ${accepted.local.ip}:${port} from ${ip}:${own} (${ip}:${own})\n`
          : `Connection received on ${ip} ${own}\n`,
      );
    const code = await talk(process, options, flavor, accepted);
    if (!on.has('k') || process.signal.aborted) return process.signal.aborted ? endedBy(process) : code;
  }
}

/** The next connection; the port is closed as soon as it has come. Otherwise an exit code. */
async function accept(process: Process, address: string, port: number): Promise<TcpStream | number> {
  let listener: Listener | undefined;
  const stream = await new Promise<TcpStream | { readonly error: string } | undefined>((resolve) => {
    const opened = process.host.listenTcp(address, port, resolve);
    if ('error' in opened) return resolve(opened);
    listener = opened;
    if (process.signal.aborted) resolve(undefined);
    process.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  listener?.close();
  if (stream === undefined) return endedBy(process);
  if (!('error' in stream)) return stream;
  process.stderr.write(`nc: ${BIND[stream.error]}\n`);
  return 1;
}

const BIND: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EACCES: 'Permission denied',
};

/** The first who sends is the one it talks to. */
async function listenUdp(process: Process, { on }: Options, address: string, port: number): Promise<number> {
  let answer: ((text: string) => void) | undefined;
  const opened = process.host.listenUdp(address, port, (text, { ip, port: own }, reply) => {
    if (!answer && on.has('v')) process.stderr.write(`Connection received on ${ip} ${own}\n`);
    answer = reply;
    process.stdout.write(text);
  });
  if ('error' in opened) {
    process.stderr.write(`nc: ${BIND[opened.error]}\n`);
    return 1;
  }
  for (
    let text = await process.stdin.read(process.signal);
    text !== undefined;
    text = await process.stdin.read(process.signal)
  )
    answer?.(text);
  await new Promise<void>((resolve) => {
    if (process.signal.aborted) resolve();
    process.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  opened.close();
  return endedBy(process);
}

function succeeded(
  process: Process,
  { on }: Options,
  flavor: Flavor,
  host: string,
  { ip, port }: SocketAddress,
  protocol: 'tcp' | 'udp',
): void {
  if (!on.has('v')) return;
  process.stderr.write(
    flavor === 'busybox'
      ? `${host} (${ip}:${port}) open\n`
      : `Connection to ${host}${host === ip ? '' : ` (${ip})`} ${port} port [${protocol}/${serviceName(port)}] succeeded!\n`,
  );
}

function unresolved(process: Process, flavor: Flavor, host: string, port: number, temporary: boolean): void {
  const why = temporary ? 'Temporary failure in name resolution' : 'Name or service not known';
  process.stderr.write(
    flavor === 'busybox' ? `nc: bad address '${host}'\n` : `nc: getaddrinfo for host "${host}" port ${port}: ${why}\n`,
  );
}

function complain(
  process: Process,
  { on }: Options,
  flavor: Flavor,
  host: string,
  port: number,
  { error, remote }: Exclude<Connected, { readonly ok: true }>,
): void {
  if (process.signal.aborted) return;
  if (error.phase === 'resolve') {
    unresolved(process, flavor, host, port, error.temporary === true);
    return;
  }
  const ip = remote?.ip ?? host;
  const words = { refused: 'Connection refused', unreachable: 'No route to host' }[error.kind as 'refused'];
  // BusyBox keeps refusals to itself unless it is asked twice.
  const isLoud = flavor === 'busybox' ? on.has('v') && error.kind !== 'refused' : on.has('v');
  if (!isLoud) return;
  process.stderr.write(
    flavor === 'busybox'
      ? `nc: ${host} (${ip}:${port}): ${words ?? 'Connection timed out'}\n`
      : `nc: connect to ${host}${host === ip ? '' : ` (${ip})`} port ${port} (tcp) ${words ? `failed: ${words}` : on.has('w') ? 'timed out: Operation now in progress' : 'failed: Connection timed out'}\n`,
  );
}
