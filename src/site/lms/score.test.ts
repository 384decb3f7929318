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

test('what the platform has kept is never lowered, and is added to', () => {
  const earlier = { passed: ['e1', 'gone'], scaled: 0.5, isComplete: false };
  expect(scoreOf(exercises(false, false), earlier)).toEqual({
    passed: ['e1'],
    total: 2,
    scaled: 0.5,
    isComplete: false,
  });
  expect(scoreOf(exercises(true, false), earlier)).toMatchObject({ passed: ['e0', 'e1'], scaled: 1, isComplete: true });
  // Completed when it had fewer exercises.
  const done = { passed: ['e0'], scaled: 1, isComplete: true };
  expect(scoreOf(exercises(false, false), done)).toMatchObject({ passed: ['e0'], scaled: 1, isComplete: true });
});
