// Models apiserver/pkg/cel/library/ip.go and cidr.go. Differs: an IPv4 address written as an IPv6 one is not told from other mistakes.

import type { Environment } from '@marcbachmann/cel-js';
import { formatIpv4 } from '../../registry/core/service/ip.ts';
import { type Cidr, contains, parseCidr } from '../../registry/networking/cidr.ts';
import { Failure } from '../failure.ts';

/** An address is a range of one. */
class Ip {
  constructor(readonly at: Cidr) {}

  equals({ at }: Ip): boolean {
    return at.family === this.at.family && at.base === this.at.base;
  }

  toString(): string {
    return addressText(this.at);
  }
}

class Range {
  constructor(readonly at: Cidr) {}

  equals({ at }: Range): boolean {
    return at.bits === this.at.bits && at.family === this.at.family && at.base === this.at.base;
  }

  toString(): string {
    return `${addressText(this.at)}/${this.at.bits}`;
  }
}

/** RFC 5952: the longest run of zeros is left out. */
function addressText({ family, base }: Cidr): string {
  if (family === 4) return formatIpv4(Number(base));
  const groups = Array.from({ length: 8 }, (_, i) => ((base >> BigInt(16 * (7 - i))) & 0xffffn).toString(16));
  const runs = [...groups.join(':').matchAll(/(?<![\da-f])0(?::0)+(?![\da-f])/g)].map(([run]) => run);
  const longest = runs.sort((a, b) => b.length - a.length)[0];
  if (!longest) return groups.join(':');
  const at = groups.join(':').search(new RegExp(`(?<![\\da-f])${longest}(?![\\da-f])`));
  const text = groups.join(':');
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}

const ipOf = (text: string): Ip | undefined => {
  const at = text.includes('/') ? undefined : (parseCidr(`${text}/32`) ?? parseCidr(`${text}/128`));
  return at && new Ip({ ...at, bits: at.family === 4 ? 32 : 128 });
};
const rangeOf = (text: string): Range | undefined => {
  const at = parseCidr(text);
  return at && new Range(at);
};

function must<T>(value: T | undefined, why: string): T {
  if (value === undefined) throw new Failure(why);
  return value;
}
const ip = (text: string): Ip =>
  must(
    ipOf(text),
    `IP Address ${JSON.stringify(text)} parse error during conversion from string: ParseAddr(${JSON.stringify(text)}): unable to parse IP`,
  );
const cidr = (text: string): Range =>
  must(
    rangeOf(text),
    `network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): no '/'`,
  );

const within =
  (...ranges: string[]) =>
  ({ at }: Ip): boolean =>
    ranges.some((range) => contains(parseCidr(range)!, at));

const masked = ({ at }: Range): Range => {
  const shift = BigInt((at.family === 4 ? 32 : 128) - at.bits);
  return new Range({ ...at, base: (at.base >> shift) << shift });
};

export function registerNetwork(environment: Environment): void {
  const [IP, CIDR] = ['net.IP', 'net.CIDR'];
  const isMulticast = within('224.0.0.0/4', 'ff00::/8');
  const isLoopback = within('127.0.0.0/8', '::1/128');
  const isLinkLocal = within('169.254.0.0/16', 'fe80::/10');
  const isUnspecified = within('0.0.0.0/32', '::/128');
  const holds = (range: Range, inner: Cidr): boolean => inner.bits >= range.at.bits && contains(range.at, inner);
  environment
    .registerType(IP, { ctor: Ip, fields: {} })
    .registerType(CIDR, { ctor: Range, fields: {} })
    .registerFunction('isIP(string): bool', (text: string) => ipOf(text) !== undefined)
    .registerFunction(`ip(string): ${IP}`, ip)
    .registerFunction(`string(${IP}): string`, String)
    .registerFunction(`${IP}.family(): int`, ({ at }: Ip) => BigInt(at.family))
    .registerFunction(`${IP}.isUnspecified(): bool`, isUnspecified)
    .registerFunction(`${IP}.isLoopback(): bool`, isLoopback)
    .registerFunction(`${IP}.isLinkLocalMulticast(): bool`, within('224.0.0.0/24', 'ff02::/16'))
    .registerFunction(`${IP}.isLinkLocalUnicast(): bool`, isLinkLocal)
    .registerFunction(
      `${IP}.isGlobalUnicast(): bool`,
      (a: Ip) =>
        !isMulticast(a) && !isLoopback(a) && !isLinkLocal(a) && !isUnspecified(a) && a.toString() !== '255.255.255.255',
    )
    .registerFunction('isCIDR(string): bool', (text: string) => rangeOf(text) !== undefined)
    .registerFunction(`cidr(string): ${CIDR}`, cidr)
    .registerFunction(`string(${CIDR}): string`, String)
    .registerFunction(`${CIDR}.containsIP(string): bool`, (range: Range, text: string) => holds(range, ip(text).at))
    .registerFunction(`${CIDR}.containsIP(${IP}): bool`, (range: Range, { at }: Ip) => holds(range, at))
    .registerFunction(`${CIDR}.containsCIDR(string): bool`, (range: Range, text: string) => holds(range, cidr(text).at))
    .registerFunction(`${CIDR}.containsCIDR(${CIDR}): bool`, (range: Range, { at }: Range) => holds(range, at))
    .registerFunction(`${CIDR}.ip(): ${IP}`, ({ at }: Range) => new Ip({ ...at, bits: at.family === 4 ? 32 : 128 }))
    .registerFunction(`${CIDR}.masked(): ${CIDR}`, masked)
    .registerFunction(`${CIDR}.prefixLength(): int`, ({ at }: Range) => BigInt(at.bits))
    .registerOperator(`${IP} == ${IP}`, (a: Ip, b: Ip) => a.equals(b))
    .registerOperator(`${CIDR} == ${CIDR}`, (a: Range, b: Range) => a.equals(b));
}
