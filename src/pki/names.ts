// Is a certificate for this host? A wildcard stands for exactly one label, the first (RFC 6125).

import type { Certificate } from './certificate.ts';
import { commonName } from './name.ts';

const isAddress = (host: string): boolean => /^\d+(\.\d+){3}$/.test(host) || host.includes(':');

export function matchesPattern(pattern: string, host: string): boolean {
  const [a, b] = [pattern, host].map((name) => name.toLowerCase().replace(/\.$/, '')) as [string, string];
  if (a === b) return true;
  const rest = a.slice(1);
  return a.startsWith('*.') && rest.indexOf('.', 1) > 0 && b.indexOf('.') > 0 && b.slice(b.indexOf('.')) === rest;
}

/** IPv6 written out, so that the same address is the same text. */
export function plainAddress(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').toLowerCase();
  if (!bare.includes(':')) return bare;
  const [head = '', tail] = bare.split('::');
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const [before, after] = [groups(head), groups(tail)];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((g) => g.replace(/^0+(?=.)/, '')).join(':');
}

/** The subject alternative name that covers `host`; undefined: none does. */
export function matchingName(
  { alternativeNames = [] }: Pick<Certificate, 'alternativeNames'>,
  host: string,
): string | undefined {
  const plain = plainAddress(host);
  return isAddress(host)
    ? alternativeNames.find(({ type, value }) => type === 'ip' && plainAddress(value) === plain)?.value
    : alternativeNames.find(({ type, value }) => type === 'dns' && matchesPattern(value, host))?.value;
}

/** Source: curl lib/vtls/openssl.c: the common name counts only where there is no alternative name of a host. Go has left it out altogether. */
export function certificateCovers(certificate: Certificate, host: string, byCommonName: boolean): boolean {
  if (matchingName(certificate, host) !== undefined) return true;
  if (!byCommonName || certificate.alternativeNames?.some(({ type }) => type === 'dns' || type === 'ip')) return false;
  const name = commonName(certificate.subject);
  return name !== undefined && matchesPattern(name, host);
}
