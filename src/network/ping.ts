// ICMP echo: who answers a ping. kube-proxy forwards ports, not pings, so a Service's address never answers.

import { keyOf } from '#apimachinery/meta.ts';
import type { Hop } from '#machine/http.ts';
import type { Place } from '#machine/program.ts';
import { inCidr, isLoopback } from './address.ts';
import { lostBetween } from './faults.ts';
import { arriveDenial, ipOf, leaveDenial } from './proxy/arrival.ts';
import { whyDenied } from './proxy/reasons.ts';
import type { Rules } from './proxy/rules.ts';
import type { Topology } from './topology.ts';
import { objectOf, standpointOf } from './topology.ts';

export interface PingResult {
  readonly verdict: 'answered' | 'timeout' | 'unreachable';
  readonly hops: readonly Hop[];
}

export function ping(from: Place, ip: string, topology: Topology, rules: Rules): PingResult {
  const client = topology.byPlace.get(from);
  const end = (verdict: PingResult['verdict'], at: string, did: string, object = objectOf(at)): PingResult => ({
    verdict,
    hops: [
      { at: from, did: `sends an ICMP echo request to ${ip}`, ok: true },
      { at, did, ...(object ? { object } : {}), ok: verdict === 'answered' },
    ],
  });
  if (!client) return end('unreachable', from, `has no network: ${from} is not running`);
  if (isLoopback(ip)) return end('answered', from, 'answered the ping');
  const owner = rules.owners.get(ip);
  const target = topology.byIp.get(ip);
  const inside = client.kind !== 'outside';
  if (owner && target?.kind !== 'node') {
    const why = `${ip} is a virtual address of Service ${owner.service}: it takes connections to ports, and answers no ping`;
    return end('timeout', `service/${owner.service}`, why, `Service/${owner.service}`);
  }
  if (target === client) return end('answered', client.place, 'answered the ping');
  const lost = target && topology.faults && lostBetween(topology.faults, standpointOf(client), standpointOf(target));
  if (lost) return end('timeout', standpointOf(target), `${lost}: no answer comes`);
  const destination = { ip, port: 0, protocol: 'ICMP' } as const;
  const denial =
    leaveDenial(client, destination, topology) ??
    (target && arriveDenial(client, target, { ...destination, sourceIP: ipOf(client) }, topology));
  if (denial) {
    const at = `pod/${keyOf(denial.pod)}`;
    return end('timeout', at, whyDenied(denial).did, `NetworkPolicy/${denial.policies[0]}`);
  }
  if (target?.kind === 'outside')
    return target.reachable
      ? end('answered', target.place, 'answered the ping')
      : end('timeout', from, `${target.place} cannot be reached from elsewhere`);
  if (target) {
    const byNode =
      target.kind === 'node' && (ip === target.externalIP || (client.kind === 'outside' && client.reachesNodes));
    const toPod = target.kind === 'pod' && client.kind === 'outside' && client.reachesPods;
    if (inside || byNode || toPod) return end('answered', target.place, 'answered the ping');
    return end('timeout', from, `${ip} has no route from outside the cluster: no answer comes`);
  }
  if (inside && inCidr(ip, topology.podCidr))
    return end('unreachable', from, `no Pod has the address ${ip}: no route to host`);
  return end('timeout', from, `nothing answers at ${ip}`);
}
