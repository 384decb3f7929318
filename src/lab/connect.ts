// The contract's `POST /portolan/v1/connect`: "what would a client at X see?"

import type { Exchange, Hop, HttpRequest, NetworkErrorKind } from '#machine/http.ts';

export interface ConnectRequest {
  readonly from: string;
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutSeconds?: number;
}

export type ConnectAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly trace: readonly Hop[];
    }
  | {
      readonly ok: false;
      readonly error: {
        readonly kind: Exclude<NetworkErrorKind, 'empty' | 'protocol'> | 'usage';
        readonly curlExitCode: number;
        readonly message: string;
      };
      readonly trace: readonly Hop[];
    };

/** Source: curl's manual page, EXIT CODES. */
const CURL_EXIT: Readonly<Record<NetworkErrorKind, number>> = {
  unresolved: 6,
  refused: 7,
  unreachable: 7,
  timeout: 28,
  empty: 52,
  reset: 56,
  tls: 60,
  protocol: 1,
};

/** The request as typed values, or what is wrong with it. */
export function parseConnect(value: unknown): ConnectRequest | { readonly error: string } {
  const given = value as Partial<Record<keyof ConnectRequest, unknown>> | null;
  if (typeof given !== 'object' || given === null) return { error: 'give a JSON object with `from` and `url`' };
  if (typeof given.from !== 'string') return { error: 'from: give laptop, internet, node/NAME or pod/NAMESPACE/NAME' };
  if (typeof given.url !== 'string' || !/^https?:\/\//.test(given.url))
    return { error: 'url: give an absolute http:// or https:// URL' };
  if (given.timeoutSeconds !== undefined && !(typeof given.timeoutSeconds === 'number' && given.timeoutSeconds > 0))
    return { error: 'timeoutSeconds: give a number above 0' };
  if (given.body !== undefined && typeof given.body !== 'string') return { error: 'body: give a string' };
  return given as ConnectRequest;
}

export function httpRequestOf({ url, method = 'GET', headers = {}, body = '' }: ConnectRequest): HttpRequest {
  return { method, url, headers: Object.entries(headers), body };
}

export function answerOf(exchange: Exchange): ConnectAnswer {
  const { trace } = exchange;
  if (exchange.ok) {
    const { status, headers, body } = exchange.response;
    return {
      ok: true,
      status,
      headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      body,
      trace,
    };
  }
  const { kind, message } = exchange.error;
  const isRefused = exchange.error.tls?.kind === 'verify' || exchange.error.tls?.kind === 'name';
  const curlExitCode = kind === 'tls' && !isRefused ? 35 : CURL_EXIT[kind];
  return {
    ok: false,
    error: { kind: kind === 'empty' || kind === 'protocol' ? 'reset' : kind, curlExitCode, message },
    trace,
  };
}

export function refusal(message: string): ConnectAnswer {
  return {
    ok: false,
    error: { kind: 'usage', curlExitCode: 2, message },
    trace: [{ at: 'client', did: message, ok: false }],
  };
}
