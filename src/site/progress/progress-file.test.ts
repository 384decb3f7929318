import { expect, test } from 'vitest';
import type { Kept } from '../bench/store.ts';
import { progressFile, readProgressFile } from './progress-file.ts';

const kept: Kept = {
  engine: {
    version: 3,
    lesson: 'clusterip',
    seed: 7,
    ran: 1,
    history: ['kubectl get pods'],
    commands: [],
    lines: [],
    snapshot: { objects: [] },
  },
  screens: { 0: '$ kubectl get pods\n' },
  at: 1,
  done: true,
};
const written = (lesson: object, slug = 'clusterip'): string =>
  JSON.stringify({ ...progressFile({}, 5), lessons: { [slug]: lesson } });

test('what was written is read', () => {
  const file = progressFile({ clusterip: kept }, 5);
  expect(readProgressFile(JSON.stringify(file))).toEqual(file);
});

test.each([
  ['no JSON', 'kubectl get pods'],
  ['another file', '{"kind":"List"}'],
  ['a version to come', JSON.stringify({ ...progressFile({}, 5), version: 2 })],
  ['a lesson under another name', written(kept, 'nodeport')],
  ['a name that is none', written({ ...kept, engine: { ...kept.engine, lesson: '../x' } }, '../x')],
  ['screens that are no text', written({ ...kept, screens: { 0: { toString: 1 } } })],
  ['a terminal that there cannot be', written({ ...kept, screens: { 'a"b': '' } })],
  ['history that is no text', written({ ...kept, engine: { ...kept.engine, history: [1] } })],
  ['no state', written({ ...kept, engine: null })],
])('%s is refused', (_, text) => {
  expect(readProgressFile(text)).toBeUndefined();
});
