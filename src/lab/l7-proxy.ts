// What a load balancer of the cloud does with a request: the URL map's choice, health checks, the way to a backend.
// Models Google's external application load balancer behind an Ingress of class `gce`.

import type { Node, Pod, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import type { Informer } from '#client/informer.ts';
import { servicePortOf, usesNeg } from '#controllers/gceingress/translate.ts';
import { takesBalancers } from '#controllers/service/wanted.ts';
import { byteLength } from '#machine/bytes.ts';
import { type Hop, type Told, told } from '#machine/hop.ts';
import type { Exchange, HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { FetchOptions, Place } from '#machine/program.ts';
import { matchUrl, type ServicePort, urlMapOf } from '#network/l7/url-map.ts';

const INGRESSES = 'ingresses.networking.k8s.io';
/** After it has its address: until its configuration has reached Google's edge, and its backends are checked. */
const SPREADS_MS = 120_000;
/** What a check has found holds so long. Source: ingress-gce's health checks, one in 15 s. */
const CHECK_MS = 15_000;
/** Source: the default timeout of a backend service. */
const TIMEOUT_MS = 30_000;

export interface L7Deps {
  readonly cache: Informer;
  now(): number;
  random(): number;
  fetch(from: Place, request: HttpRequest, options?: FetchOptions): Promise<Exchange>;
}

interface Target {
  readonly ip: string;
  readonly port: number;
}

export class L7Proxy {
  readonly #deps: L7Deps;
  readonly #checked = new Map<string, { readonly isWell: boolean; readonly atMs: number }>();

  constructor(deps: L7Deps) {
    this.#deps = deps;
  }

  /** `key` is the Ingress's; `sinceMs`: when it got its address. */
  async answer(
    key: string,
    place: Place,
    sinceMs: number,
    request: HttpRequest,
    clientIP: string,
  ): Promise<HttpResponse> {
    const ingress = this.#deps.cache.get<Ingress>(INGRESSES, key);
    const hops: Hop[] = [];
    const hop = (what: Told, ok: boolean, object = `Ingress/${key}`): void =>
      void hops.push({ at: place, ...what, ok, object });
    if (!ingress) return failed(hops);
    if (this.#deps.now() < sinceMs + SPREADS_MS) {
      const what = 'its configuration has not reached all of the cloud yet: that takes some minutes';
      hop(told(what, 'gce-spreading', {}), false);
      return failed(hops);
    }
    const { hostname, pathname, search } = new URL(request.url);
    const host = (headerOf(request.headers, 'host') ?? hostname).replace(/:\d+$/, '');
    const backend = matchUrl(urlMapOf(ingress), host, pathname);
    if (!backend) {
      const what = `no rule is for ${host}${pathname}: the cluster’s default backend answers 404`;
      hop(told(what, 'gce-no-rule', { host, path: pathname }), false);
      return notFound(hops);
    }
    const [namespace = ''] = key.split('/');
    const object = `Service/${namespace}/${backend.service}`;
    hop(
      told(`the URL map sends ${host}${pathname} to Service ${backend.service}, port ${backend.port}`, 'gce-mapped', {
        host,
        path: pathname,
        service: backend.service,
        port: String(backend.port),
      }),
      true,
    );
    const targets = await this.#healthy(place, namespace, backend);
    const target = targets[Math.floor(this.#deps.random() * targets.length)];
    if (!target) {
      const what = `no backend of ${backend.service} is healthy`;
      hop(told(what, 'gce-none-healthy', { service: `${namespace}/${backend.service}` }), false, object);
      return failed(hops);
    }
    const endpoint = `${target.ip}:${target.port}`;
    hop(told(`picked backend ${endpoint}`, 'gce-picked', { endpoint }), true, object);
    const exchange = await this.#deps.fetch(
      place,
      {
        ...request,
        url: `http://${target.ip}:${target.port}${pathname}${search}`,
        headers: [
          ...request.headers.filter(([name]) => !/^(x-forwarded-(for|proto)|via)$/i.test(name)),
          ['X-Forwarded-For', forwardedFor(request, clientIP, ingress)],
          ['X-Forwarded-Proto', 'http'],
          ['Via', '1.1 google'],
        ],
      },
      { timeoutMs: TIMEOUT_MS },
    );
    hops.push(...exchange.trace);
    if (!exchange.ok) return failed(hops);
    const { response } = exchange;
    return { ...response, headers: [...response.headers, ['Via', '1.1 google']], via: hops };
  }

  /** Those whose last check went well; a check that is too old is made anew. */
  async #healthy(place: Place, namespace: string, backend: ServicePort): Promise<readonly Target[]> {
    const { cache, now } = this.#deps;
    const service = cache.get<Service>('services', `${namespace}/${backend.service}`);
    const port = service && servicePortOf(service, backend.port);
    if (!service || !port) return [];
    const slices = cache
      .list<EndpointSlice>('endpointslices.discovery.k8s.io', namespace)
      .filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === backend.service);
    const pods = slices.flatMap(({ endpoints, ports }) => {
      const number = ports?.find(({ name }) => name === (port.name ?? ''))?.port;
      return number === undefined ? [] : (endpoints ?? []).map((e) => ({ endpoint: e, port: number }));
    });
    const targets: Target[] = usesNeg(service)
      ? pods.flatMap(({ endpoint, port: number }) => endpoint.addresses.map((ip) => ({ ip, port: number })))
      : cache
          .list<Node>('nodes')
          .filter(takesBalancers)
          .flatMap(({ status }) => status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? [])
          .map((ip) => ({ ip, port: port.nodePort ?? 0 }));
    const path = this.#checkPath(namespace, pods[0]?.endpoint.targetRef?.name ?? '');
    const healthy: Target[] = [];
    for (const target of targets) {
      const name = `${place} ${target.ip}:${target.port}${path}`;
      let found = this.#checked.get(name);
      if (!found || found.atMs + CHECK_MS <= now()) {
        const url = `http://${target.ip}:${target.port}${path}`;
        const headers = [['User-Agent', 'GoogleHC/1.0']] as const;
        const asked = await this.#deps.fetch(place, { method: 'GET', url, headers, body: '' }, { timeoutMs: CHECK_MS });
        found = { isWell: asked.ok && asked.response.status === 200, atMs: now() };
        this.#checked.set(name, found);
      }
      if (found.isWell) healthy.push(target);
    }
    return healthy;
  }

  /** The readiness probe's path, where a Pod has one of httpGet; else `/`. Source: ingress-gce pkg/healthchecks. */
  #checkPath(namespace: string, podName: string): string {
    const pod = this.#deps.cache.get<Pod>('pods', `${namespace}/${podName}`);
    const probe = pod?.spec.containers.find(({ readinessProbe }) => readinessProbe?.httpGet)?.readinessProbe?.httpGet;
    return probe?.path ?? '/';
  }
}

function forwardedFor({ headers }: HttpRequest, clientIP: string, { status }: Ingress): string {
  const given = headerOf(headers, 'x-forwarded-for');
  const own = status?.loadBalancer?.ingress?.[0]?.ip ?? '';
  return `${given ? `${given},` : ''}${clientIP}, ${own}`;
}

/** Source: what Google's load balancers answer without a healthy backend. */
function failed(via: readonly Hop[]): HttpResponse {
  const body = `
<html><head>
<meta http-equiv="content-type" content="text/html;charset=utf-8">
<title>502 Server Error</title>
</head>
<body text=#000000 bgcolor=#ffffff>
<h1>Error: Server Error</h1>
<h2>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.</h2>
<h2></h2>
</body></html>
`;
  return { status: 502, headers: textHeaders('text/html; charset=UTF-8', body), body, via };
}

/** Source: ingress-gce cmd/404-server-with-metrics. */
function notFound(via: readonly Hop[]): HttpResponse {
  const body = 'response 404 (backend NotFound), service rules for the path non-existent \n';
  const headers = textHeaders('text/plain; charset=utf-8', body);
  return { status: 404, headers: [...headers, ['Via', '1.1 google']], body, via };
}

const textHeaders = (type: string, body: string) =>
  [
    ['Content-Type', type],
    ['Content-Length', String(byteLength(body))],
  ] as const;
