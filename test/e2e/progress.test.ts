// What was done belongs to whoever did it: two tabs do not write over each other, a link shows it to others, a file takes it along.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from './serve.ts';
import { expectState, prompt, readLesson, ready, run, screen, visit } from './visit.ts';

const [expose] = readLesson('02-clusterip').exercises;
const lesson = '/en/lessons/clusterip/';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const passed = (page: Page): Promise<void> => expectState(page, `[data-exercise="${expose!.id}"]`, 'passed');
const says = (page: Page, text: string): Promise<void> =>
  page.locator('[data-notice]:not([hidden]) p').filter({ hasText: text }).waitFor();

/** `npm run test:browser` reloads at a few moments, `RELOADS=50` at fifty. */
const RELOADS = Number(process.env['RELOADS'] ?? 5);

test('two tabs, a link, a file', async () => {
  const { page: first, context, errors } = await visit(site, lesson, { viewport: { width: 1280, height: 800 } });
  await run(first, expose!.solution);
  await passed(first);

  const second = await context.newPage();
  await second.goto(site.url + lesson);
  await says(second, 'open in another tab');
  expect(await screen(second)).toBe('');
  await second.click('[data-offered]');
  await passed(second);
  await says(first, 'open in another tab');
  await run(second, ['echo from-the-second > note']);
  // Whoever leaves lets go.
  await second.click('.mark');
  await prompt(first);
  await run(first, ['cat note']);
  expect(await screen(first)).toContain('\nfrom-the-second\n');
  await passed(first);

  // Somebody else opens the link, in a browser of their own.
  await first.click('[data-share]');
  await first.waitForSelector('[data-share-dialog][open]');
  const link = await first.inputValue('[data-share-link]');
  expect(await first.getAttribute('[data-share-feedback]', 'href')).toContain(encodeURIComponent(link));
  await first.keyboard.press('Escape');
  const friend = await visit(site, lesson);
  await run(friend.page, ['echo my own > mine']);
  await friend.page.waitForTimeout(400);
  await friend.page.goto(`${site.url}/`);
  await friend.page.goto(link);
  await friend.page.locator('[data-shared-commands]').filter({ hasText: expose!.solution[0]! }).waitFor();
  await friend.page.click('[data-shared-dialog] [value=yes]');
  await passed(friend.page);
  await says(friend.page, 'visiting a shared state');
  await friend.page.click('[data-offered]');
  await ready(friend.page);
  await run(friend.page, ['cat mine', 'kubectl get service service-test -o name']);
  expect(await screen(friend.page)).toContain('\nmy own\n');
  expect(await screen(friend.page)).toContain('NotFound');

  // And the file: saved here, loaded there, after being asked.
  const downloaded = second.waitForEvent('download');
  await second.click('[data-export]');
  const file = (await (await downloaded).path())!;
  const saved = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { lessons: object };
  expect(Object.keys(saved.lessons)).toEqual(['clusterip']);
  await friend.page.goto(`${site.url}/en/`);
  await friend.page.setInputFiles('[data-import-file]', { name: 'x.json', mimeType: '', buffer: Buffer.from('{}') });
  await friend.page.locator('[data-progress-said]').filter({ hasText: 'Nothing was changed' }).waitFor();
  await friend.page.setInputFiles('[data-import-file]', file);
  await friend.page.locator('[data-import-dialog] li').filter({ hasText: 'ClusterIP: here of' }).waitFor();
  await friend.page.click('[data-import-dialog] [value=yes]');
  await friend.page.locator('[data-progress-said]').filter({ hasText: 'Lessons loaded: 1.' }).waitFor();
  await friend.page.goto(site.url + lesson);
  await passed(friend.page);
  expect([...errors, ...friend.errors]).toEqual([]);
  await friend.context.close();
  await context.close();
});

test(`a reload at any moment loses nothing of what had been answered (${RELOADS} moments)`, async () => {
  const { page, context } = await visit(site, '/en/playground/');
  for (let i = 0; i < RELOADS; i++) {
    await run(page, [`echo ${i} >> count`]);
    // From right after the answer to when all is long saved.
    await page.waitForTimeout((i * 97) % 450);
    await page.reload();
    await prompt(page);
  }
  await run(page, ['tr "\\n" " " < count; echo']);
  expect(await screen(page)).toContain(`\n${Array.from({ length: RELOADS }, (_, i) => i).join(' ')} \n`);
  await context.close();
});
