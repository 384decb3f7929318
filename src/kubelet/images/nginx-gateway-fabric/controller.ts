// The control plane of NGINX Gateway Fabric in its Pod: watches, makes nginx Pods for Gateways, gives them their configuration, writes statuses.
// Differs: the nginx Pods read their configuration from a Secret; in reality an agent in each has it over gRPC.

import type { Namespace, Secret, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Gateway, GatewayClass, GRPCRoute, HTTPRoute, ReferenceGrant, TLSRoute } from '#api/gateway/types.ts';
import { GATEWAY_GROUP } from '#api/gateway/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import { Informer } from '#client/informer.ts';
import { reflect } from '#client/reflector.ts';
import type { ContainerView } from '../../image.ts';
import type { Route } from './attach.ts';
import { type Compiled, compileGateway, type GatewayObjects } from './compile.ts';
import { type ProxySettings, provisioned, resourceName } from './provision.ts';
import { addressesOf, classStatus, gatewayConditions, gatewayStatus, routeParents } from './statuses.ts';

const API = '/apis/gateway.networking.k8s.io/v1';
const gatewayApi = (plural: string, kind: string, version = 'v1') => ({
  resource: `${plural}.gateway.networking.k8s.io`,
  path: `/apis/gateway.networking.k8s.io/${version}/${plural}`,
  goType: `*${version}.${kind}`,
});
const CLASSES = gatewayApi('gatewayclasses', 'GatewayClass');
const GATEWAYS = gatewayApi('gateways', 'Gateway');
const HTTP_ROUTES = gatewayApi('httproutes', 'HTTPRoute');
const GRPC_ROUTES = gatewayApi('grpcroutes', 'GRPCRoute');
const TLS_ROUTES = gatewayApi('tlsroutes', 'TLSRoute', 'v1alpha2');
const GRANTS = gatewayApi('referencegrants', 'ReferenceGrant', 'v1beta1');
const core = (resource: string, kind: string) => ({ resource, path: `/api/v1/${resource}`, goType: `*v1.${kind}` });
const SLICES = {
  resource: 'endpointslices.discovery.k8s.io',
  path: '/apis/discovery.k8s.io/v1/endpointslices',
  goType: '*v1.EndpointSlice',
};
const DEPLOYMENTS = { resource: 'deployments.apps', path: '/apis/apps/v1/deployments', goType: '*v1.Deployment' };
const PROXIES = {
  resource: 'nginxproxies.gateway.nginx.org',
  path: '/apis/gateway.nginx.org/v1alpha2/nginxproxies',
  goType: '*v1alpha2.NginxProxy',
};
const WATCHED = [
  ...[CLASSES, GATEWAYS, HTTP_ROUTES, GRPC_ROUTES, GRANTS, SLICES, DEPLOYMENTS, PROXIES],
  ...[core('services', 'Service'), core('secrets', 'Secret'), core('namespaces', 'Namespace')],
];

export interface ControllerFlags {
  /** `--gateway-ctlr-name` */
  readonly controllerName: string;
  /** `--gatewayclass` */
  readonly className: string;
  /** `--gateway-api-experimental-features`: without it nobody looks at TLSRoutes. */
  readonly experimental: boolean;
}

interface NginxProxy extends ApiObject {
  spec: {
    kubernetes?: {
      deployment?: {
        replicas?: number;
        container?: { image?: { repository?: string; tag?: string; pullPolicy?: string } };
      };
      service?: { type?: string; externalTrafficPolicy?: string; loadBalancerClass?: string };
    };
  };
}

export class GatewayController {
  readonly #container: ContainerView;
  readonly #flags: ControllerFlags;
  readonly #version: string;
  readonly #watched: readonly (typeof WATCHED)[number][];
  readonly #cache = new Informer();
  readonly #synced = new Set<string>();
  #isPlanned = false;

  constructor(container: ContainerView, flags: ControllerFlags, version: string) {
    this.#container = container;
    this.#flags = flags;
    this.#version = version;
    this.#watched = flags.experimental ? [...WATCHED, TLS_ROUTES] : WATCHED;
  }

  /** Ready once all that it watches has been listed. */
  get isReady(): boolean {
    return this.#synced.size === this.#watched.length;
  }

  run(): void {
    const { api, signal } = this.#container;
    this.#log('info', 'Starting the NGINX Gateway Fabric control plane');
    for (const what of this.#watched) {
      const stop = reflect(what, this.#cache, {
        request: (request) => api.request(request),
        after: (ms, run, options) => this.#container.after(ms, run, options),
        changed: (resource) => this.#changed(resource),
        failed: (message) => this.#log('error', message),
      });
      signal.addEventListener('abort', stop, { once: true });
    }
  }

  /** Not at once: the store is in the middle of a change. */
  #changed(resource: string): void {
    this.#synced.add(resource);
    if (this.#isPlanned || !this.isReady) return;
    this.#isPlanned = true;
    this.#container.after(0, () => {
      this.#isPlanned = false;
      this.#sync();
    });
  }

  #sync(): void {
    const gatewayClass = this.#classes();
    const objects = this.#objects();
    const gateways = gatewayClass
      ? this.#list<Gateway>(GATEWAYS.resource, { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' }).filter(
          ({ metadata, spec }) => spec.gatewayClassName === gatewayClass.metadata.name && !metadata.deletionTimestamp,
        )
      : [];
    const compiled = gateways.map((gateway) => compileGateway(gateway, objects));
    for (const [i, gateway] of gateways.entries()) this.#gateway(gateway, compiled[i]!);
    for (const route of objects.routes) this.#route(route, compiled);
  }

  /** Its own class; others that name this controller are told that it is not for them. */
  #classes(): GatewayClass | undefined {
    const named = this.#cache
      .list<GatewayClass>(CLASSES.resource)
      .filter(({ spec }) => spec.controllerName === this.#flags.controllerName);
    for (const gatewayClass of named) {
      const isOwn = gatewayClass.metadata.name === this.#flags.className;
      const status = classStatus(gatewayClass, isOwn, this.#now());
      this.#writeStatus(`${API}/gatewayclasses/${gatewayClass.metadata.name}`, 'GatewayClass', gatewayClass, status);
    }
    return named.find(({ metadata }) => metadata.name === this.#flags.className);
  }

  #gateway(gateway: Gateway, compiled: Compiled): void {
    const { namespace = '', name } = gateway.metadata;
    const { servers, passages } = compiled.configuration;
    const ports = [...new Set([...servers, ...passages].map(({ port }) => port))].sort((a, b) => a - b);
    if (ports.length > 0)
      for (const { collection, object } of provisioned(gateway, compiled.configuration, ports, this.#settings()))
        this.#keep(collection, object);
    const key = `${namespace}/${resourceName(gateway)}`;
    const service = this.#cache.get<Service>('services', key);
    const addresses = addressesOf(service);
    const conditions = gatewayConditions(compiled);
    const status = gatewayStatus(gateway, compiled, conditions, addresses, this.#now());
    this.#writeStatus(`${API}/namespaces/${namespace}/gateways/${name}`, 'Gateway', gateway, status);
  }

  #route(route: Route, compiled: readonly Compiled[]): void {
    const { metadata, status } = route.route;
    const own = compiled.flatMap(({ parents }) => parents.filter((parent) => parent.route === route));
    const parents = routeParents(route, own, this.#flags.controllerName, this.#now());
    if (parents.length === 0 && (status?.parents ?? []).length === 0) return;
    const plural = `${route.kind.toLowerCase()}s`;
    const version = route.kind === 'TLSRoute' ? 'v1alpha2' : 'v1';
    const path = `/apis/${GATEWAY_GROUP}/${version}/namespaces/${metadata.namespace}/${plural}/${metadata.name}`;
    this.#writeStatus(path, route.kind, route.route, { parents }, version);
  }

  /** Makes an object, or brings back what of it is the controller's. */
  #keep(collection: string, wanted: ApiObject): void {
    const path = `${collection}/${wanted.metadata.name}`;
    const found = this.#request('GET', path);
    if (found?.code === 404) {
      this.#log('info', `Created ${wanted.kind} ${keyOf(wanted)}`);
      this.#request('POST', collection, wanted);
      return;
    }
    if (found?.code !== 200) return;
    const current = found.body as ApiObject;
    if (contains(current, wanted)) return;
    this.#request('PUT', path, overlaid(current, wanted));
  }

  /** From its own copy, as it may not read them one by one; one that is stale is refused, and the change that made it so comes by. */
  #writeStatus(
    path: string,
    kind: string,
    object: ApiObject & { status?: unknown },
    status: object,
    version = 'v1',
  ): void {
    if (deepEqual(object.status, status)) return;
    const type = { apiVersion: `${GATEWAY_GROUP}/${version}`, kind };
    this.#request('PUT', `${path}/status`, { ...object, ...type, status });
  }

  #settings(): ProxySettings {
    const proxy = this.#cache.list<NginxProxy>(PROXIES.resource)[0]?.spec.kubernetes;
    const { image } = proxy?.deployment?.container ?? {};
    const { type = 'LoadBalancer', externalTrafficPolicy = 'Local', loadBalancerClass } = proxy?.service ?? {};
    return {
      image: `${image?.repository ?? 'ghcr.io/nginx/nginx-gateway-fabric/nginx'}:${image?.tag ?? this.#version}`,
      pullPolicy: image?.pullPolicy ?? 'IfNotPresent',
      replicas: proxy?.deployment?.replicas ?? 1,
      service: { type, externalTrafficPolicy, ...(loadBalancerClass && { loadBalancerClass }) },
    };
  }

  #objects(): GatewayObjects {
    const byKey = <T extends ApiObject>(resource: string): ReadonlyMap<string, T> =>
      new Map(this.#cache.list<T>(resource).map((object) => [keyOf(object), object]));
    const alive = ({ route }: Route): boolean => !route.metadata.deletionTimestamp;
    return {
      routes: [
        ...this.#cache.list<HTTPRoute>(HTTP_ROUTES.resource).map((route): Route => ({ kind: 'HTTPRoute', route })),
        ...this.#cache.list<GRPCRoute>(GRPC_ROUTES.resource).map((route): Route => ({ kind: 'GRPCRoute', route })),
        ...this.#cache
          .list<TLSRoute>(TLS_ROUTES.resource)
          .toSorted(older)
          .map((route): Route => ({ kind: 'TLSRoute', route })),
      ].filter(alive),
      grants: this.#cache.list<ReferenceGrant>(GRANTS.resource),
      services: byKey<Service>('services'),
      secrets: byKey<Secret>('secrets'),
      namespaces: new Map(this.#cache.list<Namespace>('namespaces').map((n) => [n.metadata.name, n])),
      slices: this.#cache.list<EndpointSlice>(SLICES.resource),
    };
  }

  /** What comes in a list does not say its kind. */
  #list<T extends ApiObject>(resource: string, type: { apiVersion: string; kind: string }): readonly T[] {
    return this.#cache.list<T>(resource).map((object) => ({ ...object, ...type }));
  }

  #request(method: ApiRequest['method'], path: string, body?: unknown): ApiResponse | undefined {
    const answer = this.#container.api.request({ method, path, ...(body !== undefined && { body }) });
    if ('unreachable' in answer) {
      this.#log('error', `${method} ${path}: ${answer.unreachable}`);
      return undefined;
    }
    if (isStreaming(answer)) throw new Error(`${method} ${path} was answered with a stream`);
    if (answer.code >= 400 && !(method === 'GET' && answer.code === 404))
      this.#log('error', `${method} ${path}: ${(answer.body as { message?: string }).message ?? answer.code}`);
    return answer;
  }

  #now(): string {
    return `${new Date(this.#container.now()).toISOString().slice(0, 19)}Z`;
  }

  #log(level: string, msg: string): void {
    this.#container.log(JSON.stringify({ level, ts: new Date(this.#container.now()).toISOString(), msg }), 'stderr');
  }
}

/** Of two routes for one name, the older has it. */
const older = (a: ApiObject, b: ApiObject): number =>
  (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? '') ||
  keyOf(a).localeCompare(keyOf(b));

/** Is everything that is wanted there? What the API server and others have added does not matter. */
function contains(current: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(current) &&
      current.length === wanted.length &&
      wanted.every((item, i) => contains(current[i], item))
    );
  if (typeof wanted === 'object' && wanted !== null)
    return (
      typeof current === 'object' &&
      current !== null &&
      Object.entries(wanted).every(([key, value]) => contains((current as Record<string, unknown>)[key], value))
    );
  return current === wanted;
}

/** What is there, with what is wanted laid over it. */
function overlaid<T>(current: T, wanted: T): T {
  if (Array.isArray(wanted) || typeof wanted !== 'object' || wanted === null) return wanted;
  if (typeof current !== 'object' || current === null) return wanted;
  const result: Record<string, unknown> = { ...(current as Record<string, unknown>) };
  for (const [key, value] of Object.entries(wanted)) result[key] = overlaid(result[key], value);
  return result as T;
}
