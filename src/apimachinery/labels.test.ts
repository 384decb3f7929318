import { expect, test } from 'vitest';
import { matches, matchesSelector, parseSelector, selectorText } from './labels.ts';

test.each([
  ['a=b', { a: 'b' }, true],
  ['a==b,c!=d', { a: 'b' }, true],
  ['a!=b', { a: 'b' }, false],
  ['a in (x, b)', { a: 'b' }, true],
  ['a notin (x,b)', {}, true],
  ['a', { a: '' }, true],
  ['!a', { a: '' }, false],
  ['a>3', { a: '4' }, true],
  ['a<3', { a: '4' }, false],
  ['', {}, true],
  ['in=x', { in: 'x' }, true],
])('%j on %j is %j', (text, labels, expected) => {
  const requirements = parseSelector(text);
  expect('error' in requirements ? requirements : matches(requirements, labels)).toBe(expected);
});

test.each([
  ['a=b,', "found '', expected: identifier after ','"],
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['a in b', "unable to parse requirement: found 'b' expected: '('"],
  ['=a', "found '=', expected: !, identifier, or 'end of string'"],
  ['!a=b', "found '=', expected: ',' or 'end of string'"],
  [
    'a>x',
    `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
])('%j: %s', (text, error) => {
  expect(parseSelector(text)).toEqual({ error });
});

test('a missing selector matches nothing, an empty one everything', () => {
  expect([matchesSelector(undefined, {}), matchesSelector({}, {})]).toEqual([false, true]);
  const selector = {
    matchLabels: { b: '1', a: '2' },
    matchExpressions: [{ key: 'c', operator: 'NotIn' as const, values: ['y', 'x'] }],
  };
  expect(selectorText(selector)).toBe('a=2,b=1,c notin (x,y)');
  expect(selectorText({})).toBe('<none>');
});
