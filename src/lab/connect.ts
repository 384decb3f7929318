// The contract's `POST /portolan/v1/connect`: "what would a client at X see?"

import { type Hop, told } from '#machine/hop.ts';
import type { Exchange, HttpHeaders, HttpRequest, NetworkErrorKind } from '#machine/http.ts';
import { parseUrl } from '#network/url.ts';

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
  if (!parseUrl(given.url)) return { error: `url: ${given.url} is no valid URL` };
  if (given.timeoutSeconds !== undefined && !(typeof given.timeoutSeconds === 'number' && given.timeoutSeconds > 0))
    return { error: 'timeoutSeconds: give a number above 0' };
  const { method, headers, body } = given;
  if (method !== undefined && !(typeof method === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(method)))
    return { error: 'method: give a name such as GET' };
  if (headers !== undefined && !isTexts(headers)) return { error: 'headers: give an object of names and texts' };
  if (body !== undefined && typeof body !== 'string') return { error: 'body: give a string' };
  return given as ConnectRequest;
}

const isTexts = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((text) => typeof text === 'string');

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
      headers: joined(headers),
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

/** Names in small letters; what comes several times is one list, as `Headers` of fetch has it. */
function joined(headers: HttpHeaders): Record<string, string> {
  const byName: Record<string, string> = {};
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    const before = Object.hasOwn(byName, name) ? byName[name] : undefined;
    byName[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return byName;
}

export function refusal(message: string): ConnectAnswer {
  return {
    ok: false,
    error: { kind: 'usage', curlExitCode: 2, message },
    trace: [{ at: 'client', ...told(message, 'bad-request', { message }), ok: false }],
  };
}
