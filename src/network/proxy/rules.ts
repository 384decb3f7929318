// Models pkg/proxy: what kube-proxy programs on every node, compiled from Services and EndpointSlices, and again only where one changes.

import type { Protocol, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Key } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { ServicePortRule } from './service-port.ts';

export interface Rule {
  readonly via: 'ClusterIP' | 'ExternalIP' | 'LoadBalancer' | 'NodePort';
  readonly target: ServicePortRule;
  /** The load balancer works as a proxy (`ipMode: Proxy`): connections from inside go out to it too. */
  readonly leavesCluster?: true;
}

/** Services with one of these labels are not kube-proxy's. Source: cmd/kube-proxy app.newProxyServer. */
const OTHERS = ['service.kubernetes.io/service-proxy-name', 'service.kubernetes.io/headless'] as const;

type Owner = { readonly service: Key; readonly via: Rule['via'] };

const addressKey = (ip: string, port: number, protocol: Protocol): string => `${ip}:${port}:${protocol}`;

export function lookup(rules: Rules, ip: string, port: number, protocol: Protocol): Rule | undefined {
  return rules.byAddress.get(addressKey(ip, port, protocol));
}

export function lookupNodePort(rules: Rules, port: number, protocol: Protocol): Rule | undefined {
  return rules.byNodePort.get(`${port}:${protocol}`);
}

export function compileRules(services: readonly Service[], slices: readonly EndpointSlice[]): Rules {
  const rules = new Rules();
  rules.update(services, slices);
  return rules;
}

export class Rules {
  /** By `ip:port:protocol`: ClusterIPs, external IPs and load balancers' addresses. */
  readonly byAddress = new Map<string, Rule>();
  /** By `port:protocol`: holds on every address of every node. */
  readonly byNodePort = new Map<string, Rule>();
  /** Which Service owns an address, whatever the port. */
  readonly owners = new Map<string, Owner>();
  /** By `node port` of health checks (externalTrafficPolicy Local). */
  readonly byHealthPort = new Map<number, ServicePortRule>();
  /** What stands for each Service in the maps above. */
  readonly #compiled = new Map<Key, Service>();
  readonly #slices = new Map<Key, EndpointSlice[]>();
  #services: readonly Service[] = [];
  #allSlices: readonly EndpointSlice[] = [];

  /** The Services for which something is programmed. */
  get services(): Iterable<Service> {
    return this.#compiled.values();
  }

  /** Takes the lists as they are now. What stands in both as the same object has not changed. */
  update(services: readonly Service[], slices: readonly EndpointSlice[]): void {
    const slicesGone = difference(this.#allSlices, slices);
    const slicesNew = difference(slices, this.#allSlices);
    const servicesGone = difference(this.#services, services);
    const servicesNew = difference(services, this.#services);
    this.#services = services;
    this.#allSlices = slices;
    const stale = new Set<Key>();
    for (const slice of slicesGone) this.#take(slice, stale);
    for (const slice of slicesNew) this.#add(slice, stale);
    // Several Services may share an outer address: who has it is decided over all of them.
    if ([...servicesGone, ...servicesNew].some(sharesAddresses) && this.#compiled.size > 0) {
      this.#clear();
      for (const service of services) this.#compile(service);
      return;
    }
    for (const service of servicesGone) this.#remove(keyOf(service));
    for (const service of servicesNew) {
      stale.delete(keyOf(service));
      this.#compile(service);
    }
    for (const key of stale) {
      const service = this.#compiled.get(key);
      if (service) this.#compile(service);
    }
  }

  #take(slice: EndpointSlice, stale: Set<Key>): void {
    const key = serviceOf(slice);
    if (key === undefined) return;
    stale.add(key);
    const left = this.#slices.get(key)?.filter((s) => s !== slice) ?? [];
    if (left.length > 0) this.#slices.set(key, left);
    else this.#slices.delete(key);
  }

  #add(slice: EndpointSlice, stale: Set<Key>): void {
    const key = serviceOf(slice);
    if (key === undefined) return;
    stale.add(key);
    const list = this.#slices.get(key);
    if (!list) this.#slices.set(key, [slice]);
    else {
      list.push(slice);
      list.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    }
  }

  #clear(): void {
    this.byAddress.clear();
    this.byNodePort.clear();
    this.owners.clear();
    this.byHealthPort.clear();
    this.#compiled.clear();
  }

  #remove(key: Key): void {
    const service = this.#compiled.get(key);
    if (!service) return;
    this.#compiled.delete(key);
    const { spec } = service;
    const mine = (target: ServicePortRule | undefined): boolean => target?.service === key;
    for (const port of spec.ports ?? []) {
      const protocol = port.protocol ?? 'TCP';
      for (const [ip] of virtualAddresses(service)) {
        const at = addressKey(ip, port.port, protocol);
        if (mine(this.byAddress.get(at)?.target)) this.byAddress.delete(at);
      }
      const at = `${port.nodePort}:${protocol}`;
      if (mine(this.byNodePort.get(at)?.target)) this.byNodePort.delete(at);
    }
    for (const [ip] of virtualAddresses(service)) if (this.owners.get(ip)?.service === key) this.owners.delete(ip);
    if (spec.healthCheckNodePort && mine(this.byHealthPort.get(spec.healthCheckNodePort)))
      this.byHealthPort.delete(spec.healthCheckNodePort);
  }

  #compile(service: Service): void {
    const { spec } = service;
    // Headless and ExternalName Services are names only, and another proxy cares for those with its label.
    if (spec.type === 'ExternalName' || !spec.clusterIP || spec.clusterIP === 'None') return;
    if (OTHERS.some((label) => service.metadata.labels?.[label] !== undefined)) return;
    const key = keyOf(service);
    const isNew = this.#compiled.get(key) !== service;
    const virtual = virtualAddresses(service);
    const proxied = new Set(
      (service.status?.loadBalancer?.ingress ?? []).filter((i) => i.ipMode === 'Proxy').map((i) => i.ip),
    );
    const slices = this.#slices.get(key) ?? [];
    const isMine = (rule: Rule | undefined): boolean => isNew || rule?.target.service === key;
    for (const port of spec.ports ?? []) {
      const target = new ServicePortRule(service, port, slices);
      for (const [ip, via] of virtual) {
        const at = addressKey(ip, port.port, target.protocol);
        const rule: Rule =
          via === 'LoadBalancer' && proxied.has(ip) ? { via, target, leavesCluster: true } : { via, target };
        if (isMine(this.byAddress.get(at))) this.byAddress.set(at, rule);
      }
      const at = `${port.nodePort}:${target.protocol}`;
      if (port.nodePort && isMine(this.byNodePort.get(at))) this.byNodePort.set(at, { via: 'NodePort', target });
      if (spec.healthCheckNodePort) this.byHealthPort.set(spec.healthCheckNodePort, target);
    }
    if (!isNew) return;
    for (const [ip, via] of virtual) this.owners.set(ip, { service: key, via });
    this.#compiled.set(key, service);
  }
}

/** The addresses at which a Service's ports are taken, each with what it is. */
function virtualAddresses({ spec, status }: Service): [string, Rule['via']][] {
  const virtual: [string, Rule['via']][] = [];
  for (const ip of spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : [])) virtual.push([ip, 'ClusterIP']);
  for (const ip of spec.externalIPs ?? []) virtual.push([ip, 'ExternalIP']);
  if (spec.type === 'LoadBalancer')
    for (const { ip } of status?.loadBalancer?.ingress ?? []) if (ip) virtual.push([ip, 'LoadBalancer']);
  return virtual;
}

const sharesAddresses = ({ spec, status }: Service): boolean =>
  (spec.externalIPs?.length ?? 0) > 0 || (status?.loadBalancer?.ingress?.length ?? 0) > 0;

export function serviceOf({ metadata }: EndpointSlice): Key | undefined {
  const name = metadata.labels?.['kubernetes.io/service-name'];
  return name ? `${metadata.namespace}/${name}` : undefined;
}

export function slicesByService(slices: readonly EndpointSlice[]): ReadonlyMap<Key, readonly EndpointSlice[]> {
  const bySvc = new Map<Key, EndpointSlice[]>();
  for (const slice of slices) {
    const key = serviceOf(slice);
    if (key === undefined) continue;
    const list = bySvc.get(key);
    if (list) list.push(slice);
    else bySvc.set(key, [slice]);
  }
  return bySvc;
}

/** What stands in `a` and not in `b`. Mostly they differ in a place or two. */
function difference<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (a === b) return [];
  if (a.length !== b.length) {
    const known = new Set(b);
    return a.filter((item) => !known.has(item));
  }
  const moved: T[] = [];
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) moved.push(a[i]!);
  if (moved.length < 2) return moved;
  const known = new Set(b);
  return moved.filter((item) => !known.has(item));
}
