// What curl 7.88.1 says when a transfer fails, and its exit codes.

import type { NetworkError } from '#machine/http.ts';
import type { CurlUrl } from './url.ts';

export interface CurlFailure {
  readonly exit: number;
  readonly text: string;
}

const MORE_DETAILS = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.`;

export interface FailureFacts {
  readonly url: CurlUrl;
  readonly elapsedMs: number;
  /** True when -m or --connect-timeout struck, and not the kernel's patience. */
  readonly limited: boolean;
}

export function failureOf(error: NetworkError, { url, elapsedMs, limited }: FailureFacts): CurlFailure {
  const ms = Math.round(elapsedMs);
  const to = `${url.host} port ${url.port}`;
  switch (error.kind) {
    case 'unresolved':
      return { exit: 6, text: `Could not resolve host: ${url.host}` };
    case 'refused':
      return { exit: 7, text: `Failed to connect to ${to} after ${ms} ms: Couldn't connect to server` };
    case 'unreachable':
      return { exit: 7, text: `Failed to connect to ${to} after ${ms} ms: Couldn't connect to server` };
    case 'timeout':
      if (error.phase === 'resolve') return { exit: 28, text: `Resolving timed out after ${ms} milliseconds` };
      if (error.phase === 'transfer')
        return { exit: 28, text: `Operation timed out after ${ms} milliseconds with 0 bytes received` };
      if (error.phase === 'tls')
        return {
          exit: 28,
          text: limited
            ? `SSL connection timeout`
            : `Operation timed out after ${ms} milliseconds with 0 bytes received`,
        };
      return limited
        ? { exit: 28, text: `Connection timed out after ${ms} milliseconds` }
        : { exit: 28, text: `Failed to connect to ${to} after ${ms} ms: Couldn't connect to server` };
    case 'empty':
      return { exit: 52, text: 'Empty reply from server' };
    case 'reset':
      if (error.phase === 'tls') return cutHandshake(url);
      return { exit: 56, text: 'Recv failure: Connection reset by peer' };
    case 'protocol':
      return { exit: error.message.includes('SETTINGS') ? 16 : 1, text: error.message };
    case 'tls':
      return error.tls?.kind === 'closed' ? cutHandshake(url) : tlsFailure(error);
  }
}

/** The other side went away: OpenSSL has nothing to say of it. */
const cutHandshake = ({ host, port }: CurlUrl): CurlFailure => ({
  exit: 35,
  text: `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${host}:${port} `,
});

function tlsFailure({ message, tls }: NetworkError): CurlFailure {
  if (tls?.kind === 'verify' || tls?.kind === 'name') return { exit: 60, text: `${message}\n${MORE_DETAILS}` };
  // With TLS 1.3 the server looks at the client's certificate when the client is done already.
  if (tls?.kind === 'alert' && tls.version === 'TLSv1.3' && CLIENT_ALERTS.has(tls.alert))
    return { exit: 56, text: `OpenSSL SSL_read: OpenSSL/3.0.19: ${message}, errno 0` };
  return { exit: 35, text: message };
}

const CLIENT_ALERTS = new Set(['certificate_required', 'bad_certificate', 'certificate_expired', 'unknown_ca']);
