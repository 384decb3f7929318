// The learner's page of a class: joins it, shows its lessons in their order, and saves what is handed in.

import { everyLesson } from '../bench/store.ts';
import { el, redraw } from '../builder/element.ts';
import { filled } from '../i18n/filled.ts';
import { languageHere } from '../i18n/here.ts';
import { isDone } from '../progress/marks.ts';
import { saveFile } from '../save-file.ts';
import { isSameClass, isSamePlan, keepPlan, keptLog, keptPlan } from './keep.ts';
import { type ClassPlan, isPlanLink, planIn, type ReadPlan, readPlan } from './plan.ts';
import type { LessonResult, Results } from './results.ts';
import { classWords } from './words.ts';

const at = (name: string): HTMLElement => document.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
const w = await classWords(languageHere);
const titles = JSON.parse(at('course').textContent ?? '{}') as Readonly<Record<string, string>>;
const known = Object.keys(titles);
const say = (text: string): void => {
  at('said').textContent = text;
};
const NAME = 'portolan-name';

function shownPlan({ lessons, deadline, hints }: ClassPlan, links: boolean): readonly HTMLElement[] {
  return [
    ...(deadline === '' ? [] : [el('p', {}, filled(w.deadlineIs, { deadline }))]),
    ...(hints ? [] : [el('p', {}, w.noHints)]),
    el(
      'ol',
      { class: 'lessons' },
      ...lessons.map((slug) =>
        el(
          'li',
          { data: { lesson: slug } },
          links
            ? el('a', { href: new URL(`../lessons/${slug}/`, location.href).href }, titles[slug] ?? slug)
            : (titles[slug] ?? slug),
          isDone(slug) && el('span', { class: 'done' }, ` ${w.done}`),
        ),
      ),
    ),
  ];
}

function invite(read: ReadPlan): void {
  if ('fault' in read) {
    say(filled(w[`fault_${read.fault}`], { found: read.found }));
    return;
  }
  const { plan } = read;
  const now = keptPlan();
  // The link serves as the way back, too.
  if (now && isSamePlan(now, plan)) {
    showClass(now);
    return;
  }
  const join = (): void => {
    try {
      keepPlan(plan);
    } catch {
      say(w.notKept);
      return;
    }
    location.assign(new URL(`../../${plan.locale}/join/`, location.href).href);
  };
  redraw(
    at('class'),
    el('h2', {}, filled(w.invited, { title: plan.title })),
    ...shownPlan(plan, false),
    el('p', {}, w.joinText),
    now && el('p', {}, isSameClass(now, plan) ? w.joinAmends : filled(w.joinReplaces, { class: now.title })),
    el(
      'p',
      { class: 'actions' },
      el('button', { type: 'button', class: 'button primary', data: { join: '' }, click: join }, w.join),
      el('button', { type: 'button', class: 'button', click: () => location.assign(location.pathname) }, w.notNow),
    ),
  );
}

async function resultsOf(plan: ClassPlan, learner: string, withCommands: boolean): Promise<Results> {
  const kept = await everyLesson().catch(() => ({}) as Awaited<ReturnType<typeof everyLesson>>);
  const lessons = plan.lessons.map((slug): readonly [string, LessonResult] => {
    const engine = kept[slug]?.engine;
    const commands = engine?.commands.map(({ line }) => line);
    return [
      slug,
      {
        ...(engine && { seed: engine.seed }),
        exercises: keptLog(slug, plan).exercises,
        ...(withCommands && commands && { commands }),
      },
    ];
  });
  return {
    portolan: 'results',
    version: 1,
    class: plan.title,
    learner,
    savedAt: Date.now(),
    lessons: Object.fromEntries(lessons),
  };
}

function showClass(plan: ClassPlan): void {
  const name = el('input', { autocomplete: 'name', maxlength: 120, data: { name: '' } });
  try {
    name.value = localStorage.getItem(NAME) ?? '';
  } catch {
    // It is typed.
  }
  const commands = el('input', { type: 'checkbox', data: { commands: '' } });
  const shown = el('pre', { tabindex: 0, data: { preview: '' } });
  const preview = async (): Promise<void> => {
    shown.textContent = JSON.stringify(await resultsOf(plan, name.value.trim(), commands.checked), undefined, 2);
  };
  for (const input of [name, commands]) input.addEventListener('change', () => void preview());
  const save = async (): Promise<void> => {
    const learner = name.value.trim();
    if (learner === '') {
      name.focus();
      say(w.needName);
      return;
    }
    const results = await resultsOf(plan, learner, commands.checked);
    const file = `portolan-results-${learner.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 40)}.json`;
    saveFile(file, new Blob([JSON.stringify(results)], { type: 'application/json' }));
    say(filled(w.saved, { file }));
  };
  const leave = (): void => {
    if (!confirm(w.leaveSure)) return;
    keepPlan(undefined);
    location.assign(location.pathname);
  };
  redraw(
    at('class'),
    el('h2', {}, plan.title),
    ...shownPlan(plan, true),
    el('p', { class: 'quietly' }, w.begun),
    el('h2', {}, w.handIn),
    el('label', { class: 'field' }, el('span', {}, w.yourName), name),
    el('label', { class: 'tick' }, commands, ` ${w.withCommands}`),
    el(
      'p',
      { class: 'actions' },
      el(
        'button',
        { type: 'button', class: 'button primary', data: { saveResults: '' }, click: () => void save() },
        w.save,
      ),
      el('button', { type: 'button', class: 'button', data: { leave: '' }, click: leave }, w.leave),
    ),
    el('details', {}, el('summary', {}, w.preview), shown),
  );
  void preview();
}

const file = document.querySelector<HTMLInputElement>('[data-class-file]')!;
file.addEventListener('change', () => {
  const chosen = file.files?.[0];
  file.value = '';
  if (chosen)
    void (chosen.size > 100_000 ? Promise.resolve('') : chosen.text()).then((text) => invite(readPlan(text, known)));
});
document.querySelector('[data-open-class]')?.addEventListener('click', () => file.click());

function begin(): void {
  const plan = keptPlan();
  if (isPlanLink(location.hash)) invite(planIn(location.hash, known));
  else if (plan) showClass(plan);
  else redraw(at('class'), el('p', {}, w.joinNone));
}
addEventListener('hashchange', begin);
begin();
