// A whole lesson with the keyboard alone, and another with what assistive technology is told alone: no pointer, no selector of ours.

import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Check, Exercise } from '#grading/lesson.ts';
import { filled } from './learner.ts';
import { siteForTests } from './serve.ts';
import { idle, params, paste, readLesson, ready, type, visit } from './visit.ts';
import { words } from './words.ts';

const w = words('en');

const site = siteForTests();

const CALM = { viewport: { width: 1000, height: 720 }, reducedMotion: 'reduce' } as const;

interface Focused {
  readonly document: {
    readonly activeElement: {
      readonly textContent: string | null;
      readonly className: string;
      getAttribute(name: string): string | null;
    } | null;
  };
}

/** What has the keyboard, as one hears it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: at } = (globalThis as unknown as Focused).document;
    return (at?.getAttribute('aria-label') ?? at?.textContent ?? '').trim();
  });

/** @param key Tab, or Shift+Tab. */
async function walkTo(page: Page, name: string, key: string): Promise<void> {
  const passed: string[] = [];
  while ((await focused(page)) !== name) {
    passed.push(await focused(page));
    if (passed.length > 60) throw new Error(`${key} does not lead to “${name}”: ${passed.join(' | ')}`);
    await page.keyboard.press(key);
  }
}

/** Into what has the keyboard: a manifest is pasted, as anybody would. */
async function typeLine(page: Page, line: string): Promise<void> {
  if (line.includes('\n') || line.length > 100) await page.locator(':focus').evaluate(paste, line);
  else await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await idle(page);
}

test('a whole lesson with the keyboard alone', async () => {
  const lesson = readLesson('01-why-a-service');
  const { page, context, errors } = await visit(site, `/en/lessons/${lesson.slug}/`, CALM);
  await ready(page);
  await walkTo(page, w.skipToTerminal, 'Tab');
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe(w.terminal);
  // Shift-Escape leaves the terminal, to which Tab belongs: that is said, and leads to the terminal's tab.
  await page.getByText(w.wayOut).waitFor();
  const line = await page.locator(':focus').getAttribute('aria-describedby');
  expect(await page.locator(`#${line}`).innerText()).toBe(w.wayOut);
  await page.keyboard.press('Shift+Escape');
  expect(await page.locator(':focus').getAttribute('role')).toBe('tab');
  await page.getByText(w.wayOut).waitFor({ state: 'hidden' });
  // Each button is heard with its command.
  await page
    .getByRole('button', { name: `${w.runInTerminal} kubectl get pods -o wide`, exact: true })
    .first()
    .waitFor();
  await walkTo(page, w.faster.replace('{n}', '10'), 'Tab');
  await page.keyboard.press('Space');
  await walkTo(page, w.terminal, 'Tab');
  for (const exercise of lesson.exercises) {
    if (exercise.start) await typeLine(page, `begin ${exercise.id}`);
    for (const line of exercise.solution) await typeLine(page, filled(line, await params(page)));
    await page.locator(`[data-exercise="${exercise.id}"][data-state=passed]`).waitFor();
  }
  // Panels: opened, moved by one place, laid beside the terminal.
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press('Shift+Escape');
  await walkTo(page, w.requests, 'Tab');
  await page.keyboard.press('Enter');
  await page.locator('[data-requests] > li').first().waitFor();
  await page.keyboard.press('Control+ArrowLeft');
  expect(await focused(page)).toBe(w.requests);
  await walkTo(page, w.panelBeside, 'Tab');
  await page.keyboard.press('Enter');
  await page.reload();
  await ready(page);
  await page.locator('[data-panel=requests]:not([hidden])').waitFor();
  const [panel, terminal] = await Promise.all(
    ['[data-panel=requests]', '[data-testid=terminal]'].map((part) => page.locator(part).boundingBox()),
  );
  expect(panel!.x + panel!.width).toBeLessThanOrEqual(terminal!.x);
  expect(await page.locator('[data-panel-tabs] > button').first().innerText()).toBe(w.requests);

  // In a window of its own it goes on, and comes back when that is closed.
  const opened = page.waitForEvent('popup');
  await page.click('[data-panel-pop]');
  const popup = await opened;
  await popup.locator('[data-requests-empty]').waitFor();
  await type(page, 'curl -s http://nowhere.example\n');
  await popup.locator('[data-requests] > li', { hasText: 'nowhere.example' }).waitFor();
  expect(await page.locator('[data-panel=requests]').count()).toBe(0);
  await popup.close();
  await page.locator('[data-panel=requests]').waitFor({ state: 'attached' });
  expect(errors).toEqual([]);
  await context.close();
});

test('a whole lesson by what a screen reader is told alone', async () => {
  const lesson = readLesson('04-proxy');
  const { page, context, errors } = await visit(site, `/en/lessons/${lesson.slug}/`, CALM);
  await ready(page);
  await page.getByRole('button', { name: w.screenReader }).press('Enter');
  await page.getByRole('button', { name: w.faster.replace('{n}', '10') }).press('Enter');
  for (const [i, exercise] of lesson.exercises.entries()) await solveByEar(page, exercise, i);
  await page.getByRole('main').getByText(w.allDone).waitFor();
  // What was printed is in the tree too.
  const printed = page.getByRole('region', { name: w.terminal }).getByRole('listitem');
  expect((await printed.allTextContents()).join('\n')).toContain('$');
  expect(errors).toEqual([]);
  await context.close();
});

async function solveByEar(page: Page, exercise: Exercise, i: number): Promise<void> {
  const section = page.getByRole('region', { name: `${w.exercise} ${i + 1}` });
  if (exercise.start) await section.getByRole('button', { name: w.begin, exact: true }).press('Enter');
  await idle(page);
  for (const line of exercise.solution) {
    const [, id, value] = /^answer (\S+) ([^$]+)$/.exec(line) ?? [];
    const check = exercise.checks.find((one) => one.id === id);
    const button = check && choice(section, check, value!);
    if (button) await button.press('Enter');
    else {
      await page.getByRole('textbox', { name: w.terminal }).focus();
      await typeLine(page, filled(line, await params(page)));
    }
  }
  await section
    .getByRole('listitem')
    .filter({ hasText: w.passed })
    .nth(exercise.checks.length - 1)
    .waitFor();
}

/** The button that gives the answer, by its words; undefined where it is typed. */
function choice(section: Locator, { spec }: Check, value: string): Locator | undefined {
  const { choices = [] } = spec as {
    readonly choices?: readonly { readonly value: string; readonly text: { readonly en: string } }[];
  };
  const found = choices.find((one) => one.value === value);
  return found && section.getByRole('button', { name: found.text.en.replaceAll('`', ''), exact: true });
}
