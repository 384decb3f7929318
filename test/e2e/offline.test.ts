// The site below some path of a host that sends no headers of its own: it lets nothing foreign in, works without the network after
// one visit, and says when there is a new version.

import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import webContainer from '../../src/site/i18n/en/webcontainer.json' with { type: 'json' };
import { openBrowser } from './serve.ts';
import { expectState, prompt, readLesson, ready, run, screen, visit } from './visit.ts';

const [expose] = readLesson('02-clusterip').exercises;
const built = new URL('../../dist/site', import.meta.url).pathname;

let folder: string;
let server: Server;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-site-'));
  const site = join(folder, 'some/where');
  cpSync(join(built, 'sw.js'), join(site, 'sw.js'), { recursive: true });
  for (const name of readdirSync(built)) if (name !== 'sw.js') symlinkSync(join(built, name), join(site, name));
  const { serve } = (await import(new URL('../../scripts/serve.mjs', import.meta.url).href)) as {
    serve(folder: string): Promise<Server>;
  };
  server = await serve(folder);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('nothing of any size is built twice', () => {
  const by = new Map<string, string>();
  for (const name of readdirSync(join(built, '_astro'))) {
    const bytes = readFileSync(join(built, '_astro', name));
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (bytes.length > 20_000) expect(by.get(hash), name).toBeUndefined();
    by.set(hash, name);
  }
});

test('every built page has the policy, and asks for nothing from elsewhere', () => {
  const pages = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  expect(pages.length).toBeGreaterThan(20);
  for (const page of pages) {
    const html = readFileSync(join(built, page), 'utf8');
    const [, policy = ''] =
      /<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="([^"]+)"/i.exec(html) ?? [];
    const [, scripts = ''] = /script-src ([^;]+)/.exec(policy) ?? [];
    expect(scripts, page).toMatch(/^'self'( 'sha256-[\w+/]+=*')*$/);
    expect(policy, page).toContain("require-trusted-types-for 'script'");
    expect(html.match(/<(?:script|link|img|iframe)\s[^>]*(?:src|href)="(?:https?:)?\/\/[^"]*"/g), page).toBeNull();
    expect(html.match(/\son\w+="/g), page).toBeNull();
  }
});

/** What would run if any part of the page took it for markup. */
const HOSTILE = '<img src=x onerror=document.title=1>';

test('a lesson is done without the network, in both languages, and hostile content stays text', async () => {
  const url = `http://localhost:${(server.address() as AddressInfo).port}/some/where`;
  const { page, context, errors } = await visit({ url, browser }, '/en/lessons/clusterip/', {
    serviceWorkers: 'allow',
    viewport: { width: 1280, height: 800 },
  });
  const asked = new Set<string>();
  context.on('request', (request) => asked.add(new URL(request.url()).origin));
  await context.addInitScript(`
    addEventListener('securitypolicyviolation', (event) => console.error('refused: ' + event.violatedDirective + ' ' + event.blockedURI));
  `);
  await ready(page);
  await run(page, ['echo before > note']);
  await page.evaluate(`new Promise((resolve) => {
    const { serviceWorker } = navigator;
    if (serviceWorker.controller) resolve();
    else serviceWorker.addEventListener('controllerchange', () => resolve());
  })`);

  // A new version is offered once it is there in full, and taken when the learner says so.
  const sw = join(folder, 'some/where/sw.js');
  writeFileSync(sw, `${readFileSync(sw, 'utf8')}\n// another version`);
  await page.evaluate('navigator.serviceWorker.getRegistration().then((registration) => registration.update())');
  await page.waitForSelector('[data-update]:not([hidden])');
  const reloaded = page.waitForEvent('load');
  await page.click('[data-take]');
  await reloaded;

  // A page for a few is kept once somebody has been there, and nothing of it before.
  const kept = `(async () => (await caches.keys()).some((name) => name.startsWith('portolan-visited')))()`;
  expect(await page.evaluate(kept)).toBe(false);
  const teacher = await context.newPage();
  await teacher.goto(`${url}/en/class/`);
  await teacher.waitForFunction(`caches.match('./').then((page) => page !== undefined)`);

  // The page that offers WebContainer is isolated, for that, and no other; where StackBlitz does not answer, it says so and goes on.
  const own = await context.newPage();
  await context.route('https://stackblitz.com/**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await own.goto(`${url}/en/webcontainer/`);
  await prompt(own);
  expect(await own.evaluate('crossOriginIsolated')).toBe(true);
  expect(await page.evaluate('crossOriginIsolated')).toBe(false);
  expect([...asked]).toEqual([new URL(url).origin]);
  await own.click('[data-load]');
  await own.getByRole('status').filter({ hasText: webContainer.silent }).waitFor({ timeout: 5000 });
  await own.waitForFunction(`caches.match('./').then((page) => page !== undefined)`);

  server.close();
  server.closeAllConnections();
  await context.setOffline(true);
  await teacher.reload();
  await teacher.fill('[name=title]', 'Net 1');
  await teacher.check('[name=lesson][value=clusterip]');
  expect(await teacher.inputValue('[data-class-link]')).toContain('/en/join/#class=');
  // What was never opened says so, in its language: it is there.
  await teacher.goto(`${url}/zh/builder/`);
  await teacher.getByText('第一次打开，需要网络').first().waitFor();
  // As a host would, the site leads to a page whose last slash is not typed.
  await teacher.goto(`${url}/zh/glossary?q=pod`);
  expect(teacher.url()).toBe(`${url}/zh/glossary/?q=pod`);
  await teacher.close();
  await own.reload();
  await prompt(own);
  await own.click('[data-load]');
  await own.getByRole('status').filter({ hasText: webContainer.noNetwork }).waitFor({ timeout: 5000 });
  await run(own, ['kubectl get nodes -o name']);
  expect(await screen(own)).toContain('\nnode/node-1\n');
  await own.close();
  await page.reload();
  await ready(page);
  await run(page, ['cat note', 'kubectl explain service.spec.clusterIP | grep FIELD', ...expose!.solution]);
  expect(await screen(page)).toContain('\nbefore\n');
  expect(await screen(page)).toContain('FIELD: clusterIP');
  await expectState(page, `[data-exercise="${expose!.id}"]`, 'passed');

  await run(page, [
    `kubectl annotate service service-test 'note=${HOSTILE}'`,
    `echo '${HOSTILE}' | tee hostile.yaml`,
    `curl 'http://service-test:8088/${HOSTILE.replaceAll(' ', '/')}'`,
    `kubectl create service clusterip '${HOSTILE}' --tcp=80`,
  ]);
  await page.click('[data-open-requests]');
  await page.click('[data-open-editor]');
  await page.waitForSelector('[data-testid="editor"] .view-line');
  await page.selectOption('[data-file]', { label: 'hostile.yaml' });
  await page.locator('.view-line').filter({ hasText: 'onerror' }).waitFor();
  expect(await page.locator('img[src="x"]').count()).toBe(0);

  await page.click('a[data-keep-place]');
  await page.waitForURL('**/zh/lessons/clusterip/**');
  await prompt(page);
  await run(page, ['kubectl delete service service-test', ...expose!.solution]);
  await expectState(page, `[data-exercise="${expose!.id}"]`, 'passed');
  await page.click('.mark');
  await page.waitForSelector('.lessons');
  expect(errors).toEqual([]);
  expect([...asked]).toEqual([new URL(url).origin, 'https://stackblitz.com']);
  await context.close();
});
