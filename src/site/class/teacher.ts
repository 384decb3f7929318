// The instructor's page: makes a class, and reads what its learners hand in.

import { el, redraw } from '../builder/element.ts';
import { filled } from '../i18n/filled.ts';
import { languageHere } from '../i18n/here.ts';
import { saveFile } from '../save-file.ts';
import { type ClassPlan, fragmentOf, readPlan } from './plan.ts';
import { MOST_BYTES, type Results, readResults } from './results.ts';
import { byClass, csvOf, latest, perExercise, perMisconception } from './tally.ts';
import { classWords } from './words.ts';

interface CourseLesson {
  readonly slug: string;
  readonly title: string;
  readonly exercises: readonly {
    readonly id: string;
    readonly misses: readonly (readonly [name: string, shown: string])[];
  }[];
}

const at = (name: string): HTMLElement => document.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
const w = await classWords(languageHere);
const course = JSON.parse(at('course').textContent ?? '[]') as readonly CourseLesson[];
const known = course.map(({ slug }) => slug);
const titleOf = (slug: string): string => course.find((one) => one.slug === slug)?.title ?? slug;

// --- Making a class ----------------------------------------------------------------------------------------------------------------
const form = document.querySelector<HTMLFormElement>('[data-class-form]')!;
const list = at('lessons');
const link = document.querySelector<HTMLInputElement>('[data-class-link]')!;
const said = at('made');

for (const { slug, title } of course) {
  const tick = el('input', { type: 'checkbox', value: slug, name: 'lesson' });
  const moving = (way: 'up' | 'down', sign: string, move: (item: Element) => void): HTMLButtonElement => {
    const name = filled(w[way], { lesson: title });
    const button = el(
      'button',
      { type: 'button', class: 'quiet', 'aria-label': name, title: name, data: { way } },
      sign,
    );
    button.addEventListener('click', () => {
      move(item);
      showEnds();
      // At an end it goes no further this way, and the keyboard is not lost.
      (button.disabled ? item.querySelector<HTMLButtonElement>('button:enabled') : button)?.focus();
      made();
    });
    return button;
  };
  const up = moving('up', '↑', (one) => one.previousElementSibling?.before(one));
  const down = moving('down', '↓', (one) => one.nextElementSibling?.after(one));
  const item: HTMLElement = el('li', {}, el('label', {}, tick, el('span', {}, title)), up, down);
  list.append(item);
}
showEnds();

/** The first has nowhere to go up, the last nowhere down. */
function showEnds(): void {
  for (const button of list.querySelectorAll<HTMLButtonElement>('button[data-way]')) {
    const item = button.parentElement!;
    button.disabled = (button.dataset['way'] === 'up' ? item.previousElementSibling : item.nextElementSibling) === null;
  }
}

/** Undefined: something is wrong with it, and has been said. */
function made(): ClassPlan | undefined {
  const data = new FormData(form);
  const seed = String(data.get('seed') ?? '').trim();
  const wanted = {
    ...{ portolan: 'class', version: 1, title: data.get('title'), lessons: data.getAll('lesson') },
    ...(seed !== '' && { seed: Number(seed) }),
    ...{ locale: data.get('locale'), deadline: data.get('deadline'), hints: data.get('hints') !== null },
  };
  const read = readPlan(JSON.stringify(wanted), known);
  said.textContent = 'fault' in read ? filled(w[`fault_${read.fault}`], { found: read.found }) : '';
  link.value =
    'plan' in read ? new URL(`../../${read.plan.locale}/join/${fragmentOf(read.plan)}`, location.href).href : '';
  return 'plan' in read ? read.plan : undefined;
}
form.addEventListener('input', () => made());
form.addEventListener('submit', (event) => event.preventDefault());
document.querySelector('[data-class-copy]')?.addEventListener('click', () => {
  if (!made()) return;
  link.select();
  void navigator.clipboard.writeText(link.value).then(
    () => (said.textContent = w.copied),
    () => (said.textContent = w.copyYourself),
  );
});
document.querySelector('[data-class-save]')?.addEventListener('click', () => {
  const plan = made();
  if (plan)
    saveFile(
      'portolan-class.json',
      new Blob([`${JSON.stringify(plan, undefined, 2)}\n`], { type: 'application/json' }),
    );
});

// --- What was handed in ------------------------------------------------------------------------------------------------------------
let all: readonly Results[] = [];

async function take(files: readonly File[]): Promise<void> {
  const wrong: string[] = [];
  const read: Results[] = [];
  for (const file of files) {
    const found = file.size > MOST_BYTES ? ({ fault: 'size' } as const) : readResults(await file.text());
    if ('results' in found) read.push(found.results);
    else wrong.push(filled(w.notAdded, { file: file.name, reason: filled(w[`fault_${found.fault}`], { found: '' }) }));
  }
  all = latest([...all, ...read]);
  at('read').textContent = [filled(w.added, { n: read.length }), ...wrong].join('\n');
  draw();
}

const input = document.querySelector<HTMLInputElement>('[data-results]')!;
input.addEventListener('change', () => {
  void take([...(input.files ?? [])]).then(() => (input.value = ''));
});
document.querySelector('[data-choose]')?.addEventListener('click', () => input.click());
addEventListener(
  'dragover',
  (event: DragEvent) => event.dataTransfer?.types.includes('Files') && event.preventDefault(),
);
addEventListener('drop', (event: DragEvent) => {
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length === 0) return;
  event.preventDefault();
  void take(files);
});
document.querySelector('[data-csv]')?.addEventListener('click', () => {
  const heads = [
    ...[w.class, w.learner, w.lesson, w.exercise, w.passed, w.firstTry, w.triesOf, w.misconception, w.last],
    w.commands,
  ];
  const lines = byClass(all).flatMap(([, results]) => results);
  // The mark by which programs for tables know UTF-8.
  saveFile(
    'portolan-class.csv',
    new Blob([`\uFEFF${csvOf(lines, course, { heads, missed: missName })}`], { type: 'text/csv' }),
  );
});
document.querySelector('[data-clear]')?.addEventListener('click', () => {
  all = [];
  at('read').textContent = '';
  draw();
});

function table(name: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': name },
    el('h4', {}, name),
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
      el('tbody', {}, ...rows.map((row) => el('tr', {}, ...row.map((cell) => el('td', {}, cell))))),
    ),
  );
}

function missName(lesson: string, exercise: string, name: string): string {
  const found = course.find(({ slug }) => slug === lesson)?.exercises.find(({ id }) => id === exercise);
  return found?.misses.find(([english]) => english === name)?.[1] ?? name;
}

/** What one class comes to. */
function tables(results: readonly Results[]): readonly HTMLElement[] {
  const misses = perMisconception(results);
  const time = (ms: number): string => new Date(ms).toLocaleString(document.documentElement.lang);
  const exercises = perExercise(results, course).map(({ lesson, exercise, passed, tried, tries }) => [
    ...[titleOf(lesson), exercise, `${passed}/${results.length}`, `${tried}/${results.length}`, String(tries)],
  ]);
  const missed = misses.map(({ lesson, exercise, name, learners }) => [
    ...[missName(lesson, exercise, name), titleOf(lesson), exercise, `${learners.length}: ${learners.join(', ')}`],
  ]);
  const learners = results.map(({ learner, lessons, savedAt }) => {
    const logs = Object.values(lessons).flatMap((lesson) => Object.values(lesson.exercises));
    return [learner, String(logs.filter(({ passedAt }) => passedAt !== undefined).length), time(savedAt)];
  });
  return [
    table(w.exercises, [w.lesson, w.exercise, w.passed, w.tried, w.tries], exercises),
    missed.length === 0
      ? el('p', {}, w.noMisses)
      : table(w.misconceptions, [w.misconception, w.lesson, w.exercise, w.who], missed),
    table(w.learners, [w.learner, w.passed, w.last], learners),
  ];
}

function draw(): void {
  redraw(
    at('tables'),
    ...(all.length === 0 ? [el('p', {}, w.none)] : []),
    ...byClass(all).map(([title, results]) =>
      el('section', { data: { ofClass: title } }, el('h3', {}, filled(w.classOf, { title })), ...tables(results)),
    ),
  );
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-csv], [data-clear]'))
    button.disabled = all.length === 0;
}
made();
// Nothing is wrong yet with what nobody has filled in.
said.textContent = '';
draw();
