import { expect, test } from 'vitest';
import { backoffMs, WorkQueue } from './workqueue.ts';

test('keys come out once, in order, and again if they were added while being worked on', () => {
  const queue = new WorkQueue();
  for (const key of ['a', 'b', 'a']) queue.add(key);
  expect(queue.get(0)).toBe('a');
  queue.add('a');
  expect([queue.get(0), queue.get(0)]).toEqual(['b', undefined]);
  queue.done('a');
  expect(queue.get(0)).toBe('a');
});

test('a key that fails waits double each time, and from the start after it succeeded', () => {
  const queue = new WorkQueue();
  const waits = [1, 2, 3].map(() => {
    queue.addRateLimited('a', 0);
    const due = queue.nextDueMs!;
    expect([queue.get(due - 1), queue.get(due)]).toEqual([undefined, 'a']);
    queue.done('a');
    return due;
  });
  expect(waits).toEqual([5, 10, 20]);
  queue.forget('a');
  queue.addRateLimited('a', 100);
  expect(queue.nextDueMs).toBe(105);
  expect(backoffMs(100)).toBe(1_000_000);
});
