import { expect, test } from 'vitest';
import { Stopwatch, taken } from './stopwatch.ts';

test('it counts while it runs, on from what was spent before, and stands still between', () => {
  let now = 1000;
  const watch = new Stopwatch(() => now, 5000);
  now += 700;
  expect(watch.ms).toBe(5000);
  watch.turn(true);
  now += 300.4;
  expect(watch.ms).toBe(5300);
  watch.turn(true);
  watch.turn(false);
  now += 9999;
  expect([watch.ms, watch.runs]).toEqual([5300, false]);
  watch.turn(true);
  now += 100;
  expect(watch.ms).toBe(5400);
});

test('the last time and the best are kept, of each exercise by itself', () => {
  const first = taken({ other: { last: 1, best: 1 } }, 'one', 9000);
  const slower = taken(first, 'one', 12_000);
  expect(slower).toEqual({ other: { last: 1, best: 1 }, one: { last: 12_000, best: 9000 } });
  expect(taken(slower, 'one', 4000)['one']).toEqual({ last: 4000, best: 4000 });
});
