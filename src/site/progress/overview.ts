// The course page's list of lessons: what is solved, and where one goes on.

import { fill, type Words } from '../i18n/messages.ts';
import { isDone, markOf } from './marks.ts';

const start = document.querySelector<HTMLAnchorElement>('[data-start]');
/** As it stands for somebody who has begun nothing. */
const first = start && { href: start.href, text: start.textContent };

/** With the language that it is written in. */
const titleIn = (slug: string): Element | null | undefined =>
  document.querySelector(`a[data-lesson="${slug}"] strong`)?.firstElementChild;

export const titleOf = (slug: string): string => titleIn(slug)?.textContent ?? slug;

/** As the browser has it now. */
export function drawOverview(w: Words): void {
  const lessons = [...document.querySelectorAll<HTMLAnchorElement>('a[data-lesson]')].map((link) => {
    const slug = link.dataset['lesson']!;
    return { link, slug, isDone: isDone(slug), mark: markOf(slug) };
  });
  for (const { link, isDone, mark } of lessons) {
    link.querySelector<HTMLElement>('[data-done]')!.hidden = !isDone;
    const part = link.querySelector<HTMLElement>('[data-solved]')!;
    const total = Number(part.dataset['solved']);
    const n = Math.min(mark?.solved ?? 0, total);
    part.hidden = isDone || n === 0;
    part.textContent = fill(w, 'solvedOf', { n, total });
  }
  if (!start || !first) return;
  // The one where one was last; if that is done, the next that is not.
  const at = Math.max(...lessons.map(({ mark }) => mark?.at ?? 0));
  const last = at === 0 ? -1 : lessons.findIndex(({ mark }) => mark?.at === at);
  const next = last < 0 ? undefined : [...lessons.slice(last), ...lessons.slice(0, last)].find((each) => !each.isDone);
  start.href = next?.link.href ?? first.href;
  const title = next && titleIn(next.slug);
  if (!title) start.textContent = first.text;
  else {
    const [before = '', after = ''] = fill(w, 'goOnWith', { lesson: '\0' }).split('\0');
    // One child: between several the button puts a gap.
    const whole = document.createElement('span');
    whole.append(before, title.cloneNode(true), after);
    start.replaceChildren(whole);
  }
}
