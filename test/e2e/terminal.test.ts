// The terminal as fingers know it: one visit, from typing to a reload in the middle of a command.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { siteForTests } from './serve.ts';
import { enter, idle, paste, prompt, ready, screen, visit } from './visit.ts';

const site = siteForTests();

const KEYS = '[role=tabpanel]:not([hidden]) .xterm-helper-textarea';

/** Waits until the screen shows it. */
async function shows(page: Page, pattern: RegExp): Promise<void> {
  await page
    .waitForFunction(
      ([source, flags]) => new RegExp(source!, flags).test((globalThis as unknown as Scripted).portolan.screen()),
      [pattern.source, pattern.flags] as const,
      { timeout: 20_000, polling: 50 },
    )
    .catch(async () => {
      throw new Error(`${pattern} does not come:\n${(await screen(page)).slice(-1500)}`);
    });
}
interface Scripted {
  readonly portolan: { screen(): string };
}

/** Rows of a terminal that are wider than it is. Runs in the page. */
const standsOut = (rows: unknown): string[] =>
  [...(rows as Laid).children]
    .filter((row) => row.scrollWidth > row.clientWidth)
    .map(({ textContent, scrollWidth, clientWidth }) => `${textContent}: ${scrollWidth} of ${clientWidth}`);
/** Both run in the page, whose frames they count: before the terminal draws in one. */
function hidesOnceItShows(text: string): void {
  const { requestAnimationFrame, document, portolan } = globalThis as unknown as Framed;
  const { style } = document.querySelector('[data-terminals]');
  requestAnimationFrame(function look() {
    if (style.display === 'none') style.display = '';
    else {
      if (portolan.screen().includes(text)) style.display = 'none';
      requestAnimationFrame(look);
    }
  });
}
const frames = async (count: number): Promise<void> => {
  const { requestAnimationFrame } = globalThis as unknown as Framed;
  for (let i = 0; i < count; i++) await new Promise<void>((next) => requestAnimationFrame(next));
};
interface Framed extends Scripted {
  requestAnimationFrame(callback: () => void): void;
  readonly document: { querySelector(selector: string): { readonly style: { display: string } } };
}
interface Laid {
  readonly children: readonly {
    readonly textContent: string;
    readonly scrollWidth: number;
    readonly clientWidth: number;
  }[];
}

const replicas = async (page: Page): Promise<string> => {
  await enter(page, 'kubectl get deployment web -o jsonpath="<{.spec.replicas}>"; echo');
  return /<(\d+)>\n[^<]*$/.exec(await screen(page))?.[1] ?? '';
};

test('typing, pasting, completing, interrupting, jobs, resizing, both editors, and a reload: nothing typed is lost', async () => {
  const { page, context, errors } = await visit(site, '/en/playground/');
  await page.route(/\/monaco[^/]*\.js/, (route) => route.abort());
  await ready(page);
  const keyboard = page.locator(KEYS);
  await keyboard.focus();

  await enter(page, 'echo typed-$((1 + 1))');
  await shows(page, /^typed-2$/m);

  // Full-width commas side by side, which a browser would like to set closer.
  await enter(page, `echo wide-$((1 + 2))${'，。「」a中'.repeat(40)}`);
  const rows = page.locator('[role=tabpanel]:not([hidden]) .xterm-rows');
  await rows.getByText('wide-3').waitFor();
  expect(await rows.evaluate(standsOut)).toEqual([]);

  // A panel takes the terminal's place in the very frame in which something is printed, with a letter that was on no screen before.
  await page.evaluate(hidesOnceItShows, '¶¶');
  await enter(page, `echo ${'¶'.repeat(100)}`);
  await rows.getByText('¶¶').first().waitFor();
  await page.evaluate(frames, 2);
  expect(await rows.evaluate(standsOut)).toEqual([]);
  await keyboard.focus();

  await keyboard.evaluate(paste, 'for i in a b; do\n  echo got-$i\ndone\necho all-$((3 + 4))\n');
  await shows(page, /\n {2}echo got-\$i\ndone\necho all-/);
  expect(await screen(page)).not.toMatch(/^got-a$/m);
  await page.keyboard.press('Enter');
  await idle(page);
  await shows(page, /^got-a\ngot-b\nall-7$/m);

  await page.keyboard.type('kubectl get namesp');
  await page.keyboard.press('Tab');
  await shows(page, /kubectl get namespaces$/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await shows(page, /default +kube-node-lease/);
  await page.keyboard.press('Control+c');

  await page.keyboard.type('echo typ');
  await shows(page, /echo typed-\$\(\(1 \+ 1\)\)$/);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await idle(page);
  expect((await screen(page)).match(/^typed-2$/gm)).toHaveLength(2);

  await page.keyboard.type('sleep 1000\n');
  await shows(page, /\nCtrl-F skips to the next event · waiting: sleep 1000$/);
  await page.keyboard.press('Control+c');
  await idle(page);
  await enter(page, 'echo code-$?');
  await shows(page, /sleep 1000\n\^C\n.*\$ echo code-\$\?\ncode-130$/m);
  expect(await screen(page)).not.toContain('Ctrl-F');
  await page.keyboard.type('sleep 2000; echo skipped-$((8 + 1))\n');
  while (!(await screen(page)).includes('skipped-9')) await page.keyboard.press('Control+f');
  await idle(page);

  await enter(page, 'kubectl create deployment web --image=nginx');
  await page.keyboard.type('kubectl get deployments -w\n');
  await shows(page, /^web +\d\/1/m);
  await page.keyboard.press('Control+z');
  await idle(page);
  await shows(page, /\^Z\n\[1\]\+ {2}Stopped {17}kubectl get deployments -w$/m);
  await page.keyboard.type('fg\n');
  await shows(page, /\$ fg\nkubectl get deployments -w$/m);
  await page.keyboard.press('Control+c');
  await idle(page);

  await page.keyboard.type('echo a-line-that-is-longer-than-the-narrow-terminal-will-be-after-the-resize $((5 + 5))');
  for (const width of [700, 1280]) {
    await page.setViewportSize({ width, height: 720 });
    await shows(
      page,
      /\$ echo a-line-that-is-longer-than-the-narrow-terminal-will-be-after-the-resize \$\(\(5 \+ 5\)\)$/,
    );
  }
  await keyboard.focus();
  await page.keyboard.press('Enter');
  await idle(page);
  await shows(page, /^a-line-that\S+ 10$/m);

  await keyboard.focus();
  await page.keyboard.type('kubectl edit deployment web\n');
  const plain = page.locator('[data-editor] textarea.plain-editor');
  await plain.waitFor();
  await page.waitForFunction(() =>
    /replicas: 1/.test((globalThis as unknown as Plain).document.querySelector('.plain-editor').value),
  );
  await plain.fill((await plain.inputValue()).replace('replicas: 1', 'replicas: 3'));
  await page.click('[data-edit-finish]');
  await idle(page);
  expect(await replicas(page)).toBe('3');

  await page.unrouteAll();
  await enter(page, 'kubectl expose deployment web --type=NodePort --port=80 && kubectl rollout status deployment web');
  await enter(
    page,
    'open $(kubectl get node node-1 -o jsonpath="{.status.addresses[?(@.type==\'ExternalIP\')].address}"):$(kubectl get svc web -o jsonpath="{.spec.ports[0].nodePort}")',
  );
  await page.frameLocator('[data-browser-frame]').getByRole('heading', { name: 'Welcome to nginx!' }).waitFor();
  expect(await page.locator('[data-browser-frame]').getAttribute('sandbox')).toBe('');
  expect(await page.locator('[data-browser-status]').textContent()).toMatch(/^200 OK/);
  const address = page.locator('#browser-pane input');
  await address.fill('localhost:1');
  await address.press('Enter');
  await page.locator('#browser-pane').getByText('ERR_CONNECTION_REFUSED').waitFor();
  await keyboard.focus();
  await page.keyboard.type('sleep 1000\n');
  await shows(page, /sleep 1000$/m);
  await page.keyboard.type('echo ahead-$((2 + 3))');
  await shows(page, /echo ahead-\$\(\(2 \+ 3\)\)$/);
  await page.reload();
  await prompt(page);
  await idle(page);
  await shows(page, /\$ echo ahead-\$\(\(2 \+ 3\)\)$/);
  await keyboard.focus();
  await page.keyboard.press('Enter');
  await idle(page);
  await shows(page, /^ahead-5$/m);
  expect(await replicas(page)).toBe('3');

  await page.keyboard.type('kubectl edit deployment web\n');
  await page.waitForSelector('[data-editor] .view-line');
  await page.locator('[data-editor] .view-line').first().click();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('replicas: 3');
  await page.keyboard.press('Escape');
  await page.keyboard.type('replicas: 2');
  await page.click('[data-edit-finish]');
  await idle(page);
  await keyboard.focus();
  expect(await replicas(page)).toBe('2');
  expect(errors.filter((error) => !/ERR_FAILED|dynamically imported/.test(error))).toEqual([]);
  await context.close();
});
interface Plain {
  readonly document: { querySelector(selector: string): { readonly value: string } };
}
