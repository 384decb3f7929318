// What was done belongs to whoever did it: two tabs do not write over each other, a link shows it to others, a file takes it along.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { siteForTests } from './serve.ts';
import { expectState, onScreen, prompt, readLesson, ready, run, saved, screen, startOver, visit } from './visit.ts';

const [expose] = readLesson('02-clusterip').exercises;
const lesson = '/en/lessons/clusterip/';

const site = siteForTests();

const passed = (page: Page): Promise<void> => expectState(page, `[data-exercise="${expose!.id}"]`, 'passed');
const says = (page: Page, text: string): Promise<void> =>
  page.locator('[data-notice]:not([hidden]) p').filter({ hasText: text }).waitFor();

/** `npm run test:browser` kills and reloads at a few moments, `MOMENTS=50` at fifty. */
const MOMENTS = Number(process.env['MOMENTS'] ?? 3);

test('two tabs, a link, a file', async () => {
  const { page: first, context, errors } = await visit(site, lesson, { viewport: { width: 1280, height: 800 } });
  // Another terminal is elsewhere: where a line was entered goes with the link.
  await first.click('[data-new-terminal]');
  await run(first, ['cd /tmp', 'pwd > ~/where']);
  await first.click('[data-terminal-tabs] [role=tab] >> nth=0');
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
  await saved(friend.page, 'clusterip');
  await friend.page.goto(`${site.url}/`);
  await friend.page.goto(link);
  await friend.page.locator('[data-shared-commands]').filter({ hasText: expose!.solution[0]! }).waitFor();
  await friend.page.click('[data-shared-dialog] [value=yes]');
  await passed(friend.page);
  await says(friend.page, 'visiting a shared state');
  expect(await friend.page.locator('[data-terminal-tabs] [role=tab]').count()).toBe(2);
  await run(friend.page, ['cat where']);
  expect(await screen(friend.page)).toContain('\n/tmp\n');
  await friend.page.click('[data-offered]');
  await ready(friend.page);
  await run(friend.page, ['cat mine', 'kubectl get service service-test -o name']);
  expect(await screen(friend.page)).toContain('\nmy own\n');
  expect(await screen(friend.page)).toContain('NotFound');

  // And the file: saved here, loaded there, after being asked.
  const downloaded = second.waitForEvent('download');
  await second.click('[data-export]');
  const file = (await (await downloaded).path())!;
  const exported = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { lessons: object };
  expect(Object.keys(exported.lessons)).toEqual(['clusterip']);
  await friend.page.goto(`${site.url}/en/`);
  await friend.page.setInputFiles('[data-import-file]', { name: 'x.json', mimeType: '', buffer: Buffer.from('{}') });
  await friend.page.locator('[data-progress-said]').filter({ hasText: 'Nothing was changed' }).waitFor();
  await friend.page.setInputFiles('[data-import-file]', file);
  await friend.page.locator('[data-import-dialog] li').filter({ hasText: 'ClusterIP: here of' }).waitFor();
  await friend.page.click('[data-import-dialog] [value=yes]');
  await friend.page.locator('[data-progress-said]').filter({ hasText: 'Lessons loaded: 1.' }).waitFor();
  // How far one is stands in the list, and the way back to it is the first thing there.
  const part = friend.page.locator('a[data-lesson=clusterip] [data-solved]');
  expect(await part.innerText()).toBe('1 of 6 exercises');
  const holds = (slug: string): Promise<string> =>
    friend.page.locator(`a[data-lesson=${slug}] .hold`).evaluate((port) => {
      const { getComputedStyle } = globalThis as unknown as { getComputedStyle(of: unknown): { strokeWidth: string } };
      return getComputedStyle(port).strokeWidth;
    });
  expect(Number.parseFloat(await holds('clusterip'))).toBeLessThan(Number.parseFloat(await holds('endpoints')));
  await friend.page.locator('[data-start]', { hasText: 'Go on with ClusterIP' }).click();
  await passed(friend.page);
  await startOver(friend.page);
  await saved(friend.page, 'clusterip');
  await friend.page.goto(`${site.url}/zh/`);
  await friend.page.locator('[data-start]', { hasText: '继续学习：ClusterIP' }).waitFor();
  expect(await part.isVisible()).toBe(false);
  expect([...errors, ...friend.errors]).toEqual([]);
  await friend.context.close();
  await context.close();
});

/** A browser that is closed before it has kept a state: what it is given is gone with the page. */
const KEEPS_NO_STATE = `
  IDBObjectStore.prototype.put = function () {
    return this.get('nothing');
  };
`;

test('a page that is reloaded before a state was kept finds the cluster that its lines were typed for', async () => {
  const context = await site.browser.newContext();
  await context.addInitScript(KEEPS_NO_STATE);
  const page = await context.newPage();
  await page.goto(site.url + lesson);
  await prompt(page);
  const names = async (): Promise<string[]> => {
    await run(page, ['kubectl get pods -o name']);
    return (await screen(page)).match(/^pod\/.+$/gm)!.slice(-5);
  };
  const before = await names();
  expect(before).toHaveLength(5);
  // A terminal that was opened since is there again too, at its place.
  await page.click('[data-terminal-at]');
  await page.locator('[data-places] button', { hasText: 'node-2' }).click();
  await onScreen(page, 'ssh node-2\\n~ #$');
  await page.reload();
  await page.locator('[data-terminal-tabs] [aria-selected=true]').filter({ hasText: 'node-2' }).waitFor();
  await onScreen(page, 'ssh node-2\\n~ #$');
  await page.click('[data-close-terminal]');
  await prompt(page);
  expect(await names()).toEqual(before);
  // Begun anew, it is another.
  await page.click('[data-reset]');
  await page.click('[data-reset-dialog] [value=yes]');
  await prompt(page);
  expect(await names()).not.toEqual(before);
  await context.close();
});

/**
 * Lets `kill()` end the engine as a browser short of memory does. So do the next `dooms` lines that begin, while they run, and what is typed
 * (`early`, of the session) before there is a cluster.
 */
const MORTAL = `
  const { Worker } = globalThis;
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      globalThis.kill = () => {
        this.terminate();
        this.dispatchEvent(new ErrorEvent('error'));
      };
      this.addEventListener('message', ({ data }) => {
        if (data.m === 'typed' && data.a[1].endsWith('\\r') && sessionStorage.early) {
          sessionStorage.removeItem('early');
          setTimeout(globalThis.kill);
        }
        if (data.m !== 'begun' || !(globalThis.dooms > 0)) return;
        globalThis.dooms--;
        setTimeout(globalThis.kill, 50);
      });
    }
  };
  addEventListener('DOMContentLoaded', () => {
    if (sessionStorage.early) document.querySelector('[data-early] textarea').value = sessionStorage.early;
  });
`;

test(`killed and reloaded at any moment, a page loses nothing of what was entered (${MOMENTS} of each)`, async () => {
  const context = await site.browser.newContext();
  await context.addInitScript(MORTAL);
  const page = await context.newPage();
  await page.goto(`${site.url}/en/playground/`);
  await prompt(page);
  const wanted: string[] = [];
  for (let i = 0; i < MOMENTS; i++) {
    wanted.push(`killed-${i}`, `reloaded-${i}`);
    // From right after Enter, which no engine may have taken yet, to when all is long saved.
    await page.evaluate(
      ([line, ms]) => {
        const { portolan, kill } = globalThis as unknown as Mortal;
        portolan.type(line).catch(() => undefined);
        setTimeout(kill, ms);
      },
      [`echo killed-${i} >> count\n`, (i * 211) % 1500] as const,
    );
    await says(page, 'started again');
    await ready(page);
    await run(page, [`echo reloaded-${i} >> count`]);
    const reloaded = page.waitForEvent('load');
    await page.evaluate((ms) => void setTimeout(() => location.reload(), ms), (i * 97) % 450);
    await reloaded;
    await prompt(page);
  }
  await ready(page);
  await run(page, ['tr "\\n" " " < count; echo']);
  const seen = await screen(page);
  const words = /\n(killed-0 .*) \n/.exec(seen)?.[1]?.split(' ');
  // Rather twice than never.
  expect([...new Set(words)], seen).toEqual(wanted);
  await context.close();
});
test('a line under which two engines die is run by the next one; one that ends three is named instead', async () => {
  const { page, context } = await visit(site, '/en/playground/', { prepare: (made) => made.addInitScript(MORTAL) });
  await ready(page);
  const slowly = (word: string): string => `for i in 1 2; do sleep 1; done; echo ${word} >> count`;
  const underWhich = (engines: number, line: string): Promise<void> =>
    page.evaluate(
      ([count, text]) => {
        const mortal = globalThis as unknown as Mortal;
        mortal.dooms = count;
        void mortal.portolan.type(text).catch(() => undefined);
      },
      [engines, `${line}\n`] as const,
    );
  await underWhich(2, slowly('twice'));
  await says(page, 'started again');
  await run(page, ['cat count']);
  expect(await screen(page)).toMatch(/\ntwice\n/);
  await saved(page, 'playground');
  // A line that was entered while the engine is still being fetched, which dies before it has a cluster.
  await page.evaluate(() => Reflect.get(globalThis, 'sessionStorage').setItem('early', 'echo early >> count\n'));
  await page.reload();
  await says(page, 'started again');
  await ready(page);
  await run(page, ['cat count']);
  expect(await screen(page)).toMatch(/cat count\ntwice\nearly\n/);
  await saved(page, 'playground');
  // Engines that died are counted by the visit.
  await page.reload();
  await ready(page);
  await underWhich(3, slowly('bad'));
  await says(page, `while “${slowly('bad')}” was being run`);
  await run(page, ['clear', 'cat count']);
  expect(await screen(page)).toMatch(/cat count\ntwice\nearly\n/);
  // What stands in the editor outlives it too, and what was saved there a moment before comes into the next one.
  await page.click('[data-open-editor]');
  await page.click('[data-new-file]');
  await page.fill('[data-file-dialog] input', 'note');
  await page.click('[data-file-dialog] button[value=yes]');
  await page.locator('[data-file] option:checked:text-is("note")').waitFor({ state: 'attached' });
  await page.keyboard.type('saved');
  await page.keyboard.press('Control+s');
  await page.locator('[data-file-state]:text-is("Saved")').waitFor();
  await page.keyboard.type(' and more');
  await page.evaluate(() => (globalThis as unknown as Mortal).kill());
  await says(page, 'started again');
  await page.locator('[data-file-state]:text-is("Not saved yet")').waitFor();
  await run(page, ['cat note; echo']);
  expect(await screen(page)).toMatch(/\nsaved\n/);
  await page.click('[data-save]');
  await run(page, ['cat note; echo']);
  expect(await screen(page)).toMatch(/\nsaved and more\n/);
  await context.close();
});

interface Mortal {
  dooms: number;
  readonly portolan: { type(text: string): Promise<void> };
  kill(): void;
}
declare const location: { reload(): void };
