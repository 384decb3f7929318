// A lesson's packages, unzipped, in a player and before a store: solved once under SCORM 1.2, and known to be solved by the other two.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Platform, platform } from './player.ts';
import { openBrowser } from './serve.ts';
import { prompt, readLesson } from './visit.ts';

const root = new URL('../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'portolan-lms-'));
const PAGE = 'en/lessons/why-a-service/index.html';
const { exercises } = readLesson('01-why-a-service');
const ACTIVITY = 'urn:portolan:portolan-why-a-service-en/why-a-service';

let browser: Browser;
let context: BrowserContext;
let at: Platform;

/** By the project's own command. */
function exported(...options: string[]): string {
  const file = join(folder, `${options[0]!.slice(2)}.zip`);
  const args = ['bin/portolan', 'lesson', 'export', 'why-a-service', ...options, '--output', file];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return file;
}

beforeAll(async () => {
  const packages: Record<string, string> = {};
  // The store's origin is named in the package, so that the platform is there first.
  at = await platform(packages);
  packages['scorm12'] = exported('--scorm1.2', '--xapi-endpoint', `${at.url}/xapi/`, '--xapi-auth', 'Basic a2V5');
  packages['scorm2004'] = exported('--scorm2004');
  packages['cmi5'] = exported('--cmi5');
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
});
afterAll(async () => {
  await browser?.close();
  at?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(address: string): Promise<{ page: Page; frame: Frame }> {
  const page = await context.newPage();
  await page.goto(at.url + address);
  const frame = page.frames().find((one) => new URL(one.url()).pathname.endsWith(PAGE))!;
  await prompt(frame);
  return { page, frame };
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
  expect(await value('cmi.core.score.raw')).toBe('0');
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
  // Quiet for long enough to be kept, then left.
  await frame.waitForTimeout(1500);
  await page.evaluate(`document.querySelector('#sco').src = 'about:blank'`);
  await page.waitForFunction('window.API.isTerminated()');
  expect(await page.evaluate(`window.told['cmi.core.session_time']`)).toMatch(/^\d\d:\d\d:\d\d$/);
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

test('cmi5: initialized, passed with a score, completed and terminated, in the session of the launch', async () => {
  const before = at.statements.length;
  const query = new URLSearchParams({
    endpoint: `${at.url}/xapi/`,
    fetch: `${at.url}/fetch`,
    actor: JSON.stringify({ objectType: 'Agent', account: { homePage: at.url, name: 'ada' } }),
    registration: '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
    activityId: ACTIVITY,
  });
  const { page } = await opened(`/cmi5/${PAGE}?${query}`);
  const told = () => at.statements.slice(before).map(({ statement }) => statement);
  await expect.poll(() => told().length, { timeout: 30_000 }).toBe(3);
  await page.goto('about:blank');
  await expect.poll(() => told().length).toBe(4);
  const verbs = told().map(({ verb }) => verb.id.replace('http://adlnet.gov/expapi/verbs/', ''));
  expect(verbs).toEqual(['initialized', 'passed', 'completed', 'terminated']);
  expect(told()[1]!.result).toMatchObject({ score: { scaled: 1 }, success: true });
  for (const { context: sent, object } of told()) {
    expect(object.id).toBe(ACTIVITY);
    expect(sent!.registration).toBe(query.get('registration'));
    expect(sent!.contextActivities!.category!.map(({ id }) => id)).toContain(
      'https://w3id.org/xapi/cmi5/context/categories/cmi5',
    );
  }
  expect(new Set(at.statements.slice(before).map(({ authorization }) => authorization)).size).toBe(1);
  await page.close();
});
