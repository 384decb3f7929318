// Archives go there and back, and the real tar reads and writes the same. Texts: GNU tar 1.35.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { bytesOf, textOf } from '#machine/bytes.ts';
import type { MemoryFiles } from '#machine/memory-files.ts';
import { textInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { endBlocks, entryBlocks, readArchive } from '#machine/ustar.ts';
import { fakeFiles, fakeHost } from '../testing/fake-host.ts';
import { tar } from './tar.ts';

async function run(files: MemoryFiles, args: string, stdin = '') {
  const [stdout, stderr] = [new TextSink(), new TextSink()];
  const code = await tar({
    argv: ['tar', ...args.split(' ')],
    env: {},
    cwd: '/root',
    files,
    stdin: textInput(stdin),
    stdout,
    stderr,
    signal: new AbortController().signal,
    host: fakeHost(),
  });
  return { code, out: stdout.text, err: stderr.text };
}

const LONG = `${'long-folder-name/'.repeat(8)}file`;
const tree = () =>
  fakeFiles({
    '/srv/a.txt': 'hello\n',
    '/srv/sub/b.bin': textOf(new Uint8Array([0, 255, 10, 200])),
    [`/srv/${LONG}`]: 'x',
  });

test('what one packs the other unpacks', async () => {
  const packed = await run(tree(), 'cf - -C / srv');
  expect([packed.code, packed.err]).toEqual([0, '']);
  const there = fakeFiles();
  const unpacked = await run(there, '-xmf - -C /tmp', packed.out);
  expect([unpacked.code, unpacked.err, there.read('/tmp/srv/a.txt'), there.read(`/tmp/srv/${LONG}`)]).toEqual([
    0,
    '',
    'hello\n',
    'x',
  ]);
  expect([...bytesOf(there.read('/tmp/srv/sub/b.bin')!)]).toEqual([0, 255, 10, 200]);
  expect((await run(tree(), 'tf -', packed.out)).out.split('\n').slice(0, 2)).toEqual(['srv/', 'srv/a.txt']);
});

test('the real tar unpacks ours, and ours its', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const packed = await run(tree(), 'cf - -C / srv');
  writeFileSync(join(folder, 'ours.tar'), bytesOf(packed.out));
  execFileSync('tar', ['xf', 'ours.tar'], { cwd: folder });
  expect([...readFileSync(join(folder, 'srv/sub/b.bin'))]).toEqual([0, 255, 10, 200]);
  for (const format of ['gnu', 'pax', 'ustar']) {
    const theirs = execFileSync('tar', [`--format=${format}`, '-cf', '-', 'srv'], { cwd: folder });
    const there = fakeFiles();
    expect(await run(there, 'xf - -C /tmp', textOf(theirs))).toEqual({ code: 0, out: '', err: '' });
    expect(there.read(`/tmp/srv/${LONG}`)).toBe('x');
  }
});

test.each([
  ['cf - /srv/a.txt', 0, "tar: Removing leading `/' from member names\n"],
  ['cf - ../srv/a.txt', 0, "tar: Removing leading `../' from member names\n"],
  [
    'cf - nothing',
    2,
    'tar: nothing: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n',
  ],
  [
    'xf - -C /none',
    2,
    'tar: /none: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n',
  ],
  ['xf -', 2, 'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n'],
  ['xzf -', 2, '\ngzip: stdin: not in gzip format\ntar: Child returned status 1\n'],
  ['xjf -', 2, 'tar: Portolan does not simulate archives compressed by bzip2 and xz; -z is by gzip\n'],
  ['f -', 2, "tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n"],
])('tar %s', async (args, code, err) => {
  const ran = await run(tree(), args, 'no archive'.padEnd(1024));
  expect(ran.code).toBe(code);
  expect(ran.err.startsWith(err)).toBe(true);
});

test('any names and contents come back', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }).filter((n) => !/[\0]/.test(n));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.uint8Array({ maxLength: 1100 })), { maxLength: 4 }), (all) => {
      const entries = all.map(([n, data]) => ({ name: n, type: 'file' as const, mode: 0o640, mtime: 5, data }));
      const bytes = Buffer.concat(entries.flatMap(entryBlocks));
      const archive = new Uint8Array(Buffer.concat([bytes, endBlocks(bytes.length)]));
      expect(archive.length % 10_240).toBe(0);
      expect(readArchive(archive)).toEqual({ entries });
    }),
  );
});

test('nonsense is an error and nothing more', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (noise) => void readArchive(noise)));
});
