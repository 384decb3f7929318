// Models pkg/proxy: what kube-proxy programs on every node, compiled once from Services and EndpointSlices.

import type { Protocol, Service, ServicePort } from '#api/core/types.ts';
import type { Endpoint, EndpointSlice } from '#api/discovery/types.ts';
import type { Key } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';

/** One address and port that a Service may send a connection to. */
export interface Backend {
  readonly ip: string;
  readonly port: number;
  readonly nodeName: string | undefined;
  /** `Pod/default/web-abc`, where the slice says so. */
  readonly object: string | undefined;
}

/** One port of one Service. Models proxy.ServicePort with its endpoints. */
export interface ServicePortRule {
  /** As kube-proxy names it: `default/web:http`, or `default/web` when the port has no name. */
  readonly name: string;
  readonly service: Key;
  readonly protocol: Protocol;
  readonly port: number;
  /** The Service's own `targetPort`: a number, or a port's name. */
  readonly targetPort: number | string;
  readonly selector: Readonly<Record<string, string>> | undefined;
  /** Ready endpoints; if there is none, those that are still serving while they terminate. */
  readonly backends: readonly Backend[];
  /** The same choice, made among the endpoints of one node. */
  readonly backendsOnNode: ReadonlyMap<string, readonly Backend[]>;
  /** Addresses in the slices, ready or not. */
  readonly known: number;
  /** How many EndpointSlices carry the Service's name. */
  readonly slices: number;
  /** Session affinity by client address lasts so long; undefined: none. */
  readonly affinityMs: number | undefined;
  readonly internalPolicy: 'Cluster' | 'Local';
  readonly externalPolicy: 'Cluster' | 'Local';
  /** Clients that a load balancer's address admits; empty: all. */
  readonly sourceRanges: readonly string[];
}

export interface Rule {
  readonly via: 'ClusterIP' | 'ExternalIP' | 'LoadBalancer' | 'NodePort';
  readonly target: ServicePortRule;
  /** The load balancer works as a proxy (`ipMode: Proxy`): connections from inside go out to it too. */
  readonly leavesCluster?: true;
}

/** Immutable: a change of Services or slices makes a new one. */
export interface Rules {
  /** By `ip:port:protocol`: ClusterIPs, external IPs and load balancers' addresses. */
  readonly byAddress: ReadonlyMap<string, Rule>;
  /** By `port:protocol`: holds on every address of every node. */
  readonly byNodePort: ReadonlyMap<string, Rule>;
  /** Which Service owns an address, whatever the port. */
  readonly owners: ReadonlyMap<string, { readonly service: Key; readonly via: Rule['via'] }>;
  /** By `node port` of health checks (externalTrafficPolicy Local). */
  readonly byHealthPort: ReadonlyMap<number, ServicePortRule>;
}

const addressKey = (ip: string, port: number, protocol: Protocol): string => `${ip}:${port}:${protocol}`;

export function lookup(rules: Rules, ip: string, port: number, protocol: Protocol): Rule | undefined {
  return rules.byAddress.get(addressKey(ip, port, protocol));
}

export function lookupNodePort(rules: Rules, port: number, protocol: Protocol): Rule | undefined {
  return rules.byNodePort.get(`${port}:${protocol}`);
}

// Differs: topology hints (trafficDistribution) are not simulated; every ready endpoint is equally likely.
export function compileRules(services: readonly Service[], slices: readonly EndpointSlice[]): Rules {
  const byAddress = new Map<string, Rule>();
  const byNodePort = new Map<string, Rule>();
  const byHealthPort = new Map<number, ServicePortRule>();
  const owners = new Map<string, { service: Key; via: Rule['via'] }>();
  const slicesOf = slicesByService(slices);

  for (const service of services) {
    const { spec } = service;
    // Headless and ExternalName Services are names only: nothing is programmed for them.
    if (spec.type === 'ExternalName' || !spec.clusterIP || spec.clusterIP === 'None') continue;
    const key = keyOf(service);
    const own = slicesOf.get(key) ?? [];
    const virtual: [string, Rule['via']][] = [];
    const proxied = new Set<string>();
    for (const ip of spec.clusterIPs ?? [spec.clusterIP]) virtual.push([ip, 'ClusterIP']);
    for (const ip of spec.externalIPs ?? []) virtual.push([ip, 'ExternalIP']);
    if (spec.type === 'LoadBalancer')
      for (const { ip, ipMode } of service.status?.loadBalancer?.ingress ?? [])
        if (ip) {
          virtual.push([ip, 'LoadBalancer']);
          if (ipMode === 'Proxy') proxied.add(ip);
        }

    for (const port of spec.ports ?? []) {
      const target = compilePort(service, port, own);
      for (const [ip, via] of virtual) {
        const rule: Rule = proxied.has(ip) ? { via, target, leavesCluster: true } : { via, target };
        byAddress.set(addressKey(ip, port.port, target.protocol), rule);
      }
      if (port.nodePort) byNodePort.set(`${port.nodePort}:${target.protocol}`, { via: 'NodePort', target });
      if (spec.healthCheckNodePort) byHealthPort.set(spec.healthCheckNodePort, target);
    }
    for (const [ip, via] of virtual) owners.set(ip, { service: key, via });
  }
  return { byAddress, byNodePort, byHealthPort, owners };
}

export function slicesByService(slices: readonly EndpointSlice[]): ReadonlyMap<Key, readonly EndpointSlice[]> {
  const bySvc = new Map<Key, EndpointSlice[]>();
  for (const slice of slices) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (!name) continue;
    const key = `${slice.metadata.namespace}/${name}`;
    const list = bySvc.get(key);
    if (list) list.push(slice);
    else bySvc.set(key, [slice]);
  }
  return bySvc;
}

function compilePort(service: Service, port: ServicePort, slices: readonly EndpointSlice[]): ServicePortRule {
  const key = keyOf(service);
  const { spec } = service;
  const all: { backend: Backend; endpoint: Endpoint }[] = [];
  const seen = new Set<string>();
  for (const slice of slices) {
    if (slice.addressType === 'FQDN') continue;
    // Slices and Services meet by the port's name; the number in the slice is the Pod's.
    for (const slicePort of slice.ports ?? []) {
      if ((slicePort.name ?? '') !== (port.name ?? '') || slicePort.port === undefined) continue;
      for (const endpoint of slice.endpoints ?? []) {
        const ip = endpoint.addresses[0];
        if (!ip || seen.has(`${ip}:${slicePort.port}`)) continue;
        seen.add(`${ip}:${slicePort.port}`);
        const { targetRef, nodeName } = endpoint;
        const object = targetRef?.name ? `${targetRef.kind}/${targetRef.namespace}/${targetRef.name}` : undefined;
        all.push({ backend: { ip, port: slicePort.port, nodeName, object }, endpoint });
      }
    }
  }
  const byNode = new Map<string, typeof all>();
  for (const item of all) {
    if (!item.backend.nodeName) continue;
    const list = byNode.get(item.backend.nodeName);
    if (list) list.push(item);
    else byNode.set(item.backend.nodeName, [item]);
  }
  const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
  return {
    name: port.name ? `${key}:${port.name}` : key,
    service: key,
    protocol: port.protocol ?? 'TCP',
    port: port.port,
    targetPort: port.targetPort ?? port.port,
    selector: spec.selector && Object.keys(spec.selector).length > 0 ? spec.selector : undefined,
    backends: usable(all),
    backendsOnNode: new Map([...byNode].map(([node, items]) => [node, usable(items)])),
    known: all.length || slices.reduce((n, slice) => n + (slice.endpoints?.length ?? 0), 0),
    slices: slices.length,
    affinityMs: spec.sessionAffinity === 'ClientIP' ? timeoutSeconds * 1000 : undefined,
    internalPolicy: spec.internalTrafficPolicy ?? 'Cluster',
    externalPolicy: spec.externalTrafficPolicy ?? 'Cluster',
    sourceRanges: spec.loadBalancerSourceRanges ?? [],
  };
}

/** Models pkg/proxy CategorizeEndpoints. */
function usable(items: readonly { backend: Backend; endpoint: Endpoint }[]): readonly Backend[] {
  // An absent `ready` means ready. Source: discovery/v1 EndpointConditions.
  const ready = items.filter(({ endpoint }) => endpoint.conditions?.ready !== false);
  const chosen =
    ready.length > 0
      ? ready
      : items.filter(({ endpoint: { conditions } }) => conditions?.serving !== false && conditions?.terminating);
  return chosen.map(({ backend }) => backend);
}
