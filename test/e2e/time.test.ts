// Time, as a learner stops it, steps it and goes back.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './axe.ts';
import { siteForTests } from './serve.ts';
import { hurry, run, screen, visit } from './visit.ts';
import { words } from './words.ts';

const site = siteForTests();

const LINES = [
  'kubectl create deployment web --image=nginx --replicas=2',
  'kubectl expose deployment web --port=80',
  'cd /tmp; x=here; echo one > note',
  'kubectl delete service web; cd /; x=lost; rm /tmp/note',
] as const;

/** The button of a moment, by the line that was run then. */
const moment = (page: Page, line: string, button: 'back' | 'changed'): ReturnType<Page['locator']> =>
  page.locator('[data-moments] > li', { hasText: line }).locator(`[data-time-${button}]`).first();

interface Clock {
  textContent: string | null;
  getBoundingClientRect(): { readonly width: number };
}
const digitsDiffer = (clock: Clock): boolean => {
  const text = clock.textContent;
  const [narrow, wide] = ['11:11:11', '04:04:04'].map((time) => {
    clock.textContent = time;
    return clock.getBoundingClientRect().width;
  });
  clock.textContent = text;
  return narrow !== wide;
};

test('time is stopped, stepped and jumped; one goes back to before a command, and sees what it changed', async () => {
  const w = words('en');
  const { page, context, errors } = await visit(site, '/en/playground/', { viewport: { width: 1280, height: 800 } });
  await run(page, LINES);
  await page.click('[data-open-time]');
  await page.locator('[data-moments] > li').nth(3).waitFor();

  // Whatever the time is, it is as wide, and as far from the edge as the rows below.
  const rights = await Promise.all(
    ['[data-time-now]', '[data-time-back]'].map(async (part) => {
      const { x, width } = (await page.locator(part).first().boundingBox())!;
      return Math.round(x + width);
    }),
  );
  expect(rights[0]).toBe(rights[1]);
  for (const part of ['[data-time-now]', '[data-moments] time'])
    expect(await page.locator(part).first().evaluate(digitsDiffer), part).toBe(false);

  // What the last command did, object by object.
  await moment(page, LINES[3], 'changed').click();
  const differences = page.locator('[data-differences]');
  await differences.getByText('Service/default/web', { exact: true }).waitFor();
  expect(await differences.textContent()).toContain('-  type: ClusterIP');
  expect(await differences.textContent()).toContain('laptop:/tmp/note');
  await expectAccessible(page, { within: '.bench' });

  // Back to before it, by keyboard: cluster, files and shell.
  await moment(page, LINES[3], 'back').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-time-said]', { hasText: 'Back to' }).waitFor();
  await run(page, ['kubectl get service web -o name; pwd; echo $x; cat note']);
  expect((await screen(page)).split('Back to')[1]).toMatch(/service\/web\n\/tmp\nhere\none\n/);

  // Time stands: a Deployment gets its ReplicaSet when its controller is stepped, and not before.
  await page.click('[data-time-pause]');
  await page.locator('[data-time-said]', { hasText: w.timePaused }).waitFor();
  const before = await page.locator('[data-time-now]').textContent();
  await run(page, ['kubectl create deployment api --image=nginx', 'kubectl get replicasets -l app=api']);
  expect(await screen(page)).toContain('No resources found');
  await page.click('[data-time-step]');
  const said = page.locator('[data-time-said] > p').first();
  await said.filter({ hasText: 'deployment-controller default/api' }).waitFor();
  expect(await said.textContent()).toContain('POST /apis/apps/v1/namespaces/default/replicasets → 201');
  expect((await page.locator('[data-time-now]').textContent())!.split(' · ')[0]).toBe(before!.split(' · ')[0]);
  await page.click('[data-time-jump]');
  await said.filter({ hasText: 'ADDED pods default/api-' }).waitFor();
  await page.click('[data-time-pause]');
  await page.selectOption('[data-time-speed]', '100');
  await run(page, ['kubectl rollout status deployment api']);

  // Left while time stands still, it stands still when one comes back.
  await page.click('[data-time-pause]');
  await page.click('a.mark');
  await page.waitForURL('**/en/');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${site.url}/en/playground/`);
  await page.click('[data-show=bench]');
  await page.locator('[data-open-time][data-paused]').waitFor();
  await page.click('[data-open-time]');
  await page.locator('[data-time-pause]', { hasText: w.timeGoOn }).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  expect(errors).toEqual([]);
  await context.close();
});

test('requests between the parts are listed, filtered by who asked and for what, in Chinese too', async () => {
  const { page, context, errors } = await visit(site, '/zh/playground/', { viewport: { width: 1280, height: 800 } });
  await hurry(page);
  await page.click('[data-open-requests]');
  await page.click('[data-requests-parts]');
  await page.locator('[data-log] .empty', { hasText: words('zh').requestsPartsNone }).waitFor();
  await run(page, ['kubectl create deployment web --image=nginx', 'kubectl get pods missing']);
  const lines = page.locator('[data-log] ol > li');
  await lines.filter({ hasText: 'kubectl kubernetes-admin' }).filter({ hasText: 'get pods default/missing' }).waitFor();
  await lines.filter({ hasText: 'create replicasets.apps default' }).waitFor();
  await page.selectOption('[data-log-who]', 'kube-scheduler');
  await lines.filter({ hasText: 'create pods/binding default/web-' }).first().waitFor();
  expect(await lines.filter({ hasText: 'kubectl' }).count()).toBe(0);
  await page.selectOption('[data-log-verb]', 'get');
  expect(await lines.count()).toBe(0);
  await expectAccessible(page, { within: '.bench' });
  expect(errors).toEqual([]);
  await context.close();
});
