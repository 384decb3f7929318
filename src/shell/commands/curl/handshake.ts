// What curl -v says of a TLS handshake. As recorded with curl 7.88.1 and OpenSSL 3.0.19.
// Differs: the sizes of handshake messages are not printed where the output is no terminal.

import type { Exchange } from '#machine/http.ts';
import { certificateDate } from '#pki/dates.ts';
import { pki } from '#pki/loader.ts';

export interface HandshakeFacts {
  readonly host: string;
  readonly insecure: boolean;
  readonly offered: readonly string[];
  readonly caFile: string | undefined;
  readonly highest: 'TLSv1.2' | 'TLSv1.3';
}

type Facts = Pick<Exchange, 'tls'> & { readonly fault?: Extract<Exchange, { ok: false }>['error']['tls'] };

const SERVERS = {
  'TLSv1.3': ['Encrypted Extensions (8)', 'Certificate (11)', 'CERT verify (15)', 'Finished (20)'],
  'TLSv1.2': ['Certificate (11)', 'Server key exchange (12)', 'Server finished (14)'],
} as const;

/** Level and description as curl counts them. Source: RFC 8446, 6; curl ssl_tls_trace. */
const alertOf = (code: number): string =>
  code === 10
    ? 'certificate expired (557)'
    : code === 9 || code === 7
      ? 'bad certificate (554)'
      : code === 26
        ? 'unsupported certificate (555)'
        : 'unknown CA (560)';

export function handshakeLines(facts: HandshakeFacts, { tls, fault }: Facts): string {
  const { host, insecure, offered, caFile, highest } = facts;
  const lines = [`ALPN: offers ${offered.join(',')}`, `${highest} (OUT), TLS handshake, Client hello (1):`];
  if (!insecure && caFile !== undefined) lines.push(` CAfile: ${caFile}`, ' CApath: /etc/ssl/certs');
  const print = (): string => lines.map((line) => `* ${line}\n`).join('');
  if (!tls) {
    if (fault?.kind === 'alert')
      lines.push(`${fault.version} (IN), TLS alert, ${ALERT_LINES[fault.alert] ?? 'handshake failure (552)'}:`);
    return print();
  }
  const { version } = tls;
  const take = (what: string): void => void lines.push(`${version} (IN), TLS handshake, ${what}:`);
  take('Server hello (2)');
  for (const message of SERVERS[version]) {
    if (message === 'Certificate (11)' && tls.asksForCertificate && version === 'TLSv1.3') take('Request CERT (13)');
    take(message);
    if (message === 'Certificate (11)' && fault?.kind === 'verify') {
      lines.push(`${version} (OUT), TLS alert, ${alertOf(fault.fault.code)}:`);
      return print();
    }
  }
  const give = (what: string): void => void lines.push(`${version} (OUT), TLS ${what}:`);
  if (version === 'TLSv1.2') give('handshake, Client key exchange (16)');
  give('change cipher, Change cipher spec (1)');
  if (version === 'TLSv1.3' && tls.asksForCertificate) {
    give('handshake, Certificate (11)');
    if (tls.clientChain.length > 0) give('handshake, CERT verify (15)');
  }
  give('handshake, Finished (20)');
  if (version === 'TLSv1.2') take('Finished (20)');
  lines.push(
    `SSL connection using ${version} / ${tls.cipher}`,
    tls.alpn ? `ALPN: server accepted ${tls.alpn}` : 'ALPN: server did not agree on a protocol. Uses default.',
    ...certificateLines(host, insecure, tls, fault?.kind === 'name'),
  );
  if (fault?.kind !== 'name') lines.push(`using ${tls.alpn === 'h2' ? 'HTTP/2' : tls.alpn ? 'HTTP/1.1' : 'HTTP/1.x'}`);
  return print();
}

const ALERT_LINES: Readonly<Partial<Record<string, string>>> = {
  handshake_failure: 'handshake failure (552)',
  protocol_version: 'protocol version (582)',
  internal_error: 'internal error (592)',
  unrecognized_name: 'unrecognized name (624)',
  unknown_ca: 'unknown CA (560)',
};

function certificateLines(
  host: string,
  insecure: boolean,
  { chain, faults }: NonNullable<Exchange['tls']>,
  misnamed: boolean,
): string[] {
  const { parseCertificates, matchingName, shortName, commonName } = pki();
  const certificate = parseCertificates(chain[0]!)[0]!;
  const name = (of: typeof certificate.subject): string => of.map((a) => `${shortName(a)}=${a.value}`).join('; ');
  const lines = [
    'Server certificate:',
    ` subject: ${name(certificate.subject)}`,
    ` start date: ${certificateDate(certificate.notBeforeMs)}`,
    ` expire date: ${certificateDate(certificate.notAfterMs)}`,
  ];
  if (misnamed) return [...lines, ` subjectAltName does not match ${host}`];
  const matched = matchingName(certificate, host);
  if (!insecure)
    lines.push(
      matched === undefined
        ? ` common name: ${commonName(certificate.subject)} (matched)`
        : ` subjectAltName: host "${host}" matched cert's ${/^[\d.]+$|:/.test(host) ? 'IP address!' : `"${matched}"`}`,
    );
  lines.push(` issuer: ${name(certificate.issuer)}`);
  const [first] = faults;
  lines.push(
    first
      ? ` SSL certificate verify result: ${first.text} (${first.code}), continuing anyway.`
      : ' SSL certificate verify ok.',
  );
  return lines;
}
