// Files, pipes and paths.

import { expect, test } from 'vitest';
import { FileLayer } from './file-nodes.ts';
import { MemoryFiles } from './memory-files.ts';
import { basename, dirname, join, normalize } from './path.ts';
import { makePipe } from './pipe.ts';

test.each([
  [normalize('/a/./b//../c/'), '/a/c'],
  [normalize('/../..'), '/'],
  [join('/a', 'b/../c'), '/a/c'],
  [join('/a', '/b'), '/b'],
  [dirname('/a/b'), '/a'],
  [dirname('/a'), '/'],
  [dirname('a'), '.'],
  [basename('/a/b.txt', '.txt'), 'b'],
  [basename('/'), '/'],
])('%s is %s', (made, wanted) => expect(made).toBe(wanted));

test('files keep to POSIX', () => {
  let now = 1;
  const files = new MemoryFiles({ '/a/b': 'é' }, () => now, { limitBytes: 10 });
  expect(files.stat('/a/b')).toEqual({ type: 'file', size: 2, mode: 0o644, modifiedMs: 1 });
  now = 2;
  expect([
    files.write('/x/y', ''),
    files.write('/a', ''),
    files.write('/a/b/c', ''),
    files.mkdir('/a'),
    files.mkdir('/q/r'),
    files.remove('/a'),
    files.remove('/none'),
    files.rename('/a', '/a/in'),
    files.write('/a/big', '0123456789'),
    files.append('/a/b', 'ok'),
  ]).toEqual(['ENOENT', 'EISDIR', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ENOTEMPTY', 'ENOENT', 'EINVAL', 'ENOSPC', undefined]);
  expect(files.rename('/a', '/z')).toBeUndefined();
  expect([files.list('/'), files.read('/z/b'), files.read('/a/b')]).toEqual([['z'], 'éok', undefined]);
  const copy = new MemoryFiles({}, () => 0);
  copy.restore(JSON.parse(JSON.stringify(files.snapshot())));
  expect(copy.snapshot()).toEqual(files.snapshot());
});

test('a pipe waits when full, ends when the writer leaves, breaks when the reader does', async () => {
  let broken = 0;
  const { input, output } = makePipe({ capacity: 2, onBroken: () => broken++ });
  output.write('abc');
  let drained = false;
  const waiting = output.drained().then(() => {
    drained = true;
  });
  await Promise.resolve();
  expect(drained).toBe(false);
  expect(await input.read()).toBe('abc');
  await waiting;
  output.close();
  expect(await input.read()).toBeUndefined();
  const other = makePipe({ onBroken: () => broken++ });
  other.input.close();
  expect([other.output.write('x'), broken]).toEqual([false, 1]);
});

test('a read ends early when its signal aborts', async () => {
  const { input } = makePipe();
  const controller = new AbortController();
  const reading = input.read(controller.signal);
  controller.abort();
  expect(await reading).toBeUndefined();
});

test('files over a layer: what one machine changes, the others and the layer do not see', () => {
  const layer = new FileLayer({ '/etc/a.conf': 'a', '/srv/': '' });
  const make = (nowMs: number): MemoryFiles => new MemoryFiles({ '/etc/own': 'own' }, () => nowMs, { layer });
  const [one, other] = [make(1), make(2)];
  expect(one.list('/')).toEqual(['etc', 'srv']);
  expect(one.list('/etc')).toEqual(['a.conf', 'own']);
  expect([one.stat('/etc/a.conf')?.modifiedMs, other.stat('/etc/a.conf')?.modifiedMs]).toEqual([1, 2]);
  one.append('/etc/a.conf', '!');
  one.chmod('/srv', 0o700);
  one.rename('/srv', '/moved');
  one.remove('/etc', { recursive: true });
  expect([one.list('/'), one.read('/etc/a.conf'), one.stat('/moved')?.mode]).toEqual([['moved'], undefined, 0o700]);
  expect(one.write('/etc/a.conf', 'new')).toBe('ENOENT');
  expect([other.list('/'), other.read('/etc/a.conf'), other.stat('/srv')?.mode]).toEqual([['etc', 'srv'], 'a', 0o755]);
  const copy = make(3);
  copy.restore(one.snapshot());
  expect([copy.list('/'), copy.list('/moved')]).toEqual([['moved'], []]);
});
