// The upstreams: which addresses a Service of an Ingress has now. Models createUpstreams, serviceEndpoints and getEndpointsFromSlices.

import type { Service, ServicePort } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { IngressBackend } from '#api/networking/types.ts';
import type { Affinity, Canary } from './annotations.ts';
import type { Objects } from './store.ts';

export interface Endpoint {
  /** An address; for an ExternalName Service a name. */
  readonly address: string;
  readonly port: number;
}

export interface Backend {
  /** `default-web-80`. */
  readonly name: string;
  /** `default/web`; undefined for the controller's own default backend. */
  readonly service: string | undefined;
  readonly servicePort: string;
  readonly endpoints: readonly Endpoint[];
  /** Names of the canaries that may take a request from it. */
  readonly alternatives: readonly string[];
  readonly canary: Canary | undefined;
  readonly affinity: Affinity | undefined;
  readonly hashBy: string;
}

/** The controller answers 404 itself. Source: config.go DefaultEndpoint, 127.0.0.1:8181. */
export const DEFAULT_BACKEND: Backend = {
  name: 'upstream-default-backend',
  service: undefined,
  servicePort: '',
  endpoints: [{ address: '127.0.0.1', port: 8181 }],
  alternatives: [],
  canary: undefined,
  affinity: undefined,
  hashBy: '',
};

type ServiceBackend = NonNullable<IngressBackend['service']>;

export const portOf = ({ port }: ServiceBackend): string => String(port?.number || port?.name || '');

export const backendName = (namespace: string, service: ServiceBackend): string =>
  portOf(service) === '' ? `${namespace}-INVALID` : `${namespace}-${service.name}-${portOf(service)}`;

/** `warn` is told what the controller's log says. */
export function endpointsOf(
  namespace: string,
  backend: ServiceBackend,
  serviceUpstream: boolean,
  { services, slices }: Objects,
  warn: (text: string) => void,
): readonly Endpoint[] {
  const key = `${namespace}/${backend.name}`;
  const service = services.get(key);
  if (serviceUpstream) {
    const cluster = clusterEndpoint(key, service, portOf(backend));
    if (typeof cluster !== 'string') return [cluster];
    warn(`Failed to determine a suitable ClusterIP Endpoint for Service ${JSON.stringify(key)}: ${cluster}`);
  }
  if (!service) {
    const quoted = JSON.stringify(key);
    warn(`Error obtaining Endpoints for Service ${quoted}: no object matching key ${quoted} in local store`);
    return [];
  }
  const port = portOf(backend);
  if (service.spec.type === 'ExternalName') {
    const found = service.spec.ports?.find((p) => p.name === port || String(p.port) === port);
    const number = Number(found?.targetPort ?? found?.port ?? port);
    return [{ address: service.spec.externalName ?? '', port: number || (found?.port ?? 0) }];
  }
  const servicePort = service.spec.ports?.find(
    (p) => String(p.port) === port || String(p.targetPort) === port || p.name === port,
  );
  const endpoints = servicePort ? readyEndpoints(service, servicePort, slices) : [];
  if (servicePort && endpoints.length === 0) warn(`Service ${JSON.stringify(key)} does not have any active Endpoint.`);
  return endpoints;
}

/** Ready ones only, each once. */
export function readyEndpoints(
  { metadata }: Service,
  port: ServicePort,
  slices: readonly EndpointSlice[],
): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const slice of slices) {
    const owner = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (slice.metadata.namespace !== metadata.namespace || owner !== metadata.name) continue;
    const target = slice.ports?.find((p) => p.name === (port.name ?? '') && (p.protocol ?? 'TCP') === 'TCP')?.port;
    if (target === undefined) continue;
    for (const { addresses, conditions } of slice.endpoints ?? [])
      if (conditions?.ready !== false)
        for (const address of addresses) found.set(`${address}:${target}`, { address, port: target });
  }
  return [...found.values()];
}

function clusterEndpoint(key: string, service: Service | undefined, port: string): Endpoint | string {
  if (!service) return `service ${JSON.stringify(key)} does not exist`;
  const { clusterIP, ports } = service.spec;
  if (!clusterIP || clusterIP === 'None') return `no ClusterIP found for Service ${JSON.stringify(key)}`;
  if (/^\d+$/.test(port)) return { address: clusterIP, port: Number(port) };
  const named = ports?.find(({ name }) => name === port);
  return named
    ? { address: clusterIP, port: named.port }
    : `service ${JSON.stringify(service.metadata.name)} does not have a port named ${JSON.stringify(port)}`;
}
