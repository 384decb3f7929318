// A hunt in the browser: begun by its button, timed for whoever likes, begun again with another fault.

import { expect, test } from 'vitest';
import { expectAccessible } from './axe.ts';
import { siteForTests } from './serve.ts';
import { expectState, readLesson, run, saved, screen, type as typeKeys, visit } from './visit.ts';

declare const window: { readonly portolan: { screen(): string } };

const site = siteForTests();

const [hunt] = readLesson('14-fault-hunts').exercises.filter(({ id }) => id === 'one-letter');
const mend = hunt!.solution.filter((line) => !line.startsWith('begin'));
const section = `[data-exercise="${hunt!.id}"]`;

test.concurrent.each([
  { locale: 'en', took: /^Solved in \d+:\d\d/ },
  { locale: 'zh', took: /^用时 \d+:\d\d/ },
])('a hunt, and again with another fault ($locale)', async ({ locale, took }) => {
  const { page, context, errors } = await visit(site, `/${locale}/lessons/fault-hunts/`);
  const face = page.locator('[data-stopwatch-face]');
  const taken = page.locator(`${section} [data-taken]`);
  const again = page.locator(`${section} [data-begin=again]`);
  const begun = async (button: string): Promise<string> => {
    const before = (await screen(page)).split('takes the place').length;
    await page.click(`${section} ${button}`);
    // What one types next is for the new cluster, however fast one is.
    await page.waitForFunction((count) => window.portolan.screen().split('takes the place').length > count, before);
    await typeKeys(page, 'kubectl get service api -o jsonpath={.spec.selector.app}\n');
    return /\{\.spec\.selector\.app\}\s*(\w{3})learner/.exec((await screen(page)).slice(-400))![1]!;
  };

  const guess = page.locator('[data-predict-option]').nth(1);
  await guess.click();
  expect(await again.isVisible()).toBe(false);
  const first = await begun('[data-begin=""]');
  // Nobody is hurried who has not asked for it.
  expect(await face.isVisible()).toBe(false);
  await page.click('[data-stopwatch]');
  await face.filter({ hasText: /^\d+:\d\d$/ }).waitFor();
  await expectAccessible(page, { within: '.tools' });
  await run(page, mend);
  await expectState(page, section, 'passed');
  await taken.filter({ hasText: took }).waitFor();

  const second = await begun('[data-begin=again]');
  expect([first, second].sort()).toEqual(['API', 'apl']);
  expect(await screen(page)).toMatch(/Drawn from seed \d+: `begin one-letter --seed \d+` is this one again\./);
  await expectState(page, section, 'todo');
  expect(await page.locator(`${section} [data-debrief-text]`).isVisible()).toBe(false);
  await run(page, mend);
  await expectState(page, section, 'passed');

  // All of it is kept: what was solved, how long it took, that one likes to see it, and what was guessed.
  await saved(page, 'fault-hunts');
  await page.reload();
  await expectState(page, section, 'passed');
  await taken.filter({ hasText: took }).waitFor();
  expect(await guess.getAttribute('aria-pressed')).toBe('true');
  expect(await page.locator('[data-predict] [data-debrief]').isVisible()).toBe(true);
  await page.click('[data-stopwatch]');
  expect(await taken.isVisible()).toBe(false);
  expect(errors).toEqual([]);
  await context.close();
});
