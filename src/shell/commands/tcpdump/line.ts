// A packet as one line, or two with -v. Models print-ip.c, print-tcp.c, print-udp.c and print-icmp.c of tcpdump 4.99.

import { bytesOf } from '#machine/bytes.ts';
import type { CapturedPacket } from '#machine/packet.ts';
import type { SocketAddress } from '#machine/stream.ts';
import { echoedOf, idOf, ipLength, ipPacket, timestampOf, windowOf } from './bytes.ts';

/** Source: Debian's /etc/services. */
export const SERVICES: Readonly<Record<number, string>> = {
  22: 'ssh',
  53: 'domain',
  80: 'http',
  123: 'ntp',
  443: 'https',
  514: 'syslog',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};
/** Where what looks like HTTP is shown. Source: IS_SRC_OR_DST_PORT of print-tcp.c. */
const HTTP_PORTS = [80, 3128, 8080, 11_371];
const HTTP =
  /^(GET|PUT|COPY|HEAD|LOCK|MOVE|POLL|POST|BCOPY|BMOVE|MKCOL|TRACE|LABEL|MERGE|DELETE|SEARCH|UNLOCK|REPORT|UPDATE|NOTIFY|BDELETE|CONNECT|OPTIONS|CHECKIN|PROPFIND|CHECKOUT|CCM_POST|SUBSCRIBE|PROPPATCH|BPROPFIND|BPROPPATCH|UNCHECKOUT|MKACTIVITY|MKWORKSPACE|UNSUBSCRIBE|RPC_CONNECT|VERSION-CONTROL|BASELINE-CONTROL|PRI|HTTP\/)/;

export interface Style {
  /** `-i any`: each line names its interface. */
  readonly isAny: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** `-S` */
  readonly absolute: boolean;
  /** How often `-t` was given. */
  readonly time: number;
  /** `-n`: ports as numbers too. */
  readonly numeric: boolean;
  readonly names: ReadonlyMap<string, string>;
}

/** Lines show TCP numbers relative to those that a connection was first seen with. */
export class Lines {
  readonly #style: Style;
  readonly #first = new Map<string, { readonly seq: number; readonly ack: number }>();
  #lastMs: number | undefined;

  constructor(style: Style) {
    this.#style = style;
  }

  of(packet: CapturedPacket): string {
    const { isAny, isQuiet, isVerbose, names, numeric } = this.#style;
    const { from, to, protocol, summary, length } = packet;
    const device = isAny ? `${packet.interface.padEnd(5)} ${packet.direction.padEnd(3)} ` : '';
    const end = ({ ip, port }: SocketAddress): string => {
      const name = names.get(ip) ?? ip;
      return protocol === 'ICMP' ? name : `${name}.${numeric ? port : (SERVICES[port] ?? port)}`;
    };
    const ends = `${end(from)} > ${end(to)}: `;
    const head = `${this.#time(packet.atMs)}${device}IP ${isVerbose ? `${ipHeader(packet)}\n    ${ends}` : ends}`;
    if (protocol === 'ICMP') return `${head}${summary ?? `ICMP, length ${length}`}\n`;
    if (protocol === 'UDP') {
      if (summary !== undefined && !isQuiet) return `${head}${isVerbose ? `[udp sum ok] ` : ''}${summary}\n`;
      return `${head}${isVerbose ? '[udp sum ok] ' : ''}UDP, length ${length}\n`;
    }
    if (isQuiet) return `${head}tcp ${length}\n`;
    return `${head}${this.#tcp(packet)}\n`;
  }

  #tcp(packet: CapturedPacket): string {
    const { flags = '.', length, payload, from, to } = packet;
    const { isVerbose } = this.#style;
    const { seq, ack } = this.#numbers(packet);
    const parts = [`Flags [${flags}]`];
    if (isVerbose && payload === undefined && length > 0) parts.push('cksum not simulated of what is encrypted');
    else if (isVerbose) parts.push(`cksum 0x${checksumIn(packet)} (correct)`);
    if (length > 0) parts.push(`seq ${seq}:${(seq + length) % 2 ** 32}`);
    else if (/[SFR]/.test(flags)) parts.push(`seq ${seq}`);
    if (flags.includes('.')) parts.push(`ack ${ack}`);
    parts.push(`win ${windowOf(flags)}`);
    const times = `TS val ${timestampOf(packet)} ecr ${echoedOf(packet)}`;
    if (flags.startsWith('S')) parts.push(`options [mss 1410,sackOK,${times},nop,wscale 7]`);
    else if (!flags.startsWith('R')) parts.push(`options [nop,nop,${times}]`);
    parts.push(`length ${length}`);
    const text = parts.join(', ');
    if (!payload || !HTTP.test(payload) || ![from.port, to.port].some((port) => HTTP_PORTS.includes(port))) return text;
    if (!isVerbose) return `${text}: HTTP: ${payload.split('\r\n')[0]}`;
    const head = payload.split('\r\n\r\n')[0]!.split('\r\n');
    return `${text}: HTTP, length: ${bytesOf(payload).length}${head.map((line) => `\n\t${line}`).join('')}\n\t`;
  }

  #numbers({ flags = '.', from, to, seq = 0, ack = 0 }: CapturedPacket): {
    readonly seq: number;
    readonly ack: number;
  } {
    if (!flags.includes('.') || this.#style.absolute) return { seq, ack };
    const [own, other] = [`${from.ip}:${from.port}`, `${to.ip}:${to.port}`];
    const isForward = own < other;
    const key = isForward ? `${own} ${other}` : `${other} ${own}`;
    const first = this.#first.get(key);
    if (!first || flags.includes('S')) {
      this.#first.set(key, isForward ? { seq, ack: ack - 1 } : { seq: ack - 1, ack: seq });
      return { seq, ack };
    }
    const less = (a: number, b: number): number => (a - b + 2 ** 32) % 2 ** 32;
    return isForward
      ? { seq: less(seq, first.seq), ack: less(ack, first.ack) }
      : { seq: less(seq, first.ack), ack: less(ack, first.seq) };
  }

  /** Source: ts_print: `-t` none, `-tt` seconds, `-ttt` since the last packet, `-tttt` with the date, `-ttttt` since the first. */
  #time(ms: number): string {
    const { time } = this.#style;
    if (time === 1) return '';
    if (time === 2) return `${Math.floor(ms / 1000)}.${micros(ms)} `;
    if (time === 3 || time === 5) {
      const since = ms - (this.#lastMs ?? ms);
      if (time === 3 || this.#lastMs === undefined) this.#lastMs = ms;
      return ` ${new Date(since).toISOString().slice(11, 19)}.${micros(since)} `;
    }
    const iso = new Date(ms).toISOString();
    return `${time === 4 ? `${iso.slice(0, 10)} ` : ''}${iso.slice(11, 19)}.${micros(ms)} `;
  }
}

const micros = (ms: number): string => String(Math.floor((ms % 1000) * 1000 + 1e-6)).padStart(6, '0');

function ipHeader(packet: CapturedPacket): string {
  const { protocol, ttl } = packet;
  const number = { ICMP: 1, TCP: 6, UDP: 17 }[protocol];
  const flags = protocol === 'ICMP' ? 'none' : 'DF';
  return `(tos 0x0, ttl ${ttl}, id ${idOf(packet)}, offset 0, flags [${flags}], proto ${protocol} (${number}), length ${ipLength(packet)})`;
}

function checksumIn(packet: CapturedPacket): string {
  const bytes = ipPacket(packet);
  return ((bytes[36]! << 8) | bytes[37]!).toString(16).padStart(4, '0');
}
