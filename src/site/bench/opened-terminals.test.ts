import { expect, test } from 'vitest';
import { forgetOpened, keepOpened, standing } from './opened-terminals.ts';
import { Own } from './own.ts';

function own(text?: string): Own {
  let kept = text ?? null;
  const setItem = (_: string, value: string): void => void (kept = value);
  return new Own('clusterip', () => ({ getItem: () => kept, setItem, removeItem: () => void (kept = null) }));
}

const node = { name: 'node-2', command: 'ssh node-2' };
const kept = { screens: { 0: 'first', 1: 'second' }, places: { 1: node } };

test('as the state has them, where nothing was opened since', () => {
  expect(standing(own(), kept)).toEqual(kept);
  expect(standing(own())).toEqual({ screens: {}, places: {} });
});

test('what was opened and closed since is so, at its place', () => {
  const since = own();
  keepOpened(since, [0, 2], { 2: node });
  expect(standing(since, kept)).toEqual({ screens: { 0: 'first', 2: '' }, places: { 2: node } });
  // No state was kept yet.
  expect(standing(since)).toEqual({ screens: { 0: '', 2: '' }, places: { 2: node } });
  forgetOpened(since);
  expect(standing(since, kept)).toEqual(kept);
});

test.each(['7', '"x"', '{'])('of %s nothing is taken', (text) => {
  expect(standing(own(text), kept)).toEqual(kept);
});

test('what is no terminal and no place is left out', () => {
  const damaged = own('{"x":null,"1":{"name":1}}');
  expect(standing(damaged, kept)).toEqual({ screens: { 1: 'second' }, places: {} });
});
