// An instructor makes a lesson in the page, takes it away, and the command line finds nothing to mend.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './axe.ts';
import { openSite, type Site } from './serve.ts';
import { idle, prompt, readLesson, run, screen, type, type Visit, visit } from './visit.ts';

const base = new URL('../..', import.meta.url).pathname;
/** A lesson that is there for as long as this test. */
const name = '96-two-ways-in';
const folder = join(base, 'content/lessons', name);

let site: Site;
let seen: Visit;
let page: Page;
beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  site = await openSite();
  seen = await visit(site, '/en/builder/', { acceptDownloads: true, reducedMotion: 'reduce' });
  page = seen.page;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await site?.close();
});

async function write(field: string, text: string): Promise<void> {
  const input = page.locator(`[data-field="${field}"]`);
  await input.fill(text);
  await input.press('Tab');
}

const both = async (field: string, en: string, zh: string): Promise<void> => {
  await write(`${field}-en`, en);
  await write(`${field}-zh`, zh);
};

const said = (text: RegExp): Promise<void> => page.locator('[data-part=said]').filter({ hasText: text }).waitFor();

/** Plays, and says what it was. */
async function play(kind: string, lines: readonly string[], written = 1): Promise<void> {
  await idle(page);
  await run(page, lines);
  await page.click(`[data-this-is="${kind}"]`);
  await said(new RegExp(`^Lines written down: ${written}\\.`));
  await looked();
}

/** Every play has been played again. */
const looked = (): Promise<unknown> => page.waitForSelector('[data-look]:disabled', { state: 'detached' });

/** A field of lesson.yaml, by its place there. */
const place = (exercise: number, rest: string): string => `exercises.${exercise}.${rest}`;

async function exercise(id: string, en: string, zh: string): Promise<void> {
  const form = page.locator('[data-add-exercise]');
  if (!(await form.evaluate((element) => (element as unknown as { open: boolean }).open)))
    await form.locator('summary').click();
  await page.fill('[data-field="new-id"]', id);
  await page.fill('[data-field="new-ask-en"]', en);
  await page.fill('[data-field="new-ask-zh"]', zh);
  await page.click('[data-add=exercise]');
  await page.waitForSelector(`[data-exercise-tab="${id}"][aria-pressed=true]`);
  await prompt(page);
}

async function choose(check: string): Promise<void> {
  await page.click(`[data-choose="${check}"]`);
  await page.waitForSelector(`[data-row="${check}"] [data-change]`);
  await looked();
}

async function miss(id: string, n: number, lines: readonly string[], en: string, zh: string): Promise<void> {
  await play('nearMiss', lines, lines.length);
  await page.waitForSelector(`[data-near-miss="${n}"]`);
  await both(`why-${id}-${n}`, en, zh);
}

/** Mistakes that are right here. */
async function letThrough(because: string): Promise<void> {
  for (;;) {
    const input = page.locator('[data-through] [data-because="0"]');
    if ((await input.count()) === 0) return;
    await input.fill(because);
    await page.click('[data-through] [data-let-it="0"]');
  }
}

interface Focused {
  readonly document: {
    readonly activeElement: { matches(selector: string): boolean } | null;
    readonly documentElement: { readonly dataset: Record<string, string> };
  };
}

/** With the keyboard alone. @param key Tab, or Shift+Tab. */
async function walkTo(selector: string, key: string): Promise<void> {
  const isThere = (wanted: string): boolean =>
    (globalThis as unknown as Focused).document.activeElement?.matches(wanted) ?? false;
  for (let n = 0; !(await page.evaluate(isThere, selector)); n++) {
    if (n > 120) throw new Error(`${key} does not lead to ${selector}`);
    // Tab belongs to the shell.
    if (await page.evaluate(isThere, '.xterm-helper-textarea')) await page.keyboard.press('Shift+Escape');
    await page.keyboard.press(key);
  }
}

/** Into the terminal, a line, out of it again, and what it was. */
async function playByKeyboard(kind: string, line: string): Promise<void> {
  await idle(page);
  await walkTo('.xterm-helper-textarea', 'Tab');
  await page.keyboard.type(`${line}\n`);
  await idle(page);
  await page.keyboard.press('Shift+Escape');
  await walkTo(`[data-this-is="${kind}"]`, 'Tab');
  await page.keyboard.press('Enter');
  await said(/^Lines written down: 1\./);
  await looked();
}

/** Which colours go together in the other themes is worked out in colours.test.ts. */
async function accessibleIn(theme: string): Promise<void> {
  await page.evaluate((name) => {
    (globalThis as unknown as Focused).document.documentElement.dataset['theme'] = name;
  }, theme);
  await expectAccessible(page, { what: theme });
}

test('two exercises, six near misses, two languages: it passes where it was made, and on the command line', async () => {
  await accessibleIn('light');
  await write('name', name);
  await both('title', 'Two ways in', '两个入口');
  await both('summary', 'From inside, and from outside', '从里面，也从外面');
  await page.fill('[data-fresh=params]', 'port');
  await page.press('[data-fresh=params]', 'Enter');
  await write('params.port.oneOf.0', '30036');
  await page.click('[data-another="params.port.oneOf"]');
  await write('params.port.oneOf.1', '30080');
  await play(
    'start',
    [
      'kubectl get nodes',
      'kubectl create deployment web --image=nginx:1.27 --replicas=2',
      'kubectl run client --image=curlimages/curl:8.11.1 -- sleep infinity',
    ],
    2,
  );

  // The first exercise with the keyboard alone.
  await walkTo('[data-field="new-id"]', 'Shift+Tab');
  await page.keyboard.type('inside');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Make `web` answer at `http://web` inside the cluster.');
  await page.keyboard.press('Tab');
  await page.keyboard.insertText('让 `web` 在集群内部通过 `http://web` 应答。');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await walkTo('[data-exercise-tab=inside]', 'Shift+Tab');
  await playByKeyboard('solution', 'kubectl expose deployment web --port=80');
  for (const check of ['web-from-a-pod', 'web-type']) {
    await walkTo(`[data-choose="${check}"]`, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`[data-row="${check}"] [data-change]`);
    await looked();
  }
  await playByKeyboard('nearMiss', 'kubectl expose deployment web --port=8080 --target-port=80');
  await walkTo('[data-field="why-inside-0-en"]', 'Shift+Tab');
  await page.keyboard.type('another port');
  await page.keyboard.press('Tab');
  await page.keyboard.insertText('端口不对');
  await page.keyboard.press('Tab');

  // Arrow keys choose each kind on the way: none of them is added.
  const kind = page.locator('[data-choice="new-kind"]');
  await kind.focus();
  for (let n = 0; (await kind.inputValue()) !== 'predict'; n++) {
    expect(n).toBeLessThan(30);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('[data-check-form]').count()).toBe(2);
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await both('check-inside-predict', 'Who will answer at `http://web`?', '谁会在 `http://web` 应答？');
  for (const [i, [value, en, zh]] of [
    ['pods', 'Each Pod in turn', '每个 Pod 轮流应答'],
    ['first', 'Always the first Pod', '总是第一个 Pod'],
  ].entries()) {
    const choice = place(0, `checks.2.predict.choices.${i}`);
    await write(`${choice}.value`, value!);
    await both(`${choice}.text`, en!, zh!);
    await both(`${choice}.because`, 'A Service chooses among its Pods.', 'Service 会在它的 Pod 里选一个。');
  }
  // What lint would mend is said beside the field, until it is.
  await page.waitForSelector('[data-problem="exercises[0].checks[2].predict.right"]');
  // It describes the field, and is no part of its name.
  const right = page.locator(`[data-field="${place(0, 'checks.2.predict.right')}"]`);
  expect(await right.ariaSnapshot()).toMatch(/^- textbox "The right value"[ :]/);
  const note = await page.innerText(`[id="${await right.getAttribute('aria-describedby')}"]`);
  expect(note).toBe(await page.innerText('[data-problem="exercises[0].checks[2].predict.right"]'));
  await write(place(0, 'checks.2.predict.right'), 'pods');
  await page.waitForSelector('[data-problem="exercises[0].checks[2].predict.right"]', { state: 'detached' });
  await page.click('[data-answer-line=predict]');
  expect(await page.inputValue(`[data-field="${place(0, 'solution.0')}"]`)).toBe('answer predict pods');
  await page.click('[data-file=undo]');
  await page.click('[data-file=redo]');
  await looked();
  await miss('inside', 1, ['kubectl expose deployment web --name=shop --port=80'], 'another name', '名字不对');
  await miss(
    'inside',
    2,
    ['kubectl expose deployment web --port=80 --type=NodePort'],
    'a way in from outside, which nobody asked for',
    '开了一个没人要的外部入口',
  );
  await letThrough('Nobody asks for it here.');
  await page.click('[data-add-hint]');
  await both('hint-inside-0', 'Which name does the task have?', '任务里的名字是什么？');
  await page.check('[data-when="inside-0"]');
  await write(place(0, 'hints.0.when'), "'shop' in service");

  await exercise('outside', 'Make `web` answer on a port of every node.', '让 `web` 在每个节点的一个端口上应答。');
  await play('solution', [
    `kubectl expose deployment web --name=front --type=NodePort --port=80 --overrides='{"spec":{"ports":[{"port":80,"nodePort":30036}]}}'`,
  ]);
  expect(await page.inputValue(`[data-field="${place(1, 'solution.0')}"]`)).toContain('"nodePort":${port}');
  // A param goes by another name, and so it does where it is used.
  await page.fill('[data-name="params.port"]', 'door');
  await page.press('[data-name="params.port"]', 'Tab');
  expect(await page.inputValue(`[data-field="${place(1, 'solution.0')}"]`)).toContain('"nodePort":${door}');
  await choose('front-from-the-internet');
  await miss(
    'outside',
    0,
    ['kubectl expose deployment web --name=front --port=80'],
    'a ClusterIP has no port on the nodes',
    'ClusterIP 在节点上没有端口',
  );
  await miss(
    'outside',
    1,
    ['kubectl expose deployment web --name=door --type=NodePort --port=80'],
    'another name',
    '名字不对',
  );
  await miss(
    'outside',
    2,
    ['kubectl expose deployment web --name=front --type=NodePort --port=80 --target-port=8080'],
    'a port where nobody listens',
    '没有人监听的端口',
  );
  await letThrough('Nobody asks for it here.');

  for (const [locale, words] of [
    ['en', 'Two Pods of nginx run in your cluster.'],
    ['zh', '集群里运行着两个 nginx Pod。'],
  ]) {
    const prose = page.locator(`[data-prose="${locale}"]`);
    await prose.fill(
      (await prose.inputValue()).replace('\n\n<Exercise', `\n\n${words}\n\n<Run>kubectl get pods</Run>\n\n<Exercise`),
    );
    await page.locator(`.preview[lang="${locale}"]`).filter({ hasText: words! }).waitFor();
  }
  await page.click('[data-change="front-from-the-internet"]');
  await accessibleIn('dark');
  await page.click('[data-prove]');
  await page.waitForSelector('[data-proved][data-state]', { timeout: 120_000 });
  expect(await page.innerText('[data-proved]'), await page.innerText('[data-proofs]')).toMatch(/^All \d+ proofs hold/);

  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-file=download]')]);
  expect(download.suggestedFilename()).toBe(`${name}.zip`);
  const zip = readFileSync((await download.path())!);
  for (const [path, bytes] of Object.entries(unzipSync(zip))) {
    mkdirSync(dirname(join(folder, '..', path)), { recursive: true });
    writeFileSync(join(folder, '..', path), bytes);
  }
  for (const command of ['lint', 'test']) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/portolan', 'lesson', command, 'two-ways-in'], {
      cwd: base,
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).toBe(0);
  }
  expect(seen.errors).toEqual([]);
});

test('kubectl edit opens beside the terminal', async () => {
  const edited = type(page, 'kubectl edit service kubernetes -n default');
  const area = page.locator('dialog.edit textarea');
  await area.fill((await area.inputValue()).replace('    component: apiserver', '    component: edited'));
  await page.click('[data-edit-finish]');
  await edited;
  expect(await screen(page)).toContain('service/kubernetes edited');
});

test('every field that is written again as it was changes no byte', async () => {
  // Bodies that end a line, and lines that are one mapping.
  const lesson = '06-loadbalancer';
  const files = ['lesson.yaml', 'en.mdx', 'zh.mdx'].map((file) => [
    `${lesson}/${file}`,
    readFileSync(join(base, 'content/lessons', lesson, file)),
  ]);
  await page.setInputFiles('[data-open-zip]', {
    ...{ name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(Object.fromEntries(files))) },
  });
  await said(/^06-loadbalancer is open/);
  const id = readLesson(lesson).exercises.find(({ checks }) => JSON.stringify(checks).includes('PING'))!.id;
  await page.click(`[data-exercise-tab="${id}"]`);
  const fields = page.locator('.desk :is([data-field], [data-name]):is(input, select, textarea)');
  expect(await fields.count()).toBeGreaterThan(50);
  await fields.evaluateAll((all) => {
    for (const one of all) one.dispatchEvent(new Event('change'));
  });
  expect(await page.isDisabled('[data-file=undo]')).toBe(true);
  expect(await page.inputValue('[data-source]')).toBe(files[0]![1]!.toString());
});

test('opened again and taken away unchanged, it is the same file', async () => {
  const made = await page.inputValue('[data-field=name]');
  const [first] = await Promise.all([page.waitForEvent('download'), page.click('[data-file=download]')]);
  const before = readFileSync((await first.path())!);
  await page.setInputFiles('[data-open-zip]', { name: 'other.zip', mimeType: 'application/zip', buffer: before });
  await said(/is open: 3 files/);
  const [second] = await Promise.all([page.waitForEvent('download'), page.click('[data-file=download]')]);
  expect(readFileSync((await second.path())!).equals(before)).toBe(true);

  // What was written since is not lost without a word.
  await write('minutes', '13');
  page.once('dialog', (dialog) => void dialog.dismiss());
  await page.click('[data-file=new]');
  expect(await page.inputValue('[data-field=name]')).toBe(made);

  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.click('[data-here]');
  await other.locator('[data-field=minutes]').waitFor();
  expect([await other.inputValue('[data-field=minutes]'), await page.isVisible('[data-here]')]).toEqual(['13', true]);
});
