// The bytes of a captured packet, from the IP header on: for -A, -x, -X and checksums. Source: RFC 791, RFC 9293, RFC 7323.
// Differs: of what is encrypted, of DNS and of ICMP only the headers are there.

import { bytesOf } from '#machine/bytes.ts';
import type { CapturedPacket } from '#machine/packet.ts';

const PROTOCOLS = { ICMP: 1, TCP: 6, UDP: 17 } as const;
const TRANSPORT_HEADER = { ICMP: 0, UDP: 8 } as const;
const BITS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, '.': 16 };
const IP_HEADER = 20;

/** Of a TCP header: a SYN has more options, an RST none. */
const tcpHeader = (flags: string): number => (flags.startsWith('S') ? 40 : flags.startsWith('R') ? 20 : 32);

/** All of it, header included. */
export const ipLength = ({ protocol, flags = '.', length }: CapturedPacket): number =>
  IP_HEADER + (protocol === 'TCP' ? tcpHeader(flags) : TRANSPORT_HEADER[protocol]) + length;

/** Identification: a SYN-ACK and an RST of Linux have none. */
export const idOf = ({ atMs, flags }: CapturedPacket): number =>
  flags === 'S.' || flags?.startsWith('R') ? 0 : Math.floor(atMs * 1000) % 65_536;

/** The clock of the TCP timestamps option. */
export const timestampOf = ({ atMs }: CapturedPacket): number => Math.floor(atMs) % 2 ** 31;

export const windowOf = (flags: string): number =>
  flags.startsWith('R') ? 0 : flags === 'S' ? 64_860 : flags === 'S.' ? 64_308 : 507;

export function ipPacket(packet: CapturedPacket): Uint8Array<ArrayBuffer> {
  const { protocol, from, to, ttl, flags = '.', seq = 0, ack = 0, payload = '', length } = packet;
  const body = bytesOf(payload);
  const head = protocol === 'TCP' ? tcpHeader(flags) : TRANSPORT_HEADER[protocol];
  const bytes = new Uint8Array(IP_HEADER + head + body.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x45;
  view.setUint16(2, ipLength(packet));
  view.setUint16(4, idOf(packet));
  // Do not fragment.
  view.setUint16(6, protocol === 'ICMP' ? 0 : 0x4000);
  bytes[8] = ttl;
  bytes[9] = PROTOCOLS[protocol];
  bytes.set(from.ip.split('.').map(Number), 12);
  bytes.set(to.ip.split('.').map(Number), 16);
  view.setUint16(10, checksum(bytes.subarray(0, IP_HEADER)));
  bytes.set(body, IP_HEADER + head);
  if (protocol === 'ICMP') return bytes;
  view.setUint16(20, from.port);
  view.setUint16(22, to.port);
  if (protocol === 'UDP') view.setUint16(24, 8 + length);
  else {
    view.setUint32(24, seq);
    view.setUint32(28, ack);
    bytes[32] = (head / 4) << 4;
    bytes[33] = [...flags].reduce((sum, flag) => sum | (BITS[flag] ?? 0), 0);
    view.setUint16(34, windowOf(flags));
    bytes.set(tcpOptions(packet), 40);
  }
  view.setUint16(protocol === 'UDP' ? 26 : 36, transportChecksum(bytes, head + body.length));
  return bytes;
}

function tcpOptions(packet: CapturedPacket): Uint8Array {
  const { flags = '.' } = packet;
  if (flags.startsWith('R')) return new Uint8Array();
  const stamp = timestampOf(packet);
  const times = new Uint8Array(10);
  times.set([8, 10]);
  new DataView(times.buffer).setUint32(2, stamp);
  new DataView(times.buffer).setUint32(6, echoedOf(packet));
  // mss 1410, SACK permitted, timestamps, window scale 7; else padding and timestamps.
  return flags.startsWith('S')
    ? Uint8Array.from([2, 4, 0x05, 0x82, 4, 2, ...times, 1, 3, 3, 7])
    : Uint8Array.from([1, 1, ...times]);
}

/** What the other side's clock said last. */
export const echoedOf = (packet: CapturedPacket): number => (packet.flags === 'S' ? 0 : timestampOf(packet) - 1);

/** Source: RFC 1071. */
function checksum(bytes: Uint8Array, start = 0): number {
  let sum = start;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}

/** With the pseudo header of addresses, protocol and length. */
function transportChecksum(bytes: Uint8Array, length: number): number {
  let start = bytes[9]! + length;
  for (let i = 12; i < 20; i += 2) start += (bytes[i]! << 8) | bytes[i + 1]!;
  return checksum(bytes.subarray(IP_HEADER), start);
}

/** `-A`: what is no printable ASCII is a dot. Source: ascii_print. */
export function asciiOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 13 && bytes[i + 1] === 10) continue;
    text += byte === 10 || byte === 9 || (byte > 31 && byte < 127) ? String.fromCharCode(byte) : '.';
  }
  return `\n${text}\n`;
}

/** `-x`, and with text beside `-X`. Source: hex_print, hex_and_ascii_print. */
export function hexOf(bytes: Uint8Array, withText: boolean): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const pairs: string[] = [];
    for (let i = 0; i < row.length; i += 2)
      pairs.push(
        row
          .slice(i, i + 2)
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join(''),
      );
    const hex = ` ${pairs.join(' ')}`;
    const shown = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    text += `\n\t0x${at.toString(16).padStart(4, '0')}: ${withText ? `${hex.padEnd(41)} ${shown}` : hex}`;
  }
  return `${text}\n`;
}
