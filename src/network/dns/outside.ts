// The public DNS of the simulated world: a handful of names. Nothing real is ever asked.

import type { DnsAnswer } from '#machine/program.ts';
import { ACME_HOSTS, VALIDATOR } from '../acme-hosts.ts';
import { DOCUMENT_HOSTS } from '../document-hosts.ts';
import type { Answer } from './answer.ts';
import { found, nodata, nxdomain } from './answer.ts';

/** Addresses are of TEST-NET-1, set aside for documentation. Source: RFC 5737. */
export const OUTSIDE_NAMES: Readonly<Record<string, string>> = {
  'example.com': '192.0.2.10',
  'www.example.com': '192.0.2.10',
  'kubernetes.io': '192.0.2.20',
  ...DOCUMENT_HOSTS,
  ...Object.fromEntries(Object.entries(ACME_HOSTS).map(([name, { ip }]) => [name, ip])),
  [VALIDATOR.name]: VALIDATOR.ip,
};

/** A resolver that anybody may ask; machines outside use it where nothing else is configured. */
export const OUTSIDE_RESOLVER = '192.0.2.53';
/** Well-known resolvers answer from the same small world. */
export const PUBLIC_RESOLVERS: readonly string[] = [
  OUTSIDE_RESOLVER,
  '9.9.9.9',
  '8.8.8.8',
  '8.8.4.4',
  '1.1.1.1',
  '1.0.0.1',
];

const TTL = 300;

/** Portolan does not simulate other public names, AAAA records, mail or zone data. */
export function resolveOutside(
  question: string,
  type: DnsAnswer['type'],
  names: Readonly<Record<string, string>> = OUTSIDE_NAMES,
  records: readonly DnsAnswer[] = [],
): Answer {
  const name = question.replace(/\.$/, '').toLowerCase();
  const kept = keptUnder(name, records);
  if (kept.length > 0) {
    const alias = kept.find((record) => record.type === 'CNAME');
    if (alias && type !== 'CNAME') {
      const target = alias.data.replace(/\.$/, '').toLowerCase();
      const further =
        target === name
          ? nodata()
          : resolveOutside(
              target,
              type,
              names,
              records.filter((r) => r !== alias),
            );
      return found({ ...alias, name }, ...further.answers);
    }
    return found(...kept.filter((record) => record.type === type).map((record) => ({ ...record, name })));
  }
  const ip = Object.hasOwn(names, name) ? names[name] : undefined;
  if (ip === undefined) return nxdomain();
  return type === 'A' ? found({ name, type, ttl: TTL, data: ip }) : nodata();
}

/** Records of that name; if it has none, those of the nearest wildcard. Source: RFC 4592. */
function keptUnder(name: string, records: readonly DnsAnswer[]): readonly DnsAnswer[] {
  const own = records.filter((record) => record.name === name);
  if (own.length > 0) return own;
  for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) {
    const wild = records.filter((record) => record.name === `*${name.slice(at)}`);
    if (wild.length > 0) return wild;
    if (records.some((record) => record.name === name.slice(at + 1))) return [];
  }
  return [];
}
