// Which interfaces a connection's packets pass, with which addresses: before and after translation. Derived from the trace that `why` shows.
// Differs: on a lossy link packets are seen as if none were lost; source ports are kept by masquerading.

import type { CapturedPacket } from '#machine/packet.ts';
import type { Place } from '#machine/program.ts';
import type { SocketAddress } from '#machine/stream.ts';
import { isLoopback } from '../address.ts';
import { nodeOf, sharesNetwork } from '../proxy/arrival.ts';
import type { Trace } from '../proxy/packet.ts';
import type { Machine, Topology } from '../topology.ts';
import { standpointOf } from '../topology.ts';

/** One interface on the way of requests; answers pass it the other way round. */
export interface Leg {
  readonly place: Place;
  readonly interface: string;
  readonly direction: CapturedPacket['direction'];
  readonly from: SocketAddress;
  readonly to: SocketAddress;
  /** Between two ports of the bridge. */
  readonly isBridged?: true;
}

/** As it passes an interface, whatever the direction. */
export type Ends = Pick<Leg, 'from' | 'to'>;

export interface Way {
  /** In the order in which a request passes them, as far as it comes. */
  readonly legs: readonly Leg[];
  /** The router that says so where nothing can be delivered. */
  readonly router: string;
}

/** Packets dropped here go no further. */
const DROPPED = new Set(['policy-denied', 'local-without-endpoint', 'source-not-in-ranges', 'cloud-firewall']);
/** The server's own kernel says no: the packet has come all the way. */
export const AT_SERVER = new Set(['not-listening', 'bound-elsewhere', 'port-closed']);

/** A veth's name on its node. Source: the bridge plugin of CNI: `veth` and eight hexadecimal digits. */
export function vethOf(pod: Place): string {
  let hash = 0x811c9dc5;
  for (const c of pod) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193);
  return `veth${(hash >>> 0).toString(16).padStart(8, '0')}`;
}

/** Whose interfaces a place has: a Pod of `hostNetwork` its node's. */
export function networkNamespaceOf(place: Place, topology: Topology): Place {
  const machine = topology.byPlace.get(place);
  const node = machine && nodeOf(machine, topology);
  return machine && node && sharesNetwork(machine, node) ? node.place : place;
}

export function wayOf(from: Place, source: SocketAddress, asked: SocketAddress, trace: Trace, topology: Topology): Way {
  const client = topology.byPlace.get(from);
  if (!client) return { legs: [], router: source.ip };
  const own = networkNamespaceOf(from, topology);
  const { nat, at: last, delivered } = trace;
  const before: Ends = { from: source, to: asked };
  if (isLoopback(asked.ip) && !nat)
    return { legs: [{ place: own, interface: 'lo', direction: 'In', ...before }], router: asked.ip };
  let legs: Leg[] = [];
  const home = standpointOf(client);
  const passes = (place: Place, device: string, direction: Leg['direction'], ends: Ends): void => {
    legs.push({ place, interface: device, direction, ...ends });
  };
  const inPod = own.startsWith('pod/');
  if (inPod) {
    passes(own, 'eth0', 'Out', before);
    passes(home, vethOf(own), 'In', before);
    passes(home, 'cni0', 'In', before);
  } else if (client.kind === 'outside') passes(own, 'eth0', 'Out', before);

  let here = home;
  let now = before;
  const isOut = (): boolean => client.kind === 'outside' && here === home;
  if (nat && nat.node !== home) {
    if (!isOut()) passes(here, 'eth0', 'Out', now);
    here = nat.node;
    now = { from: { ip: nat.before.sourceIP, port: source.port }, to: nat.before };
    passes(here, 'eth0', 'In', now);
  }
  const end = delivered ?? nat?.after ?? { ...asked, sourceIP: source.ip };
  if (end.sourceIP !== now.from.ip || nat)
    now = { from: { ip: end.sourceIP, port: source.port }, to: { ip: end.ip, port: end.port } };
  const code = trace.hops.at(-1)?.reason.code ?? '';
  const isDropped = trace.verdict !== 'delivered' && DROPPED.has(code);
  if (last !== here) {
    if (!isOut()) passes(here, 'eth0', 'Out', now);
    here = last;
    passes(here, 'eth0', 'In', now);
  } else if (trace.verdict === 'timeout' && !isDropped && !isOut()) passes(here, 'eth0', 'Out', now);

  const target = delivered ? topology.byPlace.get(delivered.place) : topology.byIp.get(end.ip);
  const reaches = trace.verdict === 'delivered' || AT_SERVER.has(code);
  if (target?.kind === 'pod' && reaches) {
    const inside = networkNamespaceOf(target.place, topology);
    const isBridged = inPod && here === home && !nat;
    if (isBridged && inside !== own)
      legs = legs.map((leg) => (leg.interface === 'cni0' ? { ...leg, isBridged: true } : leg));
    if (inside.startsWith('pod/') && inside !== own) enter(inside, here, now, isBridged, passes);
    else if (inside === own && inPod && nat) enter(inside, here, now, false, passes);
  }
  return { legs, router: routerOf(client, inPod && here === home, topology, here) };
}

function enter(
  pod: Place,
  node: Place,
  ends: Ends,
  isBridged: boolean,
  passes: (place: Place, device: string, direction: Leg['direction'], ends: Ends) => void,
): void {
  if (!isBridged) passes(node, 'cni0', 'Out', ends);
  passes(node, vethOf(pod), 'Out', ends);
  passes(pod, 'eth0', 'In', ends);
}

/** Whose ICMP errors a client gets: its Pod's gateway, or the node where the packet is. */
function routerOf(client: Machine, isAtGateway: boolean, topology: Topology, here: Place): string {
  if (isAtGateway && client.kind === 'pod') return client.ip.replace(/\.\d+$/, '.1');
  const node = topology.byPlace.get(here);
  return node?.kind === 'node' ? (node.internalIP ?? '') : '';
}
