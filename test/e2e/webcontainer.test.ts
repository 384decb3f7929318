// The page with the learner's own server, where no WebContainer is to be had: it says why within five seconds, and the simulator goes on.
// On a page that its service worker has isolated, and without a network, offline.test.ts looks at it.

import { expect, test } from 'vitest';
import words from '../../src/site/i18n/en/webcontainer.json' with { type: 'json' };
import { WAYS } from '../../src/site/runtime/ways.ts';
import { siteForTests } from './serve.ts';
import { run, screen, visit } from './visit.ts';

const site = siteForTests();

test('the own server runs in the simulator; StackBlitz is asked only when the learner asks, and what cannot be is said', async () => {
  const { page, context, errors } = await visit(site, '/en/webcontainer/?lesson=clusterip');
  const asked: string[] = [];
  let isThere = false;
  await context.route('https://stackblitz.com/**', (route) => {
    asked.push(route.request().url());
    return isThere ? route.fulfill({ body: '' }) : route.abort();
  });
  await run(page, ['kubectl create deployment app --image=app --replicas=2', 'kubectl rollout status deployment app']);
  const [expose, curl] = WAYS.find(({ word }) => word === 'wayNodePort')!.lines;
  // The interpreter is fetched with the first container of its kind.
  await run(page, [expose!, `until ${curl} -s; do sleep 1; done`]);
  expect(await screen(page)).toMatch(/\nHello from app-\w+-\w+\n/);
  expect(asked).toEqual([]);
  // It was opened from a lesson, whose cluster stands here.
  await page
    .getByRole('status')
    .filter({ hasText: words.ofLesson.split('{')[0]! })
    .waitFor();
  await run(page, ['kubectl get deployment service-test -o name']);
  expect(await screen(page)).toContain('\ndeployment.apps/service-test\n');
  // The server is JavaScript, and is seen as that: `const` and a string are of different colours.
  const coloured = (text: string) =>
    page.locator('[data-editor] .view-line span[class^=mtk]', { hasText: text }).first().getAttribute('class');
  await page.locator('[data-editor] .view-line').first().waitFor();
  await expect.poll(async () => (await coloured('const')) !== (await coloured("'node:http'"))).toBe(true);

  const said = async (word: string): Promise<void> => {
    const began = performance.now();
    await page.click('[data-load]');
    await page
      .getByRole('status')
      .filter({ hasText: `${word} ${words.goesOn}` })
      .waitFor({ timeout: 5000 });
    expect(performance.now() - began).toBeLessThan(5000);
  };
  await said(words.noNetwork);
  expect(asked).toEqual(['https://stackblitz.com/headless']);
  isThere = true;
  // This visit's browser lets no service worker in.
  await said(words.notIsolated);

  // kubectl edit opens in the page's editor; the learner's server is what it was.
  await page.evaluate(() => void window.portolan.type('kubectl edit service app-node'));
  await page.locator('[data-finish]').waitFor();
  await page.click('[data-cancel]');
  await run(page, ['kubectl get deployment app -o name']);
  expect(await screen(page)).toContain('deployment.apps/app\n');
  expect(await page.locator('[data-file]').textContent()).toBe(words.editor);
  expect(errors.filter((error) => !/ERR_FAILED|service worker/i.test(error))).toEqual([]);
  await context.close();
});

declare const window: { readonly portolan: { type(text: string): Promise<void> } };
