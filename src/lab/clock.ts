// The only holder of time: a queue of what is due, and the moment that simulated time has reached.

/** Work that is due at a moment. `endless` work (probes, resyncs, back-off of what keeps failing) never brings the cluster to rest by being done. */
interface Timer {
  dueMs: number;
  readonly order: number;
  readonly endless: boolean;
  /** See `TimerOptions`. */
  readonly idle: boolean;
  /** Of a retry: when it was asked for. */
  readonly retrySinceMs: number | undefined;
  readonly run: () => void;
  cancelled: boolean;
}

export interface TimerOptions {
  /** Never brings the cluster to rest by being done: probes, resyncs, back-off of what keeps failing. Default false. */
  readonly endless?: boolean;
  /** Endless, and without effect as long as nothing else happens: probes that pass, heartbeats. Time may leap over it. Default false. */
  readonly idle?: boolean;
  /** Endless, and idle if nothing has happened since it was asked for: another try of what has just failed. Default false. */
  readonly retry?: boolean;
}

/** What drives a live clock: the real time and a real timer, handed in by the page or the command-line tool. */
export interface RealTime {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
  /** Runs when everything that is ready has run: one turn of the host's loop, and no longer. A timer of 0 ms waits for one, or four. */
  soon(run: () => void): void;
}

/** A binary heap by due time, then by order of asking: equal times run in the order in which they were asked for. */
class TimerHeap {
  readonly #items: Timer[] = [];

  get first(): Timer | undefined {
    while (this.#items[0]?.cancelled) this.pop();
    return this.#items[0];
  }

  get all(): readonly Timer[] {
    return this.#items;
  }

  push(timer: Timer): void {
    const items = this.#items;
    let at = items.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(items[at]!, items[parent]!)) break;
      [items[at], items[parent]] = [items[parent]!, items[at]!];
      at = parent;
    }
  }

  /** Puts off what repeats without effect. */
  shiftIdle(ms: number, newsMs: number): void {
    for (const timer of this.#items) if (isIdle(timer, newsMs)) timer.dueMs += ms;
    // What is in order is a heap.
    this.#items.sort((a, b) => (before(a, b) ? -1 : 1));
  }

  pop(): Timer | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (!last || items.length === 0) return top;
    items[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= items.length) break;
      const right = left + 1;
      const child = right < items.length && before(items[right]!, items[left]!) ? right : left;
      if (!before(items[child]!, items[at]!)) break;
      [items[at], items[child]] = [items[child]!, items[at]!];
      at = child;
    }
    return top;
  }
}

/** Without effect, if the last that happened was at `newsMs`. */
const isIdle = ({ idle, retrySinceMs }: Timer, newsMs: number): boolean =>
  idle || (retrySinceMs !== undefined && retrySinceMs >= newsMs);

const before = (a: Timer, b: Timer): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

export class Clock {
  #nowMs: number;
  #order = 0;
  #progressing = 0;
  readonly #timers = new TimerHeap();
  /** Called when a timer was added, so that a live driver can wake earlier. */
  onTimer: (() => void) | undefined;
  /** Called when all timers were forgotten. */
  onReset: (() => void) | undefined;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** Milliseconds since the epoch, simulated. */
  now(): number {
    return this.#nowMs;
  }

  /** RFC 3339 in whole seconds, as Kubernetes writes times. */
  timestamp(): string {
    return `${new Date(this.#nowMs).toISOString().slice(0, 19)}Z`;
  }

  /** Runs after so many simulated milliseconds. Returns what cancels it. */
  after(
    ms: number,
    run: () => void,
    { idle = false, retry = false, endless = idle || retry }: TimerOptions = {},
  ): () => void {
    const dueMs = this.#nowMs + Math.max(0, ms);
    const retrySinceMs = retry ? this.#nowMs : undefined;
    const timer: Timer = { dueMs, order: this.#order++, endless, idle, retrySinceMs, run, cancelled: false };
    this.#timers.push(timer);
    if (!endless) this.#progressing++;
    this.onTimer?.();
    return () => {
      if (timer.cancelled) return;
      timer.cancelled = true;
      if (!endless) this.#progressing--;
    };
  }

  /** How many timers wait for something that ends. */
  get pending(): number {
    return this.#progressing;
  }

  /** When the next timer is due; undefined when none waits. */
  get nextDueMs(): number | undefined {
    return this.#timers.first?.dueMs;
  }

  /** When the next timer that brings the cluster nearer to rest is due. */
  get nextProgressMs(): number | undefined {
    let next: number | undefined;
    for (const t of this.#timers.all)
      if (!t.endless && !t.cancelled && (next === undefined || t.dueMs < next)) next = t.dueMs;
    return next;
  }

  /** When the next timer is due that may have an effect, if the last that happened was at `newsMs`; undefined when none is. */
  nextEffectMs(newsMs: number): number | undefined {
    let next: number | undefined;
    for (const t of this.#timers.all)
      if (!isIdle(t, newsMs) && !t.cancelled && (next === undefined || t.dueMs < next)) next = t.dueMs;
    return next;
  }

  /** Moves time on over what repeats without effect, which goes on from there as before. Nothing else may be due before. */
  leapTo(ms: number, newsMs: number): void {
    this.#timers.shiftIdle(ms - this.#nowMs, newsMs);
    this.#nowMs = ms;
  }

  /**
   * Runs what is due first, if it is due by `limitMs`, at its own time: everything of that moment that has been asked for by now, so that who
   * looks at the cluster afterwards sees the moment as one. False if there was nothing.
   */
  runNext(limitMs: number): boolean {
    const dueMs = this.#timers.first?.dueMs;
    if (dueMs === undefined || dueMs > limitMs) return false;
    this.#nowMs = Math.max(this.#nowMs, dueMs);
    const asked = this.#order;
    // Equal times stand in the order in which they were asked for.
    for (
      let timer = this.#timers.first;
      timer && timer.dueMs <= dueMs && timer.order < asked;
      timer = this.#timers.first
    ) {
      this.#timers.pop();
      timer.cancelled = true;
      if (!timer.endless) this.#progressing--;
      timer.run();
    }
    return true;
  }

  /** Moves time on without running anything: call it when nothing is due before. Never goes back. */
  advanceTo(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  /** For a restored snapshot: forgets all timers and stands at `ms`. */
  reset(ms: number): void {
    // Marked as cancelled: whoever still holds a timer may cancel it later, which must not count.
    for (let timer = this.#timers.pop(); timer; timer = this.#timers.pop()) timer.cancelled = true;
    this.#progressing = 0;
    this.#nowMs = ms;
    this.onReset?.();
  }
}

export interface LiveTime {
  /** Brings simulated time to the real one now, for whoever asks between two ticks. */
  catchUp(): void;
  stop(): void;
}

/** So far may simulated time lag behind the real one. What the engine computed for longer than that has not passed in the cluster. In real milliseconds. */
const LAG_MS = 250;

/**
 * Lets simulated time run with real time, one moment at a time: what a moment sets off in a program's own code has run before the next
 * one comes. Whoever computes for long does not find that everybody's patience has ended meanwhile.
 *
 * @param speed Simulated seconds a real second. Default 1. 0: time stands still, but what is due at this moment still runs.
 * @param tick Runs everything due up to a simulated moment (milliseconds since the epoch).
 */
export function runLive(clock: Clock, real: RealTime, tick: (untilMs: number) => void, speed = 1): LiveTime {
  const startReal = real.now();
  let startSimulated = clock.now();
  let handle: unknown;
  let stopped = false;
  const simulatedNow = (): number => {
    const now = startSimulated + (real.now() - startReal) * speed;
    // Somebody has moved simulated time on: it runs from there.
    const ahead = Math.max(0, clock.now() - now);
    startSimulated += ahead;
    return now + ahead;
  };
  /** Up to the first moment at which something is due, and no further. */
  const step = (): void => {
    const due = clock.nextDueMs;
    const late = due === undefined ? 0 : simulatedNow() - due - LAG_MS * speed;
    if (late > 0) startSimulated -= late;
    clock.onTimer = undefined;
    try {
      tick(Math.min(simulatedNow(), due ?? Number.POSITIVE_INFINITY));
    } finally {
      // A fault in what was due is told to whoever runs this; time goes on all the same.
      clock.onTimer = wake;
      wake();
    }
  };
  let turn = 0;
  const wake = (): void => {
    if (stopped) return;
    if (handle !== undefined) real.clearTimeout(handle);
    handle = undefined;
    const due = clock.nextDueMs;
    const ahead = due === undefined ? Number.POSITIVE_INFINITY : due - simulatedNow();
    const waitMs = ahead > 0 ? Math.min(60_000, ahead / speed) : 0;
    const own = ++turn;
    const run = (): void => {
      handle = undefined;
      if (!stopped && own === turn) step();
    };
    if (waitMs > 0) handle = real.setTimeout(run, waitMs);
    else real.soon(run);
  };
  clock.onTimer = wake;
  wake();
  return {
    catchUp() {
      // Within a tick its own time counts.
      if (stopped || clock.onTimer === undefined || simulatedNow() <= clock.now()) return;
      step();
    },
    stop() {
      stopped = true;
      clock.onTimer = undefined;
      if (handle !== undefined) real.clearTimeout(handle);
    },
  };
}
