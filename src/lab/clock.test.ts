import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Clock, runLive } from './clock.ts';

const START = Date.parse('2026-01-05T09:00:00.999Z');
const runAll = (clock: Clock, limit = Infinity): void => {
  while (clock.runNext(limit));
};

test('equal times run in the order in which they were asked for', () => {
  const clock = new Clock(0);
  const ran: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) clock.after(5, () => ran.push(name));
  clock.after(4, () => ran.push('first'));
  runAll(clock);
  expect(ran.join(' ')).toBe('first a b c d e');
});

test('work asked for at this very moment runs after what already waits for it', () => {
  const clock = new Clock(0);
  const ran: string[] = [];
  clock.after(1, () => {
    ran.push('a');
    clock.after(0, () => ran.push('later'));
  });
  clock.after(1, () => ran.push('b'));
  runAll(clock);
  expect(ran).toEqual(['a', 'b', 'later']);
});

test('a moment runs whole: all that waits for it, without what it asks for itself', () => {
  const clock = new Clock(0);
  const ran: string[] = [];
  clock.after(1, () => {
    ran.push('a');
    clock.after(0, () => ran.push('later'));
  });
  const cancel = clock.after(1, () => ran.push('gone'));
  clock.after(1, () => ran.push('b'));
  clock.after(2, () => ran.push('c'));
  cancel();
  expect([clock.runNext(Infinity), ran.join(' '), clock.now()]).toEqual([true, 'a b', 1]);
  expect([clock.runNext(Infinity), ran.join(' '), clock.now()]).toEqual([true, 'a b later', 1]);
});

test('a timer runs at its own time, and never before the limit allows', () => {
  const clock = new Clock(1000);
  let seen = 0;
  clock.after(50, () => (seen = clock.now()));
  expect(clock.nextDueMs).toBe(1050);
  expect([clock.runNext(1049), clock.now(), seen]).toEqual([false, 1000, 0]);
  expect([clock.runNext(1050), clock.now(), seen]).toEqual([true, 1050, 1050]);
  expect([clock.runNext(Infinity), clock.nextDueMs]).toEqual([false, undefined]);
});

test('a wait below zero is due now; time never goes back', () => {
  const clock = new Clock(1000);
  clock.after(-5, () => undefined);
  expect(clock.nextDueMs).toBe(1000);
  clock.advanceTo(2000);
  clock.advanceTo(1500);
  runAll(clock);
  expect(clock.now()).toBe(2000);
});

test('a cancelled timer neither runs nor is waited for, however often it is cancelled', () => {
  const clock = new Clock(0);
  let ran = 0;
  const cancel = clock.after(1, () => ran++);
  clock.after(9, () => ran++);
  cancel();
  cancel();
  expect([clock.pending, clock.nextDueMs, clock.nextProgressMs]).toEqual([1, 9, 9]);
  runAll(clock);
  cancel();
  expect([ran, clock.pending]).toEqual([1, 0]);
});

test('cancelling what has run changes nothing', () => {
  const clock = new Clock(0);
  const cancel = clock.after(1, () => undefined);
  runAll(clock);
  cancel();
  expect(clock.pending).toBe(0);
});

test('endless work is due but does not keep the cluster from its rest', () => {
  const clock = new Clock(0);
  const stop = clock.after(1, () => undefined, { endless: true });
  expect([clock.pending, clock.nextDueMs, clock.nextProgressMs]).toEqual([0, 1, undefined]);
  clock.after(7, () => undefined);
  expect([clock.pending, clock.nextDueMs, clock.nextProgressMs]).toEqual([1, 1, 7]);
  stop();
  expect([clock.pending, clock.nextDueMs]).toEqual([1, 7]);
});

test('after a reset nothing waits, and cancelling what waited before leaves the count alone', () => {
  const clock = new Clock(5000);
  const cancel = clock.after(10, () => expect.unreachable());
  clock.after(20, () => expect.unreachable());
  clock.reset(100);
  cancel();
  expect([clock.now(), clock.pending, clock.nextDueMs]).toEqual([100, 0, undefined]);
  runAll(clock);
  expect(clock.now()).toBe(100);
});

test('a timestamp is cut to the second, as Kubernetes writes it', () => {
  expect(new Clock(START).timestamp()).toBe('2026-01-05T09:00:00Z');
});

test('the heap gives what a stable sort gives, whatever was cancelled', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ ms: fc.nat(20), cancelled: fc.boolean(), endless: fc.boolean() }), { maxLength: 60 }),
      (timers) => {
        const clock = new Clock(0);
        const ran: number[] = [];
        const cancels = timers.map(({ ms, endless }, i) => clock.after(ms, () => ran.push(i), { endless }));
        for (const [i, { cancelled }] of timers.entries()) if (cancelled) cancels[i]!();
        const kept = timers.map((timer, i) => ({ ...timer, i })).filter(({ cancelled }) => !cancelled);
        expect(clock.pending).toBe(kept.filter(({ endless }) => !endless).length);
        runAll(clock);
        expect(ran).toEqual(kept.sort((a, b) => a.ms - b.ms || a.i - b.i).map(({ i }) => i));
        expect(clock.pending).toBe(0);
      },
    ),
  );
});

/** A real time that moves when it is told to. */
function fakeReal() {
  let now = 0;
  let waiting: { readonly run: () => void; readonly atMs: number } | undefined;
  const turns: (() => void)[] = [];
  return {
    now: () => now,
    soon: (run: () => void) => void turns.push(run),
    /** Until the host's loop has nothing ready. */
    turn() {
      for (let run = turns.shift(); run; run = turns.shift()) run();
    },
    setTimeout: (run: () => void, ms: number) => (waiting = { run, atMs: now + ms }),
    clearTimeout: (handle: unknown) => {
      if (waiting === handle) waiting = undefined;
    },
    get waitsUntil() {
      return waiting?.atMs;
    },
    later(ms: number) {
      now += ms;
    },
    pass() {
      const due = waiting!;
      waiting = undefined;
      now = due.atMs;
      due.run();
    },
  };
}

test('live: the real timer is set to the first that is due, at the speed asked for, and sooner when sooner work comes', () => {
  const clock = new Clock(0);
  const real = fakeReal();
  const ticks: number[] = [];
  const tick = (untilMs: number): void => {
    ticks.push(untilMs);
    runAll(clock, untilMs);
    clock.advanceTo(untilMs);
  };
  const live = runLive(clock, real, tick, 2);
  expect(real.waitsUntil).toBe(60_000);
  clock.after(1000, () => undefined);
  expect(real.waitsUntil).toBe(500);
  clock.after(200, () => clock.after(100, () => undefined));
  expect(real.waitsUntil).toBe(100);
  real.pass();
  real.pass();
  expect([ticks, real.waitsUntil]).toEqual([[200, 300], 500]);
  // Between two ticks whoever asks finds the time as it is.
  real.later(100);
  live.catchUp();
  expect([ticks.at(-1), clock.now(), real.waitsUntil]).toEqual([500, 500, 500]);
  live.stop();
  clock.after(1, () => undefined);
  expect(real.waitsUntil).toBeUndefined();
});

test('live: what was computed for long has not passed in the cluster, and moments come one by one', async () => {
  const clock = new Clock(0);
  const real = fakeReal();
  const ticks: number[] = [];
  const tick = (untilMs: number): void => {
    ticks.push(untilMs);
    runAll(clock, untilMs);
    clock.advanceTo(untilMs);
  };
  const live = runLive(clock, real, tick);
  const seen: string[] = [];
  // A probe: an answer that comes by a promise 2 ms later, or a second of patience.
  clock.after(10, () => {
    void new Promise<void>((answered) => clock.after(2, answered)).then(() => seen.push(`answered at ${clock.now()}`));
    clock.after(1000, () => seen.push(`given up at ${clock.now()}`));
  });
  real.later(30_000);
  for (let i = 0; i < 4; i++) {
    real.turn();
    real.pass();
    await Promise.resolve();
    await Promise.resolve();
  }
  expect(seen).toEqual(['answered at 12', 'given up at 1010']);
  expect(ticks.slice(0, 2)).toEqual([10, 12]);
  live.stop();
});

test('live: time that somebody has moved on runs from there', () => {
  const clock = new Clock(0);
  const real = fakeReal();
  const tick = (untilMs: number): void => {
    runAll(clock, untilMs);
    clock.advanceTo(untilMs);
  };
  const live = runLive(clock, real, tick);
  clock.advanceTo(1_000_000);
  clock.after(300, () => undefined);
  expect(real.waitsUntil).toBe(300);
  real.later(200);
  live.catchUp();
  expect(clock.now()).toBe(1_000_200);
  live.stop();
});

test('live: a fault in what was due is told, and time goes on', () => {
  const clock = new Clock(0);
  const real = fakeReal();
  const live = runLive(clock, real, (untilMs) => {
    runAll(clock, untilMs);
    clock.advanceTo(untilMs);
  });
  const seen: number[] = [];
  clock.after(100, () => {
    throw new Error('mine');
  });
  clock.after(300, () => seen.push(clock.now()));
  expect(() => real.pass()).toThrow('mine');
  expect(real.waitsUntil).toBe(300);
  real.pass();
  expect(seen).toEqual([300]);
  live.stop();
});

test('a leap puts off what repeats without effect, in its order, and nothing else', () => {
  const clock = new Clock(0);
  const ran: string[] = [];
  const every = (name: string, ms: number): void => {
    const again = (): void => {
      ran.push(`${name} ${clock.now()}`);
      clock.after(ms, again, { idle: true });
    };
    clock.after(ms, again, { idle: true });
  };
  every('beat', 10);
  every('probe', 15);
  clock.after(1000, () => ran.push(`renewal ${clock.now()}`), { endless: true });
  expect(clock.nextEffectMs(0)).toBe(1000);
  clock.leapTo(970, 0);
  runAll(clock, 1000);
  expect(ran).toEqual(['beat 980', 'probe 985', 'beat 990', 'renewal 1000', 'probe 1000', 'beat 1000']);
});

test('another try of what has failed is leapt over if nothing has happened since the last one, and not before', () => {
  const clock = new Clock(100);
  const ran: number[] = [];
  clock.after(300, () => ran.push(clock.now()), { retry: true });
  expect(clock.pending).toBe(0);
  // Something has happened since: the try may succeed now.
  expect(clock.nextEffectMs(101)).toBe(400);
  expect(clock.nextEffectMs(100)).toBeUndefined();
  clock.leapTo(1000, 100);
  runAll(clock, 1299);
  expect(ran).toEqual([]);
  runAll(clock, 1300);
  expect(ran).toEqual([1300]);
});
