// A Service as it stands: it waits for its address, or has no endpoint.

import type { Event, Service } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { told } from '#machine/hop.ts';
import { readyEndpoints } from '../deciding/ready.ts';
import type { Facts } from '../facts.ts';
import { type Around, broken, type Standing, said } from './standing.ts';

export function serviceStanding(service: Service, around: Around): Standing {
  const { facts, hasCloud } = around;
  const key = keyOf(service);
  const object = `Service/${key}`;
  const name = { name: key, plain: service.metadata.name };
  const { type = 'ClusterIP', loadBalancerClass, ports = [] } = service.spec;
  if (type === 'ExternalName') return said('noAddressWanted', { ...name, type }, around);
  const address = service.status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname)[0];
  if (type === 'LoadBalancer' && !address) {
    if (loadBalancerClass)
      return broken(object, told('waits', 'foreign-class', { service: key, class: loadBalancerClass }), around);
    const port = String(ports[0]?.nodePort ?? '-');
    if (!hasCloud) return broken(object, told('waits', 'no-cloud', { service: key, port }), around);
    const message = refusalOf(service, facts);
    if (message === undefined) return said('waits', name, around);
    return broken(object, told('was refused', 'cloud-refused', { service: key, message }), around);
  }
  const ready = readyEndpoints(key, facts);
  if (ready === 0) return broken(object, told('has no endpoint', 'service-without-endpoint', { service: key }), around);
  return address
    ? said('hasAddress', { ...name, address, ready: String(ready) }, around)
    : said('isWell', { ...name, type, ready: String(ready) }, around);
}

/** The cloud's last words, where it does not give what was asked for. */
function refusalOf({ metadata }: Service, facts: Facts): string | undefined {
  const own = facts
    .list<Event>('Event')
    .filter(
      ({ involvedObject, source }) => involvedObject.uid === metadata.uid && source?.component === 'service-controller',
    )
    .toSorted((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? ''));
  const last = own.findLast(({ reason }) => reason !== 'EnsuringLoadBalancer');
  if (last?.reason !== 'SyncLoadBalancerFailed') return undefined;
  return last.message?.replace(/^.*?failed to ensure load balancer: /, '');
}
