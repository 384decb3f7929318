// The course, from its first exercise to its last, as a learner goes through it: every question is answered, hints are read, every
// solution is typed. The language changes on the way: the first half of a lesson is in one, the second in the other.

import { readdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requiredBefore } from '#grading/prove.ts';
import { LOCALES } from '#grading/text.ts';
import { beginExercise, expectSolved, readSolution, runProse, solve, takeHints } from './learner.ts';
import { openSite, type Site } from './serve.ts';
import { hurry, readLesson, ready, visit } from './visit.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const lessons = readdirSync(new URL('../../content/lessons', import.meta.url))
  .sort()
  .map(readLesson);

test.concurrent.each(lessons.map((lesson, i) => ({ lesson, slug: lesson.slug, first: LOCALES[i % 2]! })))(
  '$slug, from $first on',
  async ({ lesson, first }) => {
    const second = LOCALES.find((locale) => locale !== first)!;
    const { page, context, errors } = await visit(site, `/${first}/lessons/${lesson.slug}/`);
    let locale = first;
    await ready(page);
    await hurry(page);
    await guessInProse(page);
    for (const [i, exercise] of lesson.exercises.entries()) {
      if (i === Math.ceil(lesson.exercises.length / 2)) {
        await page.click(`[data-language=${second}]`);
        await page.waitForURL(`**/${second}/lessons/**`);
        await ready(page);
        await hurry(page);
        locale = second;
        await guessInProse(page);
      }
      await runProse(page, lesson.exercises[i - 1], exercise);
      const seen = new Set<number>();
      const look = async (): Promise<void> => {
        for (const hint of await takeHints(page, exercise, locale)) seen.add(hint);
      };
      if (exercise.start) {
        await beginExercise(page, exercise);
        for (const before of requiredBefore(lesson, exercise)) await solve(page, before, locale);
      }
      await look();
      await solve(page, exercise, locale, look);
      await expectSolved(page, exercise, locale);
      await readSolution(page, exercise);
      // Hints that are for a mistake wait for it: `lesson test` proves that each fits somewhere.
      for (const [k, { when }] of exercise.hints.entries()) expect(seen.has(k) || when !== undefined).toBe(true);
    }
    expect(errors).toEqual([]);
    expect(await page.isVisible('[data-lesson-done]')).toBe(true);
    await context.close();
  },
  300_000,
);

/** Questions that stand in the prose: a wrong guess, then the right one, which is told with its reason. */
async function guessInProse(page: Page): Promise<void> {
  for (const block of await page.locator('[data-predict]').all()) {
    const options = await block.locator('[data-predict-option]').all();
    for (const option of options) await option.click();
    expect(await block.locator('[data-debrief]').innerText()).not.toBe('');
  }
}
