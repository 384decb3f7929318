// Models kube-controller-manager's main: watch events in, stale keys in queues, requests out. Runs until nothing is stale.

import type { ApiObject, Key } from '#apimachinery/meta.ts';
import type { Status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller, EventRecord, Refusal } from '#controllers/controller.ts';
import type { Clock } from './clock.ts';
import { Contention } from './contention.ts';

export interface LoopDeps {
  readonly clock: Clock;
  readonly cache: Informer;
  random(): number;
  request(user: string, request: ApiRequest): ApiResponse;
  event(source: string, record: EventRecord): void;
  /** Something about the lab itself that whoever runs it should know. */
  warn?(words: string): void;
}

/** First and last wait before a key that failed is tried again. Source: client-go DefaultControllerRateLimiter. */
const BACKOFF_MS = { first: 5, last: 1_000_000 } as const;

interface Queue {
  readonly controller: Controller;
  readonly resources: ReadonlySet<string>;
  readonly stale: Set<Key>;
  readonly failures: Map<Key, number>;
  readonly timers: Map<Key, () => void>;
}

/** One turn of a control loop, and what it asked of the API server. */
export interface Reconciled {
  readonly controller: string;
  readonly key: Key;
  readonly requests: readonly { readonly method: string; readonly path: string; readonly code: number }[];
}

const queueOf = (controller: Controller): Queue => ({
  controller,
  resources: new Set(controller.resources),
  stale: new Set(),
  failures: new Map(),
  timers: new Map(),
});

const concernedBy = (resource: string, queues: readonly Queue[]): readonly Queue[] =>
  queues.filter(({ resources }) => resources.has(resource) || resources.has('*'));

export class ControllerLoop {
  readonly #queues: Queue[];
  /** Whom events of a resource concern. */
  readonly #concerned = new Map<string, readonly Queue[]>();
  readonly #deps: LoopDeps;
  readonly #contention = new Contention();
  #running = false;
  /** Somebody lets the loops act one by one: keys wait. */
  #held = false;

  constructor(controllers: readonly Controller[], deps: LoopDeps) {
    this.#deps = deps;
    this.#queues = controllers.map(queueOf);
  }

  /** Controllers that come later: their turn is before that of `next`, and they learn of everything that there is. Call `run` afterwards. */
  join(
    controllers: readonly Controller[],
    next: Controller,
    objects: Iterable<readonly [resource: string, object: ApiObject]>,
  ): void {
    const queues = controllers.map(queueOf);
    this.#queues.splice(
      this.#queues.findIndex(({ controller }) => controller === next),
      0,
      ...queues,
    );
    this.#concerned.clear();
    for (const [resource, object] of objects)
      this.#mark(concernedBy(resource, queues), { type: 'ADDED', resource, object });
  }

  /** Marks what an event makes stale. Call `run` afterwards. */
  receive(event: WatchEvent): void {
    let queues = this.#concerned.get(event.resource);
    if (!queues) this.#concerned.set(event.resource, (queues = concernedBy(event.resource, this.#queues)));
    this.#mark(queues, event);
  }

  #mark(queues: readonly Queue[], event: WatchEvent): void {
    for (const queue of queues) {
      for (const key of queue.controller.keysFor(event, this.#deps.cache)) queue.stale.add(key);
    }
  }

  /** Syncs stale keys until there are none. A call from within a sync only leaves its keys for the outer one. */
  run(): void {
    if (this.#running || this.#held) return;
    this.#running = true;
    try {
      for (let again = true; again; ) {
        again = false;
        for (const queue of this.#queues) {
          for (const key of queue.stale) {
            queue.stale.delete(key);
            again = true;
            this.#sync(queue, key);
          }
        }
      }
    } finally {
      this.#running = false;
    }
  }

  /** Somebody from outside has changed something: who was made to rest may try at once. Call `run` afterwards. */
  relent(): void {
    if (!this.#contention.isResting) return;
    this.#contention.relent();
    for (const { stale, timers } of this.#queues) for (const key of timers.keys()) stale.add(key);
  }

  /** While it is held, `run` does nothing: keys wait for `reconcileNext`. Call `run` after it was let go. */
  hold(held: boolean): void {
    this.#held = held;
  }

  /** How many keys wait. */
  get waiting(): number {
    return this.#queues.reduce((sum, { stale }) => sum + stale.size, 0);
  }

  /** Syncs the key that is first in turn, and no other. Undefined: none waits. */
  reconcileNext(): Reconciled | undefined {
    for (const queue of this.#queues) {
      for (const key of queue.stale) {
        queue.stale.delete(key);
        return { controller: queue.controller.name, key, requests: this.#sync(queue, key) };
      }
    }
    return undefined;
  }

  /** Forgets queues and timers, and looks at everything anew: after a restore. */
  restart(objects: Iterable<readonly [resource: string, object: ApiObject]>): void {
    this.#contention.forget();
    for (const queue of this.#queues) {
      queue.stale.clear();
      queue.failures.clear();
      queue.timers.clear();
    }
    for (const [resource, object] of objects) this.receive({ type: 'ADDED', resource, object });
  }

  #sync(queue: Queue, key: Key): Reconciled['requests'] {
    const { clock, cache } = this.#deps;
    const { name } = queue.controller;
    const rest = this.#contention.restOf(name, key, clock.now());
    if (rest) {
      if (rest.words) this.#deps.warn?.(rest.words);
      queue.timers.get(key)?.();
      this.#later(queue, key, rest.waitMs, rest.isOld);
      return [];
    }
    queue.timers.get(key)?.();
    queue.timers.delete(key);
    const result = queue.controller.sync(key, cache, { nowMs: clock.now(), random: this.#deps.random });
    let refusal: Refusal | undefined;
    const asked: Reconciled['requests'][number][] = [];
    const ask = (request: ApiRequest): ApiResponse => {
      const answer = this.#deps.request(name, request);
      asked.push({ method: request.method, path: request.path, code: answer.code });
      return answer;
    };
    for (const [done, request] of result.requests.entries()) {
      const { code, body } = ask(request);
      // What is gone already is as wanted; the events on their way will say so.
      if (code < 400 || code === 404) continue;
      refusal = result.refused?.(done, body as Status) ?? {};
      break;
    }
    for (const request of refusal?.requests ?? []) ask(request);
    this.#contention.acted(name, key, asked, clock.now());
    for (const record of (refusal ? refusal.events : result.events) ?? []) this.#deps.event(name, record);
    if (refusal && refusal.retry !== false) {
      const times = queue.failures.get(key) ?? 0;
      queue.failures.set(key, times + 1);
      const waitMs = Math.min(BACKOFF_MS.last, BACKOFF_MS.first * 2 ** times);
      this.#later(queue, key, waitMs, times > 12);
      return asked;
    }
    queue.failures.delete(key);
    if (result.requeueAfterMs !== undefined)
      this.#later(queue, key, result.requeueAfterMs, result.ends === false, result.idle === true);
    return asked;
  }

  #later(queue: Queue, key: Key, waitMs: number, endless: boolean, idle = false): void {
    queue.timers.set(
      key,
      this.#deps.clock.after(
        waitMs,
        () => {
          queue.timers.delete(key);
          queue.stale.add(key);
          this.run();
        },
        { endless, idle },
      ),
    );
  }
}
