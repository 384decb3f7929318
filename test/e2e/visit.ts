// A visit to the page, and what one does there.

import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { type Lesson, parseLesson, unfilledLesson } from '#grading/lesson.ts';
import { LOCALES } from '#grading/text.ts';
import type { Site } from './serve.ts';
import { words } from './words.ts';

interface Portolan {
  type(text: string): Promise<void>;
  idle(): Promise<void>;
  screen(): string;
  readonly params: Readonly<Record<string, string>>;
}
declare const window: { readonly portolan: Portolan };

/** `folder` is the lesson's, below `content/lessons`. Where the page draws something, `${…}` stands. */
export function readLesson(folder: string): Lesson {
  const file = `content/lessons/${folder}/lesson.yaml`;
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const read = parseLesson(file, text);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return unfilledLesson(file, text);
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained about on its console. */
  readonly errors: readonly string[];
}

type VisitOptions = Parameters<Site['browser']['newContext']>[0] & {
  /** Before the page is asked for. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>;
};

/** Opens a page in a browser that has stored nothing yet, and waits for its first prompt. */
export async function visit(
  site: Pick<Site, 'url' | 'browser'>,
  path: string,
  { prepare, ...options }: VisitOptions = {},
): Promise<Visit> {
  const context = await site.browser.newContext(options);
  await prepare?.(context);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(site.url + path);
  await prompt(page);
  return { page, context, errors };
}

/** Whoever looks at every frame keeps the page drawing, and reads the whole screen sixty times a second. */
const LOOK = { polling: 50 };

/** In a page, or in a frame of one. */
export async function prompt(page: Pick<Page, 'waitForFunction'>): Promise<void> {
  await page.waitForFunction(() => 'portolan' in window && window.portolan.screen().includes('$'), undefined, LOOK);
}

/** There is a cluster behind the prompt. */
export async function ready(page: Page): Promise<void> {
  await prompt(page);
  await idle(page);
  const said = (await page.locator('[data-notice] p').textContent())!;
  for (const locale of LOCALES) expect(said.startsWith(words(locale).startFailed.split('{')[0]!), said).toBe(false);
}

/** Types as a keyboard would, and waits for the prompt. */
export const type = (page: Page, text: string): Promise<void> =>
  page.evaluate((keys) => window.portolan.type(keys), text);

/** Each of the lines, with Enter. */
export async function run(page: Page, lines: readonly string[]): Promise<void> {
  for (const line of lines) await type(page, `${line}\n`);
}

/** A line that is longer is not typed, but pasted: nobody types a manifest. */
const LONGEST_TYPED = 100;

interface ClipboardPage {
  readonly DataTransfer: new () => { setData(type: string, text: string): void };
  readonly ClipboardEvent: new (type: string, init: object) => unknown;
}

/** Runs in the page. */
export function paste(element: unknown, text: string): void {
  const { DataTransfer, ClipboardEvent } = globalThis as unknown as ClipboardPage;
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  (element as { dispatchEvent(event: unknown): void }).dispatchEvent(
    new ClipboardEvent('paste', { clipboardData, bubbles: true }),
  );
}

/** Key by key, or by a paste, into the terminal; then Enter, and the prompt is waited for. */
export async function enter(page: Page, line: string): Promise<void> {
  const keyboard = page.locator('[role=tabpanel]:not([hidden]) .xterm-helper-textarea');
  await keyboard.focus();
  if (line.length <= LONGEST_TYPED && !line.includes('\n')) await page.keyboard.type(line);
  else await keyboard.evaluate(paste, line);
  await page.keyboard.press('Enter');
  await idle(page);
}

/** The prompt is back. */
export const idle = (page: Page): Promise<void> => page.evaluate(() => window.portolan.idle());

interface Browser {
  readonly localStorage: { getItem(key: string): string | null };
  readonly indexedDB: { open(name: string): IdbRequest };
}
interface IdbRequest {
  onsuccess: () => void;
  readonly result: {
    close(): void;
    transaction(name: string): { objectStore(name: string): { count(key: string): IdbRequest & { result: number } } };
  };
}

/** The browser has kept all that was run. @param lesson Its slug. */
export async function saved(page: Page, lesson: string): Promise<void> {
  const isSaved = async (slug: string): Promise<boolean> => {
    const { localStorage, indexedDB } = globalThis as unknown as Browser;
    if (localStorage.getItem(`portolan-journal/${slug}`) !== null) return false;
    const done = (request: IdbRequest): Promise<void> => new Promise((ready) => (request.onsuccess = ready));
    const opening = indexedDB.open('portolan');
    await done(opening);
    const count = opening.result.transaction('lessons').objectStore('lessons').count(`lesson/${slug}`);
    await done(count);
    opening.result.close();
    return count.result === 1;
  };
  // Not by `expect`: a test that runs beside others has one of its own.
  await vi.waitUntil(() => page.evaluate(isSaved, lesson), { timeout: 60_000, interval: 100 });
}

export const isIdleWithin = (page: Page, ms: number): Promise<boolean> =>
  page.evaluate(
    (limit) =>
      Promise.race([
        window.portolan.idle().then(() => true),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), limit)),
      ]),
    ms,
  );

/** What was drawn for this learner, and read from the cluster. */
export const params = (page: Page): Promise<Readonly<Record<string, string>>> =>
  page.evaluate(() => ({ ...window.portolan.params }));

export const screen = (page: Page): Promise<string> => page.evaluate(() => window.portolan.screen());

/** Waits until the terminal shows what the pattern describes. */
export async function onScreen(page: Page, pattern: string): Promise<void> {
  await page
    .waitForFunction((wanted) => new RegExp(wanted).test(window.portolan.screen()), pattern, LOOK)
    .catch(async () => {
      throw new Error(`not on the screen: ${pattern}\n${(await screen(page)).slice(-1500)}`);
    });
}

/** Nobody waits for a load balancer longer than they must. A page that comes back runs as fast as it did. */
export async function hurry(page: Pick<Page, 'getAttribute' | 'click'>): Promise<void> {
  if ((await page.getAttribute('[data-pace]', 'aria-pressed')) !== 'true') await page.click('[data-pace]');
}

/** Through the page's own button. */
export async function startOver(page: Page): Promise<void> {
  await page.click('[data-reset]');
  await page.click('[data-reset-dialog] button[value=yes]');
  await page.waitForFunction(() => /^\S+:~\$$/.test(window.portolan.screen()), undefined, LOOK);
}

export async function expectState(page: Page, selector: string, state: string): Promise<void> {
  await page.waitForSelector(`${selector}[data-state="${state}"]`, { timeout: 60_000 }).catch(async () => {
    const found = await page.locator(selector).innerText();
    throw new Error(`${selector} is not ${state}: ${found}\n${(await screen(page)).slice(-1500)}`);
  });
}
