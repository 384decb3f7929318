// A question to DNS and its answer, as captures see them. Models print-domain.c.

import { byteLength } from '#machine/bytes.ts';
import type { DnsAnswer } from '#machine/program.ts';
import type { Answer } from '../dns/answer.ts';

const HEADER = 12;
/** Type, class, TTL and length; names are not compressed, as CoreDNS' are not. */
const RECORD = 10;
/** The SOA of `cluster.local`, with its name. Source: CoreDNS plugin/kubernetes. */
const SOA = 93;
const CODES = { NOERROR: '', NXDOMAIN: ' NXDomain', SERVFAIL: ' ServFail', REFUSED: ' Refused' } as const;

/** Labels with their lengths, and the root. */
const nameBytes = (name: string): number => byteLength(name.replace(/\.$/, '')) + 2;
const rooted = (name: string): string => `${name.replace(/\.$/, '')}.`;
const questionBytes = (name: string): number => HEADER + nameBytes(name) + 4;

export function questionOf(id: number, name: string, type: DnsAnswer['type']): { summary: string; length: number } {
  const length = questionBytes(name);
  return { summary: `${id}+ ${type}? ${rooted(name)} (${length})`, length };
}

/** `isAuthority`: it answers for the zone itself, as CoreDNS for the cluster's. */
export function answerOf(
  id: number,
  name: string,
  { code, answers }: Answer,
  isAuthority: boolean,
): { summary: string; length: number } {
  // Without records of the type the zone's SOA comes.
  const isEmpty = answers.length === 0;
  const hasSoa = isEmpty && (code === 'NXDOMAIN' || code === 'NOERROR');
  const length =
    answers.reduce((sum, answer) => sum + RECORD + nameBytes(answer.name) + dataBytes(answer), questionBytes(name)) +
    (hasSoa ? SOA : 0);
  const records = answers.map(({ type, data }) => ` ${type} ${shown(type, data)}`).join(',');
  const counts = ` ${answers.length}/${hasSoa ? 1 : 0}/0`;
  return {
    summary: `${id}${CODES[code]}${isAuthority ? '*' : ''}${isAuthority ? '-' : ''}${counts}${records} (${length})`,
    length,
  };
}

function dataBytes({ type, data }: DnsAnswer): number {
  if (type === 'A') return 4;
  if (type === 'AAAA') return 16;
  return type === 'SRV' ? 6 + nameBytes(data.split(' ').at(-1) ?? '') : nameBytes(data);
}

/** `SRV web.default.svc.cluster.local.:80 0 100`. */
function shown(type: DnsAnswer['type'], data: string): string {
  if (type === 'TXT') return `"${data}"`;
  if (type !== 'SRV') return type === 'A' || type === 'AAAA' ? data : rooted(data);
  const [priority, weight, port, target = ''] = data.split(' ');
  return `${rooted(target)}:${port} ${priority} ${weight}`;
}
