// Every lesson proves itself: see src/grading/prove.ts.
import { expect, test } from 'vitest';
import { showProblem } from '#grading/problem.ts';
import { proofsOf } from '#grading/prove.ts';
import { lessonDirs, readLessonFolder } from '../../src/cli/lesson-files.ts';
import { realTime } from '../../src/cli/real-time.ts';

const base = new URL('../..', import.meta.url).pathname;

for (const dir of lessonDirs(base)) {
  const read = readLessonFolder(dir, base);
  if ('problems' in read) {
    test(`${dir} keeps to the format`, () => expect(read.problems.map(showProblem).join('\n')).toBe(''));
    continue;
  }
  for (const proof of proofsOf(read.folder, realTime)) {
    test(`${read.folder.lesson.slug} · ${proof.name}`, async () => {
      expect((await proof.run()).map(showProblem).join('\n')).toBe('');
    });
  }
}
