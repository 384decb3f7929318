// GNU diff 3.10 itself vouches, where there is one on the machine that runs this.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MemoryFiles } from '#machine/memory-files.ts';
import type { Process } from '#machine/program.ts';
import { diff } from './diff.ts';

const MODIFIED = Date.UTC(2026, 0, 2, 3, 4, 5);

async function ours(files: Record<string, string>, words: readonly string[]) {
  let [stdout, stderr] = ['', ''];
  const output = (add: (text: string) => void) => ({
    write: (text: string) => {
      add(text);
      return true;
    },
    drained: async () => {},
  });
  const process = {
    argv: ['diff', ...words],
    env: {},
    cwd: '/w',
    files: new MemoryFiles(Object.fromEntries(Object.entries(files).map(([k, v]) => [`/w/${k}`, v])), () => MODIFIED),
    stdin: { read: async () => undefined },
    stdout: output((text) => (stdout += text)),
    stderr: output((text) => (stderr += text)),
    signal: new AbortController().signal,
    host: { now: () => MODIFIED },
  } as unknown as Process;
  const status = await diff(process);
  return { status, stdout, stderr };
}

function gnu(files: Record<string, string>, words: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-diff-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      if (name.endsWith('/')) continue;
      writeFileSync(join(folder, name), text);
      utimesSync(join(folder, name), MODIFIED / 1000, MODIFIED / 1000);
    }
    const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
    const { status, stdout, stderr } = spawnSync('diff', words, { cwd: folder, env, encoding: 'utf8' });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const FILES = {
  a: 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n',
  b: 'one\n2\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\n',
  c: 'ONE\ntwo\n\nthree  \nfour',
  empty: '',
  'd1/x': 'x\n',
  'd1/same': 's\n',
  'd1/sub/y': 'y\n',
  'd2/x': 'X\n',
  'd2/same': 's\n',
  'd2/new': 'n\n',
  'd2/sub/y': 'z\n',
};

const hasGnu = spawnSync('diff', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU diffutils') ?? false;

describe.skipIf(!hasGnu)('diff is as GNU diff', () => {
  test.each([
    'a b',
    '-u a b',
    '-U1 a b',
    '-U 0 a b',
    '-u a a',
    '-s a a',
    '-q a b',
    '-u a c',
    '-i -w -B a c',
    '-u empty a',
    'a empty',
    '-u -N a nope',
    '-u a nope',
    'nope a',
    'd1 d2',
    '-u -N d1 d2',
    '-r d1 d2',
    '-ruN d1 d2',
    '-rq d1 d2',
    'd1 a',
    'a',
    '',
    'a b c',
    '-u a d1/x',
  ])('diff %s', async (line) => {
    const words = line.split(' ').filter(Boolean);
    expect(await ours(FILES, words)).toEqual(gnu(FILES, words));
  });

  test('what is put in twice is told at its end', async () => {
    const files = {
      a: 'a\nb\nb\nc\n',
      b: 'a\nb\nb\nb\nc\n',
      c: '{\n x\n}\n{\n y\n}\n',
      d: '{\n x\n}\n{\n z\n}\n{\n y\n}\n',
    };
    for (const line of ['a b', 'b a', '-u c d', '-u d c']) {
      expect(await ours(files, line.split(' ')), line).toEqual(gnu(files, line.split(' ')));
    }
  });
});
