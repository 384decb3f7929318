// What the other tests do on the page, to be looked at: in every size and both languages. Only with PICTURES=1, which takes minutes.

import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from './serve.ts';
import { atEverySize, picturesWanted, SIZES } from './sizes.ts';
import { hurry, ready, run, type } from './visit.ts';
import { words } from './words.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const LOCALES = ['en', 'zh'] as const;
type Locale = (typeof LOCALES)[number];
type Scene = (page: Page, locale: Locale) => Promise<void>;

const [laptopWidth, laptopHeight] = SIZES.laptop;

/** Where one works, on a phone too. */
async function bench(page: Page, path: string): Promise<void> {
  await page.goto(site.url + path);
  await ready(page);
  await hurry(page);
  await page.evaluate(`document.querySelector('[data-show=bench]').click()`);
}

const spot = (page: Page, name: string): Locator =>
  page.locator('[data-testid=topology] .spot', { hasText: name }).first();

const TWO = ['kubectl create deployment web --image=nginx --replicas=2', 'kubectl expose deployment web --port=80'];
const ASK = 'ssh node-1 curl -sS --max-time 3 $(kubectl get service web -o jsonpath={.spec.clusterIP})';

const BENCH: Readonly<Record<string, Scene>> = {
  async 'map-broken'(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, ['kubectl create service clusterip web --tcp=80', ASK]);
    await page.evaluate(`document.querySelector('[data-open-map][aria-expanded=false]')?.click()`);
    await page.locator('[data-map-said]:not([hidden])').waitFor();
  },
  async 'map-object'(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, TWO);
    await page.evaluate(`document.querySelector('[data-open-map][aria-expanded=false]')?.click()`);
    // What comes moves what is there.
    await page.locator('.spot[data-kind=Pod][data-state=ok]').nth(1).waitFor();
    await spot(page, 'Service web').click();
    await page.locator('[data-map-details]', { hasText: 'kind: Service' }).waitFor();
  },
  async 'map-list'(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, TWO);
    await page.evaluate(`document.querySelector('[data-open-map][aria-expanded=false]')?.click()`);
    await page.click('[data-map-as-list]');
    await page.locator('[data-map-twin]', { hasText: 'Service web' }).waitFor();
  },
  async 'map-300'(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, [
      'kubectl create deployment web --image=nginx --replicas=300',
      'kubectl expose deployment web --port=80',
    ]);
    await page.evaluate(`document.querySelector('[data-open-map][aria-expanded=false]')?.click()`);
    await page.locator('.spot[data-kind=Pods]').nth(2).waitFor();
  },
  async goal(page, locale) {
    await bench(page, `/${locale}/lessons/clusterip/`);
    await page.evaluate(`document.querySelector('[data-open-map][aria-expanded=false]')?.click()`);
    await page.locator('.spot[data-kind=Pod]').nth(2).waitFor();
    await page.click('[data-map-goal]');
    await page.locator('[data-goal]', { hasText: words(locale).goalWarning }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-goal] .spot.missing').first().waitFor();
  },
  async requests(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, ['kubectl create service clusterip web --tcp=80', ASK]);
    await page.click('[data-open-requests]');
    await page.locator('[data-requests] summary').first().click();
  },
  async 'requests-between'(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await page.click('[data-open-requests]');
    await page.click('[data-requests-parts]');
    await page.locator('[data-log] .empty', { hasText: words(locale).requestsPartsNone }).waitFor();
    await run(page, TWO);
    await page.locator('[data-log] ol > li').nth(8).waitFor();
  },
  async time(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, [...TWO, 'kubectl delete service web']);
    await page.click('[data-open-time]');
    await page.locator('[data-time-changed]').first().click();
    await page.locator('[data-differences]').waitFor();
  },
  async editor(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, [
      'kubectl create service nodeport web --tcp=80 --node-port=30080 --dry-run=client -o yaml > web.yaml',
    ]);
    await page.click('[data-open-editor]');
    await page.locator('[data-editor] :is(.view-line, textarea)').first().waitFor();
  },
  async 'editor-refused'(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, [
      'kubectl create service nodeport web --tcp=80 --node-port=80 --dry-run=client -o yaml > web.yaml',
    ]);
    await page.click('[data-open-editor]');
    await page.locator('[data-editor] :is(.view-line, textarea)').first().waitFor();
    await page.click('[data-apply]');
    await page.locator('[data-refusals] button').first().waitFor();
  },
  async 'editor-compared'(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, [
      'kubectl create service nodeport web --tcp=80 --node-port=30080 --dry-run=client -o yaml > web.yaml',
      'kubectl apply -f web.yaml; sed -i s/30080/30081/ web.yaml',
    ]);
    await page.click('[data-open-editor]');
    await page.locator('[data-editor] :is(.view-line, textarea)').first().waitFor();
    await page.click('[data-compare]');
    await page.locator('[data-difference] :is(.line-insert, ins, .added)').first().waitFor();
  },
  async 'errors-met'(page, locale) {
    await bench(page, `/${locale}/playground/`);
    await run(page, ['kubectl create service clusterip web --tcp=80', ASK]);
    await page.locator('[data-met]:not([hidden])').waitFor();
  },
  async terminal(page, locale) {
    await bench(page, `/${locale}/lessons/endpoints/`);
    await run(page, ['kubectl get pods,services -o wide', 'kubectl describe service kubernetes', 'kubctl get pods']);
    await type(page, 'kubectl get \t\t');
  },
};

const PAGES: Readonly<Record<string, Scene>> = {
  async landing(page, locale) {
    await page.goto(`${site.url}/${locale}/`);
  },
  async search(page, locale) {
    await page.goto(`${site.url}/${locale}/`);
    await page.click('[data-search]');
    await page.fill('[data-search-dialog] input', 'endpoint');
    await page.locator('[data-search-dialog] li').first().waitFor();
  },
  async lesson(page, locale) {
    await page.goto(`${site.url}/${locale}/lessons/ingress/`);
    await ready(page);
  },
  ...Object.fromEntries(
    [
      'glossary',
      'cheat-sheets',
      'certificate',
      'class',
      'join',
      'embedding',
      'webcontainer',
      'fidelity',
      'vouched',
      'authoring',
      'errors',
      'errors/curl-7',
      'nowhere',
    ].map((path): [string, Scene] => [
      path,
      async (page, locale) => void (await page.goto(`${site.url}/${locale}/${path}/`)),
    ]),
  ),
  async builder(page, locale) {
    await page.goto(`${site.url}/${locale}/builder/`);
  },
};

for (const locale of LOCALES)
  for (const [name, scene] of Object.entries({ ...BENCH, ...PAGES }))
    test.skipIf(!picturesWanted)(`${name}, in ${locale}`, async () => {
      // Chinese in the dark, so that both themes are looked at.
      const context = await site.browser.newContext({
        viewport: { width: laptopWidth, height: laptopHeight },
        reducedMotion: 'reduce',
        colorScheme: locale === 'zh' ? 'dark' : 'light',
      });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await scene(page, locale);
      await atEverySize(page, `${locale}-${name}`);
      expect(errors).toEqual([]);
      await context.close();
    });
