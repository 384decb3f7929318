// The cluster as a picture's value: what stands where, and what leads where now. Nothing in it is drawn by wish: a line is there because
// an object says so, and broken because nothing would come through: nobody ready stands there, its node is down, the firewall closes all its
// ports, or policies let nobody in. Policies that let some in leave the line: whom they stop, a request shows.

/** From the outside inwards, left to right. */
export const LANES = ['outside', 'ways-in', 'services', 'pods'] as const;
export type Lane = (typeof LANES)[number];

/** `ok`: serves. `waiting`: not yet, or nobody stands behind it. `broken`: it failed, and says how. */
export type SpotState = 'ok' | 'waiting' | 'broken';

export interface Spot {
  /** As the steps of a request name it where they do: `laptop`, `service/default/web`, `pod/default/web-1`. */
  readonly id: string;
  readonly lane: Lane;
  /** `Service`, `Pod`, …; `Laptop`, `Internet`, `ApiServer`, `LoadBalancer`, `NodePort`, `Pods` are no kinds of objects. */
  readonly kind: string;
  readonly name: string;
  /** Where there are several. */
  readonly namespace?: string;
  /** `Kind/namespace/name` of the object that can be looked at. */
  readonly object?: string;
  /** Addresses, hosts, a Pod's state: in Kubernetes' own words. */
  readonly note: string;
  /** In place of the note: what Kubernetes has no word for. */
  readonly said?: 'notReady' | 'notFound';
  readonly state: SpotState;
  /** The node it stands on; '' is none yet. Pods only. */
  readonly node?: string;
  /** How many Pods it stands for, if more than one. */
  readonly count?: number;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  /** `selects`: a Service's endpoint. `routes`: a rule, a port or an address that leads there. */
  readonly kind: 'selects' | 'routes';
  /** False: it is there, and nothing comes through, such as to a Pod that is not ready. */
  readonly holds: boolean;
}

export interface ChartNode {
  readonly name: string;
  readonly isReady: boolean;
}

export interface Chart {
  readonly spots: readonly Spot[];
  readonly lines: readonly Line[];
  readonly nodes: readonly ChartNode[];
  /** The spot that stands for a Pod which has none of its own, by `pod/namespace/name`. */
  readonly groups: Readonly<Record<string, string>>;
}
