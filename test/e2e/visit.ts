// A visit to the page, and what one does there.

import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { type Lesson, parseLesson } from '#grading/lesson.ts';
import type { Site } from './serve.ts';

interface Portolan {
  type(text: string): Promise<void>;
  screen(): string;
}
declare const window: { readonly portolan: Portolan };

/** `folder` is the lesson's, below `content/lessons`. */
export function readLesson(folder: string): Lesson {
  const file = `content/lessons/${folder}/lesson.yaml`;
  const read = parseLesson(file, readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.lesson;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained about on its console. */
  readonly errors: readonly string[];
}

/** Opens a page in a browser that has stored nothing yet, and waits for its first prompt. */
export async function visit(
  site: Site,
  path: string,
  options: Parameters<Site['browser']['newContext']>[0] = {},
): Promise<Visit> {
  const context = await site.browser.newContext(options);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(site.url + path);
  await prompt(page);
  return { page, context, errors };
}

export async function prompt(page: Page): Promise<void> {
  await page.waitForFunction(() => 'portolan' in window && window.portolan.screen().includes('$'));
}

/** Types as a keyboard would, and waits for the prompt. */
export const type = (page: Page, text: string): Promise<void> =>
  page.evaluate((keys) => window.portolan.type(keys), text);

/** Each of the lines, with Enter. */
export async function run(page: Page, lines: readonly string[]): Promise<void> {
  for (const line of lines) await type(page, `${line}\n`);
}

export const screen = (page: Page): Promise<string> => page.evaluate(() => window.portolan.screen());

/** Through the page's own button. */
export async function startOver(page: Page): Promise<void> {
  await page.click('[data-reset]');
  await page.click('[data-reset-dialog] button[value=yes]');
  await page.waitForFunction(() => /^\S+:~\$$/.test(window.portolan.screen()));
}

export async function expectState(page: Page, selector: string, state: string): Promise<void> {
  await page.waitForSelector(`${selector}[data-state="${state}"]`, { timeout: 15_000 }).catch(async () => {
    const found = await page.locator(selector).innerText();
    throw new Error(`${selector} is not ${state}: ${found}\n${(await screen(page)).slice(-1500)}`);
  });
}
