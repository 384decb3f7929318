// The cloud's load balancers as machines: which nodes each sends to, and what its health checks have found. Models Google's
// passthrough network load balancers: a check every eight seconds, three that fail in a row take a node out.

import type { Node, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { type Key, keyOf } from '#apimachinery/meta.ts';
import type { WatchEvent } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import { isBeingRemoved, isFinalized, takesBalancers, wants } from '#controllers/service/wanted.ts';
import type { Balancer } from '#network/balancer.ts';
import type { Clock } from './clock.ts';

const CHECK_MS = 8_000;
/** How long an answer must stay the same until it is believed. */
const BELIEVED_MS = { well: CHECK_MS, unwell: 3 * CHECK_MS } as const;
const SLICES = 'endpointslices.discovery.k8s.io';

export interface BalancersDeps {
  readonly clock: Clock;
  readonly cache: Informer;
  /** Does the node's machine answer the cloud at all? */
  answers(node: string): boolean;
}

/** What the checks say of one node: `isWell` since `sinceMs`, and before that the contrary, if `wasWell` differs. */
interface Health {
  readonly isWell: boolean;
  readonly wasWell: boolean;
  readonly sinceMs: number;
}

interface Made {
  readonly balancer: Pick<Balancer, 'place' | 'service' | 'ip'>;
  readonly health: Map<string, Health>;
}

export class Balancers {
  readonly #deps: BalancersDeps;
  readonly #made = new Map<Key, Made>();

  constructor(deps: BalancersDeps) {
    this.#deps = deps;
  }

  /** After the cache has heard of it. */
  receive({ type, resource, object }: WatchEvent): void {
    if (resource === 'services') this.#look(keyOf(object), type === 'DELETED' ? undefined : (object as Service));
    else if (resource === 'nodes') this.checkAll();
    else if (resource === SLICES) {
      const key = `${object.metadata.namespace}/${object.metadata.labels?.['kubernetes.io/service-name']}`;
      if (this.#made.has(key)) this.#check(key);
    }
  }

  /** Something about the nodes has changed that is not stored. */
  checkAll(): void {
    for (const key of this.#made.keys()) this.#check(key);
  }

  /** After a restore: what there is has been checked long ago. */
  restart(): void {
    this.#made.clear();
    for (const service of this.#deps.cache.list<Service>('services')) this.#look(keyOf(service), service);
  }

  at(ip: string): Balancer | undefined {
    for (const { balancer, health } of this.#made.values()) {
      if (balancer.ip !== ip) continue;
      const nodes = [...health.keys()];
      return { ...balancer, nodes, healthy: nodes.filter((name) => this.#believes(health.get(name)!)) };
    }
    return undefined;
  }

  #look(key: Key, service: Service | undefined): void {
    const ip = service && wants(service) && isFinalized(service) ? service.status?.loadBalancer?.ingress?.[0]?.ip : '';
    const made = this.#made.get(key);
    if (!ip || service?.metadata.deletionTimestamp) {
      this.#made.delete(key);
      return;
    }
    if (made?.balancer.ip !== ip)
      this.#made.set(key, { balancer: { place: `load-balancer/${key}`, service: key, ip }, health: new Map() });
    this.#check(key, made?.balancer.ip !== ip);
  }

  /** `isNew`: the cloud says that a load balancer is there when its checks have been made. */
  #check(key: Key, isNew = false): void {
    const { clock, cache } = this.#deps;
    const { health } = this.#made.get(key)!;
    const service = cache.get<Service>('services', key);
    if (!service) return;
    const nodes = cache.list<Node>('nodes').filter(takesBalancers);
    for (const name of health.keys()) if (!nodes.some((n) => n.metadata.name === name)) health.delete(name);
    const isLocal = service.spec.externalTrafficPolicy === 'Local';
    const withEndpoint = isLocal ? this.#nodesWithEndpoint(service) : undefined;
    for (const node of nodes) {
      const { name } = node.metadata;
      const isWell =
        this.#deps.answers(name) &&
        (withEndpoint ? withEndpoint.has(name) : !node.metadata.deletionTimestamp && !isBeingRemoved(node.spec));
      const before = health.get(name);
      if (before?.isWell === isWell) continue;
      const wasWell = isNew ? isWell : before ? this.#believes(before) : false;
      health.set(name, { isWell, wasWell, sinceMs: clock.now() });
      // Time has something to wait for: the cluster is not at rest before the checks have told.
      if (isWell !== wasWell) clock.after(isWell ? BELIEVED_MS.well : BELIEVED_MS.unwell, () => undefined);
    }
  }

  #believes({ isWell, wasWell, sinceMs }: Health): boolean {
    const waited = this.#deps.clock.now() - sinceMs;
    return waited >= (isWell ? BELIEVED_MS.well : BELIEVED_MS.unwell) ? isWell : wasWell;
  }

  /** Nodes whose health check node port answers 200. */
  #nodesWithEndpoint({ metadata }: Service): ReadonlySet<string> {
    const slices = this.#deps.cache
      .list<EndpointSlice>(SLICES, metadata.namespace ?? '')
      .filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === metadata.name);
    const ready = slices.flatMap((s) => s.endpoints ?? []).filter((e) => e.conditions?.ready !== false);
    return new Set(ready.map(({ nodeName }) => nodeName ?? ''));
  }
}
