// Models what validation asks of CIDRs, after k8s.io/utils/net ParseCIDRSloppy.

import { parseIpv4, validCidr } from '../core/service/ip.ts';

/** Of either family: addresses as numbers of 32 or 128 bits. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly base: bigint;
  readonly bits: number;
}

function ipv6Number(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const middle = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...middle, ...last].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

/** Undefined if it is not one. IPv6 addresses with an IPv4 tail are not told apart from mistakes. */
export function parseCidr(text: string): Cidr | undefined {
  if (!validCidr(text)) return undefined;
  const [ip = '', length = ''] = text.split('/');
  const bits = Number(length);
  const v4 = parseIpv4(ip);
  if (v4 !== undefined) return { family: 4, base: BigInt(v4), bits };
  return ip.includes('.') ? undefined : { family: 6, base: ipv6Number(ip), bits };
}

/** Is the first address of `inner` in `outer`? */
export function contains(outer: Cidr, inner: Cidr): boolean {
  if (outer.family !== inner.family) return false;
  const shift = BigInt((outer.family === 4 ? 32 : 128) - outer.bits);
  return outer.base >> shift === inner.base >> shift;
}

/** The network's own address: nothing set behind the prefix. */
export function isNetwork({ family, base, bits }: Cidr): boolean {
  const shift = BigInt((family === 4 ? 32 : 128) - bits);
  return (base >> shift) << shift === base;
}
