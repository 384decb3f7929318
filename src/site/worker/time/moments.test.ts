import { expect, test } from 'vitest';
import { Lab, type Snapshot } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
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

test('the files of machines and containers are kept once, however many moments there are', async () => {
  await preload();
  const lab = new Lab({ nodes: 1 });
  const spec = { containers: [{ name: 'web', image: 'nginx' }] };
  for (const name of ['a', 'b', 'c'])
    lab.apply([{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec }]);
  const moments = new Moments<{ snapshot: Snapshot }>();
  const take = (): void => moments.take('date', { snapshot: lab.snapshot() }, new Map());
  const kept = (): number => {
    const files = new Set<unknown>();
    for (const { saved } of moments.all)
      for (const place of Object.values({ ...saved.snapshot.machines.files, ...saved.snapshot.machines.containers }))
        for (const file of Object.values(place)) files.add(file);
    return files.size;
  };
  take();
  const once = kept();
  expect(once).toBeGreaterThan(100);
  for (let minute = 0; minute < 20; minute++) {
    lab.advance(60_000);
    take();
  }
  expect(kept()).toBe(once);
  // Its folder is another then too.
  lab.machines.laptop.files.write('/home/learner/note', 'x');
  take();
  expect([moments.all.length, kept()]).toEqual([22, once + 2]);
});

test('many small files that only old moments have make those go', () => {
  const moments = new Moments<{ snapshot: Snapshot }>({ moments: 1000, characters: 20_000 });
  for (let i = 0; i < 10; i++) {
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`/f${n}`, { mode: 0o644, modifiedMs: i }]));
    const snapshot = { storage: { objects: {} }, machines: { files: { laptop: files }, containers: {} } } as never;
    moments.take(String(i), { snapshot }, new Map());
  }
  expect(moments.all.map(({ line }) => line)).toEqual(['6', '7', '8', '9']);
});
