// What a client that is built on OpenSSL 3.0 says when a handshake fails: the words that curl prints.

import type { TlsAlert, TlsFault } from './handshake.ts';

/** OpenSSL's number and reason of each alert. Source: include/openssl/sslerr.h, ssl/ssl_err.c. */
const ALERTS: Readonly<Record<TlsAlert, readonly [code: string, reason: string]>> = {
  handshake_failure: ['0A000410', 'sslv3 alert handshake failure'],
  bad_certificate: ['0A000412', 'sslv3 alert bad certificate'],
  certificate_expired: ['0A000415', 'sslv3 alert certificate expired'],
  unknown_ca: ['0A000418', 'tlsv1 alert unknown ca'],
  protocol_version: ['0A00042E', 'tlsv1 alert protocol version'],
  internal_error: ['0A000438', 'tlsv1 alert internal error'],
  unrecognized_name: ['0A000458', 'tlsv1 unrecognized name'],
  certificate_required: ['0A00045C', 'tlsv13 alert certificate required'],
  no_application_protocol: ['0A000460', 'tlsv1 alert no application protocol'],
};

export const alertText = (alert: TlsAlert): string => `error:${ALERTS[alert][0]}:SSL routines::${ALERTS[alert][1]}`;

export function faultText(fault: TlsFault): string {
  switch (fault.kind) {
    case 'verify':
      return `SSL certificate problem: ${fault.fault.text}`;
    case 'name':
      return `SSL: no alternative certificate subject name matches target host name '${fault.host}'`;
    case 'plain':
      return 'error:0A00010B:SSL routines::wrong version number';
    case 'closed':
      return 'error:0A000126:SSL routines::unexpected eof while reading';
    case 'alert':
      return alertText(fault.alert);
  }
}
