// /etc/services: what nc and telnet call a port.

const NAMES: Readonly<Record<number, string>> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  123: 'ntp',
  143: 'imap2',
  389: 'ldap',
  443: 'https',
  514: 'syslog',
  587: 'submission',
  636: 'ldaps',
  993: 'imaps',
  3306: 'mysql',
  5432: 'postgresql',
  5672: 'amqp',
  6379: 'redis',
  8080: 'http-alt',
  9418: 'git',
  11211: '*',
};

export const serviceName = (port: number): string => NAMES[port] ?? '*';

/** A port by number or by name; undefined: there is no such port. */
export function portOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= 65_535 ? Number(text) : undefined;
  const found = Object.entries(NAMES).find(([, name]) => name === text);
  return found && Number(found[0]);
}
