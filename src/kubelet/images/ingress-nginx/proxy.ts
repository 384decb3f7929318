// nginx as ingress-nginx configures it: one request, from the choice of a location to the backend's answer. Models nginx.tmpl,
// rootfs/etc/nginx/lua/lua_ingress.lua and the order of nginx's phases.

import { type Told, told } from '#machine/hop.ts';
import type { HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { ServerView } from '../../image.ts';
import { pageOfFault, refused, requestFault, withoutOddHeaders } from '../nginx/request-fault.ts';
import { lineWords } from '../nginx/status-words.ts';
import { uriOf } from '../nginx/uri.ts';
import { byteLength, httpDate } from '../process.ts';
import { accessLine, errorLine, upstreamFault, type Visit } from './access-log.ts';
import { type Authorized, authorize } from './authorize.ts';
import { type Backend, DEFAULT_BACKEND, type Endpoint } from './backends.ts';
import { Balancer, type Choice } from './balance.ts';
import { corsHeaders, preflight } from './cors.ts';
import { isIn, locationFor, serverFor, withSlash } from './locations.ts';
import { type Answer, page, redirectTo } from './pages.ts';
import { balanceRequest, chosen, type Passage, proxied } from './passage.ts';
import { RateLimits } from './rate-limit.ts';
import { type Configuration, customDefault, type Location } from './routes.ts';
import { certificateOf } from './server-names.ts';
import { errorHeaders, errorRequest, upstreamRequest } from './upstream-request.ts';

/** Source: config.go ProxyNextUpstreamTries. */
const TRIES = 3;
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'];

export class NginxProxy {
  /** What nginx has loaded: the controller replaces it. */
  configuration: Configuration;
  readonly #container: ServerView;
  readonly #balancer = new Balancer();
  readonly #limits = new RateLimits();
  #connections = 0;

  constructor(container: ServerView, configuration: Configuration) {
    this.#container = container;
    this.configuration = configuration;
  }

  async answer(received: HttpRequest, ip: string): Promise<HttpResponse> {
    const { configuration } = this;
    const request = { ...received, headers: withoutOddHeaders(received.headers) };
    const uri = uriOf(request);
    const server = serverFor(configuration.servers, uri.host);
    const location = locationFor(server, uri.path);
    const visit: Visit = {
      request,
      uri,
      clientIP: this.#clientIP(request, ip),
      requestId: headerOf(request.headers, 'x-request-id') ?? this.#requestId(),
      startMs: this.#container.now(),
      upstream: location?.backend ?? '-',
      alternative: '',
      tries: [],
    };
    const fault = requestFault(request, uri);
    if (fault) {
      const answer = { ...page(fault.status), body: pageOfFault(fault, 'nginx') };
      const hops = [{ at: this.#place, ...refused(fault), ok: false }];
      return this.#finish({ visit: { ...visit, upstream: '' }, server, hops }, answer, true);
    }
    // Source: ngx_http_core_module: nginx itself does not take it.
    if (request.method === 'TRACE') return this.#finish({ visit, server, hops: [] }, page(405), true);
    if (server.redirectTo !== undefined) {
      const to = `${uri.scheme}://${server.redirectTo}${uri.requestUri.replace(/\/$/, '')}`;
      const what = { host: server.hostname, to: server.redirectTo };
      const { did, reason } = told(
        `sends all of ${what.host} on to ${what.to}: from-to-www-redirect`,
        'ingress-www',
        what,
      );
      const hops = [{ at: this.#place, did, ok: true, reason }];
      return this.#finish({ visit, server, hops }, redirectTo(configuration.settings.redirectCode, to), true);
    }
    const folder = withSlash(server, uri.path);
    if (folder) {
      const { ingress } = folder;
      const what = told(`sends ${uri.path} on to ${folder.path}: its path ends with a slash`, 'ingress-slash', {
        path: uri.path,
        to: folder.path,
      });
      const hops = [{ at: this.#place, did: what.did, ok: true, object: `Ingress/${ingress}`, reason: what.reason }];
      const query = uri.requestUri.includes('?') ? uri.requestUri.slice(uri.requestUri.indexOf('?')) : '';
      // port_in_redirect is off. Source: nginx.tmpl and ngx_http_core_find_config_phase, before anything that a location says.
      const answer = redirectTo(301, `${uri.scheme}://${uri.host}${folder.path}${query}`);
      return this.#finish({ visit: { ...visit, upstream: '-' }, server, hops }, answer, folder.options.accessLog);
    }
    if (!location) return this.#finish({ visit, server, hops: [] }, page(404), true);
    const passage: Passage = { visit, server, location, connection: ++this.#connections, hops: [] };
    this.#hop(passage, chosen(passage), true, location.ingress && `Ingress/${location.ingress}`);
    const own = this.#refusal(passage) ?? (await this.#admitted(passage));
    const instead = this.#errorBackend(location, own.status);
    const answer = instead ? await this.#errorPage(passage, instead, own.status) : own;
    const { cors, accessLog } = location.options;
    const headers = cors && answer.status !== 204 ? corsHeaders(cors, headerOf(request.headers, 'origin')) : [];
    return this.#finish(passage, { ...answer, headers: [...answer.headers, ...headers] }, accessLog);
  }

  /** What is answered without a look at client and backend: the phases up to the rewrite. */
  #refusal(passage: Passage): Answer | undefined {
    const { visit, server, location, connection } = passage;
    const { request, uri } = visit;
    const { options } = location;
    const { settings } = this.configuration;
    const length = Number(headerOf(request.headers, 'content-length') ?? byteLength(request.body));
    if (options.bodyBytes > 0 && length > options.bodyBytes) {
      const message = `client intended to send too large body: ${length} bytes`;
      this.#container.log(errorLine(visit, connection, message, server.hostname), 'stderr');
      const limit = String(options.bodyBytes);
      const what = `refused a body of ${length} bytes: proxy-body-size is ${limit} bytes`;
      this.#broken(passage, told(what, 'ingress-body-too-large', { bytes: String(length), limit }));
      return page(413);
    }
    const root = server.locations.find(({ options: { appRoot } }) => appRoot !== '')?.options.appRoot;
    if (root !== undefined && uri.path === '/') return redirectTo(302, `${uri.scheme}://${uri.authority}${root}`);
    if (options.denied !== undefined) {
      const why = options.denied;
      this.#broken(passage, told(`denies every request: ${why}`, 'ingress-denies-all', { why }));
      return page(503);
    }
    if (options.cors && request.method === 'OPTIONS')
      return preflight(options.cors, headerOf(request.headers, 'origin'));
    if (options.redirect) {
      const { url, code } = options.redirect;
      // Source: nginx absolute_redirect.
      return redirectTo(code, url.startsWith('/') ? `${uri.scheme}://${uri.host}${url}` : url);
    }
    const scheme = (settings.useForwardedHeaders && headerOf(request.headers, 'x-forwarded-proto')) || uri.scheme;
    const secured = options.sslRedirect && this.#hasCertificate(uri.host);
    const mayStay = isIn(location, settings.noTlsRedirect);
    if (scheme === 'http' && !mayStay && (options.forceSslRedirect || secured)) {
      const target = options.preserveTrailingSlash ? uri.requestUri : uri.requestUri.replace(/\/$/, '');
      return redirectTo(settings.redirectCode, `https://${uri.authority.replace(/:\d+$/, '')}${target}`);
    }
    const backend = this.configuration.backends.get(location.backend);
    if ((backend?.endpoints.length ?? 0) > 0) return undefined;
    const service = backend?.service ?? location.backend;
    const what = told(`found no ready endpoint of ${service}`, 'ingress-no-endpoint', { service });
    this.#hop(passage, what, false, backend?.service === undefined ? undefined : `Service/${service}`);
    return page(503);
  }

  /** Rate, address and credentials, then the backend. */
  async #admitted(passage: Passage): Promise<Answer> {
    const { visit, location, server, connection } = passage;
    const { clientIP } = visit;
    const now = this.#container.now();
    if (!this.#limits.passes(location.ingress ?? server.hostname, location.options, clientIP, now)) {
      const message = `limiting requests, excess: over the burst by zone "${location.ingress ?? server.hostname}"`;
      this.#container.log(errorLine(visit, connection, message, server.hostname), 'stderr');
      const what = `refused ${clientIP}: it is over its rate`;
      this.#broken(passage, told(what, 'ingress-rate-limited', { ip: clientIP }));
      return page(this.configuration.settings.limitStatus);
    }
    const isOpen = isIn(location, this.configuration.settings.noAuth);
    const { options } = location;
    const asked = isOpen ? { ...options, basicAuth: undefined, externalAuth: undefined } : options;
    const authorized = await authorize(visit, asked, this.#container);
    for (const hop of authorized.hops) passage.hops.push(hop);
    if ('refused' in authorized) {
      this.#broken(passage, authorized.because);
      return authorized.refused;
    }
    return this.#proxy(passage, authorized);
  }

  async #proxy(passage: Passage, authorized: Authorized): Promise<Answer> {
    const { visit, location } = passage;
    const { backends } = this.configuration;
    const primary = backends.get(location.backend) ?? DEFAULT_BACKEND;
    if (primary.name === DEFAULT_BACKEND.name) return this.#ownDefault(passage);
    const choice = this.#balancer.choose(primary, backends, balanceRequest(passage, primary, this.#container), TRIES);
    visit.alternative = choice.alternative;
    const { settings } = this.configuration;
    const forwarding = { ...visit, location, settings, extra: authorized.requestHeaders };
    const answer = await this.#try(passage, choice, (endpoint) => upstreamRequest(forwarding, endpoint));
    const headers: HttpHeaders = [
      ...answer.headers,
      ...(choice.setCookie === undefined ? [] : [['Set-Cookie', choice.setCookie] as const]),
      ...authorized.responseHeaders,
    ];
    return { ...answer, headers };
  }

  async #try(
    passage: Passage,
    { backend, endpoints }: Pick<Choice, 'backend' | 'endpoints'>,
    requestTo: (endpoint: Endpoint) => HttpRequest,
  ): Promise<Answer> {
    const { visit, location, server, connection } = passage;
    const { options } = location;
    let status = 502;
    for (const endpoint of endpoints) {
      const address = `${endpoint.address}:${endpoint.port}`;
      const { service = '' } = backend;
      const picked = told(`picked endpoint ${address} of ${service}`, 'ingress-picked', { endpoint: address, service });
      this.#hop(passage, picked, true, `Service/${service}`);
      const request = requestTo(endpoint);
      const startMs = this.#container.now();
      const exchange = await this.#container.fetch(request, {
        connectTimeoutMs: options.connectTimeout * 1000,
        timeoutMs: options.readTimeout * 1000,
        insecure: true,
      });
      passage.hops.push(...exchange.trace);
      const ms = this.#container.now() - startMs;
      if (exchange.ok) {
        const { response } = exchange;
        visit.tries.push({ address, bytes: byteLength(response.body), ms, status: response.status });
        return proxied(response, exchange.stream);
      }
      const { error } = exchange;
      status = error.kind === 'timeout' ? 504 : 502;
      visit.tries.push({ address, bytes: 0, ms, status });
      const { url } = request;
      this.#container.log(errorLine(visit, connection, upstreamFault(error), server.hostname, url), 'stderr');
      // What the backend may have begun is not asked of another. Source: nginx, proxy_next_upstream and non_idempotent.
      if (error.phase === 'transfer' && !IDEMPOTENT.includes(request.method)) break;
    }
    return page(status);
  }

  /** The controller's own 404, from a server of its own in the same nginx. */
  #ownDefault(passage: Passage): Answer {
    const answer = page(404);
    const bytes = byteLength(answer.body);
    passage.visit.tries.push({ address: '127.0.0.1:8181', bytes, ms: 0, status: 404 });
    const { host, path } = passage.visit.uri;
    const what = 'no rule is for this host and path: answered from its own default backend';
    this.#broken(passage, told(what, 'ingress-no-rule', { host, path }));
    return answer;
  }

  #errorBackend({ options, ingress = '' }: Location, status: number): Backend | undefined {
    if (!options.customErrors.includes(status)) return undefined;
    const name = customDefault(ingress.split('/')[0] ?? '', options.defaultBackend);
    return this.configuration.backends.get(name) ?? DEFAULT_BACKEND;
  }

  /** Source: nginx.tmpl CUSTOM_ERRORS. */
  #errorPage(passage: Passage, backend: Backend, status: number): Promise<Answer> | Answer {
    const { visit, location } = passage;
    if (backend === DEFAULT_BACKEND || backend.endpoints.length === 0) return this.#ownDefault(passage);
    const about = errorHeaders(visit, status, location.ingress, this.configuration.backends.get(location.backend));
    const choice = { backend, endpoints: backend.endpoints.slice(0, 1) };
    return this.#try(passage, choice, (endpoint) => errorRequest(visit, about, endpoint));
  }

  #finish(
    { visit, server, hops }: Pick<Passage, 'visit' | 'server' | 'hops'>,
    { status, type, body, headers, trailers, upgrade, closes }: Answer,
    logged: boolean,
  ): HttpResponse {
    const { hsts } = this.configuration.settings;
    const isSecure = visit.uri.scheme === 'https' && !server.redirectTo && this.#hasCertificate(visit.uri.host);
    const given = (name: string): string | undefined => headerOf(headers, name);
    const length = given('content-length') ?? ([101, 204, 304].includes(status) ? undefined : String(byteLength(body)));
    const contentType = type ?? given('content-type');
    const now = this.#container.now();
    const sent = visit.request.method === 'HEAD' ? 0 : byteLength(body);
    if (logged) this.#container.log(accessLine(visit, status, sent, now));
    const reason = lineWords(status);
    return {
      status,
      ...(reason && { reason }),
      headers: [
        ['Date', httpDate(now)],
        ...(contentType === undefined ? [] : [['Content-Type', contentType] as const]),
        ...(length === undefined ? [] : [['Content-Length', length] as const]),
        ['Connection', status === 101 ? 'upgrade' : closes ? 'close' : 'keep-alive'],
        ...headers.filter(([name]) => !/^content-(type|length)$/i.test(name)),
        ...(hsts !== undefined && isSecure ? [['Strict-Transport-Security', hsts] as const] : []),
      ],
      body,
      via: hops,
      ...(trailers && { trailers }),
      ...(upgrade && { upgrade }),
    };
  }

  #hop({ hops }: Passage, { did, reason }: Told, ok: boolean, object?: string): void {
    hops.push({ at: this.#place, did, ok, ...(object && { object }), reason });
  }

  get #place(): string {
    const { namespace, podName } = this.#container;
    return `pod/${namespace}/${podName}`;
  }

  /** What the Ingress of the location decided. */
  #broken(passage: Passage, what: Told): void {
    const { ingress } = passage.location;
    this.#hop(passage, what, false, ingress && `Ingress/${ingress}`);
  }

  #hasCertificate(host: string): boolean {
    return certificateOf(this.configuration.certificateNames, host) !== undefined;
  }

  #clientIP({ headers }: HttpRequest, ip: string): string {
    if (!this.configuration.settings.useForwardedHeaders) return ip;
    return headerOf(headers, 'x-forwarded-for')?.split(',')[0]?.trim() || ip;
  }

  #requestId(): string {
    return Array.from({ length: 32 }, () => Math.floor(this.#container.random() * 16).toString(16)).join('');
  }
}
