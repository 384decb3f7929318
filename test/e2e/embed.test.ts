// Portolan in pages of other origins: one that is named and is told, one that is not and is told nothing; and the package in a page.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from './serve.ts';
import { prompt, readLesson } from './visit.ts';

interface Heard {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
declare const document: { querySelector(selector: string): { run(line: string): void } };
declare const window: {
  heard: Heard[];
  readonly addEventListener: (type: string, on: (event: MessageEvent) => void) => void;
};

let site: Site;
let other: Server;
let origin: string;
const pages = new Map<string, { readonly type: string; readonly text: string | Uint8Array }>();

beforeAll(async () => {
  site = await openSite();
  other = createServer((request, response) => {
    const found = pages.get(request.url ?? '');
    response.writeHead(found ? 200 : 404, { 'content-type': found?.type ?? 'text/plain' }).end(found?.text);
  });
  await new Promise<void>((listens) => other.listen(0, '127.0.0.1', listens));
  origin = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await site.close();
  other.close();
});

/** Keys of what a page has kept in its origin's stores. */
const KEPT = 'Object.keys(localStorage).concat(Object.keys(sessionStorage))';

const html = (body: string): { type: string; text: string } => ({
  type: 'text/html; charset=utf-8',
  text: `<!doctype html><html lang="en"><meta charset="utf-8">${body}`,
});

/** All that the page has been told, once something of it is as wanted. */
async function heard(page: Page, is: (one: Heard) => boolean): Promise<Heard[]> {
  let all: Heard[] = [];
  await expect
    .poll(async () => (all = await page.evaluate(() => window.heard)).some(is), { timeout: 60_000, interval: 50 })
    .toBe(true);
  return all;
}

test('a page of another origin embeds a lesson, is told what happens in it, and runs lines', async () => {
  pages.set(
    '/docs',
    html(`<script type="module" src="${site.url}/portolan-lab.js"></script>
<script>
  window.heard = [];
  for (const type of ['ready', 'state', 'passed', 'command', 'problem'])
    addEventListener(type, ({ detail }) => heard.push({ type, detail }), true);
</script>
<portolan-lab lesson="clusterip" theme="dark" panels="terminal,map" size="15" readonly run="kubectl create configmap begun"></portolan-lab>`),
  );
  const page = await site.browser.newPage();
  await page.goto(`${origin}/docs`);
  await heard(page, ({ type, detail }) => type === 'command' && detail['line'] === 'kubectl create configmap begun');
  const frame = page.frames().find((one) => one.url().startsWith(site.url))!;
  expect(await frame.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  expect(await frame.locator('.embed-foot').innerText()).toContain(
    `What you run here is told to ${new URL(origin).host}.`,
  );
  expect(await frame.locator('header.bar').isVisible()).toBe(false);
  expect(await frame.locator('[data-testid=topology]').isVisible()).toBe(true);

  // Keys do not reach it; the page around does.
  await frame.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type('echo typed\n');
  await frame.evaluate(`for (const key of document.querySelectorAll('[data-key]')) key.click()`);
  await page.evaluate(`document.querySelector('portolan-lab').run('kubectl get configmap begun -o name')`);
  const all = await heard(page, ({ detail }) => String(detail['line']).startsWith('kubectl get configmap'));
  expect(all.filter(({ type }) => type === 'command').map(({ detail }) => detail)).toEqual([
    { line: 'kubectl create configmap begun', exitCode: 0 },
    { line: 'kubectl get configmap begun -o name', exitCode: 0 },
  ]);
  expect(all.find(({ type }) => type === 'ready')!.detail).toMatchObject({ lesson: 'clusterip', locale: 'en' });
  const [exercise] = readLesson('02-clusterip').exercises;
  for (const line of exercise!.solution)
    await page.evaluate((text) => document.querySelector('portolan-lab').run(text), line);
  const passed = await heard(page, ({ type, detail }) => type === 'passed' && detail['exercise'] === exercise!.id);
  const states = passed.filter(({ type }) => type === 'state').map(({ detail }) => detail['checks']);
  for (const { id } of exercise!.checks)
    expect(states.at(-1)).toContainEqual({ exercise: exercise!.id, check: id, state: 'passed' });
  await page.close();
});

test('the documentation’s own page embeds one, and nothing of it is kept', async () => {
  const page = await site.browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(`${site.url}/en/embedding/`);
  const said = (text: string) => page.locator('[data-live-heard]', { hasText: text }).waitFor();
  await said('command {"line":"kubectl expose deployment web --port=80","exitCode":0}');
  await page.click('[data-live-run]');
  await said('command {"line":"kubectl get endpointslices","exitCode":0}');
  expect(await page.evaluate('(async () => (await indexedDB.databases()).length)()')).toBe(0);
  // The frame is of the page's own origin, and may store: neither what is arranged, nor what stands typed when it goes.
  const frame = page.frames().find((one) => one.url().includes('embed='))!;
  await frame.evaluate(`window.portolan.type('echo own')`);
  await frame.evaluate(`document.querySelector('[data-open-map]').click(), dispatchEvent(new Event('pagehide'))`);
  expect(await page.evaluate(KEPT)).toEqual([]);
  expect(errors).toEqual([]);
  await page.close();
});

test('a page that is not the one named hears nothing and moves nothing', async () => {
  pages.set(
    '/hostile',
    html(`<script>window.heard = []; addEventListener('message', ({ data }) => heard.push(data));</script>
<iframe width="600" height="400" src="${site.url}/en/playground/?embed=https://docs.example.org"></iframe>`),
  );
  const page = await site.browser.newPage();
  await page.goto(`${origin}/hostile`);
  const frame = page.frames().find((one) => one.url().startsWith(site.url))!;
  await prompt(frame);
  await page.evaluate(`frames[0].postMessage({ portolan: 1, type: 'run', line: 'echo moved' }, '*')`);
  await frame.evaluate(`window.portolan.type('echo own')`);
  expect(await frame.evaluate('window.portolan.screen()')).not.toContain('moved');
  // What was posted before this has come by now.
  await page.evaluate(
    `new Promise((done) => { addEventListener('message', done, { once: true }); postMessage('last', '*'); })`,
  );
  expect(await page.evaluate(() => window.heard)).toEqual(['last']);
  await page.close();
});

test('the package, bundled into a page, is a cluster there', async () => {
  const root = new URL('../../', import.meta.url).pathname;
  const page = join(root, 'examples/page');
  // As if it were installed; that its tarball has these files is test/package's.
  const folder = mkdtempSync(join(tmpdir(), 'portolan-page-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/portolan'));
  const { outputFiles } = await build({
    stdin: { contents: readFileSync(join(page, 'main.js'), 'utf8'), resolveDir: folder, sourcefile: 'main.js' },
    bundle: true,
    splitting: true,
    format: 'esm',
    entryNames: 'main.bundle',
    outdir: '/',
    write: false,
    logLevel: 'error',
  });
  rmSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) pages.set(path, { type: 'text/javascript', text: contents });
  pages.set(
    '/page/',
    html(readFileSync(join(page, 'index.html'), 'utf8').replace('main.bundle.js', '/main.bundle.js')),
  );
  const visitor = await site.browser.newPage();
  await visitor.goto(`${origin}/page/`);
  await visitor.waitForFunction(`/web-\\S+ +1\\/1 +Running/.test(document.querySelector('#output').textContent)`);
  await visitor.click('text=Ask it');
  await visitor.waitForFunction(`document.querySelector('#output').textContent.includes('Welcome to nginx!')`);
  await visitor.close();
});
