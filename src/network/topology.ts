// Who has which address: Pods, nodes, and the machines outside the cluster.

import type { Node, Pod, Protocol } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Place } from '#machine/program.ts';
import type { Balancer } from './balancer.ts';
import type { NetworkFaults } from './faults.ts';
import type { Policies } from './policy/policy.ts';

/** An open port of a place. `address`: bound to that address only, e.g. `127.0.0.1`. */
export interface OpenPort {
  readonly port: number;
  /** Undefined: of any protocol. */
  readonly protocol?: Protocol;
  readonly address?: string;
}

/** A machine outside the cluster. */
export interface OutsideHost {
  readonly place: Place;
  readonly ips: readonly string[];
  /** Can others open connections to it? A laptop behind a home router cannot be reached. */
  readonly reachable: boolean;
  /** Has it the nodes' own routes, to their internal addresses and to Pods? So has the control plane. Default false. */
  readonly sharesNodeNetwork?: boolean;
  /** Does it stand in the network of the nodes' internal addresses, without a route to Pods? So may a laptop beside bare metal. Default false. */
  readonly besideNodes?: boolean;
}

/** One owner of an address. */
export type Machine = PodMachine | NodeMachine | OutsideMachine;
export interface PodMachine {
  readonly kind: 'pod';
  readonly place: Place;
  readonly ip: string;
  readonly nodeName: string;
  readonly pod: Pod;
}
export interface NodeMachine {
  readonly kind: 'node';
  readonly place: Place;
  readonly name: string;
  /** Undefined where the node has none. */
  readonly internalIP: string | undefined;
  readonly externalIP: string | undefined;
  /** Its label `topology.kubernetes.io/zone`. */
  readonly zone: string | undefined;
  /** It is being deleted, and its kube-proxy asks load balancers to go elsewhere. Source: KEP-3836. */
  readonly isLeaving: boolean;
  /** Places of the Pods that share its network. */
  readonly hostNetworkPods: readonly Place[];
  /** Containers' `hostPort`s by `port:protocol`: where connections to them go. */
  readonly hostPorts: ReadonlyMap<string, readonly HostPort[]>;
}
/** One of a node's ports that leads to a Pod. */
export interface HostPort {
  readonly pod: Place;
  /** The container's. */
  readonly port: number;
  /** The one address of the node that it holds at; undefined: at all. */
  readonly hostIP: string | undefined;
}
export interface OutsideMachine {
  readonly kind: 'outside';
  readonly place: Place;
  readonly ip: string;
  readonly reachable: boolean;
  readonly reachesNodes: boolean;
  readonly reachesPods: boolean;
}

export interface Topology {
  readonly byIp: ReadonlyMap<string, Machine>;
  readonly byPlace: ReadonlyMap<Place, Machine>;
  readonly nodes: readonly NodeMachine[];
  readonly pods: readonly Pod[];
  readonly serviceCidr: string;
  readonly podCidr: string;
  readonly policies: Policies;
  /** Undefined: all is well. */
  readonly faults: NetworkFaults | undefined;
  /** The cloud's load balancer that has an address. */
  balancerAt(ip: string): Balancer | undefined;
  /** The ports that are open at a place now. */
  listening(place: Place): readonly OpenPort[];
}

export interface TopologyInput {
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly hosts: readonly OutsideHost[];
  /** Default `10.96.0.0/12`. */
  readonly serviceCidr?: string;
  /** Default `10.244.0.0/16`. */
  readonly podCidr?: string;
  /** Default: none, everything may talk to everything. */
  readonly policies?: Policies;
  readonly faults?: NetworkFaults | undefined;
  /** Default: there is no cloud. */
  balancerAt?(ip: string): Balancer | undefined;
  listening(place: Place): readonly OpenPort[];
}

export function topologyOf(input: TopologyInput): Topology {
  const byIp = new Map<string, Machine>();
  const byPlace = new Map<Place, Machine>();
  const shared = new Map<string, { pods: Place[]; ports: Map<string, HostPort[]> }>();

  for (const pod of input.pods) {
    const { podIP: ip, phase } = pod.status ?? {};
    // A finished Pod has given its address back.
    if (!ip || phase === 'Succeeded' || phase === 'Failed') continue;
    const place = `pod/${keyOf(pod)}`;
    const nodeName = pod.spec.nodeName ?? '';
    const machine: PodMachine = { kind: 'pod', place, ip, nodeName, pod };
    byPlace.set(place, machine);
    let onNode = shared.get(nodeName);
    if (!onNode) shared.set(nodeName, (onNode = { pods: [], ports: new Map() }));
    if (pod.spec.hostNetwork) {
      onNode.pods.push(place);
      continue;
    }
    byIp.set(ip, machine);
    for (const { ports = [] } of pod.spec.containers)
      for (const { hostPort, containerPort, protocol = 'TCP', hostIP } of ports) {
        if (!hostPort) continue;
        const at = `${hostPort}:${protocol}`;
        const isAnywhere = !hostIP || hostIP === '0.0.0.0' || hostIP === '::';
        const entry = { pod: place, port: containerPort, hostIP: isAnywhere ? undefined : hostIP };
        onNode.ports.set(at, [...(onNode.ports.get(at) ?? []), entry]);
      }
  }
  const nodes = input.nodes.map((node) => nodeMachine(node, shared.get(node.metadata.name)));
  for (const node of nodes) {
    byPlace.set(node.place, node);
    for (const ip of [node.internalIP, node.externalIP]) if (ip) byIp.set(ip, node);
  }
  for (const { place, ips, reachable, sharesNodeNetwork = false, besideNodes = false } of input.hosts) {
    const machine: OutsideMachine = {
      kind: 'outside',
      place,
      ip: ips[0] ?? '',
      reachable,
      reachesNodes: sharesNodeNetwork || besideNodes,
      reachesPods: sharesNodeNetwork,
    };
    byPlace.set(place, machine);
    for (const ip of ips) byIp.set(ip, machine);
  }
  return {
    byIp,
    byPlace,
    nodes,
    pods: input.pods,
    serviceCidr: input.serviceCidr ?? '10.96.0.0/12',
    podCidr: input.podCidr ?? '10.244.0.0/16',
    policies: input.policies ?? { all: [], namespaceLabels: {} },
    faults: input.faults,
    balancerAt: (ip) => input.balancerAt?.(ip),
    listening: (place) => input.listening(place),
  };
}

function nodeMachine(
  node: Node,
  shared: { pods: readonly Place[]; ports: NodeMachine['hostPorts'] } = { pods: [], ports: new Map() },
): NodeMachine {
  const address = (type: string) => node.status?.addresses?.find((a) => a.type === type)?.address;
  return {
    kind: 'node',
    place: `node/${node.metadata.name}`,
    name: node.metadata.name,
    internalIP: address('InternalIP'),
    externalIP: address('ExternalIP'),
    zone: node.metadata.labels?.['topology.kubernetes.io/zone'],
    isLeaving:
      node.metadata.deletionTimestamp !== undefined ||
      (node.spec.taints?.some(({ key }) => key === 'ToBeDeletedByClusterAutoscaler') ?? false),
    hostNetworkPods: shared.pods,
    hostPorts: shared.ports,
  };
}

/** Where a machine is for the network: it stands for itself, a Pod is where its node is. */
export function standpointOf(machine: Machine): Place {
  return machine.kind === 'pod' ? `node/${machine.nodeName}` : machine.place;
}

/** `Pod/default/web` for `pod/default/web`; undefined for what is no API object. */
export function objectOf(place: Place): string | undefined {
  if (place.startsWith('pod/')) return `Pod/${place.slice(4)}`;
  if (place.startsWith('node/')) return `Node/${place.slice(5)}`;
  return undefined;
}
