// `tcp[tcpflags] & (tcp-syn|tcp-fin) != 0`: tests of a packet's flags. Source: pcap-filter(7).

import type { CapturedPacket } from '#machine/packet.ts';

const BITS: Readonly<Record<string, number>> = {
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
};
const LETTERS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, '.': 16 };

/** @throws {SyntaxError} What is asked for is something else, or nothing. */
export function flagsTest([what = '', ...rest]: readonly string[]): (packet: CapturedPacket) => boolean {
  if (!/^tcp\[(tcpflags|13)\]$/.test(what))
    throw new SyntaxError(`Portolan does not simulate filters by bytes of a packet: ${what}, but for tcp[tcpflags]`);
  const text = rest.join('');
  const found = /^(?:&(\(?[\w|-]+\)?))?(==|=|!=|>|<)?(\(?[\w|-]+\)?)?$/.exec(text);
  const [, mask, sign, wanted] = found ?? [];
  if (!found || (sign === undefined) !== (wanted === undefined) || text === '')
    throw new SyntaxError("can't parse filter expression: syntax error");
  const [of, value] = [mask === undefined ? 0xff : bitsOf(mask), bitsOf(wanted ?? '0')];
  return ({ flags }) => {
    if (flags === undefined) return false;
    const own = [...flags].reduce((sum, letter) => sum | (LETTERS[letter] ?? 0), 0) & of;
    switch (sign) {
      case '=':
      case '==':
        return own === value;
      case '>':
        return own > value;
      case '<':
        return own < value;
      default:
        return own !== value;
    }
  };
}

function bitsOf(text: string): number {
  return text
    .replace(/[()]/g, '')
    .split('|')
    .reduce((sum, name) => {
      const bits = BITS[name] ?? Number(name);
      if (!Number.isInteger(bits)) throw new SyntaxError("can't parse filter expression: syntax error");
      return sum | bits;
    }, 0);
}
