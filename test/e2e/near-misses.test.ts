// Near misses, typed into the page: the check that it names refuses, with the words that it names. `lesson test` plays those of every
// lesson; here one lesson stands for the page's part in it, unless all are asked for: PORTOLAN_EVERY_LESSON=1, an hour and more.

import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requiredBefore } from '#grading/required.ts';
import { beginExercise, filled } from './learner.ts';
import { siteForTests } from './serve.ts';
import { expectState, params, readLesson, run, startOver, type Visit, visit } from './visit.ts';

const site = siteForTests();

const lessons = readdirSync(new URL('../../content/lessons', import.meta.url))
  .filter((folder) => folder === '02-clusterip' || process.env['PORTOLAN_EVERY_LESSON'])
  .map(readLesson);

describe.each(lessons.map((lesson) => ({ lesson, slug: lesson.slug })))('$slug', ({ lesson, slug }) => {
  // One visit a language, every other exercise in each: the lesson is started over after each miss, as a learner would.
  for (const [turn, locale] of (['en', 'zh'] as const).entries())
    describe(locale, () => {
      let seat: Visit;
      beforeAll(async () => {
        seat = await visit(site, `/${locale}/lessons/${slug}/`);
      });
      afterAll(() => seat?.context.close());

      for (const exercise of lesson.exercises.filter((_, i) => i % 2 === turn))
        test.each(exercise.nearMisses)(`${exercise.id}: $why.en`, async ({ run: lines, fails, says }) => {
          const { page, errors } = seat;
          if (exercise.start) await beginExercise(page, exercise);
          else await startOver(page);
          for (const line of [...requiredBefore(lesson, exercise).flatMap(({ solution }) => solution), ...lines])
            await run(page, [filled(line, await params(page))]);

          const check = `[data-exercise="${exercise.id}"] [data-check="${fails}"]`;
          await expectState(page, check, 'failed');
          const because = page.locator(`${check} [data-because]`);
          // The words that a miss names may be those of one language only, as in `lesson test`.
          if (locale === 'en') await because.filter({ hasText: says.replaceAll('`', '') }).waitFor({ timeout: 15_000 });
          expect(/[一-鿿]/.test((await because.textContent())!)).toBe(locale === 'zh');
          expect(await page.getAttribute(`[data-exercise="${exercise.id}"]`, 'data-state')).toBe('todo');
          expect(errors).toEqual([]);
        });
    });
});
