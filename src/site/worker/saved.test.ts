import { expect, test } from 'vitest';
import { SNAPSHOT_VERSION } from '#lab/snapshot.ts';
import { packed, type Saved, unpacked, VERSION } from './saved.ts';

const saved = {
  version: VERSION,
  lesson: 'clusterip',
  seed: 1,
  history: ['ls'],
  commands: [],
  lines: [{ line: 'ls', exitCode: 0, terminal: 1, ageMs: 7 }],
  snapshot: { version: SNAPSHOT_VERSION, nowMs: 7 },
} as unknown as Saved;

test('what was packed is read again', async () => {
  expect(await unpacked(await packed(saved), 'clusterip')).toEqual({ saved });
});

test('of a state from before anybody counted, the lines are those that its checks had', async () => {
  const { lines: _, ...before } = saved;
  const ran = (place: string) => ({ line: 'ls', place, exitCode: 2 });
  const commands = [ran('laptop'), ran('node/node-1')];
  const { saved: read } = await unpacked(await packed({ ...before, commands } as unknown as Saved), 'clusterip');
  expect(read?.lines).toEqual([{ line: 'ls', exitCode: 2, terminal: 0 }]);
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
