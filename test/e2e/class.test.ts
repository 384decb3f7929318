// A class, from the link to the table: an instructor makes it, a learner works in it, the file comes back.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Results } from '../../src/site/class/results.ts';
import { siteForTests } from './serve.ts';
import { expectState, hurry, ready, run, saved } from './visit.ts';

const site = siteForTests();

interface Row {
  readonly previousElementSibling: unknown;
  matches(selector: string): boolean;
}

test('the learner gets what was chosen, and the table says what was thought and what passed', async () => {
  const teacher = await (await site.browser.newContext({ acceptDownloads: true })).newPage();
  await teacher.goto(`${site.url}/en/class/`);
  await teacher.fill('[name=title]', 'Net 1');
  await teacher.check('[name=lesson][value=clusterip]');
  // The first has nowhere to go up; moved to an end, it keeps the keyboard.
  const second = teacher.locator('[data-part=lessons] li', { has: teacher.locator('[value=clusterip]') });
  expect(await teacher.locator('[data-part=lessons] button:disabled').count()).toBe(2);
  await second.locator('[data-way=up]').click();
  expect(await second.evaluate((item) => (item as unknown as Row).previousElementSibling === null)).toBe(true);
  expect(await second.locator('[data-way=down]').evaluate((b) => (b as unknown as Row).matches(':focus'))).toBe(true);
  await teacher.fill('[name=seed]', '7');
  await teacher.fill('[name=deadline]', 'Friday');
  await teacher.uncheck('[name=hints]');
  const link = await teacher.inputValue('[data-class-link]');
  expect(link).toContain('/en/join/#class=');

  const context = await site.browser.newContext({ acceptDownloads: true });
  const learner = await context.newPage();
  const errors: string[] = [];
  learner.on('pageerror', (error) => errors.push(error.message));
  await learner.goto(link);
  await learner.click('[data-join]');
  await learner.click('[data-lesson=clusterip] a');
  await ready(learner);
  await hurry(learner);
  expect(await learner.innerText('[data-class]')).toBe('Class: Net 1 · Deadline: Friday');
  expect(await learner.isVisible('[data-exercise=expose] [data-hint]')).toBe(false);
  await run(learner, ['kubectl expose deployment service-test --port=8080 --target-port=8088']);
  await expectState(learner, '[data-check=answers-inside]', 'failed');
  await run(learner, [
    'kubectl delete service service-test',
    'kubectl expose deployment service-test --port=8088 --target-port=8080',
  ]);
  await expectState(learner, '[data-exercise=expose]', 'passed');
  await saved(learner, 'clusterip');
  // The link is the way back, and takes nothing away.
  await learner.goto(link);
  await learner.fill('[data-name]', '=Ada');
  const [download] = await Promise.all([learner.waitForEvent('download'), learner.click('[data-save-results]')]);
  const file = readFileSync((await download.path())!, 'utf8');
  const { lessons } = JSON.parse(file) as Results;
  const { seed, exercises } = lessons['clusterip']!;
  expect([seed, Object.keys(exercises['expose']!.missed)]).toEqual([7, ['port and targetPort swapped']]);
  expect(file).not.toContain('kubectl');
  expect(errors).toEqual([]);

  await teacher.setInputFiles('[data-results]', [
    { name: 'ada.json', mimeType: 'application/json', buffer: Buffer.from(file) },
    { name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{}') },
  ]);
  const tables = teacher.locator('[data-part=tables]');
  await tables.filter({ hasText: 'port and targetPort swapped' }).waitFor();
  expect(await teacher.innerText('[data-part=read]')).toContain('other.json: It is another kind of file.');
  expect(await tables.innerText()).toMatch(/ClusterIP\s+expose\s+1\/1\s+1\/1/);
  const [csv] = await Promise.all([teacher.waitForEvent('download'), teacher.click('[data-csv]')]);
  expect(readFileSync((await csv.path())!, 'utf8')).toMatch(/\r\nNet 1,'=Ada,clusterip,expose,2/);
});
