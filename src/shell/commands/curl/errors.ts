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
      if (error.phase === 'tls') {
        return { exit: 35, text: `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${url.host}:${url.port} ` };
      }
      return { exit: 56, text: 'Recv failure: Connection reset by peer' };
    case 'protocol':
      return { exit: error.message.includes('SETTINGS') ? 16 : 1, text: error.message };
    case 'tls':
      return tlsFailure(error.message, url);
  }
}

function tlsFailure(message: string, url: CurlUrl): CurlFailure {
  const verify = (text: string): CurlFailure => ({ exit: 60, text: `${text}\n${MORE_DETAILS}` });
  if (/no alternative certificate|does not match|host ?name|wrong name|not valid for/i.test(message)) {
    return verify(`SSL: no alternative certificate subject name matches target host name '${url.host}'`);
  }
  if (/self.signed certificate in/i.test(message))
    return verify('SSL certificate problem: self-signed certificate in certificate chain');
  if (/self.signed/i.test(message)) return verify('SSL certificate problem: self-signed certificate');
  if (/expired/i.test(message)) return verify('SSL certificate problem: certificate has expired');
  if (/not yet valid/i.test(message)) return verify('SSL certificate problem: certificate is not yet valid');
  if (/unknown authority|unable to get|issuer|untrusted/i.test(message)) {
    return verify('SSL certificate problem: unable to get local issuer certificate');
  }
  if (/wrong version|plain|http (server|response)/i.test(message)) {
    return { exit: 35, text: 'error:0A00010B:SSL routines::wrong version number' };
  }
  if (/syscall|clos|reset/i.test(message)) {
    return { exit: 35, text: `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${url.host}:${url.port} ` };
  }
  return { exit: 35, text: message };
}
