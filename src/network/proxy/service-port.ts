// One port of one Service, as kube-proxy knows it. Models proxy.ServicePort with its endpoints, and pkg/proxy/topology.go.

import type { Protocol, Service, ServicePort } from '#api/core/types.ts';
import type { Endpoint, EndpointSlice } from '#api/discovery/types.ts';
import type { Key } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';

/** One address and port that a Service may send a connection to. */
export interface Backend {
  readonly ip: string;
  readonly port: number;
  readonly nodeName: string | undefined;
  /** As the slice has it. */
  readonly endpoint: Endpoint;
}

/** `Pod/default/web-abc`, where the slice says so. */
export function backendObject({ endpoint: { targetRef } }: Backend): string | undefined {
  return targetRef?.name ? `${targetRef.kind}/${targetRef.namespace}/${targetRef.name}` : undefined;
}

/** A node as topology hints see it. */
export interface Standpoint {
  readonly name: string;
  readonly zone?: string | undefined;
}

type Policy = 'Cluster' | 'Local';

export class ServicePortRule {
  /** As kube-proxy names it: `default/web:http`, or `default/web` when the port has no name. */
  readonly name: string;
  readonly service: Key;
  readonly protocol: Protocol;
  readonly port: number;
  /** The Service's own `targetPort`: a number, or a port's name. */
  readonly targetPort: number | string;
  /** 0: none. */
  readonly nodePort: number;
  readonly selector: Readonly<Record<string, string>> | undefined;
  /** Session affinity by client address lasts so long; undefined: none. */
  readonly affinityMs: number | undefined;
  readonly internalPolicy: Policy;
  readonly externalPolicy: Policy;
  /** Clients that a load balancer's address admits; empty: all. */
  readonly sourceRanges: readonly string[];
  readonly #portName: string;
  readonly #slices: readonly EndpointSlice[];
  #items: readonly Backend[] | undefined;
  #backends: readonly Backend[] | undefined;
  #isHinted: boolean | undefined;
  readonly #onNode = new Map<string, readonly Backend[]>();
  readonly #near = new Map<string, readonly Backend[]>();

  /** Endpoints are looked at when the first connection comes: most Services of a large cluster never see one here. */
  constructor(service: Service, port: ServicePort, slices: readonly EndpointSlice[]) {
    const { spec } = service;
    const key = keyOf(service);
    this.name = port.name ? `${key}:${port.name}` : key;
    this.service = key;
    this.protocol = port.protocol ?? 'TCP';
    this.port = port.port;
    this.targetPort = port.targetPort ?? port.port;
    this.nodePort = port.nodePort ?? 0;
    this.selector = spec.selector && Object.keys(spec.selector).length > 0 ? spec.selector : undefined;
    const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
    this.affinityMs = spec.sessionAffinity === 'ClientIP' ? timeoutSeconds * 1000 : undefined;
    this.internalPolicy = spec.internalTrafficPolicy ?? 'Cluster';
    this.externalPolicy = spec.externalTrafficPolicy ?? 'Cluster';
    this.sourceRanges = spec.loadBalancerSourceRanges ?? [];
    this.#portName = port.name ?? '';
    this.#slices = slices;
  }

  /** Ready endpoints, wherever they are; if there is none, those that are still serving while they terminate. */
  get backends(): readonly Backend[] {
    return (this.#backends ??= usable(this.#all));
  }

  /** What policy Local has on a node: the same choice, made among its own endpoints. */
  backendsOnNode(node: string): readonly Backend[] {
    let own = this.#onNode.get(node);
    if (!own) this.#onNode.set(node, (own = usable(this.#all.filter(({ nodeName }) => nodeName === node))));
    return own;
  }

  /** What policy Cluster has on a node: all, or those that the slices' hints keep near it. Source: CategorizeEndpoints. */
  backendsFor(node: Standpoint): readonly Backend[] {
    this.#isHinted ??= this.#all.some(({ endpoint }) => endpoint.hints !== undefined);
    if (!this.#isHinted) return this.backends;
    let near = this.#near.get(node.name);
    if (!near) this.#near.set(node.name, (near = this.#nearTo(node)));
    return near;
  }

  /** How many ready endpoints a node has: what its health check port counts. Source: LocalReadyEndpoints. */
  readyOnNode(node: string): number {
    return this.#all.filter(({ nodeName, endpoint }) => nodeName === node && isReady(endpoint)).length;
  }

  /** Addresses in the slices, ready or not. */
  get known(): number {
    return this.#all.length || this.#slices.reduce((n, slice) => n + (slice.endpoints?.length ?? 0), 0);
  }

  /** How many EndpointSlices carry the Service's name. */
  get slices(): number {
    return this.#slices.length;
  }

  /** Source: topologyModeFromHints. */
  #nearTo({ name, zone }: Standpoint): readonly Backend[] {
    const ready = this.#all.filter(({ endpoint }) => isReady(endpoint));
    if (ready.length === 0) return this.backends;
    const forNodes = ({ endpoint }: Backend) => endpoint.hints?.forNodes ?? [];
    const forZones = ({ endpoint }: Backend) => endpoint.hints?.forZones ?? [];
    for (const [hints, own] of [
      [forNodes, name],
      [forZones, zone],
    ] as const) {
      if (!ready.every((item) => hints(item).length > 0)) continue;
      const near = ready.filter((item) => hints(item).some((hint) => hint.name === own));
      if (near.length > 0) return near;
    }
    return this.backends;
  }

  get #all(): readonly Backend[] {
    return (this.#items ??= this.#read());
  }

  #read(): readonly Backend[] {
    const all: Backend[] = [];
    const seen = new Set<string>();
    for (const slice of this.#slices) {
      if (slice.addressType !== 'IPv4') continue;
      // Slices and Services meet by the port's name; the number in the slice is the Pod's.
      for (const slicePort of slice.ports ?? []) {
        if ((slicePort.name ?? '') !== this.#portName || slicePort.port === undefined) continue;
        if ((slicePort.protocol ?? 'TCP') !== this.protocol) continue;
        for (const endpoint of slice.endpoints ?? []) {
          const ip = endpoint.addresses[0];
          if (!ip) continue;
          const { port } = slicePort;
          // Mostly all have the same port: then the address alone tells them apart.
          const at = port === (all[0]?.port ?? port) ? ip : `${ip}:${port}`;
          if (seen.has(at)) continue;
          seen.add(at);
          all.push({ ip, port, nodeName: endpoint.nodeName, endpoint });
        }
      }
    }
    return all;
  }
}

/** An absent `ready` means ready. Source: discovery/v1 EndpointConditions. */
const isReady = ({ conditions }: Endpoint): boolean => conditions?.ready !== false;

function usable(all: readonly Backend[]): readonly Backend[] {
  const isServing = ({ endpoint }: Backend) => isReady(endpoint);
  if (all.every(isServing)) return all;
  const ready = all.filter(isServing);
  if (ready.length > 0) return ready;
  return all.filter(
    ({ endpoint: { conditions } }) => conditions?.serving !== false && conditions?.terminating === true,
  );
}
