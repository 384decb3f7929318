// May this client pass? Its address, its password, what another service says of it. Models the access phase of nginx: allow and
// deny, auth_basic, auth_request, satisfy.

import { type Hop, type Told, told } from '#machine/hop.ts';
import type { HttpHeaders } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { ServerView } from '../../image.ts';
import { inRanges } from '../client-address.ts';
import { checkCredentials } from '../htpasswd.ts';
import type { Visit } from './access-log.ts';
import { type Answer, page, redirectTo } from './pages.ts';
import type { Location } from './routes.ts';

export interface Authorized {
  readonly hops: readonly Hop[];
  /** For the backend. */
  readonly requestHeaders: HttpHeaders;
  /** For the client. */
  readonly responseHeaders: HttpHeaders;
}

export interface Refused {
  readonly hops: readonly Hop[];
  readonly refused: Answer;
  readonly because: Told;
}

const passed: Authorized = { hops: [], requestHeaders: [], responseHeaders: [] };

export async function authorize(
  visit: Visit,
  options: Location['options'],
  container: ServerView,
): Promise<Authorized | Refused> {
  const byAddress = addressRefusal(visit.clientIP, options.allowlist, options.denylist);
  if (byAddress && !options.satisfyAny) return byAddress;
  const asksAddress = options.allowlist.length > 0 || options.denylist.length > 0;
  if (options.satisfyAny && asksAddress && !byAddress) return passed;
  const { basicAuth, externalAuth } = options;
  if (options.satisfyAny && byAddress && !basicAuth && !externalAuth) return byAddress;
  if (basicAuth) {
    const said = checkCredentials(basicAuth.file, headerOf(visit.request.headers, 'authorization'));
    if (said === 'not-simulated')
      return refusal(
        page(500),
        told(
          'Portolan does not simulate how this password is hashed; use htpasswd without -B',
          'ingress-password-not-simulated',
          {},
        ),
      );
    if (said === 'wrong')
      return refusal(
        page(401, [['WWW-Authenticate', `Basic realm="${basicAuth.realm}"`]]),
        told('asked for a user name and a password', 'ingress-wants-password', {}),
      );
  }
  return externalAuth ? askOutside(visit, externalAuth, container) : passed;
}

const refusal = (refused: Answer, because: Told, hops: readonly Hop[] = []): Refused => ({ refused, because, hops });

function addressRefusal(ip: string, allowed: readonly string[], denied: readonly string[]): Refused | undefined {
  if (inRanges(ip, denied))
    return refusal(page(403), told(`refused ${ip}: denylist-source-range has it`, 'ingress-denylisted', { ip }));
  if (allowed.length > 0 && !inRanges(ip, allowed))
    return refusal(
      page(403),
      told(`refused ${ip}: whitelist-source-range does not have it`, 'ingress-not-allowlisted', { ip }),
    );
  return undefined;
}

/** Source: nginx.tmpl, the internal location of auth_request; ngx_http_auth_request_module.c. */
async function askOutside(
  { request, uri, clientIP, requestId }: Visit,
  { url, method, signin, responseHeaders }: NonNullable<Location['options']['externalAuth']>,
  container: ServerView,
): Promise<Authorized | Refused> {
  const target = filled(url, uri);
  const own: HttpHeaders = [
    ['Host', new URL(target).host],
    ['X-Original-URL', `${uri.scheme}://${uri.authority}${uri.requestUri}`],
    ['X-Original-Method', request.method],
    ['X-Sent-From', 'nginx-ingress-controller'],
    ['X-Real-IP', clientIP],
    ['X-Forwarded-For', clientIP],
    ['X-Auth-Request-Redirect', uri.requestUri],
    ['X-Request-ID', requestId],
  ];
  const taken = new Set([...own.map(([name]) => name.toLowerCase()), 'content-length', 'connection', 'upgrade']);
  const headers = [...own, ...request.headers.filter(([name]) => !taken.has(name.toLowerCase()))];
  const exchange = await container.fetch(
    { method, url: target, headers, body: '' },
    { connectTimeoutMs: 5000, timeoutMs: 60_000, insecure: true },
  );
  const hops: readonly Hop[] = exchange.trace;
  if (!exchange.ok) {
    const { message } = exchange.error;
    const did = `auth-url ${target} could not be asked: ${message}`;
    return refusal(page(500), told(did, 'ingress-auth-unreachable', { url: target, message }), hops);
  }
  const { status, headers: answered } = exchange.response;
  const cookies = answered.filter(([name]) => name.toLowerCase() === 'set-cookie');
  if (status >= 200 && status < 300) {
    const copied = responseHeaders.map((name) => [name, headerOf(answered, name) ?? ''] as const);
    return { hops, requestHeaders: copied, responseHeaders: cookies };
  }
  if (status === 401 && signin !== '') {
    const back = encodeURIComponent(`${uri.scheme}://${uri.authority}`);
    const separator = signin.includes('?') ? '&' : '?';
    const rd = /[?&]rd=/.test(signin)
      ? ''
      : `${separator}rd=${decodeURIComponent(back)}${encodeURIComponent(uri.requestUri)}`;
    const sentOn = told(`auth-url answered 401: sent on to sign in`, 'ingress-auth-signs-in', {});
    return refusal(redirectTo(302, `${filled(signin, uri)}${rd}`), sentOn, hops);
  }
  const said = told(`auth-url answered ${status}`, 'ingress-auth-answered', { status: String(status) });
  if (status !== 401 && status !== 403) return refusal(page(500), said, hops);
  const challenge = answered.filter(([name]) => name.toLowerCase() === 'www-authenticate');
  return refusal(page(status, status === 401 ? challenge : []), said, hops);
}

const filled = (url: string, { authority, host, scheme, requestUri }: Visit['uri']): string =>
  url
    .replaceAll('$escaped_request_uri', encodeURIComponent(requestUri))
    .replaceAll('$request_uri', requestUri)
    .replaceAll('$http_host', authority)
    .replaceAll('$host', host)
    .replaceAll('$scheme', scheme);
