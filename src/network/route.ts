// The routers between two machines, as traceroute shows them: each has taken one off the time to live.

import { ipOf, nodeOf } from './proxy/arrival.ts';
import type { Machine, Topology } from './topology.ts';

/** Where all routes out of the data centre, and the laptop's network, go through. Source: RFC 5737, for documentation. */
const GATEWAY = '198.51.100.1';

/** Addresses in order; the last is `ip` itself, whether it answers or not. */
export function routeTo(client: Machine, ip: string, topology: Topology): readonly string[] {
  const target = topology.byIp.get(ip);
  if (target === client) return [ip];
  const from = nodeOf(client, topology);
  const to = target && nodeOf(target, topology);
  const inPod = (machine: Machine | undefined): boolean => machine?.kind === 'pod' && !machine.pod.spec.hostNetwork;
  const own = inPod(client) ? [ipOf(client).replace(/\.\d+$/, '.1')] : [];
  if (from && to) {
    if (from === to) return inPod(target) || target !== from ? [...own, ip] : [ip];
    return [...own, ...(inPod(target) ? [ipOf(to)] : []), ip];
  }
  return [...own, GATEWAY, ip];
}
