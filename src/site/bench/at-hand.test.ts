import { expect, test } from 'vitest';
import { atHand, enteredFor } from './at-hand.ts';

const all = ['a', 'b', 'c', 'd'];

test.each([
  { open: ['a', 'b', 'c', 'd'], begun: undefined, turnedTo: undefined, is: 'a', why: 'nothing is done yet' },
  { open: ['b', 'c', 'd'], begun: undefined, turnedTo: 'a', is: 'b', why: 'the one before is solved' },
  { open: ['b', 'c', 'd'], begun: undefined, turnedTo: 'c', is: 'c', why: 'b is skipped' },
  { open: ['b', 'd'], begun: undefined, turnedTo: 'c', is: 'd', why: 'c is solved, and b skipped' },
  { open: ['b'], begun: undefined, turnedTo: 'd', is: 'b', why: 'only what was skipped is left' },
  { open: ['b', 'c', 'd'], begun: 'd', turnedTo: 'b', is: 'd', why: 'its cluster stands here' },
  { open: ['b', 'c'], begun: 'd', turnedTo: 'd', is: 'b', why: 'it stands here, and it is solved' },
  { open: ['b', 'c'], begun: undefined, turnedTo: 'gone', is: 'b', why: 'the lesson has it no more' },
  { open: [], begun: undefined, turnedTo: 'd', is: undefined, why: 'all are solved' },
])('at $is: $why', ({ is, why: _, ...exercising }) => {
  expect(atHand({ all, ...exercising })).toBe(is);
});

test.each([
  { current: 'a', inSight: ['c', 'd'], is: 'c', why: 'it is out of sight' },
  { current: 'c', inSight: ['b', 'c'], is: 'c', why: 'it is in sight' },
  { current: 'a', inSight: [], is: 'a', why: 'no other is before the learner' },
  { current: undefined, inSight: [], is: undefined, why: 'all are solved' },
])('a line is for $is: $why', ({ current, inSight, is }) => {
  expect(enteredFor(current, inSight)).toBe(is);
});
