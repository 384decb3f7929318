// What a learner does with an exercise on its page: answers, asks for hints, types.

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { AnswerSpec, Choice } from '#grading/kinds/answer/answer.ts';
import type { Check, Exercise } from '#grading/lesson.ts';
import { fillParams } from '#grading/template.ts';
import type { Locale } from '../../src/site/i18n/index.ts';
import { enter, expectState, idle, isIdleWithin, params } from './visit.ts';

/** Commands of the prose that end do so in less, at ten times the pace. */
const PROSE_PATIENCE_MS = 15_000;

const at = ({ id }: Exercise): string => `[data-exercise="${id}"]`;
const checkAt = (exercise: Exercise, { id }: Check): string => `${at(exercise)} [data-check="${id}"]`;

/** Pressed until none is left, as they fit now. Returns which hints stand there. */
export async function takeHints(page: Page, exercise: Exercise, locale: Locale): Promise<ReadonlySet<number>> {
  if (exercise.hints.length === 0) return new Set();
  const button = page.locator(`${at(exercise)} [data-hint]`);
  // In one step: a verdict may take the button away between a look and a click.
  const press = (element: unknown): boolean => {
    const pressed = element as { readonly disabled: boolean; click(): void };
    const isThere = !pressed.disabled;
    pressed.click();
    return isThere;
  };
  while (await button.evaluate(press));
  const texts = await page
    .locator(`${at(exercise)} .hints > li`)
    .evaluateAll((items) =>
      items.map((item) => ((item as { hidden?: boolean }).hidden ? undefined : item.textContent)),
    );
  const values = await params(page);
  for (const [i, text] of texts.entries())
    if (text !== undefined) expect(text).toBe(plain(exercise.hints[i]!.text[locale], values));
  return new Set(texts.flatMap((text, i) => (text === undefined ? [] : [i])));
}

/** What a sentence of lesson.yaml shows. */
const plain = (text: string, values: Readonly<Record<string, string>>): string =>
  filled(text, values).replaceAll('`', '');

/** The page names what it has read by all that stands in `${…}`. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  const ready = text.replace(/\$\{([a-zA-Z][^{}\s]*)\}/g, (all, place: string) => values[place] ?? all);
  return String(fillParams(ready, { values }));
}

/** Each wrong answer first, whose explanation is read, then the right one: `right`. */
async function answer(page: Page, exercise: Exercise, check: Check, right: string, locale: Locale): Promise<void> {
  const { choices } = check.spec as AnswerSpec;
  const because = page.locator(`${checkAt(exercise, check)} [data-because]`);
  const isGuess = check.kind.kind === 'predict';
  if (choices.length === 0) {
    await typeAnswer(page, exercise, check, 'portolan');
    await expectState(page, checkAt(exercise, check), isGuess ? 'passed' : 'failed');
    expect(await because.textContent()).not.toBe('');
    await typeAnswer(page, exercise, check, right);
    return;
  }
  const isRight = ({ value }: Choice): boolean => value === right;
  for (const choice of [...choices.filter((c) => !isRight(c)), ...choices.filter(isRight)]) {
    // The prose has brought all else about, and a prediction was the last thing: what was said first stands.
    if (await page.locator(`${at(exercise)}[data-state=passed]`).count()) return;
    await page.click(`${checkAt(exercise, check)} [data-answer="${choice.value}"]`);
    await because.filter({ hasText: choice.because[locale] }).waitFor();
    await expectState(page, checkAt(exercise, check), isGuess || isRight(choice) ? 'passed' : 'failed');
  }
}

async function typeAnswer(page: Page, exercise: Exercise, check: Check, value: string): Promise<void> {
  await page.fill(`${checkAt(exercise, check)} input`, value);
  await page.press(`${checkAt(exercise, check)} input`, 'Enter');
}

/** The solution, once it is asked for twice, is the lesson's. */
export async function readSolution(page: Page, exercise: Exercise): Promise<void> {
  await page.click(`${at(exercise)} [data-solution]`);
  await page.click(`${at(exercise)} [data-confirm-yes]`);
  const values = await params(page);
  const shown = await page.locator(`${at(exercise)} [data-solution-text] code`).textContent();
  expect(shown).toBe(exercise.solution.map((line) => filled(line, values)).join('\n'));
}

/** Types lines; `after` is called when the prompt is back from each. Answers to questions are given on the page. */
export async function solve(
  page: Page,
  exercise: Exercise,
  locale: Locale,
  after: () => Promise<void> = async () => undefined,
): Promise<void> {
  for (const line of exercise.solution) {
    const ready = filled(line, await params(page));
    const [, id, value] = /^answer (\S+) ([^$]+)$/.exec(ready) ?? [];
    const check = exercise.checks.find((c) => c.id === id);
    if (check) await answer(page, exercise, check, value!, locale);
    else await enter(page, ready);
    await after();
  }
}

/** The prose's commands between two exercises, by their buttons. One that goes on by itself is looked at, and ended. */
export async function runProse(page: Page, after: Exercise | undefined, before: Exercise): Promise<void> {
  const buttons = page.locator('[data-exercise], [data-run-go]');
  const order = await buttons.evaluateAll((all) =>
    all.map((one) => (one as { dataset: Record<string, string | undefined> }).dataset['exercise']),
  );
  const first = after ? order.indexOf(after.id) + 1 : 0;
  for (let i = first; i < order.indexOf(before.id); i++) {
    if (order[i] !== undefined) continue;
    await buttons.nth(i).click();
    if (await isIdleWithin(page, PROSE_PATIENCE_MS)) continue;
    await page.keyboard.press('Control+c');
    await idle(page);
  }
}

/** The cluster of its own, by the button. */
export async function beginExercise(page: Page, exercise: Exercise): Promise<void> {
  await page.click(`${at(exercise)} [data-begin]`);
  await idle(page);
}

export async function expectSolved(page: Page, exercise: Exercise, locale: Locale): Promise<void> {
  for (const check of exercise.checks) await expectState(page, checkAt(exercise, check), 'passed');
  await expectState(page, at(exercise), 'passed');
  const debrief = page.locator(`${at(exercise)} [data-debrief-text]`);
  if (exercise.debrief)
    expect(await debrief.innerText()).toContain(plain(exercise.debrief[locale], await params(page)));
}
