import { expect, test } from 'vitest';
import type { Snapshot } from '#lab/lab.ts';
import { Moments } from './moments.ts';

const object = (text: string): object => ({ kind: 'X', text });
const at = (...objects: object[]): { snapshot: Snapshot } => ({
  snapshot: { storage: { revision: 1, objects: { xs: objects } }, machines: { files: {}, containers: {} } } as never,
});

test('the oldest goes when there are too many', () => {
  const moments = new Moments({ moments: 2, characters: 1e9 });
  for (const line of ['a', 'b', 'c']) moments.take(line, at(), new Map());
  expect([moments.all.map(({ line }) => line), moments.dropped]).toEqual([['b', 'c'], 1]);
  expect([moments.get(1), moments.get(3)?.line]).toEqual([undefined, 'c']);
});

test('what all have in common weighs nothing, what only old ones have makes them go', () => {
  const moments = new Moments({ moments: 1000, characters: 3000 });
  const big = object('x'.repeat(5000));
  for (let i = 0; i < 50; i++) moments.take(String(i), at(big, object('y'.repeat(100))), new Map());
  expect(moments.all.length).toBeGreaterThan(20);
  expect(moments.all.length).toBeLessThan(30);
  // The big one is replaced: every moment that still has it goes but the last.
  moments.take('end', at(object('small')), new Map());
  expect(moments.all.map(({ line }) => line)).toEqual(['end']);
});
