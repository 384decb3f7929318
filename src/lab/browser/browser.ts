// The browser on the learner's laptop: one document at a time, over the simulated network. Models what Chrome does with redirects, cookies,
// certificates and failures.
// Differs: what a document links to (styles, pictures, scripts) is not fetched, and no script runs.

import { type Exchange, headerOf, type NetworkError } from '#machine/http.ts';
import { reasonOf } from '#machine/http-reason.ts';
import type { Host } from '#machine/program.ts';
import type { TlsSession } from '#machine/tls.ts';
import { Cookies } from '#shell/commands/curl/cookies.ts';
import { parseUrl } from '#shell/commands/curl/url.ts';
import { type Doubt, type Failure, type ShownPage, urlOf, type Visit } from './visit.ts';

/** Source: net/url_request/url_request.cc kMaxRedirects. */
const MAX_REDIRECTS = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

export interface VisitOptions {
  /** Goes on in spite of a doubtful certificate, on every host of this visit. */
  readonly proceeds?: boolean;
  readonly signal?: AbortSignal;
}

/** How long it waits for an answer: about as long as Chrome. */
const PATIENCE_MS = 300_000;

export class Browser {
  readonly #host: Pick<Host, 'fetch' | 'now'>;
  /** Until the lab is made anew. */
  readonly #cookies = new Cookies();

  constructor(host: Pick<Host, 'fetch' | 'now'>) {
    this.#host = host;
  }

  /** @param address As one types it: without a scheme it is `http:`. */
  async visit(address: string, { proceeds = false, signal }: VisitOptions = {}): Promise<Visit> {
    const redirects: { from: string; status: number }[] = [];
    const ends = (url: string, outcome: Visit['outcome']): Visit => ({ url, redirects, outcome });
    let asked = address.trim();
    for (;;) {
      const url = urlOf(/^[a-z][a-z\d+.-]*:(?!\d)/i.test(asked) ? asked : `http://${asked}`);
      if (!url) return ends(asked, { kind: 'failure', code: 'ERR_INVALID_URL' });
      if (!/^https?:$/.test(url.protocol)) return ends(url.href, { kind: 'failure', code: 'ERR_UNKNOWN_URL_SCHEME' });
      const exchange = await this.#ask(url, proceeds, signal);
      const doubt = doubtOf(exchange);
      if (!exchange.ok)
        return ends(
          url.href,
          doubt ? { kind: 'doubt', code: doubt } : { kind: 'failure', code: failureOf(exchange.error) },
        );
      const { response } = exchange;
      const to = headerOf(response.headers, 'location');
      const next = to !== undefined && REDIRECTS.has(response.status) ? urlOf(to, url.href) : undefined;
      if (!next) {
        const connection = url.protocol === 'http:' ? 'plain' : doubt ? 'doubted' : 'secure';
        return ends(url.href, pageOf(response, connection));
      }
      redirects.push({ from: url.href, status: response.status });
      if (redirects.length > MAX_REDIRECTS) return ends(next.href, { kind: 'failure', code: 'ERR_TOO_MANY_REDIRECTS' });
      asked = next.href;
    }
  }

  async #ask(url: URL, insecure: boolean, signal: AbortSignal | undefined): Promise<Exchange> {
    const [target] = url.href.split('#');
    const jarUrl = parseUrl(target!);
    const cookie = 'exit' in jarUrl ? undefined : this.#cookies.headerFor(jarUrl, this.#host.now());
    const exchange = await this.#host.fetch(
      {
        method: 'GET',
        url: target!,
        headers: [
          ['Host', url.host],
          ['User-Agent', USER_AGENT],
          ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
          ['Accept-Language', 'en-US,en;q=0.9'],
          ...(cookie === undefined ? [] : [['Cookie', cookie] as const]),
        ],
        body: '',
      },
      { insecure, tls: { alpn: ['h2', 'http/1.1'] }, timeoutMs: PATIENCE_MS, ...(signal && { signal }) },
    );
    if (exchange.ok && !('exit' in jarUrl)) this.#cookies.take(exchange.response.headers, jarUrl, this.#host.now());
    return exchange;
  }
}

function pageOf(
  { status, headers, body, reason = reasonOf(status) }: Extract<Exchange, { ok: true }>['response'],
  connection: ShownPage['connection'],
): ShownPage {
  const said = headerOf(headers, 'content-type') ?? '';
  // Without a word about it, a browser looks: what begins as a document is one.
  const isHtml =
    said === '' ? /^\s*(<!doctype html|<html)/i.test(body) : /^(text\/html|application\/xhtml)/i.test(said);
  const isText = said === '' || /^text\/|[/+](json|xml|yaml|javascript)\b/i.test(said);
  return { kind: 'page', status, reason, headers, body, connection, type: isHtml ? 'html' : isText ? 'text' : 'other' };
}

const DATES = new Set([9, 10]);

/** The worst of what is wrong with the certificate. Source: net/cert/cert_status_flags.cc MapCertStatusToNetError. */
function doubtOf(exchange: Exchange): Doubt | undefined {
  const fault = exchange.ok ? undefined : exchange.error.tls;
  if (!exchange.ok && fault?.kind !== 'verify' && fault?.kind !== 'name') return undefined;
  const session: Pick<TlsSession, 'faults' | 'covers'> | undefined = exchange.tls;
  const codes = [...(session?.faults ?? []), ...(fault?.kind === 'verify' ? [fault.fault] : [])].map(
    ({ code }) => code,
  );
  if (codes.some((code) => !DATES.has(code))) return 'ERR_CERT_AUTHORITY_INVALID';
  if (session?.covers === false || fault?.kind === 'name') return 'ERR_CERT_COMMON_NAME_INVALID';
  return codes.length > 0 ? 'ERR_CERT_DATE_INVALID' : undefined;
}

function failureOf({ kind, phase, tls }: NetworkError): Failure {
  switch (kind) {
    case 'refused':
      return 'ERR_CONNECTION_REFUSED';
    case 'timeout':
      return phase === 'connect' ? 'ERR_CONNECTION_TIMED_OUT' : 'ERR_TIMED_OUT';
    case 'unresolved':
      return 'ERR_NAME_NOT_RESOLVED';
    case 'unreachable':
      return 'ERR_ADDRESS_UNREACHABLE';
    case 'reset':
      return 'ERR_CONNECTION_RESET';
    case 'empty':
      return 'ERR_EMPTY_RESPONSE';
    case 'protocol':
      return 'ERR_INVALID_HTTP_RESPONSE';
    case 'tls':
      return tls?.kind === 'alert' && tls.alert === 'certificate_required'
        ? 'ERR_BAD_SSL_CLIENT_AUTH_CERT'
        : tls?.kind === 'closed'
          ? 'ERR_CONNECTION_RESET'
          : 'ERR_SSL_PROTOCOL_ERROR';
  }
}
