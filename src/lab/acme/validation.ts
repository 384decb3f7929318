// The authority's look at a host: does it serve what only the account's owner can know? Models va/http.go of Boulder, with its words.
// Differs: it looks from one place, and asks for A records only in earnest, as the simulated world has no AAAA records.

import type { HttpRequest } from '#machine/http.ts';
import { type Exchange, headerOf } from '#machine/http.ts';
import type { DnsReply, FetchOptions } from '#machine/program.ts';
import { type Problem, problem } from './state.ts';

export interface Viewpoint {
  lookup(name: string): Promise<DnsReply>;
  fetch(request: HttpRequest, options?: FetchOptions): Promise<Exchange>;
}

/** Source: Boulder's singleDialTimeout is 10 s for each address; one address is all there is here. */
const PATIENCE_MS = 10_000;
const MOST_REDIRECTS = 10;
const AGENT = "Mozilla/5.0 (compatible; Let's Encrypt validation server; +https://www.letsencrypt.org)";

/** Private, shared, loopback and link-local: the internet has no way there. Source: bdns/dns.go isPrivateV4. */
const RESERVED = /^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

/** Undefined: it is as it should be. */
export async function validateHttp01(
  name: string,
  token: string,
  keyAuthorization: string,
  from: Viewpoint,
): Promise<Problem | undefined> {
  let url = `http://${name}/.well-known/acme-challenge/${token}`;
  for (let hops = 0; ; hops++) {
    const { hostname } = new URL(url);
    const ip = await addressOf(hostname, from);
    if (typeof ip !== 'string') return ip;
    const exchange = await from.fetch(
      {
        method: 'GET',
        url,
        headers: [
          ['User-Agent', AGENT],
          ['Accept', '*/*'],
          ['Accept-Encoding', 'identity'],
        ],
        body: '',
      },
      { timeoutMs: PATIENCE_MS, insecure: true, resolve: { [`${hostname}:80`]: ip, [`${hostname}:443`]: ip } },
    );
    if (!exchange.ok) return problem('connection', `${ip}: Fetching ${url}: ${failureOf(exchange)}`);
    const { status, headers, body } = exchange.response;
    if (status >= 300 && status < 400 && headerOf(headers, 'location') !== undefined) {
      const next = new URL(headerOf(headers, 'location')!, url);
      const fault = hops + 1 >= MOST_REDIRECTS ? 'Too many redirects' : redirectFault(next);
      if (fault !== undefined) return problem('connection', `${ip}: Fetching ${next}: ${fault}`);
      url = next.toString();
      continue;
    }
    if (status !== 200) return problem('unauthorized', `${ip}: Invalid response from ${url}: ${status}`, 403);
    const payload = body.trimEnd();
    if (payload === keyAuthorization) return undefined;
    const shown = payload.length > 100 ? `${payload.slice(0, 100)}...` : payload;
    return problem(
      'unauthorized',
      `The key authorization file from the server did not match this challenge. Expected ${JSON.stringify(keyAuthorization)} (got ${JSON.stringify(shown)})`,
      403,
    );
  }
}

async function addressOf(host: string, from: Viewpoint): Promise<string | Problem> {
  const { code, answers } = await from.lookup(host);
  const found = answers.filter(({ type }) => type === 'A').map(({ data }) => data);
  const usable = found.find((ip) => !RESERVED.test(ip));
  if (usable !== undefined) return usable;
  const none = (type: string): string =>
    code === 'NXDOMAIN'
      ? `DNS problem: NXDOMAIN looking up ${type} for ${host} - check that a DNS record exists for this domain`
      : code === 'NOERROR'
        ? `no valid ${type} records found for ${host}`
        : `DNS problem: ${code === 'TIMEOUT' ? 'query timed out' : code} looking up ${type} for ${host}`;
  return problem('dns', `${none('A')}; ${none('AAAA')}`);
}

function redirectFault({ protocol, port, hostname }: URL): string | undefined {
  const scheme = protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https')
    return `Invalid protocol scheme in redirect target. Only "http" and "https" protocol schemes are supported, not ${JSON.stringify(scheme)}`;
  if (port !== '' && port !== '80' && port !== '443')
    return `Invalid port in redirect target. Only ports 80 and 443 are supported, not ${port}`;
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith('['))
    return `Invalid host in redirect target ${JSON.stringify(hostname)}. Only domain names are supported, not IP addresses`;
  if (hostname.endsWith('.well-known'))
    return `Invalid host in redirect target ${JSON.stringify(hostname)}. Check webserver config for missing '/' in redirect target.`;
  return undefined;
}

/** Source: va.go detailedError. */
function failureOf({ error }: Extract<Exchange, { ok: false }>): string {
  if (error.kind === 'timeout')
    return error.phase === 'transfer'
      ? 'Timeout after connect (your server may be slow or overloaded)'
      : 'Timeout during connect (likely firewall problem)';
  if (error.kind === 'refused') return 'Connection refused';
  if (error.kind === 'reset') return 'Connection reset by peer';
  if (error.kind === 'tls')
    return `remote error: tls: ${error.tls?.kind === 'alert' ? error.tls.alert.replaceAll('_', ' ') : 'handshake failure'}`;
  return 'Error getting validation data';
}
