// ICMP echo: who answers a ping. kube-proxy forwards ports, not pings, so a Service's address never answers.

import { keyOf } from '#apimachinery/meta.ts';
import { type Hop, type Told, told } from '#machine/hop.ts';
import type { Place } from '#machine/program.ts';
import { inCidr, isLoopback } from './address.ts';
import { lostBetween } from './faults.ts';
import { type Link, linkBetween } from './link.ts';
import { arriveDenial, ipOf, leaveDenial, nodeOf } from './proxy/arrival.ts';
import type { Trace } from './proxy/packet.ts';
import { whyDenied, whyLost } from './proxy/reasons.ts';
import type { Rules } from './proxy/rules.ts';
import type { Topology } from './topology.ts';
import { objectOf, standpointOf } from './topology.ts';

export interface PingResult {
  readonly verdict: 'answered' | 'timeout' | 'unreachable';
  readonly hops: readonly Hop[];
  /** Where the way is slow or loses packets. */
  readonly link?: Link;
}

export function ping(from: Place, ip: string, topology: Topology, rules: Rules): PingResult {
  const client = topology.byPlace.get(from);
  const target = topology.byIp.get(ip);
  const link =
    client && target && topology.faults && linkBetween(topology.faults, standpointOf(client), standpointOf(target));
  const end = (verdict: PingResult['verdict'], at: string, what: Told, object = objectOf(at)): PingResult => ({
    verdict,
    ...(link && { link }),
    hops: [
      { at: from, ...told(`sends an ICMP echo request to ${ip}`, 'sends-ping', { ip }), ok: true },
      { at, ...what, ...(object ? { object } : {}), ok: verdict === 'answered' },
    ],
  });
  if (!client)
    return end('unreachable', from, told(`has no network: ${from} is not running`, 'not-running', { who: from }));
  const answered = told('answered the ping', 'answered-ping', {});
  if (isLoopback(ip)) return end('answered', from, answered);
  const owner = rules.owners.get(ip);
  const inside = client.kind !== 'outside';
  if (owner && target?.kind !== 'node') {
    const { service } = owner;
    const did = `${ip} is a virtual address of Service ${service}: it takes connections to ports, and answers no ping`;
    const why = told(did, 'service-takes-no-ping', { ip, service });
    return end('timeout', `service/${service}`, why, `Service/${service}`);
  }
  if (target === client) return end('answered', client.place, answered);
  const lost = target && topology.faults && lostBetween(topology.faults, standpointOf(client), standpointOf(target));
  if (lost) return end('timeout', standpointOf(target), whyLost(lost));
  const destination = { ip, port: 0, protocol: 'ICMP' } as const;
  const denial =
    leaveDenial(client, destination, topology) ??
    (target && arriveDenial(client, target, { ...destination, sourceIP: ipOf(client) }, topology));
  if (denial) {
    const at = `pod/${keyOf(denial.pod)}`;
    return end('timeout', at, whyDenied(denial), `NetworkPolicy/${denial.policies[0]}`);
  }
  if (target?.kind === 'outside')
    return target.reachable
      ? end('answered', target.place, answered)
      : end(
          'timeout',
          from,
          told(`${target.place} cannot be reached from elsewhere`, 'host-unreachable', { who: target.place }),
        );
  if (target) {
    const byNode =
      target.kind === 'node' && (ip === target.externalIP || (client.kind === 'outside' && client.reachesNodes));
    const toPod = target.kind === 'pod' && client.kind === 'outside' && client.reachesPods;
    if (inside || byNode || toPod) return end('answered', target.place, answered);
    return end(
      'timeout',
      from,
      told(`${ip} has no route from outside the cluster: no answer comes`, 'no-route-from-outside', { ip, whose: '-' }),
    );
  }
  if (inside && inCidr(ip, topology.podCidr))
    return end('unreachable', from, told(`no Pod has the address ${ip}: no route to host`, 'no-pod-there', { ip }));
  return end('timeout', from, told(`nothing answers at ${ip}`, 'nobody-there', { ip }));
}

/** The same as a trace, for captures. */
export function pingTrace(from: Place, ip: string, { verdict, hops }: PingResult, topology: Topology): Trace {
  const client = topology.byPlace.get(from);
  const target = topology.byIp.get(ip);
  const home = client ? standpointOf(client) : from;
  const node = client && target?.kind === 'outside' ? nodeOf(client, topology) : undefined;
  // What leaves the cluster is masqueraded.
  const sourceIP = node?.externalIP ?? node?.internalIP ?? (client ? ipOf(client) : '');
  if (verdict !== 'answered') return { verdict, hops, at: home };
  const place = hops.at(-1)!.at;
  return {
    verdict: 'delivered',
    hops,
    at: target ? standpointOf(target) : home,
    delivered: { place, ip, port: 0, sourceIP },
  };
}
