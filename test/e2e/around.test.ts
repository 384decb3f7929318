// What is around the lessons: the landing page's own line, the search, the glossary, cheat sheets, the certificate.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './axe.ts';
import { siteForTests } from './serve.ts';
import { enter, onScreen, screen, type, visit } from './visit.ts';

const site = siteForTests();

test('the first command is typed as soon as the landing page is there', async () => {
  const context = await site.browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.goto(`${site.url}/en/`);
  await page.locator('[data-try-form] input').focus();
  await page.keyboard.type('kubectl expose deployment web --port=80');
  await page.keyboard.press('Enter');
  await page.locator('[data-try] [data-map-sheet]').getByText('Service web').waitFor();
  // It stands in the terminal, and no other prompt over it.
  await page.locator('[data-try] .xterm-rows').getByText('service/web exposed').waitFor();
  await page.locator('[data-try] [data-early]').waitFor({ state: 'detached', timeout: 5000 });
  expect(await screen(page)).toContain('\nservice/web exposed');
  // There is one prompt, and also on a phone it is in sight together with what the command did.
  expect(await page.locator('[data-early]').count()).toBe(0);
  expect(await page.locator('[data-terminals]').isVisible()).toBe(true);
  // So is what the Service leads to: all of the map has no room there.
  await page.waitForFunction(`
    const [frame, ...boxes] = ['[data-try] [data-map-frame]', '.spot[data-kind=Service]', '.spot[data-kind=Pod]'].map((one) =>
      document.querySelector(one).getBoundingClientRect());
    boxes.every(({ left, right }) => left >= frame.left && right <= frame.right)`);
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
  // The system asks for high contrast; and once more the person, where the system does not.
  const context = await site.browser.newContext({ viewport: { width: 360, height: 740 }, contrast: 'more' });
  const page = await context.newPage();
  const contrast = page.locator('html[data-contrast=more]');
  // Of the long list of what is simulated, what is looked for; the rest goes, out of the contents too.
  await page.goto(`${site.url}/zh/fidelity/`);
  await page.fill('[data-filter]', 'issue.ts req -config');
  await page
    .locator('[data-filter-found]')
    .filter({ hasText: /^1 条$/ })
    .waitFor();
  expect(await page.locator('[data-notes] li:visible').count()).toBe(1);
  expect(await page.locator('[data-contents] a:visible').allInnerTexts()).toEqual(['没有模拟', 'shell']);
  for (const path of [
    '/en/certificate/',
    '/zh/cheat-sheets/',
    '/zh/glossary/',
    '/en/glossary/',
    '/zh/class/',
    '/zh/join/',
    '/zh/errors/network-policy-timeout/',
    '/en/errors/',
    '/en/embedding/',
  ]) {
    await page.goto(site.url + path);
    await expectAccessible(page, { what: path });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBe(0);
  }
  await contrast.waitFor();
  await page.emulateMedia({ contrast: 'no-preference' });
  await contrast.waitFor({ state: 'detached' });
  for (let i = 0; i < 3; i++) await page.click('[data-theme-toggle]');
  await page.reload();
  await contrast.waitFor();
  expect(await search(page, 'endpoint ready', /^\d+ found/)).toContain('Running is not ready');
  await page.click('[data-search-dialog] li a');
  await page.waitForURL('**/en/glossary/#endpoint');
  expect(await page.isVisible('[data-search-dialog]')).toBe(false);
  expect(await search(page, '<b>nothing</b> of the kind', /^Nothing found for “<b>/)).toEqual([]);
  expect(await page.locator('[data-search-said] b').count()).toBe(0);
  expect(await search(page, 'refused', /^\d+ found/)).toContain(
    "curl: (7) Failed to connect … Couldn't connect to server",
  );
  await page.goto(`${site.url}/zh/`);
  expect(await search(page, '端点', /找到 \d+/)).toContain('端点');
  await search(page, 'kubectl expose', /找到 \d+/);
  expect(await page.locator('[data-search-dialog] ol').innerText()).not.toContain('`');
  await page.goto(`${site.url}/zh/webcontainer/`);
  await page.locator('textarea.plain-editor').waitFor();
  await context.close();
});

test('a command is copied; an error in the terminal leads to its page, by the keyboard and by the mouse; the page makes it happen', async () => {
  const { page, context, errors } = await visit(site, '/en/playground/', {
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.locator('[data-run-copy]').nth(1).click();
  await page.locator('[data-run-copy][aria-label=Copied]').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
    'kubectl create deployment web --image=nginx --replicas=2',
  );
  const offer = page.locator('[data-met] a');
  const offered = (title: string) => offer.filter({ hasText: title }).waitFor();
  await enter(page, 'kubectl get service web');
  await offered('Error from server (NotFound)');
  await enter(page, 'kubectl get nodes');
  await offer.waitFor({ state: 'detached' });
  await enter(page, 'curl -sS web');
  await offered('curl: (6) Could not resolve host');
  await offer.focus();
  const [byKey] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')]);
  await byKey.waitForURL('**/en/errors/curl-6/');
  await byKey.close();

  await page.locator('[data-met] button').focus();
  await page.keyboard.press('Enter');
  expect(await offer.count()).toBe(0);
  // The keyboard is the terminal's again, also where the next command takes the link away that has it.
  await page.keyboard.type('kubectl get service web\n');
  await offered('Error from server (NotFound)');
  await offer.focus();
  await type(page, 'kubectl get nodes');
  await page.waitForSelector('.xterm-helper-textarea:focus');
  const words = page.locator('.xterm-rows > div', { hasText: 'curl: (6) Could not' });
  const { x, y } = (await words.boundingBox())!;
  await page.mouse.move(x + 30, y + 8);
  await page.locator('.xterm-cursor-pointer').waitFor();
  const [byMouse] = await Promise.all([context.waitForEvent('page'), page.mouse.click(x + 30, y + 8)]);
  await byMouse.waitForURL('**/en/errors/curl-6/');
  await page.close();

  await byMouse.click('main .button');
  await byMouse.click('[data-shared-dialog] button[value=yes]');
  await onScreen(byMouse, 'service/web exposed[^]*Could not resolve host: web');
  expect(errors).toEqual([]);
  await context.close();
});

/** Of what is written in an element: 0 is black, 1 is white. Runs in the page. */
function lightness(element: unknown): number {
  const { getComputedStyle } = globalThis as unknown as { getComputedStyle(of: unknown): { color: string } };
  const [r = 0, g = 0, b = 0] = getComputedStyle(element).color.match(/\d+/g)!.map(Number);
  return (r + g + b) / 3 / 255;
}

test('cheat sheets are printed dark on light, whatever the screen is, without bars, on as many pages as they need', async () => {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  const page = await context.newPage();
  for (const language of ['en', 'zh']) {
    await page.goto(`${site.url}/${language}/cheat-sheets/`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.bar, .intro, [data-print]').filter({ visible: true }).count()).toBe(0);
    // Browsers leave out the colour behind it.
    for (const text of ['html', 'h2 a', '.prose code'])
      expect(await page.locator(text).first().evaluate(lightness), text).toBeLessThan(0.45);
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    const pages = pdf.match(/\/Type \/Page\b/g)!.length;
    expect([language, pages > 4 && pages < 16, pages]).toEqual([language, true, pages]);
    // Nothing is wider than the paper: Chromium would make all of it smaller.
    await page.setViewportSize({ width: 718, height: 1000 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(718);
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  await context.close();
});
