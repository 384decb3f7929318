// Right answers that were thought of only after the checks stood: each must pass. See unforeseen/*.yaml.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { requiredBefore } from '#grading/required.ts';
import { Seat, type Standing } from '#grading/seat.ts';
import { lessonDirs, readLessonFolder } from '../../src/cli/lesson-files.ts';
import { realTime } from '../../src/cli/real-time.ts';

interface Answer {
  readonly exercise: string;
  /** What is unusual about it. */
  readonly how: string;
  readonly run: readonly string[];
}

const here = new URL('unforeseen/', import.meta.url).pathname;
const base = new URL('../..', import.meta.url).pathname;

for (const file of readdirSync(here)) {
  const slug = file.replace(/\.yaml$/, '');
  const dir = lessonDirs(base).find((d) => d.endsWith(`-${slug}`))!;
  const read = readLessonFolder(dir, base);
  if ('problems' in read) throw new Error(`${dir} does not keep to the format`);
  const { folder } = read;
  const standing: Standing = new Map();
  const answers = parse(readFileSync(here + file, 'utf8')) as readonly Answer[];

  describe(slug, () => {
    test.each(answers)('$exercise: $how', async ({ exercise: id, run }) => {
      const exercise = folder.lesson.exercises.find((e) => e.id === id)!;
      const seat = await Seat.take(folder, realTime, exercise, standing);
      await seat.run(requiredBefore(folder.lesson, exercise).flatMap(({ solution }) => solution));
      const ran = await seat.run(run);
      const failed = (await seat.grade(exercise)).filter(({ state }) => state !== 'passed');
      seat.leave();
      const shown = ran.map(({ line, stdout, stderr }) => `$ ${line}\n${stdout}${stderr}`).join('');
      expect(
        failed.map(({ check, because }) => `${check}: ${because.en}`).join('\n') && shown + failed[0]!.because.en,
      ).toBe('');
    });
  });
}
