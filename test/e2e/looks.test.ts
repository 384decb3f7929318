// How every kind of page looks: axe finds nothing, and nothing is cut off at any size. With PICTURES=1 there are pictures to be looked at in
// dist/pictures, at every size and in both languages, and the README's is made anew.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from './serve.ts';
import { hurry, readLesson, ready, run } from './visit.ts';

const root = new URL('../../', import.meta.url).pathname;
const pictures = join(root, 'dist/pictures');

let site: Site;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  site = await openSite();
});
afterAll(() => site?.close());

const SIZES = { phone: [360, 740], laptop: [1280, 800], wide: [2560, 1440] } as const;
/** Others of the kind are looked at in around.test.ts. */
const PAGES = ['/en/', '/en/playground/', '/zh/', '/', '/nowhere/'] as const;
/** Long ones, in colours that the others have too. */
const LONG = ['/en/fidelity/', '/en/authoring/'] as const;

interface Themed {
  readonly document: { readonly documentElement: { readonly dataset: Record<string, string> } };
}
const theme = (page: Page, name: string): Promise<void> =>
  page.evaluate((theme) => {
    (globalThis as unknown as Themed).document.documentElement.dataset['theme'] = theme;
  }, name);

/** Which colours go together in the other themes is worked out in colours.test.ts. */
async function accessible(
  page: Page,
  path: string,
  themes: readonly string[],
  rules: readonly string[] = [],
): Promise<void> {
  for (const name of themes) {
    await theme(page, name);
    const { violations } = await new AxeBuilder({ page }).disableRules([...rules]).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html.slice(0, 160)).join(' ')}`);
    expect(found, `${path} in ${name}`).toEqual([]);
  }
  await theme(page, 'light');
}

const wanted = process.env['PICTURES'] !== undefined;

/** Nothing stands out of the page, at any size. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    await page.setViewportSize({ width, height });
    // A terminal takes its new width a moment after the page.
    const fits = page.waitForFunction('document.documentElement.scrollWidth <= innerWidth', null, { timeout: 10_000 });
    await expect(fits, `${name} ${size}`).resolves.toBeDefined();
    if (wanted) await page.screenshot({ path: join(pictures, `${name}-${size}.png`) });
  }
}

test('pages to read', async () => {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  for (const path of [...PAGES, ...LONG]) {
    await page.goto(site.url + path, { waitUntil: 'domcontentloaded' });
    await accessible(
      page,
      path,
      path === '/en/' ? ['light', 'dark'] : ['light'],
      LONG.some((one) => one === path) ? ['color-contrast'] : [],
    );
  }
  for (const locale of ['en', 'zh'])
    for (const path of ['', 'glossary/']) {
      await page.goto(`${site.url}/${locale}/${path}`, { waitUntil: 'load' });
      await shoot(page, `${locale}-${path.replace('/', '') || 'landing'}`);
    }
  await context.close();
});

test.each(['en', 'zh'])('a lesson at work, in %s', async (locale) => {
  const [expose] = readLesson('02-clusterip').exercises;
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${site.url}/${locale}/lessons/clusterip/`);
  await ready(page);
  await hurry(page);
  await run(page, [...expose!.solution, 'kubectl create service clusterip api --tcp=80', 'kubectl get services']);
  await page.locator(`[data-exercise="${expose!.id}"][data-state=passed]`).waitFor();
  await page.locator('.spot[title^="Service api"]').waitFor();
  await run(page, ['ssh node-1 curl -sS $(kubectl get service api -o jsonpath={.spec.clusterIP})']);
  await page.locator('[data-map-said]:not([hidden])').waitFor();
  if (wanted && locale === 'en') {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.screenshot({ path: join(root, 'docs/lesson.png') });
  }
  if (locale === 'en') await accessible(page, 'lesson', ['light']);
  await shoot(page, `${locale}-lesson`);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.click('[data-show=bench]');
  await shoot(page, `${locale}-bench`);
  await context.close();
});
