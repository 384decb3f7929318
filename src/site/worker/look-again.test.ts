import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LookAgain } from './look-again.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const time = {
  setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
  clearTimeout: (handle: unknown) => clearTimeout(handle as number),
};
/** A look that sees nothing new each time. Returns at which second it was looked. */
function looking(): { readonly again: LookAgain; readonly at: number[] } {
  const at: number[] = [];
  const began = Date.now();
  const again: LookAgain = new LookAgain(time, () => {
    at.push((Date.now() - began) / 1000);
    again.later();
  });
  return { again, at };
}

test('what has failed is looked at again after one, three and nine seconds, and then left alone', () => {
  const { again, at } = looking();
  again.later();
  vi.advanceTimersByTime(60_000);
  expect(at).toEqual([1, 4, 13]);
});

test('a change begins it anew', () => {
  const { again, at } = looking();
  again.later();
  vi.advanceTimersByTime(5000);
  again.changed();
  again.later();
  vi.advanceTimersByTime(60_000);
  expect(at).toEqual([1, 4, 6, 9, 18]);
});

test('whoever looks meanwhile is not reminded, and nobody is once it is over', () => {
  const { again, at } = looking();
  again.later();
  again.later();
  vi.advanceTimersByTime(1500);
  expect(at).toEqual([1]);
  again.stop();
  vi.advanceTimersByTime(60_000);
  expect(at).toEqual([1]);
});
