// What a process of the learner's and the door to its Pod say to each other: a line of JSON each way, and then, of connections, their bytes.

import type { NodeError } from '#kubelet/images/node/network-errors.ts';

/** In the process's environment: where the door is. */
export const DOOR = 'PORTOLAN_DOOR';

export interface DoorAt {
  readonly port: number;
  /** Whoever comes without it is sent away, on either side. */
  readonly secret: string;
  /** The container's. */
  readonly hostname: string;
}

/** From the process. `live` and `listen` last as long as the connection does. */
export type Ask =
  | { readonly ask: 'live' }
  /** It has something to do when SIGTERM comes. */
  | { readonly ask: 'heeds' }
  /** What comes to the Pod's port is to go to `at`, on loopback. */
  | { readonly ask: 'listen'; readonly address: string; readonly port: number; readonly at: number }
  /** A connection to somewhere in the simulated network. */
  | { readonly ask: 'connect'; readonly host: string; readonly port: number }
  | { readonly ask: 'lookup'; readonly name: string };

export type Answer =
  | {
      readonly ok: true;
      readonly port?: number;
      readonly at?: number;
      readonly ends?: Ends;
      readonly addresses?: readonly string[];
    }
  | { readonly ok: false; readonly error: NodeError };

export interface Address {
  readonly ip: string;
  readonly port: number;
}

export interface Ends {
  readonly local: Address;
  readonly remote: Address;
}

/** The first line of a connection that the door brings; the process answers with an empty one. */
export interface Greeting extends Ends {
  readonly secret: string;
}
