// Why a TLS handshake failed, for the trace: what is wrong, and whose the certificate is.

import { type Told, told } from '#machine/hop.ts';
import type { TlsRefusal, TlsSession } from '#machine/tls.ts';
import { pki } from '#pki/loader.ts';

/** `host` is what was asked for, `message` the client's, in OpenSSL's words. The library for certificates must be there. */
export function whyTls(fault: TlsRefusal, session: TlsSession | undefined, message: string, host: string): Told {
  if (fault.kind === 'plain') {
    const did = 'answered the TLS handshake in plain HTTP: it does not speak TLS on this port';
    return told(did, 'tls-plain', {});
  }
  if (fault.kind === 'alert') {
    const alert = fault.alert.replaceAll('_', ' ');
    return told(`ended the TLS handshake: ${alert}`, 'tls-alert', { alert });
  }
  const did = `refused the certificate: ${message}`;
  const { certificate, from, until } = shown(session);
  if (fault.kind === 'name') return told(did, 'tls-wrong-host', { certificate, host: fault.host, message });
  switch (fault.fault.code) {
    case 10:
      return told(did, 'tls-expired', { certificate, until, message, host });
    case 9:
      return told(did, 'tls-not-yet-valid', { certificate, from, message, host });
    case 2:
    case 18:
    case 19:
    case 20:
    case 21:
      return told(did, 'tls-untrusted', { certificate, message, host });
    default:
      return told(did, 'tls-invalid', { certificate, message, host });
  }
}

/** The server's own certificate: its names, and how long it holds. */
function shown(session: TlsSession | undefined): Readonly<Record<'certificate' | 'from' | 'until', string>> {
  const [own] = pki().parseCertificates(session?.chain[0] ?? '');
  if (!own) return { certificate: '-', from: '-', until: '-' };
  const names = (own.alternativeNames ?? []).map(({ value }) => value);
  const certificate = names.length > 0 ? names.join(', ') : (pki().commonName(own.subject) ?? '-');
  const date = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
  return { certificate, from: date(own.notBeforeMs), until: date(own.notAfterMs) };
}
