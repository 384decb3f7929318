// A lesson as a learner meets it: in a browser, from the built site.

import type { Page, Route } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { siteForTests } from './serve.ts';
import { expectState, onScreen, prompt, readLesson, run, saved, screen, startOver, type, visit } from './visit.ts';

const lesson = readLesson('02-clusterip');
const [expose] = lesson.exercises;

const site = siteForTests();

const stateOf = (page: Page, exercise: string): Promise<string | null> =>
  page.getAttribute(`[data-exercise="${exercise}"]`, 'data-state');
const expectPassed = (page: Page, exercise: string): Promise<void> =>
  expectState(page, `[data-exercise="${exercise}"]`, 'passed');

/** Runs in the page, and resolves when whoever watches what comes into sight has been told. */
async function toTheTop(element: unknown): Promise<void> {
  (element as { scrollIntoView(): void }).scrollIntoView();
  const { requestAnimationFrame } = globalThis as never as { requestAnimationFrame(next: () => void): void };
  for (let i = 0; i < 2; i++) await new Promise<void>((next) => requestAnimationFrame(next));
}

test.concurrent('a reload keeps progress, cluster, history and the panels as they were', async () => {
  const { page, context } = await visit(site, '/en/lessons/clusterip/', { viewport: { width: 1280, height: 800 } });
  await run(page, expose!.solution);
  await expectPassed(page, expose!.id);
  // Panels as one likes them: wider prose, the map beside the terminal, and for a while in a window of its own.
  const line = page.locator('[data-split-columns]');
  const width = (): Promise<string | null> => line.getAttribute('aria-valuenow');
  const { x, y, height } = (await line.boundingBox())!;
  await page.mouse.move(x, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + 120, y + height / 2);
  await page.mouse.up();
  const dragged = await width();
  expect(dragged).not.toBe('40');
  await page.locator('.spot[title^="Service service-test"]').waitFor();
  const opening = page.waitForEvent('popup');
  await page.click('[data-panel-pop]');
  const popup = await opening;
  await popup.locator('.spot[title^="Service service-test"]').waitFor();
  await popup.close();
  await page.click('[data-panel-side]');
  await page.waitForSelector('.panes[data-side=beside]');
  await run(page, ['printf not-ended']);
  const leftOpen = ['.hints > li', '[data-answer]'].map((part) => page.locator(part).first());
  await page.locator('[data-hint]').first().click();
  for (const choice of leftOpen.slice(1)) await choice.click();
  const solution = page.locator('[data-solution-text]').first();
  await page.locator('[data-solution]').first().click();
  await page.locator('[data-confirm-yes]').first().click();
  const [, , answered, , skippedTo] = lesson.exercises;
  const isAt = (id: string): Promise<unknown> =>
    page.waitForSelector(`[data-dock-title][href="#exercise-${id}"]`, { state: 'attached' });
  await isAt(answered!.id);
  await saved(page, 'clusterip');
  await page.reload();
  await expectPassed(page, expose!.id);
  await isAt(answered!.id);
  await prompt(page);
  await page.waitForSelector('.panes[data-side=beside]');
  expect(await width()).toBe(dragged);
  expect(await leftOpen[0]!.isVisible()).toBe(true);
  expect(await solution.isVisible()).toBe(true);
  expect(await page.locator('[data-solution]').first().getAttribute('aria-expanded')).toBe('true');
  for (const choice of leftOpen.slice(1)) expect(await choice.getAttribute('aria-pressed')).toBe('true');
  expect(await screen(page)).toContain('exposed');
  expect(await screen(page)).toMatch(/\nnot-ended\n.*\$$/);
  await type(page, 'kubectl get service service-test -o name\n');
  expect(await screen(page)).toContain('\nservice/service-test');
  await type(page, '\x1b[A\x1b[A\x1b[A\n');
  expect((await screen(page)).match(/AlreadyExists|already exists/)).not.toBeNull();
  // One exercise is skipped, and another: the foot shows the one that is before one's eyes when a line is entered.
  await page.locator(`[data-exercise="${skippedTo!.id}"]`).evaluate(toTheTop);
  await run(page, ['true']);
  await isAt(skippedTo!.id);
  // A command of the lesson waits for a prompt, and what stands typed there comes back behind it.
  const go = page.locator('[data-run-go]').first();
  await page.locator('[role=tabpanel]:not([hidden]) .xterm-helper-textarea').focus();
  await page.keyboard.type('echo half');
  await go.click();
  await onScreen(page, '\\$ kubectl get pods -o wide\\n[^$]*\\n\\S+\\$ echo half$');
  await page.keyboard.press('Control+u');
  const watching = type(page, 'kubectl get pods -w\n');
  await onScreen(page, 'get pods -w\\nNAME');
  await go.click();
  await page.locator('[data-notice] p').filter({ hasText: 'Something runs in every terminal' }).waitFor();
  await type(page, '\x03');
  await watching;
  await context.close();
});

test.concurrent('a lesson whose start has changed says so, and keeps what was done', async () => {
  const { page, context } = await visit(site, '/en/lessons/clusterip/');
  await run(page, expose!.solution);
  await saved(page, 'clusterip');
  // As if the cluster that was kept had begun from other manifests.
  await page.evaluate(`(async () => {
    const result = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const db = await result(indexedDB.open('portolan'));
    const store = db.transaction('lessons', 'readwrite').objectStore('lessons');
    const kept = await result(store.get('lesson/clusterip'));
    kept.engine.beganAs = 'another';
    await result(store.put(kept, 'lesson/clusterip'));
  })()`);
  await page.reload();
  await page.waitForSelector('[data-notice]:not([hidden])');
  expect(await page.textContent('[data-notice] p')).toContain('begins otherwise now');
  await type(page, 'kubectl get service service-test -o name\n');
  expect(await screen(page)).toContain('\nservice/service-test');
  await context.close();
});

test('an endless loop freezes nothing, and Ctrl-C ends it', async () => {
  const { page, context } = await visit(site, '/en/playground/');
  const running = type(page, 'while true; do :; done\n');
  await onScreen(page, 'do :; done$');
  const before = Date.now();
  expect(await page.evaluate(() => 1 + 1)).toBe(2);
  await page.click('[data-open-editor]');
  expect(Date.now() - before).toBeLessThan(2000);
  await page.click('[data-open-editor]');
  await type(page, '\x03');
  await running;
  await type(page, 'echo back-$((40 + 2))\n');
  expect(await screen(page)).toContain('back-42');
  await context.close();
});

/** As a defect of ours would: an error that nobody catches. */
async function crash(page: Page): Promise<void> {
  const [worker] = page.workers();
  await worker!.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('a crash for the test');
      }),
  );
  await page.waitForSelector('[data-notice]:not([hidden])');
  await page.locator('[data-notice] p').filter({ hasText: 'started again' }).waitFor();
}

/** The page stays. Returns what is asked. */
async function asksBeforeItGoes(page: Page): Promise<string> {
  const asked = new Promise<string>((resolve) =>
    page.once('dialog', async (dialog) => {
      await dialog.dismiss();
      resolve(dialog.type());
    }),
  );
  await page.close({ runBeforeUnload: true });
  return asked;
}

test.concurrent('a worker that dies is started again as it stood just before, and the page says so', async () => {
  const { page, context } = await visit(site, '/en/lessons/clusterip/');
  await run(page, expose!.solution);
  await expectPassed(page, expose!.id);
  await page.click('[data-new-terminal]');
  await run(page, ['echo in-the-$((1 + 1))nd']);
  await saved(page, 'clusterip');
  // No state has these: they run again, in the terminal in which they were entered.
  await run(page, ['echo kept > note', 'kubectl scale deployment service-test --replicas=5']);
  await crash(page);
  await run(page, ['kubectl get deployment service-test -o jsonpath={.spec.replicas}-wanted', 'cat note']);
  // What the terminal showed still stands there, each line once.
  expect((await screen(page)).match(/^in-the-2nd$/gm)).toHaveLength(1);
  expect(await screen(page)).toContain('\n5-wanted');
  expect(await screen(page)).toContain('\nkept\n');
  await page.click('[data-terminal-tabs] [role=tab] >> nth=0');
  await type(page, 'kubectl get service service-test -o name\n');
  expect(await screen(page)).toContain('service/service-test exposed');
  expect(await screen(page)).toContain('\nservice/service-test\n');
  expect(await stateOf(page, expose!.id)).toBe('passed');

  // A terminal at its own place is there again after the worker's death; the laptop's goes on beside it, and it can be closed.
  await page.click('[data-terminal-at]');
  await page.locator('[data-places] button', { hasText: 'node-2' }).click();
  await onScreen(page, 'ssh node-2\\n~ #$');
  await crash(page);
  await onScreen(page, 'ssh node-2\\n(.*\\n)*.*ssh node-2\\n~ #$');
  expect(await page.locator('[data-terminal-tabs] [aria-selected=true]').textContent()).toBe('node-2');
  await page.click('[data-close-terminal]');
  expect(await page.locator('[data-terminal-tabs] [role=tab]').count()).toBe(2);
  await type(page, 'hostname\n');
  expect(await screen(page)).toContain('\nlaptop\n');

  // In a Pod.
  await page.click('[data-terminal-at]');
  const place = page.locator('[data-places] button', { hasText: 'service-test-' }).first();
  const pod = (await place.textContent())!;
  await place.click();
  await onScreen(page, `kubectl exec -it ${pod} -- sh\\n.*[#$]$`);
  expect(await page.locator('[data-terminal-tabs] [aria-selected=true]').textContent()).toBe(pod);
  await page.keyboard.type('hostname\n');
  await onScreen(page, `hostname\\n${pod}\\n`);
  // With three of them, every tool is in the window.
  for (const width of [720, 900, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const tools = await page.locator('.tools :is(button, [role=tab]):visible').all();
    const boxes = await Promise.all(tools.map((tool) => tool.boundingBox()));
    expect(Math.max(...boxes.map((box) => box!.x + box!.width)), `${width}`).toBeLessThanOrEqual(width);
  }
  await context.close();
});

test.concurrent('what was being saved when the learner began anew does not come back', async () => {
  const context = await site.browser.newContext();
  // The worker's answer to a save is held until the store is being cleared: the moment in which it would be kept after all.
  await context.addInitScript(`
    const saves = new Set();
    let release = () => {};
    const { postMessage, addEventListener } = Worker.prototype;
    Worker.prototype.postMessage = function (data, ...more) {
      if (globalThis.hold && data.m === 'save') saves.add(data.i);
      return postMessage.call(this, data, ...more);
    };
    Worker.prototype.addEventListener = function (type, listener, ...more) {
      const held = (event) => {
        if (!saves.delete(event.data.i)) return listener.call(this, event);
        release = () => listener.call(this, event);
        globalThis.held = true;
      };
      return addEventListener.call(this, type, type === 'message' ? held : listener, ...more);
    };
    const { delete: remove } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.delete = function (...given) {
      release();
      return remove.apply(this, given);
    };
  `);
  const page = await context.newPage();
  await page.goto(`${site.url}/en/lessons/clusterip/`);
  await prompt(page);
  await saved(page, 'clusterip');
  await page.evaluate(() => Reflect.set(globalThis, 'hold', true));
  await run(page, ['echo old-work > kept']);
  await page.waitForFunction(() => Reflect.get(globalThis, 'held') === true);
  await startOver(page);
  await run(page, ['cat kept']);
  expect(await screen(page)).toContain('No such file or directory');
  await context.close();
});

test.concurrent('a browser store that fills up says so; nothing is lost, and saving goes on once there is room', async () => {
  const context = await site.browser.newContext();
  await context.addInitScript(`
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...given) {
      if (globalThis.full) throw new DOMException('no room', 'QuotaExceededError');
      return put.apply(this, given);
    };
  `);
  const page = await context.newPage();
  await page.goto(`${site.url}/en/lessons/clusterip/`);
  await prompt(page);
  await run(page, ['echo before > before']);
  await saved(page, 'clusterip');
  await page.evaluate(() => Reflect.set(globalThis, 'full', true));
  await run(page, expose!.solution);
  await expectPassed(page, expose!.id);
  const notice = page.locator('[data-notice]:not([hidden]) p');
  await notice.filter({ hasText: 'storage is full' }).waitFor();
  await run(page, ['echo after > after']);

  // Even a crash loses nothing: the page's memory has it.
  await crash(page);
  await run(page, ['cat before after']);
  expect(await screen(page)).toContain('\nbefore\nafter\n');
  await expectPassed(page, expose!.id);

  // Leaving would: the browser asks.
  await page.click('[data-testid="terminal"]');
  expect(await asksBeforeItGoes(page)).toBe('beforeunload');

  await page.evaluate(() => Reflect.set(globalThis, 'full', false));
  await notice.filter({ hasText: 'saved again' }).waitFor();
  await page.reload();
  await prompt(page);
  await run(page, ['cat before after']);
  expect(await screen(page)).toContain('\nbefore\nafter\n');
  await expectPassed(page, expose!.id);
  await context.close();
});

test.concurrent('a terminal that cannot be fetched says so, and comes when asked; reset asks first, and then begins anew', async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  const bench = /\/bench\.[^/]*\.js$/;
  await page.route(bench, (route) => route.abort());
  await page.goto(`${site.url}/en/lessons/clusterip/`);
  const unfetched = page.locator('[data-unfetched]');
  await unfetched.filter({ hasText: 'could not be fetched' }).waitFor();
  // A press tries again by itself: that has failed too, and been said, before there is a network.
  let route: Route | undefined;
  await page.route(bench, (asked) => void (route = asked));
  await page.locator('[data-run-go]').first().click();
  await vi.waitUntil(() => route);
  await unfetched.evaluate((said) => ((said as unknown as { hidden: boolean }).hidden = true));
  await route!.abort();
  await unfetched.waitFor();
  await page.unrouteAll();
  await unfetched.getByRole('button').click();
  await prompt(page);
  await onScreen(page, '\\$ kubectl get pods -o wide\\nNAME');
  expect(await unfetched.isVisible()).toBe(false);
  await run(page, expose!.solution);
  await expectPassed(page, expose!.id);
  await page.click('[data-reset]');
  await page.click('[data-reset-dialog] button[value=no]');
  expect(await stateOf(page, expose!.id)).toBe('passed');
  await startOver(page);
  await expectState(page, `[data-exercise="${expose!.id}"]`, 'todo');
  await type(page, 'kubectl get service service-test\n');
  expect(await screen(page)).toContain('NotFound');
  await context.close();
});

test.concurrent('a browser that stores nothing says so, and the lesson goes on', async () => {
  const context = await site.browser.newContext();
  await context.addInitScript(() => {
    for (const store of ['indexedDB', 'localStorage', 'sessionStorage'])
      Object.defineProperty(globalThis, store, {
        get() {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${site.url}/en/lessons/clusterip/`);
  await prompt(page);
  await page.waitForSelector('[data-notice]:not([hidden])');
  expect(await page.textContent('[data-notice] p')).toContain('does not let this page store');
  await run(page, expose!.solution);
  await expectPassed(page, expose!.id);

  // What stands unsaved in the editor outlives the engine; the page that goes would take it along, and the browser asks.
  await page.click('[data-open-editor]');
  await page.click('[data-new-file]');
  await page.fill('[data-file-dialog] input', 'web.yaml');
  await page.click('[data-file-dialog] button[value=yes]');
  await page.locator('[data-editor] textarea:focus').waitFor();
  await page.keyboard.type('half');
  const unsaved = page.locator('[data-file-state]').filter({ hasText: 'Not saved yet' });
  await unsaved.waitFor();
  await crash(page);
  await unsaved.waitFor();
  await page.locator('[data-editor] .view-line').filter({ hasText: 'half' }).waitFor();
  expect(await asksBeforeItGoes(page)).toBe('beforeunload');
  expect(errors).toEqual([]);
  await context.close();
});

test.concurrent('nothing scrolls sideways on a phone, in either view', async () => {
  // Others are in looks.test.ts.
  for (const path of ['/en/playground/', '/zh/authoring/']) {
    const context = await site.browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await page.goto(site.url + path);
    const sideways = (): Promise<number> => page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(await sideways(), path).toBe(0);
    const toBench = page.locator('[data-show=bench]');
    if ((await toBench.count()) > 0) {
      await toBench.click();
      expect(await sideways(), path).toBe(0);
      expect(await page.isVisible('[data-testid=terminal]')).toBe(true);
    }
    await context.close();
  }
});

test.concurrent('the language switch keeps the place, and so do a reload and the way back', async () => {
  const { page, context } = await visit(site, '/en/lessons/clusterip/', { viewport: { width: 1280, height: 800 } });
  const last = lesson.exercises.at(-1)!.id;
  await page.evaluate(
    (id) =>
      (globalThis as never as { document: { querySelector(s: string): { scrollIntoView(): void } } }).document
        .querySelector(`[data-exercise="${id}"]`)
        .scrollIntoView(),
    last,
  );
  await page.click('a[data-keep-place]');
  await page.waitForURL('**/zh/lessons/clusterip/**');
  const isThere = (): Promise<unknown> =>
    page.waitForFunction(
      (id) =>
        (
          globalThis as never as {
            document: { querySelector(s: string): { getBoundingClientRect(): { top: number } } };
          }
        ).document
          .querySelector(`[data-exercise="${id}"]`)
          .getBoundingClientRect().top < 700,
      last,
    );
  await isThere();
  await page.reload();
  await isThere();
  await page.click('.mark');
  await page.waitForURL('**/zh/');
  await page.goBack();
  await isThere();
  await context.close();
});
