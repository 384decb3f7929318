// tcpdump 4.99: the packets that pass a machine's interfaces, as they pass. Models tcpdump.c.
// Differs: of HTTP/2, TLS and DNS the bytes are not there, only their number.

import type { CapturedPacket } from '#machine/packet.ts';
import type { Process, Program } from '#machine/program.ts';
import { asciiOf, hexOf, ipPacket } from './bytes.ts';
import { type Matches, parseFilter } from './filter.ts';
import { Lines } from './line.ts';
import { parseOptions, type TcpdumpOptions } from './options.ts';

/** Addresses whose names are being looked up, or that have none, stand as they are. */
type Names = Map<string, string>;

const USAGE =
  'tcpdump version 4.99.5\nlibpcap version 1.10.5 (with TPACKET_V3)\nUsage: tcpdump [-AlnpqStvxX] [ -c count ] [ -i interface ] [ -s snaplen ] [ expression ]\n';

export const tcpdump: Program = async (process) => {
  const { argv, stdout, stderr, host } = process;
  const refuse = (text: string): number => {
    stderr.write(`tcpdump: ${text}\n`);
    return 1;
  };
  const options = parseOptions(argv.slice(1));
  if ('wrong' in options) {
    stderr.write(options.isUsage ? `tcpdump: ${options.wrong}\n${USAGE}` : `tcpdump: ${options.wrong}\n`);
    return 1;
  }
  if (options.isHelp) {
    stdout.write(USAGE);
    return 0;
  }
  if (!host.capture) return refuse('Portolan captures packets on simulated machines only');
  const isNode = host.place.startsWith('node/');
  if (options.isList) {
    const devices = ['eth0', ...(isNode ? ['cni0'] : [])].map((name) => `${name} [Up, Running, Connected]`);
    devices.push('any (Pseudo-device that captures on all interfaces) [Up, Running]', 'lo [Up, Running, Loopback]');
    stdout.write(devices.map((name, i) => `${i + 1}.${name}\n`).join(''));
    return 0;
  }
  const { device } = options;
  if (!/^(any|eth0|lo|cni0|veth[0-9a-f]{8})$/.test(device))
    return refuse(`${device}: No such device exists\n(No such device exists)`);
  if (host.user !== 'root')
    return refuse(`${device}: You don't have permission to perform this capture on that device
(socket: Operation not permitted)`);
  const matches = await parseFilter(options.filter, async (name) => {
    const { answers } = await host.lookup(name, 'A');
    return answers.flatMap(({ type, data }) => (type === 'A' ? [data] : []));
  });
  if ('wrong' in matches) return refuse(matches.wrong);
  return show(process, options, matches);
};

async function show(process: Process, options: TcpdumpOptions, matches: Matches): Promise<number> {
  const { stdout, stderr, host, signal } = process;
  const { device, count } = options;
  const isAny = device === 'any';
  if (isAny) stderr.write('tcpdump: data link type LINUX_SLL2\n');
  if (!options.isVerbose) stderr.write('tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n');
  const link = isAny ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)';
  const listening = `listening on ${device}, link-type ${link}, snapshot length ${options.snapshot} bytes\n`;
  stderr.write(`${options.isVerbose ? 'tcpdump: ' : ''}${listening}`);

  const waiting: CapturedPacket[] = [];
  let wake: (() => void) | undefined;
  const close = host.capture!((packet) => {
    const passes = isAny ? !packet.isBridged : packet.interface === device;
    if (!passes || !matches(packet)) return;
    waiting.push(packet);
    wake?.();
  });
  signal.addEventListener('abort', () => wake?.(), { once: true });
  const names: Names = new Map();
  const lines = new Lines({ ...options, isAny, numeric: options.isNumeric, names });
  let shown = 0;
  let isRead = true;
  while (shown < count && !signal.aborted && isRead) {
    const packet = waiting[0];
    if (!packet) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    if (packet.atMs > host.now()) {
      await host.sleep(packet.atMs - host.now(), signal);
      if (signal.aborted) break;
    }
    waiting.shift();
    shown++;
    if (!options.isNumeric) await nameEnds(process, packet, names);
    isRead = stdout.write(`${lines.of(packet)}${bytesShown(packet, options)}`);
  }
  close();
  if (signal.aborted) stdout.write('\n');
  const plural = (n: number): string => `${n} packet${n === 1 ? '' : 's'}`;
  const received = shown + waiting.length;
  stderr.write(`${plural(shown)} captured\n${plural(received)} received by filter\n0 packets dropped by kernel\n`);
  return 0;
}

function bytesShown(packet: CapturedPacket, { dump }: TcpdumpOptions): string {
  if (dump === undefined) return '';
  const bytes = ipPacket(packet);
  // Both forms follow the line that they belong to.
  return (dump === 'ascii' ? asciiOf(bytes) : hexOf(bytes, dump === 'both')).slice(1);
}

/** Without -n, addresses have the names that DNS gives them. */
async function nameEnds({ host }: Process, { from, to }: CapturedPacket, names: Names): Promise<void> {
  for (const { ip } of [from, to]) {
    if (names.has(ip)) continue;
    // Its own questions pass too, and are not asked about again.
    names.set(ip, ip);
    const { answers } = await host.lookup(`${ip.split('.').toReversed().join('.')}.in-addr.arpa`, 'PTR', {
      search: false,
    });
    const name = answers.find(({ type }) => type === 'PTR')?.data.replace(/\.$/, '');
    if (name !== undefined) names.set(ip, name);
  }
}
