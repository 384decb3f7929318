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
  await dock.locator('[data-dock-solved]').filter({ hasText: 'Exercise 1: solved' }).waitFor();
  await run(page, [`kubectl get pods -n office`]);
  expect(await dock.innerText()).toContain('\nExercise 2');
  await page.tap('[data-dock-title]');
  await page.locator(`[data-exercise=${exercises[1]!.id}] h3`).waitFor();
  // Below the bar.
  await expect.poll(() => top(`[data-exercise=${exercises[1]!.id}]`)).toBeLessThan(200);
  expect(await top(`[data-exercise=${exercises[1]!.id}]`)).toBeGreaterThan(52);
  // What gets the keyboard is not under what stands over the page, enlarged twice either.
  await page.setViewportSize({ width: 640, height: 400 });
  expect(await page.evaluate(covered)).toEqual([]);
  // Enlarged four times there are lines left to read and to type.
  await page.setViewportSize({ width: 320, height: 256 });
  const height = async (selector: string): Promise<number> => (await page.locator(selector).boundingBox())!.height;
  expect(256 - (await height('[data-dock]')) - (await height('.switch'))).toBeGreaterThan(160);
  await page.click('[data-show=bench]');
  expect(await height('[data-testid=terminal]')).toBeGreaterThan(90);
  await page.click('[data-open-map]');
  expect(await height('[data-map-frame]')).toBeGreaterThan(50);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.click('[data-show=lesson]');
  await page.tap('[data-dock-title]');
  // Another day.
  await page.goto(`${site.url}/en/`);
  await page.goto(`${site.url}/en/lessons/clusterip/`);
  await expect.poll(() => top(`[data-exercise=${exercises[1]!.id}]`)).toBeLessThan(200);
  await context.close();
});

interface Boxed {
  getBoundingClientRect(): { readonly top: number };
}

interface Control extends Boxed {
  readonly textContent: string;
  checkVisibility(): boolean;
  contains(other: unknown): boolean;
  focus(): void;
  getBoundingClientRect(): {
    readonly top: number;
    readonly left: number;
    readonly width: number;
    readonly height: number;
  };
}
interface Drawn {
  readonly document: {
    querySelectorAll(selector: string): Iterable<Control>;
    elementFromPoint(x: number, y: number): unknown;
  };
  requestAnimationFrame(then: () => void): void;
}

/** Runs in the page: each of the lesson's controls that something else is painted over, when it has the keyboard. */
async function covered(): Promise<readonly string[]> {
  const { document, requestAnimationFrame } = globalThis as unknown as Drawn;
  const found: string[] = [];
  for (const control of document.querySelectorAll('#content :is(button, a, summary, input, [tabindex="0"])')) {
    if (!control.checkVisibility()) continue;
    control.focus();
    // What stands over the page comes and goes with what is in sight.
    for (let frame = 0; frame < 2; frame++) await new Promise<void>((drawn) => requestAnimationFrame(drawn));
    const { top, left, width, height } = control.getBoundingClientRect();
    const points = [0.15, 0.5, 0.85].map((part) => document.elementFromPoint(left + width / 2, top + height * part));
    if (!points.some((at) => control.contains(at))) found.push(control.textContent);
  }
  return found;
}
