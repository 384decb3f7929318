// `portolan lesson preview`: an author saves files, and the page follows, with the cluster as it stands.

import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCALES } from '#grading/text.ts';
import { PSEUDO, plainWords, removePseudo, writePseudo } from './pseudo.ts';
import { openBrowser } from './serve.ts';
import { expectState, ready, run, saved, screen } from './visit.ts';

const base = new URL('../..', import.meta.url).pathname;
/** A lesson that is there for as long as this test. */
const name = 'seen-while-written';
const folder = join(base, `content/lessons/97-${name}`);
const start = join(base, `content/starts/${name}.yaml`);
const remove = (): void => {
  for (const path of [folder, start]) rmSync(path, { recursive: true, force: true });
  removePseudo();
};

/** As an author's terminal has it: nothing says that a test is running. */
const { VITEST: _, NODE_ENV: __, ...env } = process.env;
let preview: ChildProcess;
let said = '';
const speaks = new EventEmitter();
let page: Page;
let close: () => Promise<void>;

beforeAll(async () => {
  remove();
  await portolan('lesson', 'new', name, '--number', '97', '--title-zh', '边写边看', '--minutes', '9');
  writeFileSync(start, configMap('one'));
  writePseudo();
  edit('lesson.yaml', ['from: two-apps', `from: [two-apps, ${name}]`]);
  const port = await freePort();
  preview = spawn(process.execPath, ['bin/portolan', 'lesson', 'preview', name, '--port', String(port)], {
    cwd: base,
    env,
  });
  for (const stream of [preview.stdout!, preview.stderr!])
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
      speaks.emit('said');
    });
  await until(() => /watching for file changes/.test(said));
  const browser = await openBrowser();
  close = () => browser.close();
  page = await browser.newPage();
  // Each module is a file of its own here, made when it is first asked for.
  page.setDefaultTimeout(120_000);
  await page.goto(`http://localhost:${port}/en/lessons/${name}/`);
  await ready(page);
});
afterAll(async () => {
  await close?.();
  preview?.kill('SIGINT');
  if (preview?.exitCode === null) await once(preview, 'exit');
  remove();
});

test('it names the addresses of both languages', () => {
  for (const locale of LOCALES) expect(said).toContain(`/${locale}/lessons/${name}/`);
});

test('saved prose shows at once; the cluster, the terminal and the home folder stay', async () => {
  await run(page, ['kubectl create configmap mark', 'echo kept > note']);
  await kept();
  edit('en.mdx', ['Callers need something that stays', 'nobody wants to look it up again']);
  await shows('nobody wants to look it up again', async () => {
    expect(await screen(page)).toContain('configmap/mark created');
    await run(page, ['kubectl get configmap mark -o name', 'cat note']);
    expect(await screen(page)).toMatch(/\nconfigmap\/mark\n[^\n]*\nkept\n/);
  });
});

test('saved checks show and judge at once', async () => {
  await run(page, ['kubectl create service clusterip shop --tcp=80']);
  await expectState(page, '[data-check=from-a-pod]', 'failed');
  await kept();
  edit(
    'lesson.yaml',
    ['"`http://shop` answers from a Pod"', '"a Service is there, whatever it does"'],
    [
      'reach: { from: pod/default/client, url: "http://shop/", body: "Welcome to nginx!" }',
      'object: { apiVersion: v1, kind: Service, name: shop }\n        that: "true"',
    ],
  );
  await shows('a Service is there, whatever it does', async () => {
    await expectState(page, '[data-check=from-a-pod]', 'passed');
    await isMarked();
  });
});

test('a lesson that cannot be read is told in the terminal as lint tells it, and the page goes on once it can', async () => {
  said = '';
  edit('lesson.yaml', ['minutes: 9', 'minuts: 9']);
  await until(() => said.includes(`97-${name}/lesson.yaml:8:1`));
  expect(said).toContain('Write it as: minutes');
  edit('lesson.yaml', ['minuts: 9', 'minutes: 8']);
  await shows('8 minutes', isMarked);
});

test('a third language is a folder, and every word of the page comes out of it', async () => {
  const { origin } = new URL(page.url());
  await page.goto(`${origin}/${PSEUDO}/playground/`);
  await ready(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const panel of ['requests', 'time', 'editor', 'map']) {
    await page.click(`[data-open-${panel}]`);
    await page.waitForSelector(`[data-panel=${panel}]:not([hidden])`);
  }
  await page.waitForSelector('.spot');
  await page.waitForSelector('[data-refusals]', { state: 'attached' });
  await page.click('[data-terminal-at]');
  expect(await plainWords(page)).toEqual([]);
  // Lessons are not written in it: they stand in English, and say so.
  await page.goto(`${origin}/${PSEUDO}/`);
  expect(await plainWords(page)).toEqual([]);
  expect(await page.locator('.lessons a').first().getAttribute('href')).toContain('/en/lessons/');
  expect(await page.locator('.lessons a [lang=en]').count()).toBeGreaterThan(20);
  await page.goto(`${origin}/${PSEUDO}/certificate/`);
  expect(await plainWords(page)).toEqual([]);
});

const configMap = (is: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: beginning }\ndata: { is: ${is} }\n`;

/** Saves a file of the lesson with `after` in the place of `before`, for each pair. */
function edit(file: string, ...changes: readonly (readonly [before: string, after: string])[]): void {
  const path = join(folder, file);
  let text = readFileSync(path, 'utf8');
  for (const [before, after] of changes) {
    expect(text).toContain(before);
    text = text.replace(before, after);
  }
  writeFileSync(path, text);
}

/** The page keeps what was done a moment after it was done. */
const kept = (): Promise<void> => saved(page, name);

/** The cluster is the one in which this was made. */
async function isMarked(): Promise<void> {
  await run(page, ['kubectl get configmap mark -o name']);
  expect(await screen(page)).toContain('\nconfigmap/mark\n');
}

/** A file that is saved can reload the page twice: what the second took away is looked at again. */
async function shows(text: string, look: () => Promise<void>): Promise<void> {
  for (let isReloaded = true; isReloaded; ) {
    await page.locator('main').filter({ hasText: text }).waitFor();
    isReloaded = false;
    const reloads = (): void => void (isReloaded = true);
    page.on('framenavigated', reloads);
    try {
      await ready(page);
      await look();
    } catch (error) {
      if (!isReloaded) throw error;
    } finally {
      page.off('framenavigated', reloads);
    }
  }
}

/** @throws what the preview has said, when the time is up. */
async function until(holds: () => boolean): Promise<void> {
  const signal = AbortSignal.timeout(120_000);
  while (!holds())
    await once(speaks, 'said', { signal }).catch(() => {
      throw new Error(said);
    });
}

async function portolan(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, ['bin/portolan', ...args], {
    cwd: base,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
