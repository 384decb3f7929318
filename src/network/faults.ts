// What is broken in the network at this moment. Nothing is, unless somebody wanted it so.

import type { Protocol } from '#api/core/types.ts';
import type { Place } from '#machine/program.ts';

export interface NetworkFaults {
  /** Names of nodes whose machine is off: neither they nor their Pods answer, and their kube-proxy forwards nothing. */
  readonly nodesDown?: readonly string[];
  /** Pairs between which no packet passes: `node/node-1`, `control-plane`, `laptop`, `internet`. Pods share their node's fate. */
  readonly partitions?: readonly (readonly [Place, Place])[];
  /** Pairs between which every packet takes longer. */
  readonly slowLinks?: readonly SlowLink[];
  /** Pairs between which some packets are lost. TCP sends them again, later and later; UDP does not. */
  readonly lossyLinks?: readonly LossyLink[];
  /** What the cloud's firewall keeps from the nodes' external addresses. A load balancer has rules of its own. */
  readonly closedPorts?: readonly ClosedPorts[];
  /**
   * Simulated milliseconds from a change of Services or endpoints until kube-proxy has programmed it. Default 0: at once.
   * A real one takes up to a second and more, by --iptables-min-sync-period.
   */
  readonly proxyLagMs?: number;
}

export interface SlowLink {
  readonly between: readonly [Place, Place];
  /** Simulated milliseconds that a packet takes longer, one way. */
  readonly delayMs: number;
}

export interface LossyLink {
  readonly between: readonly [Place, Place];
  /** Of a hundred packets, so many are lost, one way. */
  readonly lossPercent: number;
}

/** Inclusive. */
export interface ClosedPorts {
  readonly from: number;
  readonly to: number;
  /** Default: all. */
  readonly protocol?: Protocol;
}

export function isClosed({ closedPorts = [] }: NetworkFaults, port: number, protocol: Protocol): boolean {
  return closedPorts.some((c) => c.from <= port && port <= c.to && (c.protocol ?? protocol) === protocol);
}

/** What keeps a packet from arriving: a node that is down, or a cut between two machines. */
export type Fault = { readonly node: string } | { readonly a: Place; readonly b: Place };

/** Why a packet from `a` does not arrive at `b`, both machines that stand for themselves; undefined: it does. */
export function lostBetween({ nodesDown = [], partitions = [] }: NetworkFaults, a: Place, b: Place): Fault | undefined {
  const down = [a, b].find((place) => place.startsWith('node/') && nodesDown.includes(place.slice(5)));
  if (down !== undefined) return { node: down.slice(5) };
  const cut = partitions.some(([one, other]) => (one === a && other === b) || (one === b && other === a));
  return cut ? { a, b } : undefined;
}
