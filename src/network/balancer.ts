// A load balancer of the cloud: a machine outside the cluster that gives connections on to nodes, packet by packet.

import type { Key } from '#apimachinery/meta.ts';
import type { Place } from '#machine/program.ts';

export interface Balancer {
  /** `load-balancer/default/web`. */
  readonly place: Place;
  readonly service: Key;
  readonly ip: string;
  /** Names of the nodes that it sends to. */
  readonly nodes: readonly string[];
  /** Those that passed its health checks; where none did, it tries them all. Source: Google's passthrough load balancers. */
  readonly healthy: readonly string[];
}
