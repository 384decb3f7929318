// The ways into the cluster on the chart: load balancers, node ports, Ingresses, Gateways and their routes.

import type { Service } from '#api/core/types.ts';
import type { BackendReference, Gateway, GRPCRoute, HTTPRoute, ParentReference } from '#api/gateway/types.ts';
import type { Ingress, IngressBackend } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Line, Spot } from './chart.ts';

export interface Part {
  readonly spots: readonly Spot[];
  readonly lines: readonly Line[];
}

const route = (from: string, to: string, holds: boolean): Line => ({ from, to, kind: 'routes', holds });

/**
 * What stands before a Service of type NodePort or LoadBalancer. A load balancer without an address is there, and nobody comes to it.
 *
 * @param isReached Has a node an address that the internet knows?
 */
export function serviceDoors(service: Service, isServed: boolean, isReached: boolean): Part {
  const { type, ports = [] } = service.spec;
  const [key, namespace = ''] = [keyOf(service), service.metadata.namespace];
  const to = `service/${key}`;
  const common = { lane: 'ways-in', name: service.metadata.name, namespace, object: `Service/${key}` } as const;
  const spots: Spot[] = [];
  const lines: Line[] = [];
  const nodePorts = ports.flatMap(({ nodePort }) => (nodePort ? [`:${nodePort}`] : []));
  if (type === 'LoadBalancer') {
    const addresses = addressesOf(service);
    const id = `load-balancer/${key}`;
    const hasAddress = addresses.length > 0;
    spots.push({
      ...common,
      id,
      kind: 'LoadBalancer',
      note: hasAddress ? addresses.join(', ') : '<pending>',
      state: hasAddress ? 'ok' : 'waiting',
    });
    lines.push(route('internet', id, hasAddress), route(id, to, hasAddress && isServed));
  }
  if (nodePorts.length > 0) {
    const id = `node-port/${key}`;
    spots.push({ ...common, id, kind: 'NodePort', note: nodePorts.join(' '), state: 'ok' });
    lines.push(route('internet', id, isReached), route(id, to, isServed));
  }
  return { spots, lines };
}

export const addressesOf = ({ status }: Service | Ingress): readonly string[] =>
  (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);

/** @param behind The spot that has an address: a load balancer, or the internet where nothing is known. */
export function ingressDoor(
  ingress: Ingress,
  behind: (address: string) => string | undefined,
  isThere: (id: string) => boolean,
): Part {
  const [key, namespace = ''] = [keyOf(ingress), ingress.metadata.namespace];
  const id = `ingress/${key}`;
  const { rules = [], defaultBackend } = ingress.spec;
  const hosts = [...new Set(rules.map(({ host }) => host ?? '*'))];
  const addresses = addressesOf(ingress);
  const backends = [defaultBackend, ...rules.flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? [])];
  return {
    spots: [
      {
        id,
        lane: 'ways-in',
        kind: 'Ingress',
        name: ingress.metadata.name,
        namespace,
        object: `Ingress/${key}`,
        note: hosts.length > 0 ? hosts.join(', ') : '*',
        state: addresses.length > 0 ? 'ok' : 'waiting',
      },
    ],
    lines: [...new Set(addresses.flatMap((address) => behind(address) ?? []))]
      .map((from) => route(from, id, true))
      .concat(
        [...new Set(backends.flatMap((backend) => serviceOf(backend, namespace)))].map((to) =>
          route(id, to, addresses.length > 0 && isThere(to)),
        ),
      ),
  };
}

const serviceOf = (backend: IngressBackend | undefined, namespace: string): readonly string[] =>
  backend?.service ? [`service/${namespace}/${backend.service.name}`] : [];

export function gatewayDoor(gateway: Gateway, behind: (address: string) => string | undefined): Part {
  const [key, namespace = ''] = [keyOf(gateway), gateway.metadata.namespace];
  const id = `gateway/${key}`;
  const addresses = (gateway.status?.addresses ?? []).map(({ value }) => value);
  const listeners = gateway.spec.listeners.map(({ protocol, port }) => `${protocol} ${port}`);
  const isProgrammed = is('Programmed', gateway.status?.conditions);
  return {
    spots: [
      {
        id,
        lane: 'ways-in',
        kind: 'Gateway',
        name: gateway.metadata.name,
        namespace,
        object: `Gateway/${key}`,
        note: [...new Set(listeners)].join(', '),
        // Programmed is said without an address too.
        state: isProgrammed && addresses.length > 0 ? 'ok' : 'waiting',
      },
    ],
    lines: [...new Set(addresses.flatMap((address) => behind(address) ?? []))].map((from) =>
      route(from, id, isProgrammed),
    ),
  };
}

/** Lines lead from the Gateway to the route, and from there to Services. */
export function routeDoor(
  kind: 'HTTPRoute' | 'GRPCRoute',
  { metadata, spec, status }: HTTPRoute | GRPCRoute,
  isThere: (id: string) => boolean,
): Part {
  const [key, namespace = ''] = [keyOf({ metadata }), metadata.namespace];
  const id = `${kind.toLowerCase()}/${key}`;
  const { parentRefs = [], hostnames = [] } = spec;
  const rules: readonly { readonly backendRefs?: readonly BackendReference[] }[] = spec.rules ?? [];
  const accepted = (parent: ParentReference): boolean =>
    (status?.parents ?? []).some(
      ({ parentRef, conditions }) => parentRef.name === parent.name && is('Accepted', conditions),
    );
  const isAccepted = parentRefs.some(accepted);
  const backends = rules.flatMap(({ backendRefs = [] }) => backendRefs);
  const targets = new Set(
    backends
      .filter((backend) => (backend.kind ?? 'Service') === 'Service')
      .map((backend) => `service/${backend.namespace ?? namespace}/${backend.name}`),
  );
  return {
    spots: [
      {
        id,
        lane: 'ways-in',
        kind,
        name: metadata.name,
        namespace,
        object: `${kind}/${key}`,
        note: hostnames.length > 0 ? hostnames.join(', ') : '*',
        state: isAccepted ? 'ok' : 'waiting',
      },
    ],
    lines: [
      ...parentRefs
        .filter((parent) => (parent.kind ?? 'Gateway') === 'Gateway')
        .map((parent) => route(`gateway/${parent.namespace ?? namespace}/${parent.name}`, id, accepted(parent))),
      ...[...targets].map((to) => route(id, to, isAccepted && isThere(to))),
    ],
  };
}

const is = (type: string, conditions: readonly { type: string; status: string }[] = []): boolean =>
  conditions.some((condition) => condition.type === type && condition.status === 'True');
