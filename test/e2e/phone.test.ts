// A lesson on a phone: prose and terminal are two views, and in both the bar and the exercise at hand are in sight.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from './serve.ts';
import { readLesson, ready, run } from './visit.ts';

const { exercises } = readLesson('02-clusterip');

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

test('in both views of a phone one sees where one is, and what is solved', async () => {
  const context = await site.browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true });
  const page = await context.newPage();
  await page.goto(`${site.url}/en/lessons/clusterip/`);
  const top = (selector: string): Promise<number> =>
    page.locator(selector).evaluate((element) => (element as never as Boxed).getBoundingClientRect().top);
  await page.evaluate('scrollTo(0, 1500)');
  await page.tap('[data-show=bench]');
  await ready(page);
  expect(await top('.bar')).toBe(0);
  const dock = page.locator('[data-dock]');
  await dock.locator('li').filter({ hasText: 'answers from a Pod' }).waitFor();
  expect(await dock.innerText()).toMatch(/^Exercise 1\n/);
  await run(page, exercises[0]!.solution);
  await dock.locator('[data-dock-solved]').filter({ hasText: 'Exercise 1: Exercise solved' }).waitFor();
  await run(page, [`kubectl get pods -n office`]);
  expect(await dock.innerText()).toContain('\nExercise 2');
  await page.tap('[data-dock-title]');
  await page.locator(`[data-exercise=${exercises[1]!.id}] h3`).waitFor();
  // Below the bar.
  await expect.poll(() => top(`[data-exercise=${exercises[1]!.id}]`)).toBeLessThan(200);
  expect(await top(`[data-exercise=${exercises[1]!.id}]`)).toBeGreaterThan(52);
  // Another day.
  await page.goto(`${site.url}/en/`);
  await page.goto(`${site.url}/en/lessons/clusterip/`);
  await expect.poll(() => top(`[data-exercise=${exercises[1]!.id}]`)).toBeLessThan(200);
  await context.close();
});

interface Boxed {
  getBoundingClientRect(): { readonly top: number };
}
