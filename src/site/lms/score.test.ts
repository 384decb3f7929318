import { expect, test } from 'vitest';
import { scoreOf } from './score.ts';

const exercises = (...passed: boolean[]) => passed.map((isPassed, i) => ({ id: `e${i}`, isPassed }));

test.each([
  [exercises(), 1, true],
  [exercises(false), 0, false],
  [exercises(true, false, false), 0.33, false],
  [exercises(true, true), 1, true],
  // Rounded, it would be all of it.
  [[...exercises(...Array.from({ length: 299 }, () => true)), { id: 'last', isPassed: false }], 0.99, false],
])('a score is the share of exercises that have passed (%#)', (given, scaled, isComplete) => {
  expect(scoreOf(given)).toMatchObject({ scaled, isComplete, total: given.length });
});
