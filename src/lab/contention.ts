// Control loops that undo each other's work without end. At one simulated moment they would never come to an end, and no time would pass.
// Differs: a real controller manager is slowed down by its client's rate limit (--kube-api-qps) alone, and goes on for ever at that pace; here
// a loop that has acted on one object very often at one moment rests, longer each time, until somebody else changes something.

import type { Key } from '#apimachinery/meta.ts';
import type { Reconciled } from './loop.ts';

/** So often may a loop act on one key at one moment: at first, and once a rest has not helped. A ReplicaSet makes 500 Pods in one turn. */
const TURNS = { first: 200, again: 20 } as const;

/** In simulated milliseconds: doubling, for as long as it is of no use. */
const REST_MS = { first: 1000, last: 300_000 } as const;

/** What has been quiet for so long is a new story. */
const FORGIVEN_MS = 600_000;

interface Resting {
  readonly times: number;
  untilMs: number;
  readonly words: string;
}

export interface Rest {
  readonly waitMs: number;
  /** It has rested before, and that has not helped: nobody need wait for it. */
  readonly isOld: boolean;
  /** Who does what to whom, the first time that it is noticed. */
  readonly words?: string;
}

export class Contention {
  #atMs = Number.NaN;
  readonly #turns = new Map<string, number>();
  readonly #writes = new Map<string, { count: number; last: string }>();
  readonly #resting = new Map<string, Resting>();

  /** A loop has had a turn. */
  acted(controller: string, key: Key, requests: Reconciled['requests'], nowMs: number): void {
    const last = requests.at(-1);
    if (!last) return;
    this.#at(nowMs);
    const turn = `${controller} ${key}`;
    this.#turns.set(turn, (this.#turns.get(turn) ?? 0) + 1);
    const { count = 0 } = this.#writes.get(controller) ?? {};
    this.#writes.set(controller, { count: count + requests.length, last: `${last.method} ${last.path}` });
  }

  /** Must it rest before its next turn? Undefined: it may act now. */
  restOf(controller: string, key: Key, nowMs: number): Rest | undefined {
    this.#at(nowMs);
    const turn = `${controller} ${key}`;
    let resting = this.#resting.get(turn);
    if (resting && nowMs < resting.untilMs) return { waitMs: resting.untilMs - nowMs, isOld: resting.times > 1 };
    if (resting && nowMs - resting.untilMs > FORGIVEN_MS) {
      this.#resting.delete(turn);
      resting = undefined;
    }
    const turns = this.#turns.get(turn) ?? 0;
    const before = resting?.times ?? 0;
    if (turns < (before > 1 ? TURNS.again : TURNS.first)) return undefined;
    const times = before + 1;
    const waitMs = Math.min(REST_MS.last, REST_MS.first * 2 ** before);
    const words = resting?.words ?? this.#words(controller, key);
    this.#resting.set(turn, { times, untilMs: nowMs + waitMs, words });
    // Very much work is done after one rest.
    return { waitMs, isOld: times > 1, ...(times === 2 && { words }) };
  }

  /** Somebody from outside has changed something: who rests may try at once. */
  relent(): void {
    this.#turns.clear();
    for (const resting of this.#resting.values()) resting.untilMs = this.#atMs;
  }

  get isResting(): boolean {
    return this.#resting.size > 0;
  }

  forget(): void {
    this.#turns.clear();
    this.#resting.clear();
  }

  #at(nowMs: number): void {
    if (nowMs === this.#atMs) return;
    this.#atMs = nowMs;
    this.#turns.clear();
    this.#writes.clear();
  }

  #words(controller: string, key: Key): string {
    const many = [...this.#writes].filter(([name, { count }]) => name === controller || count >= TURNS.again);
    const who = many.map(([name, { count, last }]) => `${name} (${count} requests, the last ${last})`);
    return `Controllers change the same objects over and over, and no time passes: ${who.join(', ')}. ${controller} now lets time pass before it takes up ${key} again.`;
  }
}
