// A lesson's packages, unzipped, in a player and before a store: solved once under SCORM 1.2, and known to be solved by the other two; then
// opened again on another machine, whose browser has kept nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportLessons } from '../../src/cli/export/export.ts';
import { type Platform, platform } from './player.ts';
import { openBrowser } from './serve.ts';
import { hurry, prompt, readLesson } from './visit.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-lms-'));
const PAGE = 'en/lessons/why-a-service/index.html';
const { exercises } = readLesson('01-why-a-service');
const ACTIVITY = 'urn:portolan:portolan-why-a-service-en/why-a-service';

let browser: Browser;
let context: BrowserContext;
let elsewhere: BrowserContext;
let at: Platform;
/** Addresses within a package that nothing answers. */
const missing: string[] = [];

async function exported(...options: string[]): Promise<string> {
  const file = join(folder, `${options[0]!.slice(2)}.zip`);
  expect(await exportLessons(['why-a-service', ...options, '--output', file])).toBe(0);
  return file;
}

beforeAll(async () => {
  const packages: Record<string, string> = {};
  // The store's origin is named in the package, so that the platform is there first.
  at = await platform(packages);
  packages['scorm12'] = await exported('--scorm1.2', '--xapi-endpoint', `${at.url}/xapi/`, '--xapi-auth', 'Basic a2V5');
  packages['scorm2004'] = await exported('--scorm2004');
  packages['cmi5'] = await exported('--cmi5');
  browser = await openBrowser();
  [context, elsewhere] = await Promise.all([browser.newContext(), browser.newContext()]);
  for (const one of [context, elsewhere])
    one.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (response.status() === 404 && /^\/(?:scorm|cmi5)/.test(pathname)) missing.push(pathname);
    });
});
afterAll(async () => {
  await browser?.close();
  at?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(address: string, where = context): Promise<{ page: Page; frame: Frame }> {
  const page = await where.newPage();
  await page.goto(at.url + address);
  return { page, frame: page.frames().find((one) => new URL(one.url()).pathname.endsWith(PAGE))! };
}

/** Of the player's data model, once `name` is `value`. */
async function until(page: Page, api: string, get: string, name: string, value: string): Promise<void> {
  await page.waitForFunction(`window.${api}.${get}(${JSON.stringify(name)}) === ${JSON.stringify(value)}`, undefined, {
    timeout: 30_000,
  });
}

test('SCORM 1.2: what is solved is scored, and the whole of it is completed; a store that is named is told too', async () => {
  const { page, frame } = await opened(`/player/12?page=/scorm12/${PAGE}`);
  const value = (name: string) => page.evaluate(`window.API.LMSGetValue(${JSON.stringify(name)})`);
  await until(page, 'API', 'LMSGetValue', 'cmi.core.lesson_status', 'incomplete');
  await prompt(frame);
  await hurry(frame);
  expect(await frame.locator('header.bar').isVisible()).toBe(false);
  for (const [i, { solution }] of exercises.entries()) {
    for (const line of solution) await frame.evaluate(`window.portolan.type(${JSON.stringify(`${line}\n`)})`);
    const raw = String(Math.round(((i + 1) / exercises.length) * 100));
    await until(page, 'API', 'LMSGetValue', 'cmi.core.score.raw', raw);
  }
  expect(await value('cmi.core.lesson_status')).toBe('completed');
  expect(await value('cmi.suspend_data')).toBe(exercises.map(({ id }) => id).join(','));
  await expect.poll(() => at.statements.length).toBe(exercises.length + 1);
  expect(at.statements.every(({ authorization }) => authorization === 'Basic a2V5')).toBe(true);
  expect(at.statements.at(-1)!.statement).toMatchObject({
    actor: { account: { name: 'ada' } },
    verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
    object: { id: ACTIVITY },
    result: { completion: true, score: { scaled: 1 } },
  });
  expect(await frame.locator('[data-search-dialog]').count()).toBe(0);
  // Kept, then left.
  await expect.poll(() => frame.evaluate(`localStorage.getItem('portolan-done/why-a-service')`)).toBe('1');
  await page.evaluate(`document.querySelector('#sco').src = 'about:blank'`);
  await page.waitForFunction('window.API.isTerminated()');
  expect(await page.evaluate(`window.told['cmi.core.session_time']`)).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(await page.evaluate(`window.told['cmi.core.exit']`)).toBe('suspend');
  await page.close();
});

test('SCORM 1.2, on another machine: what the platform has is neither lowered nor left, and a store hears nothing new', async () => {
  const ids = () => new Set(at.statements.map(({ statement }) => statement.id));
  const before = ids();
  const kept = {
    core: { student_id: 'ada', lesson_status: 'completed', score: { raw: '100' } },
    suspend_data: exercises.map(({ id }) => id).join(','),
  };
  const query = new URLSearchParams({ page: `/scorm12/${PAGE}`, kept: JSON.stringify(kept) });
  const { page } = await opened(`/player/12?${query}`, elsewhere);
  const told = (name: string) => page.evaluate(`window.told[${JSON.stringify(name)}]`);
  await page.waitForFunction(`window.told['cmi.suspend_data'] !== undefined`);
  expect([await told('cmi.core.lesson_status'), await told('cmi.core.score.raw')]).toEqual([undefined, '100']);
  expect(await told('cmi.suspend_data')).toBe(kept.suspend_data);
  await until(page, 'API', 'LMSGetValue', 'cmi.core.lesson_status', 'completed');
  await expect.poll(() => at.statements.length).toBe(2 * (exercises.length + 1));
  expect(ids()).toEqual(before);
  await page.close();
});

test('SCORM 2004: what an earlier visit has passed is reported at once, completion and success apart', async () => {
  const { page } = await opened(`/player/2004?page=/scorm2004/${PAGE}`);
  const value = (name: string) => page.evaluate(`window.API_1484_11.GetValue(${JSON.stringify(name)})`);
  await until(page, 'API_1484_11', 'GetValue', 'cmi.completion_status', 'completed');
  expect(await value('cmi.success_status')).toBe('passed');
  expect([await value('cmi.score.scaled'), await value('cmi.score.raw'), await value('cmi.progress_measure')]).toEqual([
    '1',
    '100',
    '1',
  ]);
  await page.evaluate(`document.querySelector('#sco').src = 'about:blank'`);
  await page.waitForFunction('window.API_1484_11.isTerminated()');
  await page.close();
});

test('cmi5: passed with a score and completed once in a registration, in whatever session', async () => {
  const query = new URLSearchParams({
    endpoint: `${at.url}/xapi/`,
    fetch: `${at.url}/fetch`,
    actor: JSON.stringify({ objectType: 'Agent', account: { homePage: at.url, name: 'ada' } }),
    registration: '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
    activityId: ACTIVITY,
  });
  const before = at.statements.length;
  const told = () => at.statements.slice(before).map(({ statement }) => statement);
  /** Until what is to be kept is kept; then it is left. */
  const session = async (where: BrowserContext, documents: number): Promise<void> => {
    const { page } = await opened(`/cmi5/${PAGE}?${query}`, where);
    await expect.poll(() => at.documents.length, { timeout: 30_000 }).toBe(documents);
    const so = told().length;
    await page.goto('about:blank');
    await expect.poll(() => told().length).toBe(so + 1);
    await page.close();
  };
  await session(context, 1);
  await session(elsewhere, 2);
  const verbs = told().map(({ verb }) => verb.id.replace('http://adlnet.gov/expapi/verbs/', ''));
  expect(verbs).toEqual(['initialized', 'passed', 'completed', 'terminated', 'initialized', 'terminated']);
  expect(told()[1]!.result).toMatchObject({ score: { scaled: 1 }, success: true });
  expect(at.documents[1]).toBe(at.documents[0]);
  for (const { context: sent, object } of told()) {
    expect(object.id).toBe(ACTIVITY);
    expect(sent!.registration).toBe(query.get('registration'));
    expect(sent!.contextActivities!.category!.map(({ id }) => id)).toContain(
      'https://w3id.org/xapi/cmi5/context/categories/cmi5',
    );
  }
  expect(new Set(at.statements.slice(before).map(({ authorization }) => authorization)).size).toBe(1);
  expect(missing).toEqual([]);
});
