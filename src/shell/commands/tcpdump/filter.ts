// Filter expressions: which packets are shown. Source: pcap-filter(7), libpcap grammar.y.

import type { CapturedPacket } from '#machine/packet.ts';
import { ipLength } from './bytes.ts';
import { SERVICES } from './line.ts';
import { flagsTest } from './tcp-flags.ts';

export type Matches = (packet: CapturedPacket) => boolean;
export type Wrong = { readonly wrong: string };

const NOT_SIMULATED =
  /^(ether|vlan|mpls|gateway|broadcast|multicast|wlan|ifname|proto|ip6|ip6proto|arp|rarp|sctp|icmp6|inbound|outbound|link|pppoes|geneve|vxlan|icmp\[.*|udp\[.*|ip\[.*)$/;
const WORD_END = /^(and|or|not|&&|\|\||!|\(|\))?$/;
const ETHERNET_HEADER = 14;

/** What stands before a value, and holds for the values after `or` and `and` too: `port 80 or 443`. */
interface Qualifiers {
  readonly protocol?: string;
  readonly way?: string;
  readonly kind?: string;
}

/** What the words mean, or what tcpdump says of them. Names of hosts are looked up by `addressesOf`. */
export async function parseFilter(
  words: readonly string[],
  addressesOf: (name: string) => Promise<readonly string[]>,
): Promise<Matches | Wrong> {
  const tokens = words.join(' ').match(/[a-z0-9]+\[[^\]]*\]|&&|\|\||[<>=!]=|[()!|&<>=]|[^\s()!|&<>=]+/g) ?? [];
  if (tokens.length === 0) return () => true;
  const parser = new Parser(tokens, addressesOf);
  try {
    return await parser.whole();
  } catch (error) {
    if (error instanceof SyntaxError) return { wrong: error.message };
    throw error;
  }
}

const syntaxError = (): SyntaxError => new SyntaxError("can't parse filter expression: syntax error");

class Parser {
  readonly #tokens: readonly string[];
  readonly #addressesOf: (name: string) => Promise<readonly string[]>;
  #at = 0;
  #last: Qualifiers = {};

  constructor(tokens: readonly string[], addressesOf: (name: string) => Promise<readonly string[]>) {
    this.#tokens = tokens;
    this.#addressesOf = addressesOf;
  }

  async whole(): Promise<Matches> {
    const matches = await this.#either();
    if (this.#at < this.#tokens.length) throw syntaxError();
    return matches;
  }

  get #next(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #takes(pattern: RegExp): boolean {
    if (!pattern.test(this.#next)) return false;
    this.#at++;
    return true;
  }

  /** `and` and `or` are of one rank, from the left. Source: grammar.y, `%left OR AND`. */
  async #either(): Promise<Matches> {
    let left = await this.#one();
    for (;;) {
      const isOr = this.#takes(/^(or|\|\|)$/);
      if (!isOr && !this.#takes(/^(and|&&)$/)) return left;
      const [a, b] = [left, await this.#one()];
      left = isOr ? (packet) => a(packet) || b(packet) : (packet) => a(packet) && b(packet);
    }
  }

  async #one(): Promise<Matches> {
    if (this.#takes(/^(not|!)$/)) {
      const inner = await this.#one();
      return (packet) => !inner(packet);
    }
    if (this.#takes(/^\($/)) {
      const inner = await this.#either();
      if (!this.#takes(/^\)$/)) throw syntaxError();
      return inner;
    }
    if (this.#next.startsWith('tcp[')) {
      const rest: string[] = [];
      while (
        this.#next !== '' &&
        !/^(and|or|&&|\|\|)$/.test(this.#next) &&
        !(this.#next === ')' && !rest.includes('('))
      )
        rest.push(this.#tokens[this.#at++]!);
      return flagsTest(rest);
    }
    return this.#primitive();
  }

  async #primitive(): Promise<Matches> {
    const given: { protocol?: string; way?: string; kind?: string } = {};
    for (;;) {
      if (/^(tcp|udp|icmp|ip)$/.test(this.#next)) given.protocol = this.#next;
      else if (/^(src|dst)$/.test(this.#next)) {
        given.way = this.#next;
        const [, joint, other] = this.#tokens.slice(this.#at);
        if (/^(or|and)$/.test(joint ?? '') && /^(src|dst)$/.test(other ?? '') && other !== given.way) {
          given.way = joint === 'and' ? 'both' : 'either';
          this.#at += 2;
        }
      } else if (/^(host|net|port|portrange)$/.test(this.#next)) given.kind = this.#next;
      else break;
      this.#at++;
    }
    const value = this.#next;
    if (NOT_SIMULATED.test(value)) throw new SyntaxError(`Portolan does not simulate filters by ${value}`);
    if (/^(greater|less)$/.test(value)) {
      this.#at++;
      const bytes = Number(this.#tokens[this.#at++]);
      const isGreater = value === 'greater';
      return (p) => (isGreater ? ipLength(p) + ETHERNET_HEADER >= bytes : ipLength(p) + ETHERNET_HEADER <= bytes);
    }
    if (WORD_END.test(value)) {
      if (!given.protocol || given.way || given.kind) throw syntaxError();
      return isOfProtocol(given.protocol);
    }
    const isBare = Object.keys(given).length === 0;
    // A lone word is a value of the kind before, or a host.
    const qualifiers: Qualifiers = isBare ? this.#last : given;
    this.#last = qualifiers;
    this.#at++;
    const isThere = await this.#address(value, qualifiers);
    const isOf = qualifiers.protocol ? isOfProtocol(qualifiers.protocol) : () => true;
    return (packet) => isOf(packet) && isThere(packet);
  }

  async #address(value: string, { kind, way }: Qualifiers): Promise<Matches> {
    if (kind === 'port' || kind === 'portrange') {
      const [low = '', high = low] = kind === 'portrange' ? value.split('-') : [value];
      const [first, last] = [portOf(low), portOf(high)];
      return atEnds(way, (end, packet) => packet.protocol !== 'ICMP' && end.port >= first && end.port <= last);
    }
    if (kind === 'net' || (kind === undefined && value.includes('/'))) return atEnds(way, inNet(value));
    const addresses = /^\d+(\.\d+){3}$/.test(value) ? [value] : await this.#addressesOf(value);
    if (addresses.length === 0) throw kind || way ? new SyntaxError(`unknown host '${value}'`) : syntaxError();
    return atEnds(way, ({ ip }) => addresses.includes(ip));
  }
}

function isOfProtocol(name: string): Matches {
  return name === 'ip' ? () => true : ({ protocol }) => protocol === name.toUpperCase();
}

function atEnds(
  way: string | undefined,
  test: (end: CapturedPacket['from'], packet: CapturedPacket) => boolean,
): Matches {
  if (way === 'src') return (p) => test(p.from, p);
  if (way === 'dst') return (p) => test(p.to, p);
  if (way === 'both') return (p) => test(p.from, p) && test(p.to, p);
  return (p) => test(p.from, p) || test(p.to, p);
}

function portOf(text: string): number {
  const named = Object.entries(SERVICES).find(([, name]) => name === text);
  const port = named ? Number(named[0]) : Number(text);
  if (/^\d+$/.test(text) && port > 65_535) throw new SyntaxError(`illegal port number ${text} > 65535`);
  if (!(port >= 0)) throw new SyntaxError(`unknown port '${text}'`);
  return port;
}

/** `10.244.0.0/16`, `10.244`. */
function inNet(text: string): (end: CapturedPacket['from']) => boolean {
  const [net = '', bits] = text.split('/');
  const parts = net.split('.');
  const length = bits === undefined ? parts.length * 8 : Number(bits);
  if (!/^\d+(\.\d+){0,3}$/.test(net) || !(length >= 0 && length <= 32)) throw syntaxError();
  const number = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const base = number([...parts, '0', '0', '0'].slice(0, 4).join('.'));
  const size = 2 ** (32 - length);
  if (base % size !== 0) throw new SyntaxError(`non-network bits set in "${text}"`);
  return ({ ip }) => Math.floor(number(ip) / size) === base / size;
}
