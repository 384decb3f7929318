// Ingresses, Services and their endpoints for tests of routes.

import type { Secret, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Ingress, IngressClass } from '#api/networking/types.ts';
import { type Configuration, compileRoutes, type RouteOptions } from './routes.ts';
import type { Objects } from './store.ts';

export const OPTIONS: RouteOptions = {
  controller: 'k8s.io/ingress-nginx',
  annotation: 'nginx',
  withoutClass: false,
  byName: false,
  namespace: '',
  configMap: 'ingress-nginx/ingress-nginx-controller',
};

const CLASS: IngressClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'nginx' },
  spec: { controller: 'k8s.io/ingress-nginx' },
};

export interface Rule {
  readonly host?: string;
  readonly path: string;
  readonly pathType?: string;
  readonly service: string;
}

/** `annotations` without their prefix. */
export function ingress(
  name: string,
  rules: readonly Rule[],
  annotations: Readonly<Record<string, string>> = {},
  spec: Partial<Ingress['spec']> = {},
): Ingress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace: 'default',
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
      ),
    },
    spec: {
      ingressClassName: 'nginx',
      ...(rules.length > 0 && {
        rules: rules.map(({ host, path, pathType = 'Prefix', service: to }) => ({
          ...(host !== undefined && { host }),
          http: { paths: [{ path, pathType, backend: { service: { name: to, port: { number: 80 } } } }] },
        })),
      }),
      ...spec,
    },
  };
}

export const service = (name: string, spec: Partial<Service['spec']> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.99',
    ports: [{ port: 80, targetPort: 8080 }],
    ...spec,
  } as Service['spec'],
});

export const slice = (name: string, addresses: readonly string[], ready = true): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-abcde`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready } })),
  ports: [{ name: '', protocol: 'TCP', port: 8080 }],
});

export interface Given {
  readonly ingresses: readonly Ingress[];
  readonly services?: readonly Service[];
  readonly slices?: readonly EndpointSlice[];
  readonly secrets?: readonly Secret[];
  /** Of the controller's ConfigMap. */
  readonly settings?: Readonly<Record<string, string>>;
}

export function objects({ ingresses, services = [], slices = [], secrets = [], settings = {} }: Given): Objects {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { ...settings } };
  return {
    ingresses,
    classes: [CLASS],
    services: new Map(services.map((one) => [`default/${one.metadata.name}`, one])),
    slices,
    secrets: new Map(secrets.map((one) => [`default/${one.metadata.name}`, one])),
    configMaps: new Map([[OPTIONS.configMap, map]]),
  };
}

export const routes = (given: Given): Configuration =>
  compileRoutes(objects(given), OPTIONS, {
    pairOf: () => undefined,
    fault: (key) =>
      given.secrets?.some(({ metadata }) => `default/${metadata.name}` === key) ? undefined : `no ${key}`,
  });
