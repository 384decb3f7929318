// What GNU wget says of answers and of certificates. Models wget 1.21.3 src/http.c, and src/gnutls.c, with which Debian builds it.

import type { HttpHeaders } from '#machine/http.ts';
import { reasonOf } from '#machine/http-reason.ts';
import type { TlsFault } from '#machine/tls.ts';

const GNUTLS: Readonly<Record<number, string>> = { 9: 'is not yet activated', 10: 'has expired' };

/** As -S prints them. */
export const headLines = ({
  status,
  reason = reasonOf(status),
  headers,
}: {
  readonly status: number;
  readonly reason?: string;
  readonly headers: HttpHeaders;
}): string =>
  [`HTTP/1.1 ${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`)]
    .map((line) => `  ${line}\n`)
    .join('');

/** `owner`: the host's name, in quotes. */
export function tlsLines(fault: TlsFault | undefined, owner: string): readonly string[] {
  if (fault?.kind === 'name') return [`ERROR: The certificate's owner does not match hostname ${owner}`];
  if (fault?.kind === 'verify') {
    const certificate = `ERROR: The certificate of ${owner}`;
    return [
      `${certificate} is not trusted.`,
      `${certificate} ${GNUTLS[fault.fault.code] ?? "doesn't have a known issuer"}.`,
    ];
  }
  if (fault?.kind === 'closed')
    return ['GnuTLS: The TLS connection was non-properly terminated.', 'Unable to establish SSL connection.'];
  return ['GnuTLS: An unexpected TLS packet was received.', 'Unable to establish SSL connection.'];
}
