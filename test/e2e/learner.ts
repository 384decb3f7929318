// What a learner does with an exercise on its page: answers, asks for hints, types.

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { HintPlace } from '#grading/hint-proof.ts';
import type { AnswerSpec, Choice } from '#grading/kinds/answer/answer.ts';
import type { Check, Exercise } from '#grading/lesson.ts';
import { fillParams } from '#grading/template.ts';
import type { Locale } from '#grading/text.ts';
import { enter, expectState, idle, isIdleWithin, params, screen } from './visit.ts';
import { words } from './words.ts';

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

/** As it stands on the page, which names what it has drawn and read by all that stands in `${…}`. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  const ready = text.replace(/\$\{([a-zA-Z][^{}\s]*)\}/g, (all, place: string) => values[place] ?? all);
  return String(fillParams(ready, { values }));
}

/** Each wrong answer first, whose explanation is read, then the right one: `right`, if it is known. */
async function answer(
  page: Page,
  exercise: Exercise,
  check: Check,
  right: string | undefined,
  locale: Locale,
): Promise<void> {
  const { choices } = check.spec as AnswerSpec;
  const because = page.locator(`${checkAt(exercise, check)} [data-because]`);
  const isGuess = check.kind.kind === 'predict';
  if (choices.length === 0) {
    await typeAnswer(page, exercise, check, 'portolan');
    await expectState(page, checkAt(exercise, check), isGuess ? 'passed' : 'failed');
    expect(await because.textContent()).not.toBe('');
    if (right !== undefined) await typeAnswer(page, exercise, check, right);
    return;
  }
  const isRight = ({ value }: Choice): boolean => value === right;
  for (const choice of [...choices.filter((c) => !isRight(c)), ...choices.filter(isRight)]) {
    await page.click(`${checkAt(exercise, check)} [data-answer="${choice.value}"]`);
    await because.filter({ hasText: choice.because[locale].replaceAll('`', '') }).waitFor();
    await expectState(page, checkAt(exercise, check), isGuess || isRight(choice) ? 'passed' : 'failed');
    // A guess that was not so is done, and does not look like a success.
    const isNotSo = isGuess && !isRight(choice);
    expect(await page.getAttribute(checkAt(exercise, check), 'data-not-so')).toBe(isNotSo ? '' : null);
    const { notSo } = words(locale);
    expect((await because.textContent())!.startsWith(notSo.replace('{because}', ''))).toBe(isNotSo);
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

/**
 * Types lines; `after` is called when the prompt is back from each. Answers to questions are given on the page.
 *
 * @returns The questions, each of which was answered with every choice.
 */
export async function solve(
  page: Page,
  exercise: Exercise,
  locale: Locale,
  after: () => Promise<void> = async () => undefined,
): Promise<readonly Check[]> {
  const answered: Check[] = [];
  for (const line of exercise.solution) {
    const ready = filled(line, await params(page));
    const [, id, value] = /^answer (\S+) ([^$]+)$/.exec(ready) ?? [];
    const check = exercise.checks.find((c) => c.id === (id ?? /^answer (\S+) /.exec(ready)?.[1]));
    // What the shell has to work out is typed there, after a wrong answer on the page.
    if (check) await answer(page, exercise, check, value, locale);
    if (value === undefined) await enter(page, ready);
    if (check) answered.push(check);
    await after();
  }
  return answered;
}

/**
 * Makes the mistakes that hints of the exercise are for, and asks until they stand there. Returns which do.
 *
 * @param wanted Hints, and where each comes to fit.
 * @param begin Brings one to where the exercise begins; called before each mistake but the first.
 */
export async function makeMistakes(
  page: Page,
  exercise: Exercise,
  locale: Locale,
  wanted: ReadonlyMap<number, HintPlace>,
  begin: () => Promise<void>,
): Promise<ReadonlySet<number>> {
  const seen = new Set<number>();
  for (const [i, miss] of exercise.nearMisses.entries()) {
    const hints = [...wanted].flatMap(([hint, place]) => (place === i ? [hint] : []));
    if (hints.length === 0) continue;
    if (seen.size > 0) await begin();
    for (const line of miss.run) await enter(page, filled(line, await params(page)));
    for (const hint of hints) await askUntil(page, exercise, hint);
    for (const hint of await takeHints(page, exercise, locale)) seen.add(hint);
  }
  return seen;
}

/** A hint that is for a mistake is offered when the verdict has come. */
async function askUntil(page: Page, exercise: Exercise, hint: number): Promise<void> {
  const asked = page.waitForFunction(
    ([section, i]) => {
      const { document } = globalThis as unknown as HintPage;
      document.querySelector(`${section} [data-hint]`)?.click();
      return document.querySelectorAll(`${section} .hints > li`)[i]?.hidden === false;
    },
    [at(exercise), hint] as const,
    { timeout: 60_000 },
  );
  await asked.catch(async () => {
    throw new Error(`${exercise.id}: hint ${hint} is not shown: ${exercise.hints[hint]!.when}\n${await screen(page)}`);
  });
}

interface HintPage {
  readonly document: {
    querySelector(selector: string): { click(): void } | null;
    querySelectorAll(selector: string): ArrayLike<{ readonly hidden: boolean }>;
  };
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
