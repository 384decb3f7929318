// Models pkg/registry/core/service/storage/alloc.go with its ipallocator and portallocator.
// Nothing is kept beside storage (see taken.ts), so committing and reverting have nothing to do.

import type { Service, ServicePort } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { ServerContext, Transaction } from '../../rest/strategy.ts';
import { IP_ADDRESSES } from './addresses.ts';
import { isHeadless, needsHealthCheck } from './defaults.ts';
import { initIpFamilyFields } from './families.ts';
import { formatIpv4, parseIpv4 } from './ip.ts';
import { nodePortsOf, takenIn } from './taken.ts';

/** Source: kube-apiserver --service-cluster-ip-range, as kubeadm sets it. */
export const SERVICE_CIDR = { text: '10.96.0.0/12', base: '10.96.0.0', bits: 12 } as const;
/** Inclusive. Source: kube-apiserver --service-node-port-range. */
export const NODE_PORT_RANGE = { from: 30000, to: 32767 } as const;

/** Offsets of a range that dynamic allocation uses last: the lower band is for those who name their value. */
interface Band {
  readonly first: number;
  readonly last: number;
  /** The first value of the upper band. */
  readonly dynamicFrom: number;
}

const base = parseIpv4(SERVICE_CIDR.base)!;
const size = 2 ** (32 - SERVICE_CIDR.bits);
/** Network and broadcast addresses are never given. */
export const IP_BAND: Band = {
  first: base + 1,
  last: base + size - 2,
  dynamicFrom: base + 1 + Math.min(Math.max(16, size / 16), 256),
};
const ports = NODE_PORT_RANGE.to - NODE_PORT_RANGE.from + 1;
export const PORT_BAND: Band = {
  first: NODE_PORT_RANGE.from,
  last: NODE_PORT_RANGE.to,
  dynamicFrom: NODE_PORT_RANGE.from + Math.min(Math.max(16, Math.floor(ports / 32)), 128),
};

/** A free value: from a random place in the upper band on, round it once, then the lower band. */
export function pick(band: Band, taken: (value: number) => boolean, random: () => number): number | undefined {
  const search = (from: number, to: number): number | undefined => {
    const count = to - from + 1;
    const start = Math.floor(random() * count);
    for (let i = 0; i < count; i++) {
      const value = from + ((start + i) % count);
      if (!taken(value)) return value;
    }
    return undefined;
  };
  return search(band.dynamicFrom, band.last) ?? search(band.first, band.dynamicFrom - 1);
}

const NOTHING: Transaction = { commit() {}, revert() {} };
const PORT_TAKEN = 'provided port is already allocated';
const PORT_OUTSIDE = `provided port is not in the valid range. The range of valid ports is ${NODE_PORT_RANGE.from}-${NODE_PORT_RANGE.to}`;

type Failure = readonly FieldError[] | Status;
const failed = (result: Failure | undefined): result is Failure => result !== undefined;

export function allocateCreate(service: Service, context: ServerContext, dryRun: boolean): Transaction | Failure {
  const families = initIpFamilyFields(service, undefined);
  if (families.length > 0) return families;
  const ips = allocateIps(service, context, dryRun);
  if (failed(ips)) return ips;
  const session = new PortSession(context, dryRun);
  if (service.spec.type === 'NodePort' || service.spec.type === 'LoadBalancer') {
    const allocated = initNodePorts(service, session);
    if (failed(allocated)) return allocated;
  }
  return initHealthCheckPort(service, session) ?? NOTHING;
}

export function allocateUpdate(
  service: Service,
  old: Service,
  context: ServerContext,
  dryRun: boolean,
): Transaction | Failure {
  const families = initIpFamilyFields(service, old);
  if (families.length > 0) return families;
  if (old.spec.type === 'ExternalName' && service.spec.type !== 'ExternalName') {
    const ips = allocateIps(service, context, dryRun);
    if (failed(ips)) return ips;
  }
  const session = new PortSession(context, dryRun);
  if (service.spec.type === 'NodePort' || service.spec.type === 'LoadBalancer') {
    const updated = updateNodePorts(service, old, session);
    if (failed(updated)) return updated;
  }
  if (!needsHealthCheck(old)) return initHealthCheckPort(service, session) ?? NOTHING;
  return NOTHING;
}

function allocateIps(service: Service, context: ServerContext, dryRun: boolean): Failure | undefined {
  const { spec } = service;
  if (spec.type === 'ExternalName' || isHeadless(service)) return undefined;
  const { ips } = takenIn(context.storage);
  // An address that a client has made by itself is nobody else's either.
  const isTaken = (ip: string): boolean => ips.has(ip) || context.storage.get(IP_ADDRESSES, ip) !== undefined;
  const wanted = spec.clusterIPs?.[0];
  if (!wanted) {
    // A dry run looks for nothing free: it shows the base of the range.
    const free = dryRun
      ? base
      : pick(
          IP_BAND,
          (ip) => isTaken(formatIpv4(ip)),
          () => context.random(),
        );
    if (free === undefined) return status.internalError('failed to allocate a serviceIP: range is full');
    spec.clusterIP = formatIpv4(free);
    spec.clusterIPs = [spec.clusterIP];
    return undefined;
  }
  const address = parseIpv4(wanted);
  const fail = (why: string): Failure => [
    field.invalid('spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${wanted}: ${why}`),
  ];
  if (address === undefined || address < IP_BAND.first || address > IP_BAND.last) {
    return fail(
      dryRun
        ? `the provided IP (${wanted}) is not in the valid range. The range of valid IPs is ${SERVICE_CIDR.text}`
        : 'the provided network does not match the current range',
    );
  }
  if (isTaken(wanted)) return fail('provided IP is already allocated');
  spec.clusterIP = wanted;
  return undefined;
}

/** The node ports given within one request, on top of those in storage. */
class PortSession {
  readonly #given = new Set<number>();
  readonly #context: ServerContext;
  readonly #dryRun: boolean;

  constructor(context: ServerContext, dryRun: boolean) {
    this.#context = context;
    this.#dryRun = dryRun;
  }

  /** What is wrong with taking this one. */
  take(port: number): string | undefined {
    if (port < NODE_PORT_RANGE.from || port > NODE_PORT_RANGE.to) return PORT_OUTSIDE;
    if (this.#given.has(port) || takenIn(this.#context.storage).nodePorts.has(port)) return PORT_TAKEN;
    if (!this.#dryRun) this.#given.add(port);
    return undefined;
  }

  next(): number | undefined {
    if (this.#dryRun) return NODE_PORT_RANGE.from;
    const { nodePorts } = takenIn(this.#context.storage);
    const port = pick(
      PORT_BAND,
      (p) => this.#given.has(p) || nodePorts.has(p),
      () => this.#context.random(),
    );
    if (port !== undefined) this.#given.add(port);
    return port;
  }
}

const nodePortError = (index: number, port: number, why: string): Failure => [
  field.invalid(`spec.ports[${index}].nodePort`, port, why),
];
const portsFull = (): Status => status.internalError('failed to allocate a nodePort: range is full');

/** Without them, only ports that the client names are taken. */
const wantsNodePorts = ({ spec }: Service): boolean =>
  spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts !== false;

/** Source: initNodePorts. Ports that share a number (TCP and UDP) share the node port. */
function initNodePorts(service: Service, session: PortSession): Failure | undefined {
  const all = service.spec.ports ?? [];
  const byPort = new Map<number, number>();
  for (const [i, port] of all.entries()) {
    if (!port.nodePort && !wantsNodePorts(service)) continue;
    const shared = byPort.get(port.port);
    if (shared !== undefined) {
      if (!port.nodePort) port.nodePort = shared;
      else if (port.nodePort !== shared) {
        const why = session.take(port.nodePort);
        if (why) return nodePortError(i, port.nodePort, why);
      }
      continue;
    }
    const requested = all.find((p: ServicePort) => p.port === port.port && p.nodePort)?.nodePort;
    if (requested) {
      const why = session.take(requested);
      if (why) return nodePortError(i, requested, why);
      port.nodePort = requested;
    } else {
      const free = session.next();
      if (free === undefined) return portsFull();
      port.nodePort = free;
    }
    byPort.set(port.port, port.nodePort);
  }
  return undefined;
}

/** Source: updateNodePorts. What the Service already holds needs no taking. */
function updateNodePorts(service: Service, old: Service, session: PortSession): Failure | undefined {
  const held = new Set(nodePortsOf(old));
  const taken = new Set<number>();
  for (const [i, port] of (service.spec.ports ?? []).entries()) {
    if (!port.nodePort) {
      if (!wantsNodePorts(service)) continue;
      const free = session.next();
      if (free === undefined) return portsFull();
      port.nodePort = free;
    } else if (!held.has(port.nodePort) && !taken.has(port.nodePort)) {
      const why = session.take(port.nodePort);
      if (why) return nodePortError(i, port.nodePort, why);
      taken.add(port.nodePort);
    }
  }
  return undefined;
}

/** Source: allocHealthCheckNodePort. */
function initHealthCheckPort(service: Service, session: PortSession): Failure | undefined {
  if (!needsHealthCheck(service)) return undefined;
  const { spec } = service;
  if (spec.healthCheckNodePort) {
    const why = session.take(spec.healthCheckNodePort);
    return why
      ? status.internalError(`failed to allocate requested HealthCheck NodePort ${spec.healthCheckNodePort}: ${why}`)
      : undefined;
  }
  const free = session.next();
  if (free === undefined) return status.internalError('failed to allocate a HealthCheck NodePort : range is full');
  spec.healthCheckNodePort = free;
  return undefined;
}
