import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LessonTab } from './lesson-tab.ts';

/** What browsers have, as far as one lesson needs it: a lock that one holds, a queue, and one that takes it all the same. */
class Locks {
  #held: { readonly end: (error: Error) => void } | undefined;
  readonly #queue: (() => void)[] = [];

  request(_: string, { steal, signal }: LockOptions, run: () => Promise<void>): Promise<void> {
    return new Promise((done, fail) => {
      const take = (): void => {
        const mine = { end: fail };
        this.#held = mine;
        void run().then(() => {
          if (this.#held !== mine) return;
          this.#held = undefined;
          done();
          this.#queue.shift()?.();
        });
      };
      if (steal) {
        this.#held?.end(new DOMException('stolen', 'AbortError'));
        take();
      } else if (this.#held) {
        this.#queue.push(take);
        signal?.addEventListener('abort', () => {
          this.#queue.splice(this.#queue.indexOf(take), 1);
          fail(new DOMException('given up', 'AbortError'));
        });
      } else take();
    });
  }
}

/** Heard by all others of the name; `isAsleep` hears nothing. */
class Channel {
  static all: Channel[] = [];
  readonly #name: string;
  #listener: ((event: { data: unknown }) => void) | undefined;
  isAsleep = false;
  constructor(name: string) {
    this.#name = name;
    Channel.all.push(this);
  }
  addEventListener(_: string, listener: (event: { data: unknown }) => void): void {
    this.#listener = listener;
  }
  postMessage(data: unknown): void {
    for (const other of Channel.all)
      if (other !== this && other.#name === this.#name && !other.isAsleep) other.#listener?.({ data });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { locks: new Locks() });
  vi.stubGlobal('BroadcastChannel', Channel);
  Channel.all = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A tab, and what happened to it. */
function open(): { readonly tab: LessonTab; readonly channel: Channel; readonly told: string[] } {
  const told: string[] = [];
  const tab = new LessonTab('clusterip', {
    async asked() {
      told.push('asked');
    },
    taken: () => told.push('taken'),
  });
  return { tab, channel: Channel.all.at(-1)!, told };
}
const isHeld = (held: Promise<void>): Promise<boolean> =>
  Promise.race([held.then(() => true), vi.advanceTimersByTimeAsync(0).then(() => false)]);

test('a tab that is asked saves, and gives the lesson', async () => {
  const [first, second] = [open(), open()];
  await first.tab.hold();
  const held = second.tab.hold();
  expect(await isHeld(held)).toBe(false);
  second.tab.takeOver();
  expect(await isHeld(held)).toBe(true);
  expect(first.told).toEqual(['asked']);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(second.told).toEqual([]);
});

test('from one that sleeps it is taken after three seconds, and that one is told when it wakes', async () => {
  const [first, second] = [open(), open()];
  await first.tab.hold();
  first.channel.isAsleep = true;
  const held = second.tab.hold();
  second.tab.takeOver();
  await vi.advanceTimersByTimeAsync(2900);
  expect(await isHeld(held)).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(await isHeld(held)).toBe(true);
  expect(first.told).toEqual(['taken']);
  // It may have it back, from then on as any other.
  first.channel.isAsleep = false;
  const again = first.tab.hold();
  first.tab.takeOver();
  expect(await isHeld(again)).toBe(true);
  expect(second.told).toEqual(['asked']);
});

test('a tab that closes leaves the lesson to the one that waits', async () => {
  const locks = new Locks();
  vi.stubGlobal('navigator', { locks });
  let close = (): void => {};
  void locks.request('portolan/clusterip', {}, () => new Promise<void>((closed) => (close = closed)));
  const second = open();
  const held = second.tab.hold();
  expect(await isHeld(held)).toBe(false);
  close();
  expect(await isHeld(held)).toBe(true);
});
