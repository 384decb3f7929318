// What Node's net, tls and dns modules make of a request that failed. Models node lib/internal/errors.js (ExceptionWithHostPort,
// DNSException) and lib/internal/tls; src/crypto/crypto_common.cc X509Code.

import type { NetworkError } from '#machine/http.ts';
import type { TlsFault } from '#machine/tls.ts';

/** X509_V_ERR_*, by OpenSSL's numbers. */
const X509_CODES: Readonly<Record<number, string>> = {
  2: 'UNABLE_TO_GET_ISSUER_CERT',
  7: 'CERT_SIGNATURE_FAILURE',
  9: 'CERT_NOT_YET_VALID',
  10: 'CERT_HAS_EXPIRED',
  18: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  19: 'SELF_SIGNED_CERT_IN_CHAIN',
  20: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  21: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  25: 'PATH_LENGTH_EXCEEDED',
  26: 'INVALID_PURPOSE',
  79: 'INVALID_CA',
};

export interface NodeError {
  readonly message: string;
  readonly code: string;
  readonly errno?: number;
  readonly syscall?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

/** `temporary`: no name server answered. */
export function lookupError(hostname: string, temporary = false): NodeError {
  const [code, errno] = temporary ? ['EAI_AGAIN', -3001] : ['ENOTFOUND', -3008];
  return { errno, code, syscall: 'getaddrinfo', hostname, message: `getaddrinfo ${code} ${hostname}` };
}

export function networkError(
  { kind, phase, temporary, tls }: NetworkError,
  url: string,
  remote: { readonly ip: string; readonly port: number } | undefined,
): NodeError {
  const { hostname } = new URL(url);
  if (phase === 'resolve') return lookupError(hostname, temporary || kind === 'timeout');
  if (kind === 'tls') return tlsError(tls, hostname);
  if (kind === 'protocol') return { code: 'HPE_INVALID_CONSTANT', message: 'Parse Error: Expected HTTP/' };
  if (kind === 'empty') return { code: 'ECONNRESET', message: 'socket hang up' };
  const [code, errno] = {
    refused: ['ECONNREFUSED', -111],
    timeout: ['ETIMEDOUT', -110],
    unreachable: ['EHOSTUNREACH', -113],
    reset: ['ECONNRESET', -104],
    unresolved: ['ENOTFOUND', -3008],
  }[kind] as [string, number];
  if (kind === 'reset') return { errno, code, syscall: 'read', message: 'read ECONNRESET' };
  const at = remote ? `${remote.ip}:${remote.port}` : hostname;
  const to = remote ? { address: remote.ip, port: remote.port } : {};
  return { errno, code, syscall: 'connect', ...to, message: `connect ${code} ${at}` };
}

function tlsError(fault: TlsFault | undefined, hostname: string): NodeError {
  if (fault?.kind === 'verify') {
    const { code, text } = fault.fault;
    return { code: X509_CODES[code] ?? 'UNSPECIFIED', message: text };
  }
  if (fault?.kind === 'name')
    return {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      message: `Hostname/IP does not match certificate's altnames: Host: ${hostname}. is not in the cert's altnames`,
    };
  if (fault?.kind === 'plain')
    return { code: 'ERR_SSL_WRONG_VERSION_NUMBER', message: 'SSL routines:ssl3_get_record:wrong version number' };
  return {
    code: 'ECONNRESET',
    message: 'Client network socket disconnected before secure TLS connection was established',
  };
}
