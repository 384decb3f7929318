import { expect, test } from 'vitest';
import { timeText } from './stopwatch.ts';

test.each([
  [0, '0:00'],
  [7_999, '0:07'],
  [187_000, '3:07'],
  [3_765_000, '1:02:45'],
])('%d ms are %s', (ms, text) => {
  expect(timeText(ms)).toBe(text);
});
