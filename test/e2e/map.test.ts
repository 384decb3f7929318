// The map and the list of requests, as a learner uses them.

import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './axe.ts';
import { siteForTests } from './serve.ts';
import { hurry, onScreen, ready, run, screen, visit } from './visit.ts';
import { words } from './words.ts';

const site = siteForTests();

interface Box {
  readonly scrollWidth: number;
  readonly clientWidth: number;
  getBoundingClientRect(): Readonly<Record<'left' | 'top' | 'right' | 'bottom', number>>;
  querySelectorAll(selector: string): Iterable<Box>;
}
const isWideEnough = (box: Box): boolean => box.scrollWidth <= box.clientWidth;
/** How many of them stand in the frame as it is scrolled. */
const whole = (frame: Box, selector: string): number => {
  const outer = frame.getBoundingClientRect();
  const inner = [...frame.querySelectorAll(selector)].map((box) => box.getBoundingClientRect());
  return inner.filter(
    ({ left, top, right, bottom }) =>
      left >= outer.left && top >= outer.top && right <= outer.right && bottom <= outer.bottom,
  ).length;
};
interface ChildNode {
  readonly isConnected: boolean;
  readonly firstChild: ChildNode;
}

type Rectangle = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>;
const boxOf = async (page: Page, selector: string): Promise<Rectangle> =>
  (await page.locator(selector).first().boundingBox())!;
const spot = (page: Page, name: string): Locator => page.locator('[data-testid=topology] .spot', { hasText: name });

test('the map shows what there is, where a request broke, and an object with what one would type next', async () => {
  const { page, context, errors } = await visit(site, '/en/playground/', { viewport: { width: 1280, height: 800 } });
  await hurry(page);
  await spot(page, words('en').mapInternet).waitFor();
  await run(page, [
    'kubectl create deployment web --image=nginx --replicas=2',
    'kubectl create service clusterip api --tcp=80',
    'kubectl create service nodeport web --tcp=80 --node-port=30080',
    'kubectl wait deployment/web --for=condition=available',
  ]);
  await page.locator('.spot[data-kind=Pod][data-state=ok]').nth(1).waitFor();
  // A Pod's name stays inside its box, and its end is there to be read.
  for (const part of ['', ' i + i'])
    expect(await page.locator(`.spot[data-kind=Pod]${part}`).first().evaluate(isWideEnough), part).toBe(true);
  expect(await spot(page, 'Service api').getAttribute('data-state')).toBe('waiting');
  expect(await spot(page, 'Node port web').textContent()).toContain(':30080');

  // What has not changed stays as it is: drawn again, it would be laid out again.
  const name = await spot(page, 'Service api')
    .locator('i')
    .first()
    .evaluateHandle((box: ChildNode) => box.firstChild);
  const line = await page
    .locator('.lines path[data-to="service/default/web"]')
    .first()
    .evaluateHandle((path: ChildNode) => path);
  await run(page, ['kubectl scale deployment web --replicas=3']);
  await page.locator('.spot[data-kind=Pod][data-state=ok]').nth(2).waitFor();
  for (const drawn of [name, line]) expect(await drawn.evaluate(({ isConnected }) => isConnected)).toBe(true);

  // Nobody stands behind api: the request ends there, and the map says so.
  await run(page, ['ssh node-1 curl -s $(kubectl get service api -o jsonpath={.spec.clusterIP})']);
  const said = page.locator('[data-map-said]');
  await said.filter({ hasText: 'stopped at Service api: the connection was refused' }).waitFor();
  expect(await spot(page, 'Service api').getAttribute('class')).toContain('broke');
  await expectAccessible(page, { within: '.bench' });

  // By keyboard: its details, a command about it, and back.
  await spot(page, 'Service api').focus();
  await page.keyboard.press('Enter');
  const details = page.locator('[data-map-details]');
  await details.filter({ hasText: 'kind: Service' }).waitFor();
  // They cover nothing: what is said is below them, and what was chosen beside them and in sight.
  const shown = await boxOf(page, '[data-map-details]');
  expect((await boxOf(page, '[data-map-said]')).y).toBeGreaterThanOrEqual(shown.y + shown.height);
  await expect.poll(() => page.locator('[data-map-frame]').evaluate(whole, '.spot.broke')).toBe(1);
  expect((await boxOf(page, '.spot.broke')).x).toBeLessThan(shown.x);
  await expectAccessible(page, { within: '.bench' });
  expect(await details.getByRole('button', { name: 'why service/api' }).isVisible()).toBe(true);
  await details.getByText('describe service api').click();
  await onScreen(page, 'Name: +api');
  await details.locator('[aria-label=Close]').focus();
  await page.keyboard.press('Escape');
  expect(await details.isHidden()).toBe(true);

  // Conditions and events stand before the YAML, and what happens to it while one looks is there too.
  await page.locator('.spot[data-kind=Pod]').first().focus();
  await page.keyboard.press('Enter');
  const ready = details.locator('li[data-status]', { hasText: /^Ready True/ });
  await ready.waitFor();
  const lane = page.locator('[data-map-frame]');
  await expect.poll(() => lane.evaluate(whole, '.spot[data-kind=Pod]')).toBeGreaterThan(0);
  await page.click('[data-map-as-list]');
  const [list, pane] = [await boxOf(page, '[data-map-twin]'), await boxOf(page, '[data-map-details]')];
  expect(list.x + list.width).toBeLessThanOrEqual(pane.x);
  await page.click('[data-map-as-list]');
  expect(await details.evaluate(whole, 'li[data-status] b')).toBeGreaterThan(0);
  const [, pod] = (await details.locator('strong').textContent())!.match(/^(\S+)$/)!;
  await details.locator('ol li', { hasText: 'Started' }).waitFor();
  await expectAccessible(page, { within: '.bench' });
  await details.getByRole('button', { name: `why pod/${pod}` }).click();
  await onScreen(page, `Pod default/${pod} runs on node-`);
  await run(page, [
    `kubectl patch pod ${pod} --subresource=status -p '{"status":{"conditions":[{"type":"Checked","status":"False","reason":"Nobody","message":"did"}]}}'`,
  ]);
  await details.locator('li[data-status=False]', { hasText: 'Nobody: did' }).waitFor();
  await run(page, [`kubectl delete pod ${pod} --now`]);
  await details.waitFor({ state: 'hidden' });

  // The same in words.
  await page.click('[data-map-as-list]');
  const twin = page.locator('[data-map-twin]');
  expect(await twin.textContent()).toMatch(/Service api, [\d.]+ :80, waits/);
  expect(await twin.textContent()).toContain(`Node port web, :30080→ Service web`);
  await expectAccessible(page, { within: '.bench' });
  await run(page, ['ssh node-1 curl -s $(kubectl get service api -o jsonpath={.spec.clusterIP})']);
  await twin.locator('[data-way=broke]', { hasText: 'Service api' }).waitFor();
  expect(await twin.locator('[data-way=broke]', { hasText: words('en').mapStopped }).count()).toBe(1);
  const hop = twin.locator('[data-hops] li[data-state=broken]');
  expect(await hop.textContent()).toContain('Broken here: service/default/api: ');
  expect(await page.locator('[data-announce]').textContent()).toContain((await hop.textContent())!);
  await expectAccessible(page, { within: '.bench' });
  await run(page, ['kubectl delete service api']);
  await twin.filter({ hasNotText: 'Service api' }).waitFor();

  // Where a request breaks below what is in sight, the picture moves there.
  await page.click('[data-map-as-list]');
  await run(page, ['for i in 1 2 3 4 5 6 7 8 9; do kubectl create service clusterip x$i --tcp=80; done']);
  await spot(page, 'Service x9').waitFor();
  const frame = page.locator('[data-map-frame]');
  const broken = (): Promise<number> => frame.evaluate(whole, '.broke');
  await run(page, ['ssh node-1 curl -s $(kubectl get service x9 -o jsonpath={.spec.clusterIP})']);
  await said.filter({ hasText: 'stopped at Service x9: the connection was refused' }).waitFor();
  await expect.poll(broken).toBe(1);
  expect(await frame.evaluate((scrolled: { readonly scrollTop: number }) => scrolled.scrollTop)).toBeGreaterThan(0);

  // What closes it stays under the mouse.
  const before = await boxOf(page, '[data-open-map]');
  await page.click('[data-open-map]');
  await frame.waitFor({ state: 'hidden' });
  expect(await boxOf(page, '[data-open-map]')).toEqual(before);
  expect(await page.locator('[data-panel-pop]').isDisabled()).toBe(true);
  expect(errors).toEqual([]);
  await context.close();
});

test('requests are listed with their hops, what would mend them, and their way on the map, in Chinese too', async () => {
  const { page, context, errors } = await visit(site, '/zh/playground/', { viewport: { width: 1280, height: 800 } });
  await hurry(page);
  await run(page, [
    'kubectl create service clusterip api --tcp=80',
    'ssh node-1 curl -s $(kubectl get service api -o jsonpath={.spec.clusterIP})',
  ]);
  await page.click('[data-open-requests]');
  const item = page.locator('[data-requests] > li').first();
  await item.locator('summary').click();
  expect(await item.locator('li[data-state=broken] b').textContent()).toBe('service/default/api');
  expect(await item.locator('pre').textContent()).toContain('app=api');
  await expectAccessible(page, { within: '.bench' });
  await item.getByText(words('zh').requestsOnMap).click();
  await page.locator('[data-map-said]', { hasText: '止于 Service api' }).waitFor();

  // Another beginning, which outlives a reload.
  await page.click('[data-begin-with=two-apps]');
  // What begins is named, and nothing is said of a lesson.
  const chosen = await page.locator('[data-begin-with=two-apps]').innerText();
  expect(await page.innerText('[data-reset-dialog]')).toMatch(new RegExp(`^重新开始？\\s+${chosen}\\s+练习场的集群`));
  await page.click('[data-reset-dialog] button[value=yes]');
  await page.locator('.spot[data-kind=Pod][data-state=ok]').first().waitFor();
  await run(page, ['echo mine > note']);
  // So does how one looks at it: in words, and with what is the system's.
  await page.click('[data-map-system]');
  await page.click('[data-map-as-list]');
  const twin = page.locator('[data-map-twin]');
  await twin.getByText('kube-dns').first().waitFor();
  await page.reload();
  await ready(page);
  await page.click('[data-open-map]');
  await twin.getByText('kube-dns').first().waitFor();
  for (const choice of ['as-list', 'system'])
    expect(await page.getAttribute(`[data-map-${choice}]`, 'aria-pressed'), choice).toBe('true');
  await page.click('[data-map-as-list]');
  await spot(page, 'kube-dns').waitFor();
  await page.click('[data-map-system]');
  await spot(page, 'kube-dns').waitFor({ state: 'detached' });
  await run(page, ['cat note; kubectl get services -o name; kubectl get deployments -o name | wc -l']);
  expect(await screen(page)).toMatch(/\nmine\nservice\/kubernetes\n2\n/);
  expect(await page.getAttribute('[data-begin-with=two-apps]', 'aria-pressed')).toBe('true');
  expect(errors).toEqual([]);
  await context.close();
});

test('on a phone the map takes the terminal’s place, and gives it back to a command', async () => {
  const { page, context, errors } = await visit(site, '/en/playground/', { viewport: { width: 360, height: 740 } });
  await page.click('[data-show=bench]');
  await run(page, ['kubectl create service clusterip api --tcp=80']);
  expect(await page.isVisible('[data-testid=topology]')).toBe(false);
  await page.click('[data-open-map]');
  await spot(page, 'Service api').waitFor();
  expect(await page.isVisible('[data-testid=terminal]')).toBe(false);
  await spot(page, 'Service api').click();
  await page.getByText('describe service api').waitFor();
  await page.getByText('describe service api').click();
  await onScreen(page, 'Name: +api');
  expect(await page.isVisible('[data-testid=terminal]')).toBe(true);
  expect(await screen(page)).toContain('kubectl describe service api');
  const width = await page.evaluate('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(360);
  expect(errors).toEqual([]);
  await context.close();
});

test('the goal of an exercise stands beside the present, once it was asked for twice; of three hundred Pods each is found', async () => {
  const w = words('en');
  const { page, context, errors } = await visit(site, '/en/lessons/clusterip/', {
    viewport: { width: 1280, height: 800 },
  });
  await hurry(page);
  await spot(page, w.mapInternet).waitFor();
  await page.click('[data-map-goal]');
  const goal = page.locator('[data-goal]');
  await goal.filter({ hasText: w.goalWarning }).waitFor();
  expect(await goal.locator('.spot').count()).toBe(0);
  await page.keyboard.press('Enter');
  await goal.locator('.spot.missing[title^="Service service-test"]').waitFor();
  await expectAccessible(page, { within: '.bench' });
  await run(page, ['kubectl expose deployment service-test --port 8088 --target-port=8080']);
  await goal.locator('.spot:not(.missing)[title^="Service service-test"]').waitFor();
  await page.click('[data-map-goal]');
  await goal.waitFor({ state: 'hidden' });

  // Three hundred, and a Service for each fifteen.
  await run(page, [
    'for i in $(seq 20); do kubectl create deployment web-$i --image=nginx --replicas=15; kubectl expose deployment web-$i --port=80; done',
    'for i in $(seq 20); do kubectl rollout status deployment web-$i; done',
    'kubectl get pods -l app=web-17 -o jsonpath="{.items[14].metadata.name}"',
  ]);
  const [name] = (await screen(page)).match(/web-17-\w+-\w{5}/)!;
  const groups = '.spot[data-kind=Pods]';
  await page.locator(groups, { hasText: '5/5' }).nth(59).waitFor();
  const frame = page.locator('[data-testid=topology]');
  // At first sight a fifth of them and more stand there whole, each name to be read, and nothing at the side.
  expect(await frame.evaluate(isWideEnough)).toBe(true);
  expect(await frame.evaluate(whole, groups)).toBeGreaterThan(12);
  expect(await page.locator(`${groups} i`).first().evaluate(isWideEnough)).toBe(true);
  await page.click('[data-map-fit]');
  expect(await frame.evaluate(whole, groups)).toBe(60);
  for (let i = 0; i < 4; i++) await page.click('[data-map-in]');
  await page.fill('[data-map-find]', name);
  const found = page.locator('.spot.found');
  expect(await frame.evaluate(whole, '.found')).toBe(1);
  await found.click();
  await page.locator('[data-map-details] .member', { hasText: name }).click();
  await page.locator('[data-map-details]', { hasText: 'kind: Pod' }).waitFor();
  await expectAccessible(page, { within: '.bench' });
  await page.keyboard.press('Escape');

  // In words, what is looked for only.
  await page.click('[data-map-as-list]');
  const twin = page.locator('[data-map-twin]').first();
  expect(await twin.innerText()).toMatch(new RegExp(`^${w.mapPodLane}\nPods of web-17, 5/5, node-\\d\n${name}$`));
  await page.fill('[data-map-find]', 'service web-2');
  expect(await twin.locator('ul > li > ul').allInnerTexts()).toHaveLength(2);
  await page.fill('[data-map-find]', 'nobody');
  expect(await twin.innerText()).toBe('Nothing found for “nobody”.');
  expect(errors).toEqual([]);
  await context.close();
});
