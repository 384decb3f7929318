import { expect, test } from 'vitest';
import { SNAPSHOT_VERSION } from '#lab/snapshot.ts';
import { packed, type Saved, unpacked, VERSION } from './saved.ts';

const saved = {
  version: VERSION,
  lesson: 'clusterip',
  seed: 1,
  history: ['ls'],
  commands: [],
  snapshot: { version: SNAPSHOT_VERSION, nowMs: 7 },
} as unknown as Saved;

test('what was packed is read again', async () => {
  expect(await unpacked(await packed(saved), 'clusterip')).toEqual({ saved });
});

test.each([
  ['newer', { ...saved, version: VERSION + 1 }],
  ['older', { ...saved, version: VERSION - 1 }],
  ['newer', { ...saved, snapshot: { ...saved.snapshot, version: SNAPSHOT_VERSION + 1 } }],
  ['older', { ...saved, snapshot: { ...saved.snapshot, version: SNAPSHOT_VERSION - 1 } }],
  ['damaged', { ...saved, lesson: 'another' }],
])('of what cannot be taken up, one is told whether it is %s', async (why, state) => {
  expect(await unpacked(await packed(state as Saved), 'clusterip')).toMatchObject({ refused: { why } });
});

test('what does not unpack is damaged, and not of another version', async () => {
  expect(await unpacked({ ...(await packed(saved)), snapshot: 'H4sI' }, 'clusterip')).toMatchObject({
    refused: { why: 'damaged' },
  });
});
