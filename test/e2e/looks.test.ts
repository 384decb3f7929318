// How every kind of page looks: axe finds nothing, and nothing is cut off at any size. With PICTURES=1 there are pictures to be looked at in
// dist/pictures, at every size and in both languages, and the README's is made anew.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COLOURS, expectAccessible } from './axe.ts';
import { openSite, type Site } from './serve.ts';
import { atEverySize, picturesWanted, root } from './sizes.ts';
import { hurry, readLesson, ready, run } from './visit.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** Every page of the site, as it was built: `/en/lessons/clusterip/`. */
const pages = (): string[] =>
  readdirSync(join(root, 'dist/site'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => `/${file.replace(/index\.html$/, '')}`);
/** Each page in both languages and themes. Otherwise one of each kind has all rules in both themes. */
const every = process.env['PORTOLAN_EVERY_PAGE'] !== undefined;
const WHOLE = ['/en/', '/en/playground/', '/en/webcontainer/', '/zh/', '/', '/404.html'];
/** Pages at once: while one is fetched, another is looked at. */
const AT_ONCE = 2;

interface Themed {
  readonly document: { readonly documentElement: { readonly dataset: Record<string, string> } };
}
const theme = (page: Page, name: string): Promise<void> =>
  page.evaluate((theme) => {
    (globalThis as unknown as Themed).document.documentElement.dataset['theme'] = theme;
  }, name);

/** In the light by every rule, in the dark by those about colours: a theme is nothing else. */
async function accessibleInBoth(page: Page, path: string): Promise<void> {
  await expectAccessible(page, { what: `${path} in light` });
  await theme(page, 'dark');
  await expectAccessible(page, { what: `${path} in dark`, only: COLOURS });
}

test('axe finds nothing on any page', { timeout: every ? 900_000 : 180_000 }, async () => {
  const all = pages();
  expect(all).toEqual(expect.arrayContaining(WHOLE));
  const toDo = all.filter(
    // What holds of the one language's elements holds of the other's, and of one error's page of the others'.
    (path) => every || WHOLE.includes(path) || !(path.startsWith('/zh/') || /^\/en\/errors\/(?!curl-7\/).+/.test(path)),
  );
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const wrong: string[] = [];
  const look = async (): Promise<void> => {
    const page = await context.newPage();
    for (let path = toDo.pop(); path !== undefined; path = toDo.pop()) {
      await page.goto(site.url + path, { waitUntil: 'domcontentloaded' });
      // Which colours go together in the other themes is worked out in colours.test.ts.
      const looked =
        every || WHOLE.includes(path)
          ? accessibleInBoth(page, path)
          : expectAccessible(page, { what: `${path} in light`, without: ['color-contrast'] });
      await looked.catch((error: unknown) => wrong.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  await context.close();
  expect(wrong, 'every finding on every page').toEqual([]);
});

test('nothing is cut off, at any size', async () => {
  const context = await site.browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  for (const locale of ['en', 'zh'])
    for (const path of ['', 'glossary/']) {
      await page.goto(`${site.url}/${locale}/${path}`, { waitUntil: 'load' });
      await atEverySize(page, `${locale}-${path.replace('/', '') || 'landing'}`);
    }
  await context.close();
});

test.each(['en', 'zh'])('a lesson at work, in %s', async (locale) => {
  const [expose] = readLesson('02-clusterip').exercises;
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${site.url}/${locale}/lessons/clusterip/`);
  await ready(page);
  // Chinese has no slanted letters.
  const style = await page
    .locator('.prose em')
    .first()
    .evaluate((em) => (globalThis as never as Styled).getComputedStyle(em).fontStyle);
  expect(style).toBe(locale === 'zh' ? 'normal' : 'italic');
  await hurry(page);
  await run(page, [...expose!.solution, 'kubectl create service clusterip api --tcp=80', 'kubectl get services']);
  await page.locator(`[data-exercise="${expose!.id}"][data-state=passed]`).waitFor();
  await page.locator('.spot[title^="Service api"]').waitFor();
  await run(page, ['ssh node-1 curl -sS $(kubectl get service api -o jsonpath={.spec.clusterIP})']);
  await page.locator('[data-map-said]:not([hidden])').waitFor();
  if (picturesWanted && locale === 'en') {
    await page.setViewportSize({ width: 1440, height: 900 });
    // Over no button.
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(root, 'docs/lesson.png') });
  }
  if (locale === 'en') await toldInTheSystemsColours(page);
  await accessibleInBoth(page, 'lesson');
  await theme(page, 'light');
  await atEverySize(page, `${locale}-lesson`);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.click('[data-show=bench]');
  await atEverySize(page, `${locale}-bench`);
  await context.close();
});

interface Styled {
  getComputedStyle(element: unknown): { readonly fontStyle: string };
}
interface Stated {
  scrollTo(x: number, y: number): void;
  setAttribute(name: string, value: string): void;
}

/** High contrast by the system's setting: states can be told apart by what is drawn. */
async function toldInTheSystemsColours(page: Page): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' });
  const apart = async (drawn: string, of: string, name: string, states: readonly string[]): Promise<void> => {
    // A verdict may come meanwhile, and draw its own state.
    const differ = async (): Promise<number> => {
      const pictures: string[] = [];
      for (const state of states) {
        await page
          .locator(of)
          .first()
          .evaluate((element, [name, state]) => (element as Stated).setAttribute(name!, state!), [name, state]);
        pictures.push((await page.locator(drawn).first().screenshot()).toString('base64'));
      }
      return new Set(pictures).size;
    };
    await expect.poll(differ, { message: `${drawn}: ${states}`, timeout: 20_000 }).toBe(states.length);
  };
  // Where the exercise itself is in sight, the foot does not repeat it.
  await page.locator('[data-prose]').evaluate((prose) => (prose as Stated).scrollTo(0, 1e6));
  await apart('[data-dock] .face', '[data-dock] li', 'data-state', ['pending', 'failed', 'passed']);
  await apart('[data-map-system]', '[data-map-system]', 'aria-pressed', ['true', 'false']);
  await apart('.choice', '.choice', 'aria-pressed', ['true', 'false']);
  await apart('.spot', '.spot', 'class', ['spot broke', 'spot']);
  await page.emulateMedia({ forcedColors: null });
}
