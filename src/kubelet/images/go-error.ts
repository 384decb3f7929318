// Go's words for a request that came to nothing. Source: net/http transport.go, net/dial.go, crypto/tls, crypto/x509.

import { goError } from '#machine/go-error.ts';
import type { Exchange } from '#machine/http.ts';

type Failed = Extract<Exchange, { ok: false }>;

/** `Get "http://…": dial tcp: …`, as http.Client has it. */
export function goRequestError(method: string, url: string, { error, remote }: Failed): string {
  const { hostname } = new URL(url);
  const at = `${remote?.ip ?? hostname}:${remote?.port ?? 80}`;
  const verb = `${method[0]!.toUpperCase()}${method.slice(1).toLowerCase()}`;
  const why = ((): string => {
    switch (error.kind) {
      case 'unresolved':
        return `dial tcp: lookup ${hostname}: ${error.temporary ? 'server misbehaving' : 'no such host'}`;
      case 'timeout':
        return error.phase === 'resolve'
          ? `dial tcp: lookup ${hostname}: i/o timeout`
          : 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
      case 'refused':
      case 'unreachable':
      case 'reset':
      case 'empty':
        return goError(error.kind, at);
      case 'tls':
        return tlsError(hostname, error.tls);
      case 'protocol':
        return 'net/http: HTTP/1.x transport connection broken: malformed HTTP response';
    }
  })();
  return `${verb} ${JSON.stringify(url)}: ${why}`;
}

function tlsError(host: string, fault: Failed['error']['tls']): string {
  switch (fault?.kind) {
    case 'verify':
      return fault.fault.code === 10 || fault.fault.code === 9
        ? 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid'
        : 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
    case 'name':
      return `tls: failed to verify certificate: x509: certificate is not valid for ${host}`;
    case 'alert':
      return `remote error: tls: ${fault.alert.replaceAll('_', ' ')}`;
    case 'closed':
      return 'EOF';
    default:
      return 'tls: first record does not look like a TLS handshake';
  }
}
