// What goes into a trace, and what comes out: a connection attempt, and its way.

import type { Protocol } from '#api/core/types.ts';
import type { Hop } from '#machine/http.ts';
import type { Place } from '#machine/program.ts';
import type { Link } from '../link.ts';
import type { Backend, ServicePortRule } from './service-port.ts';

export interface Packet {
  readonly from: Place;
  readonly to: { readonly ip: string; readonly port: number; readonly protocol?: Protocol };
}

export type Verdict = 'delivered' | 'refused' | 'timeout' | 'unreachable';

export interface Delivery {
  readonly place: Place;
  readonly ip: string;
  readonly port: number;
  /** The client's address as the receiver sees it. */
  readonly sourceIP: string;
  /** A health port that kube-proxy itself answers, for this Service port. */
  readonly health?: ServicePortRule;
  /** kube-proxy's own health page. */
  readonly isProxyHealth?: true;
}

/** Translation of a connection's addresses on its way, by the node that does it. */
export interface Nat {
  /** A node: `node/NAME`. */
  readonly node: Place;
  readonly before: Ends;
  readonly after: Ends;
}

/** Where to, and whom from. */
export interface Ends {
  readonly ip: string;
  readonly port: number;
  readonly sourceIP: string;
}

export interface Trace {
  readonly verdict: Verdict;
  /** The machine that had the packet last, as it stands for itself: a node, or one outside. */
  readonly at: Place;
  readonly nat?: Nat;
  /** Never empty. Only the last can have `ok: false`, and it has exactly when the verdict is not `delivered`. */
  readonly hops: readonly Hop[];
  readonly delivered?: Delivery;
  /** Where a leg of the way is slow or loses packets. */
  readonly link?: Link;
  /** What session affinity should remember: the next connection with this key goes to the same backend. */
  readonly affinity?: { readonly key: string; readonly backend: Backend; readonly forMs: number };
}

/** A whole number in [0, n). */
export type Pick = (n: number) => number;
/** The backend that session affinity remembers for a key, if it still does. */
export type Recall = (key: string) => Backend | undefined;
