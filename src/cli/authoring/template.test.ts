// A new lesson keeps to the format, and passes its own proofs before its author has written a word.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintProse } from '#grading/lint/prose.ts';
import { showProblem } from '#grading/problem.ts';
import { proofsOf } from '#grading/prove.ts';
import { readLessonFolder } from '../lesson-files.ts';
import { projectDir } from '../project-dir.ts';
import { realTime } from '../real-time.ts';
import { filesOf } from './template.ts';

test('a new lesson is a lesson', async () => {
  const base = mkdtempSync(join(tmpdir(), 'portolan-new-'));
  const dir = 'content/lessons/15-fresh';
  mkdirSync(join(base, dir), { recursive: true });
  cpSync(join(projectDir, 'content/starts'), join(base, 'content/starts'), { recursive: true });
  const answers = { title: { en: 'Fresh: "1"', zh: '新' }, summary: { en: 'a # b', zh: '摘要' }, minutes: 9 };
  for (const [name, text] of Object.entries(filesOf(answers))) writeFileSync(join(base, dir, name), text);
  const read = readLessonFolder(dir, base);
  if ('problems' in read) throw new Error(read.problems.map(showProblem).join('\n'));
  const { lesson, prose } = read.folder;
  expect(lesson).toMatchObject({ ...answers, slug: 'fresh' });
  expect(lintProse(lesson, dir, prose).map(showProblem)).toEqual([]);
  for (const proof of proofsOf(read.folder, realTime)) expect((await proof.run()).map(showProblem)).toEqual([]);
  rmSync(base, { recursive: true });
}, 60_000);
