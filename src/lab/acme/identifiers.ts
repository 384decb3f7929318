// May the authority issue a certificate for this name? Models policy/pa.go of Boulder: WellFormedDomainNames and the blocklist of special names.
// Differs: the public suffix list is short: all top-level domains but those set aside, and a few suffixes of two labels; names of
// documentation, such as example.com, which Let's Encrypt refuses, are as good as others here.

/** Source: RFC 6761, RFC 2606 and what is not delegated. */
const NO_SUFFIX: ReadonlySet<string> = new Set([
  ...['test', 'example', 'invalid', 'localhost', 'local', 'internal', 'lan', 'home', 'corp', 'intranet', 'private'],
  ...['cluster', 'svc', 'lab', 'localdomain', 'onion', 'arpa', 'alt'],
]);

const LONG_SUFFIXES: ReadonlySet<string> = new Set([
  ...['co.uk', 'org.uk', 'ac.uk', 'gov.uk', 'com.au', 'net.au', 'org.au', 'co.nz', 'co.jp', 'ne.jp', 'or.jp'],
  ...['com.br', 'com.cn', 'net.cn', 'org.cn', 'com.tw', 'co.kr', 'co.in', 'co.za', 'com.mx', 'com.tr', 'github.io'],
]);

/** The domain that somebody has registered: limits are counted by it. */
export function registeredDomain(name: string): string {
  const labels = name.replace(/^\*\./, '').split('.');
  const isLong = LONG_SUFFIXES.has(labels.slice(-2).join('.'));
  return labels.slice(isLong ? -3 : -2).join('.');
}

/** What is wrong with it, in Boulder's words. */
export function nameFault(given: string): string | undefined {
  const name = given.replace(/^\*\./, '');
  if (/^[\d.]+$/.test(name) || name.includes(':')) return 'Domain name is an IP address';
  if (name.length > 253) return 'Domain name is longer than 253 bytes';
  if (name.includes('*'))
    return 'Domain name contains an invalid wildcard. A wildcard is only permitted before the first dot in a domain name';
  if (!/^[a-z0-9.-]+$/.test(name)) return 'Domain name contains an invalid character';
  if (name.endsWith('.')) return 'Domain name ends in a dot';
  const labels = name.split('.');
  if (labels.length > 10) return 'Domain name has more than 10 labels (parts)';
  if (labels.length < 2) return 'Domain name needs at least one dot';
  for (const label of labels) {
    if (label === '') return 'Domain name can not have two dots in a row';
    if (label.length > 63) return 'Domain has a label (component between dots) longer than 63 bytes';
    if (label.startsWith('-')) return 'Domain name contains a label starting with a hyphen';
    if (label.endsWith('-')) return 'Domain name contains a label ending in a hyphen';
  }
  const top = labels.at(-1)!;
  if (NO_SUFFIX.has(top) || !/^[a-z]/.test(top)) return 'Domain name does not end with a valid public suffix (TLD)';
  if (LONG_SUFFIXES.has(name)) return 'Domain name is a valid public suffix (TLD)';
  return undefined;
}
