import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goSorted } from './go-sort.ts';

test('whatever it is given comes out in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40 }), { maxLength: 400 }), (numbers) => {
      expect(goSorted(numbers, (a, b) => a < b)).toEqual(numbers.toSorted((a, b) => a - b));
    }),
    { numRuns: 300 },
  );
});

test('up to twelve equals keep their order; of what is less than its equals the order turns around', () => {
  const given = [...'abcdefghijkl'];
  expect(goSorted(given, () => false)).toEqual(given);
  expect(goSorted(given, () => true)).toEqual(given.toReversed());
});
