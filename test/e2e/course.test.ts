// The course, from its first exercise to its last, as a learner goes through it: every question is answered with every choice, every
// hint is read, those for a mistake once it is made, every solution is typed. The language changes on the way: the first half of a
// lesson is in one, the second in the other. Every third lesson stands for the page's part in it, unless all are asked for:
// PORTOLAN_EVERY_LESSON=1, six minutes. All solutions and hints are proved by test/lessons, in the engine.

import { readdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HintPlace } from '#grading/hint-proof.ts';
import type { Exercise, Lesson } from '#grading/lesson.ts';
import { hintPlacesOf } from '#grading/prove.ts';
import { requiredBefore } from '#grading/required.ts';
import type { Locale } from '#grading/text.ts';
import { LOCALES } from '#grading/text.ts';
import { readLessonFolder } from '../../src/cli/lesson-files.ts';
import { realTime } from '../../src/cli/real-time.ts';
import {
  beginExercise,
  expectSolved,
  filled,
  makeMistakes,
  readSolution,
  runProse,
  solve,
  takeHints,
} from './learner.ts';
import { openSite, type Site } from './serve.ts';
import { Tally } from './tally.ts';
import { enter, hurry, params, readLesson, ready, startOver, visit } from './visit.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
const tally = new Tally();
afterAll(async () => {
  console.log(String(tally));
  await site?.close();
});

/** Too narrow for the map to be open, and nothing moves: without a graphics card its pictures cost as much as all the rest. */
const CALM = { viewport: { width: 1000, height: 720 }, reducedMotion: 'reduce' } as const;

const lessons = readdirSync(new URL('../../content/lessons', import.meta.url))
  .sort()
  .filter((_, i) => i % 3 === 0 || process.env['PORTOLAN_EVERY_LESSON'])
  .map((folder) => ({ folder, lesson: readLesson(folder) }));

test.concurrent.each(
  lessons.map(({ folder, lesson }, i) => ({ folder, lesson, slug: lesson.slug, first: LOCALES[i % 2]! })),
)(
  '$slug, from $first on',
  async ({ folder, lesson, first }) => {
    tally.expect(lesson);
    const second = LOCALES.find((locale) => locale !== first)!;
    const { page, context, errors } = await visit(site, `/${first}/lessons/${lesson.slug}/`, CALM);
    let locale = first;
    await ready(page);
    await hurry(page);
    await guessInProse(page, lesson, locale);
    /** Hints for which the lesson's cluster must begin anew. */
    const later: (readonly [Exercise, ReadonlyMap<number, HintPlace>])[] = [];
    for (const [i, exercise] of lesson.exercises.entries()) {
      if (i === Math.ceil(lesson.exercises.length / 2)) {
        await page.click(`[data-language=${second}]`);
        await page.waitForURL(`**/${second}/lessons/**`);
        await ready(page);
        await hurry(page);
        locale = second;
        await guessInProse(page, lesson, locale);
      }
      await runProse(page, lesson.exercises[i - 1], exercise);
      const seen = new Set<number>();
      const look = async (): Promise<void> => {
        for (const hint of await takeHints(page, exercise, locale)) seen.add(hint);
      };
      const begin = async (): Promise<void> => {
        await beginExercise(page, exercise);
        for (const before of requiredBefore(lesson, exercise)) await solve(page, before, locale);
      };
      if (exercise.start) await begin();
      await look();
      const wanted = await mistakesFor(folder, exercise);
      if (exercise.start && wanted.size > 0) {
        for (const hint of await makeMistakes(page, exercise, locale, wanted, begin)) seen.add(hint);
        await begin();
      }
      for (const check of await solve(page, exercise, locale, look)) tally.question(lesson, exercise.id, check);
      await expectSolved(page, exercise, locale);
      await readSolution(page, exercise);
      for (const hint of seen) tally.hint(lesson, exercise.id, hint);
      const missed = [...wanted].filter(([hint]) => !seen.has(hint));
      if (missed.length > 0) later.push([exercise, new Map(missed)]);
    }
    expect(await page.isVisible('[data-lesson-done]')).toBe(true);
    for (const [exercise, wanted] of later) {
      const begin = async (): Promise<void> => {
        await startOver(page);
        for (const line of requiredBefore(lesson, exercise).flatMap(({ solution }) => solution))
          await enter(page, filled(line, await params(page)));
      };
      await begin();
      for (const hint of await makeMistakes(page, exercise, locale, wanted, begin))
        tally.hint(lesson, exercise.id, hint);
    }
    expect(errors).toEqual([]);
    expect(tally.missing(lesson)).toEqual([]);
    await context.close();
  },
  600_000,
);

/** Hints that fit only once a mistake is made, and where. */
async function mistakesFor(folder: string, { id, hints }: Exercise): Promise<ReadonlyMap<number, HintPlace>> {
  if (hints.every(({ when }) => when === undefined)) return new Map();
  const read = readLessonFolder(`content/lessons/${folder}`);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const exercise = read.folder.lesson.exercises.find((one) => one.id === id)!;
  const places = await hintPlacesOf(read.folder, exercise, realTime);
  return new Map([...places].filter(([, place]) => typeof place === 'number'));
}

/** Questions that stand in the prose: a wrong guess, then the right one, which is told with its reason. */
async function guessInProse(page: Page, lesson: Lesson, locale: Locale): Promise<void> {
  for (const [i, block] of (await page.locator('[data-predict]').all()).entries()) {
    const options = await block.locator('[data-predict-option]').all();
    for (const option of options) await option.click();
    expect(await block.locator('[data-debrief]').innerText()).not.toBe('');
    tally.prose(lesson, locale, i);
  }
}
