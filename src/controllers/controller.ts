// A control loop, as two pure functions. The lab owns the queue, the retries and the clock.

import type { ApiObject, Key } from '#apimachinery/meta.ts';
import type { Status } from '#apimachinery/status.ts';
import type { ApiRequest, WatchEvent } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';

export interface SyncContext {
  /** Milliseconds since the epoch, simulated. */
  readonly nowMs: number;
  /** In [0, 1), seeded. */
  random(): number;
}

export interface SyncResult {
  /** What must be asked of the API server, in order. Empty: it already is right. A refusal ends the sync and requeues the key with back-off. */
  readonly requests: readonly ApiRequest[];
  /**
   * What else to ask and to tell when `requests[done]` was refused; those before it were carried out. Without it nothing is told.
   * `retry: false`: trying again would not help, an event will come when it does.
   */
  refused?(done: number, status: Status): Refusal;
  /** Look at this key again after so many simulated milliseconds (deadlines, resyncs). */
  readonly requeueAfterMs?: number;
  /** The waiting is for something that ends (a deadline, minReadySeconds), not an endless resync. Default true. */
  readonly ends?: boolean;
  /** Nothing will have to be done then as long as nothing else happens: time may leap over it. Default false. */
  readonly idle?: boolean;
  readonly events?: readonly EventRecord[];
}

export interface Refusal {
  readonly requests?: readonly ApiRequest[];
  readonly events?: readonly EventRecord[];
  readonly retry?: boolean;
}

/** An event to be recorded on an object; the lab aggregates repeats as client-go's recorders do. */
export interface EventRecord {
  readonly object: ApiObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly fieldPath?: string;
  /** What was being done: set by components that record in events.k8s.io/v1, as the scheduler does. */
  readonly action?: string;
}

export interface Controller {
  /** Also the event source and the user agent: `deployment-controller`. */
  readonly name: string;
  /** Resources to be informed about, e.g. `['deployments.apps', 'replicasets.apps', 'pods']`; `['*']`: all that there are, custom ones too. */
  readonly resources: readonly string[];
  /** Which keys does this event make stale? */
  keysFor(event: WatchEvent, cache: Informer): readonly Key[];
  sync(key: Key, cache: Informer, context: SyncContext): SyncResult;
}
