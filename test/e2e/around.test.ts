// What is around the lessons: the landing page's own line, the search, the glossary, cheat sheets, the certificate.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './axe.ts';
import { openSite, type Site } from './serve.ts';
import { screen } from './visit.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

test('the first command is typed as soon as the landing page is there', async () => {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${site.url}/en/`);
  await page.locator('[data-try-form] input').focus();
  await page.keyboard.type('kubectl expose deployment web --port=80');
  await page.keyboard.press('Enter');
  await page.locator('[data-try] [data-map-sheet]').getByText('Service web').waitFor();
  expect(await screen(page)).toContain('\nservice/web exposed');
  await page.keyboard.type('kubectl get service web -o name');
  await page.keyboard.press('Enter');
  await page.evaluate(() => (globalThis as never as { portolan: { idle(): Promise<void> } }).portolan.idle());
  expect(await screen(page)).toContain('\nservice/web\n');
  await context.close();
});

/** @param says What stands above the results. */
async function search(page: Page, query: string, says: RegExp): Promise<readonly string[]> {
  await page.keyboard.press('/');
  await page.fill('[data-search-dialog] input', query);
  await page.locator('[data-search-said]').filter({ hasText: says }).waitFor();
  return page.locator('[data-search-dialog] li strong').allInnerTexts();
}

test('what is looked for is found, in both languages, and leads there; axe finds nothing on these pages', async () => {
  const context = await site.browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    (globalThis as never as { localStorage: Record<string, string> }).localStorage['portolan-theme'] = 'contrast';
  });
  for (const path of [
    '/en/certificate/',
    '/zh/cheat-sheets/',
    '/zh/glossary/',
    '/en/glossary/',
    '/zh/class/',
    '/zh/join/',
    '/en/embedding/',
  ]) {
    await page.goto(site.url + path);
    await expectAccessible(page, { what: path });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBe(0);
  }
  expect(await search(page, 'endpoint ready', /^\d+ found/)).toContain('Running is not ready');
  await page.click('[data-search-dialog] li a');
  await page.waitForURL('**/en/glossary/#endpoint');
  expect(await page.isVisible('[data-search-dialog]')).toBe(false);
  expect(await search(page, '<b>nothing</b> of the kind', /^Nothing found for “<b>/)).toEqual([]);
  expect(await page.locator('[data-search-said] b').count()).toBe(0);
  await page.goto(`${site.url}/zh/`);
  expect(await search(page, '端点', /找到 \d+/)).toContain('端点');
  await context.close();
});
