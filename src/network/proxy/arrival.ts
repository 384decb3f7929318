// The last step of a connection: may it go on to that machine, and who listens there?

import type { Pod, Protocol } from '#api/core/types.ts';
import type { Place } from '#machine/program.ts';
import { isLoopback } from '../address.ts';
import type { Denial } from '../policy/policy.ts';
import { egressDenial, ingressDenial } from '../policy/policy.ts';
import type { Machine, NodeMachine, Topology } from '../topology.ts';

export interface Destination {
  readonly ip: string;
  readonly port: number;
  readonly protocol: Protocol | 'ICMP';
}

/** Judged where the packet leaves the client's node. A Pod may always talk to its own node. */
export function leaveDenial(
  client: Machine,
  { ip, port, protocol }: Destination,
  topology: Topology,
): Denial | undefined {
  const pod = policedPod(client);
  const server = topology.byIp.get(ip);
  if (!pod || (server?.kind === 'node' && server === nodeOf(client, topology))) return undefined;
  const end = { ip, pod: server && policedPod(server) };
  return egressDenial(pod, end, { number: port, protocol }, topology.policies);
}

/** Judged at the server's Pod. A node, and what shares its network, may always talk to the Pods that run on it. */
export function arriveDenial(
  client: Machine,
  machine: Machine,
  { sourceIP, port, protocol }: Omit<Destination, 'ip'> & { readonly sourceIP: string },
  topology: Topology,
): Denial | undefined {
  const pod = policedPod(machine);
  const isOwnNode =
    machine.kind === 'pod' && nodeOf(client, topology)?.name === machine.nodeName && !policedPod(client);
  if (!pod || machine === client || isOwnNode) return undefined;
  const source = topology.byIp.get(sourceIP);
  const end = { ip: sourceIP, pod: source && policedPod(source) };
  return ingressDenial(pod, end, { number: port, protocol }, topology.policies);
}

/** Policies hold for Pods with a network of their own. Source: networking/v1 NetworkPolicySpec, hostNetwork Pods are as their node. */
function policedPod(machine: Machine): Pod | undefined {
  return machine.kind === 'pod' && !machine.pod.spec.hostNetwork ? machine.pod : undefined;
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
export function binds(address: string | undefined, ip: string): boolean {
  if (address === undefined || address === '0.0.0.0' || address === '::' || address === '*' || address === '')
    return true;
  if (isLoopback(address) || address === 'localhost') return isLoopback(ip);
  return address === ip;
}
