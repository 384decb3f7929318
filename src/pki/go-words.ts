// What a client written in Go says when a handshake fails. Source: Go crypto/tls alert.go and handshake_client.go, crypto/x509 verify.go.

import { parseCertificate } from './certificate.ts';
import type { TlsAlert, TlsFault, TlsSession } from './handshake.ts';
import { decodePem } from './pem.ts';

const ALERTS: Readonly<Record<TlsAlert, string>> = {
  handshake_failure: 'handshake failure',
  bad_certificate: 'bad certificate',
  certificate_expired: 'expired certificate',
  unknown_ca: 'unknown certificate authority',
  protocol_version: 'protocol version not supported',
  internal_error: 'internal error',
  unrecognized_name: 'unrecognized name',
  certificate_required: 'certificate required',
  no_application_protocol: 'no application protocol',
};

const isAddress = (host: string): boolean => /^\d+(\.\d+){3}$/.test(host) || host.includes(':');
const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** `host`: what the certificate has to cover. */
export function goFaultText(fault: TlsFault, session: TlsSession | undefined, host: string, nowMs: number): string {
  if (fault.kind === 'plain') return 'tls: first record does not look like a TLS handshake';
  if (fault.kind === 'closed') return 'EOF';
  if (fault.kind === 'alert') return `remote error: tls: ${ALERTS[fault.alert]}`;
  const [der] = decodePem(session?.chain[0] ?? '');
  const own = der && parseCertificate(der.bytes);
  return `tls: failed to verify certificate: x509: ${own ? reason(own, session!, host, nowMs) : 'malformed certificate'}`;
}

/** In Go's order: its time, its names, then the chain. */
function reason(
  { notBeforeMs, notAfterMs, alternativeNames = [] }: NonNullable<ReturnType<typeof parseCertificate>>,
  { covers }: TlsSession,
  host: string,
  nowMs: number,
): string {
  const late = 'certificate has expired or is not yet valid: current time';
  if (nowMs < notBeforeMs) return `${late} ${seconds(nowMs)} is before ${seconds(notBeforeMs)}`;
  if (nowMs > notAfterMs) return `${late} ${seconds(nowMs)} is after ${seconds(notAfterMs)}`;
  if (covers) return 'certificate signed by unknown authority';
  const valuesOf = (wanted: 'dns' | 'ip'): string =>
    alternativeNames
      .filter(({ type }) => type === wanted)
      .map(({ value }) => value)
      .join(', ');
  if (isAddress(host)) {
    const addresses = valuesOf('ip');
    return addresses === ''
      ? `cannot validate certificate for ${host} because it doesn't contain any IP SANs`
      : `certificate is valid for ${addresses}, not ${host}`;
  }
  const names = valuesOf('dns');
  if (names !== '') return `certificate is valid for ${names}, not ${host}`;
  return alternativeNames.length === 0
    ? 'certificate relies on legacy Common Name field, use SANs instead'
    : `certificate is not valid for any names, but wanted to match ${host}`;
}
