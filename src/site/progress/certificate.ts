// Fills the certificate from what this browser keeps.

import { everyLesson } from '../bench/store.ts';
import { fill } from '../i18n/index.ts';

const NAME = 'portolan-name';
const name = document.querySelector<HTMLInputElement>('[data-name]')!;
try {
  name.value = localStorage.getItem(NAME) ?? '';
} catch {
  // It is typed for this print.
}
name.addEventListener('change', () => {
  try {
    localStorage.setItem(NAME, name.value);
  } catch {
    // It stands there until the page is left.
  }
});
document.querySelector('[data-print]')?.addEventListener('click', () => print());

void everyLesson()
  .catch(() => ({}) as Awaited<ReturnType<typeof everyLesson>>)
  .then((lessons) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-certificate] [data-lesson]')];
    const date = (at: number): string =>
      new Date(at).toLocaleDateString(document.documentElement.lang, { dateStyle: 'medium' });
    for (const row of rows) {
      const kept = lessons[row.dataset['lesson'] ?? ''];
      if (!kept?.done) continue;
      row.dataset['state'] = 'done';
      row.querySelector('[data-when]')!.textContent = date(kept.at);
    }
    const done = rows.filter(({ dataset }) => dataset['state'] === 'done').length;
    const sentence = document.querySelector<HTMLElement>('[data-sentence]')!;
    const which = done === 0 ? 'none' : done === rows.length ? 'all' : 'some';
    sentence.textContent = fill(sentence.dataset[which] ?? '', { n: done, total: rows.length });
  });
