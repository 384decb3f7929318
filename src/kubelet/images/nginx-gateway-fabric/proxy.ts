// nginx as NGINX Gateway Fabric configures it: one request, from the choice of a listener and a rule to the backend's answer.
// Differs: v2.1 does not look at `timeouts`; here they hold, as the specification wants it.

import type { RouteFilter } from '#api/gateway/types.ts';
import { type Hop, type Told, told } from '#machine/hop.ts';
import type { Exchange, HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { Peer } from '#machine/program.ts';
import { splice } from '#machine/stream.ts';
import type { ContainerView } from '../../image.ts';
import { page as nginxPage } from '../ingress-nginx/pages.ts';
import { pageOfFault, type RequestFault, refused, requestFault, withoutOddHeaders } from '../nginx/request-fault.ts';
import { CLOSING, lineWords } from '../nginx/status-words.ts';
import { escaped, type RequestUri, uriOf } from '../nginx/uri.ts';
import { byteLength, commonLogTime, httpDate } from '../process.ts';
import type { Action, Choice, Configuration, Server, Target } from './compile.ts';
import { locationOf, modifiedHeaders, modifiedPath } from './filters.ts';
import { grpcPage } from './grpc-pages.ts';
import { compareHostnames, coversHost } from './hostnames.ts';
import { type Asked, holds } from './match.ts';

/** Source: nginx proxy_connect_timeout and proxy_read_timeout. */
const DEFAULT_TIMEOUT_MS = 60_000;
const NOT_PASSED = /^(connection|keep-alive|proxy-connection|te|transfer-encoding|upgrade|expect)$/i;

interface Passage {
  readonly request: HttpRequest;
  readonly uri: RequestUri;
  readonly asked: Asked;
  readonly server: Server;
  readonly clientIP: string;
  readonly hops: Hop[];
}

/** The listener that a host is for: the most specific one that covers it. */
export function serverFor({ servers }: Configuration, port: number, host: string): Server | undefined {
  return servers
    .filter((s) => s.port === port && coversHost(s.hostname, host))
    .toSorted((a, b) => compareHostnames(a.hostname, b.hostname))[0];
}

export function choiceFor({ choices }: Server, asked: Asked): Choice | undefined {
  return choices.find(({ hostname, match }) => coversHost(hostname, asked.host) && holds(match, asked));
}

export class GatewayProxy {
  readonly #container: ContainerView;
  #turn = 0;

  constructor(container: ContainerView) {
    this.#container = container;
  }

  async answer(
    configuration: Configuration,
    port: number,
    received: HttpRequest,
    { ip, tls }: Pick<Peer, 'ip' | 'tls'>,
  ): Promise<HttpResponse> {
    const request = { ...received, headers: withoutOddHeaders(received.headers) };
    const uri = uriOf(request);
    const query = new URLSearchParams(uri.query);
    const { host, path } = uri;
    const asked: Asked = {
      ...{ host, path, method: request.method },
      header: (name) => headerOf(request.headers, name),
      query: (name) => query.get(name) ?? undefined,
    };
    const hops: Hop[] = [];
    const fault = requestFault(request, uri);
    const answer =
      (fault && this.#faulty(fault, hops)) ??
      this.#refusal(configuration, port, asked, tls, hops) ??
      (await this.#routed(
        { request, uri, asked, server: serverFor(configuration, port, host)!, clientIP: ip, hops },
        configuration,
      ));
    const log = `${ip} - - [${commonLogTime(this.#container.now())}] "${request.method} ${uri.requestUri} HTTP/1.1" ${answer.status} ${byteLength(answer.body)} "-" "${headerOf(request.headers, 'user-agent') ?? '-'}"`;
    this.#container.log(log);
    const own = /^(server|date|content-length|connection)$/i;
    const reason = lineWords(answer.status);
    return {
      ...answer,
      ...(reason && { reason }),
      headers: [
        ['Server', 'nginx'],
        ['Date', httpDate(this.#container.now())],
        ...answer.headers.filter(([name]) => !own.test(name)),
        ...(answer.status === 101 ? [] : [['Content-Length', String(byteLength(answer.body))] as const]),
        ['Connection', answer.status === 101 ? 'upgrade' : (headerOf(answer.headers, 'connection') ?? 'keep-alive')],
      ],
      via: hops,
    };
  }

  #faulty(fault: RequestFault, hops: Hop[]): HttpResponse {
    hops.push({ at: this.#place, ...refused(fault), ok: false });
    return { ...page(fault.status), body: pageOfFault(fault, 'nginx') };
  }

  /** What nginx answers before it looks at a rule. */
  #refusal(
    configuration: Configuration,
    port: number,
    { host, method }: Asked,
    tls: Peer['tls'],
    hops: Hop[],
  ): HttpResponse | undefined {
    // Source: ngx_http_core_module: nginx itself does not take it.
    if (method === 'TRACE') return page(405);
    const name = tls?.serverName?.toLowerCase();
    if (name !== undefined && name !== host) {
      const did = `the TLS handshake asked for ${name}, the request for ${host}: misdirected`;
      this.#broken(hops, told(did, 'gateway-misdirected', { name, host }), configuration.gateway);
      return page(421);
    }
    if (serverFor(configuration, port, host)) return undefined;
    const did = `no listener of the Gateway on port ${port} is for the host ${host}`;
    this.#broken(hops, told(did, 'gateway-no-listener', { port: String(port), host }), configuration.gateway);
    return page(404);
  }

  async #routed(passage: Passage, { gateway }: Configuration): Promise<HttpResponse> {
    const { asked, server, hops } = passage;
    const choice = choiceFor(server, asked);
    if (!choice) {
      const what = `no rule of a route attached to listener ${server.listener} matches ${asked.method} ${asked.path} for the host ${asked.host}`;
      const { method, path, host } = asked;
      const { listener } = server;
      this.#broken(hops, told(what, 'gateway-no-rule', { listener, method, path, host }), gateway);
      return page(404);
    }
    const { action, match } = choice;
    const by = `${match.path?.type ?? 'PathPrefix'} ${match.path?.value ?? '/'}`;
    const { object, rule } = action;
    const matched = { rule: String(rule), route: object, path: by };
    this.#hop(hops, told(`rule ${rule} of ${object} matches, by path ${by}`, 'gateway-matched', matched), object);
    const filter = <K extends keyof RouteFilter>(name: K): RouteFilter[K] | undefined =>
      action.filters.find((f) => f[name] !== undefined)?.[name];
    const redirect = filter('requestRedirect');
    const prefix = match.path?.value ?? '/';
    const given = redirect
      ? this.#redirected(passage, redirect, prefix)
      : await this.#proxied(passage, action, prefix, filter('requestHeaderModifier'), filter('urlRewrite'));
    const answer = isGrpc(action) ? grpcPage(given) : given;
    return { ...answer, headers: modifiedHeaders(answer.headers, filter('responseHeaderModifier')) };
  }

  #redirected({ uri, asked, server }: Passage, redirect: NonNullable<RouteFilter['requestRedirect']>, prefix: string) {
    const path = redirect.path ? escaped(uri.path) : uri.requestUri.replace(/\?.*$/, '');
    const scheme = server.certificate ? 'https' : 'http';
    const location = locationOf(redirect, {
      scheme,
      host: asked.host,
      path,
      search: uri.query,
      listenerPort: server.port,
      prefix,
    });
    const answer = page(redirect.statusCode ?? 302);
    return { ...answer, headers: [...answer.headers, ['Location', location] as const] };
  }

  async #proxied(
    passage: Passage,
    action: Action,
    prefix: string,
    headers: RouteFilter['requestHeaderModifier'],
    rewrite: RouteFilter['urlRewrite'],
  ): Promise<HttpResponse> {
    const { hops, uri } = passage;
    const target = pickTarget(action.targets, this.#container.random());
    if (!target || target.wrong !== undefined) {
      const why = target?.wrong ?? 'it has no backendRefs with a weight';
      const did = `rule ${action.rule} of ${action.object} has no valid backend: ${why}`;
      const parameters = { rule: String(action.rule), route: action.object, why };
      this.#broken(hops, told(did, 'gateway-no-backend', parameters), action.object);
      return page(500);
    }
    // As it came, but for a rewrite, which starts from the path that was matched.
    const path = rewrite?.path
      ? `${escaped(modifiedPath(uri.path, rewrite.path, prefix))}${uri.query}`
      : uri.requestUri;
    const sent = { ...passage.request, headers: modifiedHeaders(requestHeaders(passage, rewrite?.hostname), headers) };
    for (const { target: copy, percent } of action.mirrors)
      if (this.#container.random() * 100 < percent) void this.#send(copy, spoken(sent, isGrpc(action)), path, action);
    if (target.endpoints.length === 0) {
      const { service = '' } = target;
      const did = `Service ${service} has no ready endpoint`;
      this.#broken(hops, told(did, 'gateway-no-endpoint', { service }), `Service/${service}`);
      return page(503);
    }
    const exchange = await this.#send(target, spoken(sent, isGrpc(action)), path, action, hops);
    if (exchange?.ok) {
      const { response, stream } = exchange;
      const upgrade = response.status === 101 ? headerOf(response.headers, 'upgrade') : undefined;
      return {
        ...response,
        headers: [
          ...response.headers.filter(([name]) => !NOT_PASSED.test(name)),
          ...(upgrade === undefined ? [] : [['Upgrade', upgrade] as const]),
        ],
        // From now on bytes go both ways: a WebSocket.
        ...(stream && { upgrade: (client) => void splice(client, stream) }),
      };
    }
    return page(exchange?.error.kind === 'timeout' ? 504 : 502);
  }

  /** One endpoint after the other, as long as they cannot be reached. Source: nginx proxy_next_upstream error timeout. */
  async #send(
    target: Target,
    sent: HttpRequest,
    path: string,
    { timeouts }: Action,
    hops: Hop[] = [],
  ): Promise<Exchange | undefined> {
    const { endpoints, service } = target;
    if (endpoints.length === 0) return undefined;
    const first = this.#turn++ % endpoints.length;
    const limits = [timeouts?.request, timeouts?.backendRequest].map(milliseconds).filter((ms) => ms > 0);
    const untilMs = this.#container.now() + Math.min(DEFAULT_TIMEOUT_MS, ...limits);
    let exchange: Exchange | undefined;
    for (let i = 0; i < endpoints.length; i++) {
      const { ip, port } = endpoints[(first + i) % endpoints.length]!;
      const endpoint = `${ip}:${port}`;
      const what = `sent the request on to ${endpoint} of Service ${service}`;
      this.#hop(hops, told(what, 'gateway-sent', { endpoint, service: service ?? '' }), `Service/${service}`);
      const timeoutMs = untilMs - this.#container.now();
      if (timeoutMs <= 0) break;
      exchange = await this.#container.fetch({ ...sent, url: `http://${ip}:${port}${path}` }, { timeoutMs });
      hops.push(...exchange.trace);
      if (exchange.ok || exchange.error.phase === 'transfer') break;
    }
    return exchange;
  }

  #hop(hops: Hop[], { did, reason }: Told, object?: string): void {
    hops.push({ at: this.#place, did, ok: true, ...(object && { object }), reason });
  }

  #broken(hops: Hop[], { did, reason }: Told, object: string): void {
    hops.push({ at: this.#place, did, object, ok: false, reason });
  }

  get #place(): string {
    return `pod/${this.#container.namespace}/${this.#container.podName}`;
  }
}

const isGrpc = ({ object }: Action): boolean => object.startsWith('GRPCRoute/');

/** To backends of a GRPCRoute in HTTP/2, to all others in HTTP/1.1. Source: grpc_pass and proxy_pass. */
function spoken({ version: _, ...request }: HttpRequest, asGrpc: boolean): HttpRequest {
  return asGrpc ? { ...request, version: 'HTTP/2', headers: [...request.headers, ['TE', 'trailers']] } : request;
}

/** nginx's own answer, the same as in ingress-nginx. */
function page(status: number): HttpResponse {
  const { body } = nginxPage(status);
  const closes = CLOSING.includes(status) ? [['Connection', 'close'] as const] : [];
  return { status, headers: [['Content-Type', 'text/html'], ...closes], body };
}

/** By weight; undefined where no backend has any. `random` in [0, 1). */
export function pickTarget(targets: readonly Target[], random: number): Target | undefined {
  let left = random * targets.reduce((sum, { weight }) => sum + weight, 0);
  return targets.find(({ weight }) => {
    left -= weight;
    return weight > 0 && left < 0;
  });
}

/** `1h2m3s4ms`; 0 for none. Source: Gateway API Duration, GEP-2257. */
function milliseconds(duration = ''): number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  return [...duration.matchAll(/(\d+)(ms|h|m|s)/g)].reduce((sum, [, n, unit]) => sum + Number(n) * units[unit!]!, 0);
}

/** Source: internal/controller/nginx/config, base headers of a location. */
function requestHeaders({ request, asked, server, clientIP, uri }: Passage, hostname: string | undefined): HttpHeaders {
  const before = headerOf(request.headers, 'x-forwarded-for');
  const upgrade = headerOf(request.headers, 'upgrade');
  const set: HttpHeaders = [
    ['Host', hostname ?? uri.authority],
    ['X-Forwarded-For', before ? `${before}, ${clientIP}` : clientIP],
    ['X-Real-IP', clientIP],
    ['X-Forwarded-Proto', server.certificate ? 'https' : 'http'],
    ['X-Forwarded-Host', asked.host],
    ['X-Forwarded-Port', String(server.port)],
    ...(upgrade ? [['Upgrade', upgrade] as const, ['Connection', 'upgrade'] as const] : []),
  ];
  const own = new Set(set.map(([name]) => name.toLowerCase()));
  return [...set, ...request.headers.filter(([name]) => !own.has(name.toLowerCase()) && !NOT_PASSED.test(name))];
}
