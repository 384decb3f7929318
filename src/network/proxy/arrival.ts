// The last step of a connection: may it go on to that machine, and who listens there?

import type { Protocol } from '#api/core/types.ts';
import type { Place } from '#machine/program.ts';
import { isLoopback } from '../address.ts';
import type { Denial } from '../policy/policy.ts';
import { deniedBy } from '../policy/policy.ts';
import type { Machine, NodeMachine, Topology } from '../topology.ts';

/** Policies hold for Pods with a network of their own; a node may always reach the Pods that run on it. */
export function denialOf(
  client: Machine,
  machine: Machine,
  { sourceIP, port, protocol }: { readonly sourceIP: string; readonly port: number; readonly protocol: Protocol },
  topology: Topology,
): Denial | undefined {
  const podOf = (m: Machine) => (m.kind === 'pod' && !m.pod.spec.hostNetwork ? m.pod : undefined);
  const isLocalNode = machine.kind === 'pod' && nodeOf(client, topology)?.name === machine.nodeName && !podOf(client);
  if (isLocalNode) return undefined;
  // Differs: a Pod keeps its identity, even where a node port on another node would hide it behind that node's address.
  // A client outside that was masqueraded on its way is judged by the address that the Pod sees.
  const seen = sourceIP === ipOf(client) || client.kind === 'pod' ? client : undefined;
  const from = { ip: sourceIP, pod: seen && podOf(seen) };
  return deniedBy(from, { ip: ipOf(machine), pod: podOf(machine) }, port, protocol, topology.policies);
}

/** Which place answers: the machine itself, or a Pod that shares its node's network. */
export function listenerAt(
  machine: Machine,
  { ip, port, protocol }: { readonly ip: string; readonly port: number; readonly protocol: Protocol },
  topology: Topology,
): Place | undefined {
  return placesOf(machine).find((place) =>
    topology
      .listening(place)
      .some((open) => open.port === port && (open.protocol ?? protocol) === protocol && binds(open.address, ip)),
  );
}

export function placesOf(machine: Machine): readonly Place[] {
  return machine.kind === 'node' ? [machine.place, ...machine.hostNetworkPods] : [machine.place];
}

/** The node under a place; undefined outside the cluster. */
export function nodeOf(machine: Machine, topology: Topology): NodeMachine | undefined {
  if (machine.kind === 'node') return machine;
  if (machine.kind === 'outside') return undefined;
  const node = topology.byPlace.get(`node/${machine.nodeName}`);
  return node?.kind === 'node' ? node : undefined;
}

export function ipOf(machine: Machine): string {
  return machine.kind === 'node' ? (machine.internalIP ?? machine.externalIP ?? '') : machine.ip;
}

export function sharesNetwork(machine: Machine, node: NodeMachine): boolean {
  return machine === node || node.hostNetworkPods.includes(machine.place);
}

/** Does a port bound to `address` take a connection to `ip`? */
function binds(address: string | undefined, ip: string): boolean {
  if (address === undefined || address === '0.0.0.0' || address === '::' || address === '*' || address === '')
    return true;
  if (isLoopback(address) || address === 'localhost') return isLoopback(ip);
  return address === ip;
}
