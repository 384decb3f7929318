// What the Services in storage hold: cluster IPs and node ports. Differs: upstream asks bitmaps and
// IPAddress objects, and repairs the two; here Services alone say it, so that a restored snapshot is right by construction.

import type { Service } from '#api/core/types.ts';
import type { Storage } from '../../../storage.ts';

export interface Taken {
  readonly ips: ReadonlySet<string>;
  readonly nodePorts: ReadonlySet<number>;
}

interface Index {
  revision: number;
  ips: Set<string>;
  nodePorts: Set<number>;
}

const indexes = new WeakMap<Storage, Index>();

export function ipsOf({ spec }: Service): string[] {
  return (spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : [])).filter((ip) => ip !== '' && ip !== 'None');
}

export function nodePortsOf({ spec }: Service): number[] {
  const ports = (spec.ports ?? []).flatMap((p) => (p.nodePort ? [p.nodePort] : []));
  return spec.healthCheckNodePort ? [...ports, spec.healthCheckNodePort] : ports;
}

function build(storage: Storage): Index {
  const services = storage.list<Service>('services');
  return {
    revision: storage.revision,
    ips: new Set(services.flatMap(ipsOf)),
    nodePorts: new Set(services.flatMap(nodePortsOf)),
  };
}

/** Follows the watch log from where it last stood, and counts afresh where the log does not reach or does not join. */
export function takenIn(storage: Storage): Taken {
  const index = indexes.get(storage);
  if (index?.revision === storage.revision) return index;
  const events = index && storage.since(index.revision);
  if (!index || !events || events.length !== storage.revision - index.revision) {
    const fresh = build(storage);
    indexes.set(storage, fresh);
    return fresh;
  }
  for (const { resource, type, object, previous } of events) {
    if (resource !== 'services') continue;
    for (const gone of [previous, type === 'DELETED' ? object : undefined] as (Service | undefined)[]) {
      if (!gone) continue;
      for (const ip of ipsOf(gone)) index.ips.delete(ip);
      for (const port of nodePortsOf(gone)) index.nodePorts.delete(port);
    }
    if (type === 'DELETED') continue;
    for (const ip of ipsOf(object as Service)) index.ips.add(ip);
    for (const port of nodePortsOf(object as Service)) index.nodePorts.add(port);
  }
  index.revision = storage.revision;
  return index;
}
