// Fills the certificate from what this browser keeps.

import { everyLesson } from '../bench/store.ts';
import { wordsHere } from '../i18n/here.ts';
import { fill } from '../i18n/messages.ts';

const NAME = 'portolan-name';
const name = document.querySelector<HTMLInputElement>('[data-name]')!;
try {
  name.value = localStorage.getItem(NAME) ?? '';
} catch {
  // It is typed for this print.
}
// A field is as wide as it is, and what is printed wraps.
const printed = document.querySelector<HTMLElement>('[data-printed-name]')!;
printed.textContent = name.value;
name.addEventListener('input', () => {
  printed.textContent = name.value;
});
name.addEventListener('change', () => {
  try {
    localStorage.setItem(NAME, name.value);
  } catch {
    // It stands there until the page is left.
  }
});
document.querySelector('[data-print]')?.addEventListener('click', () => print());

void Promise.all([everyLesson().catch(() => ({}) as Awaited<ReturnType<typeof everyLesson>>), wordsHere()]).then(
  ([lessons, w]) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-certificate] [data-lesson]')];
    for (const row of rows) {
      const kept = lessons[row.dataset['lesson'] ?? ''];
      if (!kept?.done) continue;
      row.dataset['state'] = 'done';
      row.querySelector('[data-when]')!.textContent = fill(w, 'certificateOf', { at: kept.at });
    }
    const done = rows.filter(({ dataset }) => dataset['state'] === 'done').length;
    const sentence = document.querySelector<HTMLElement>('[data-sentence]')!;
    const which = done === 0 ? 'certificateNone' : done === rows.length ? 'certificateAll' : 'certificateSome';
    sentence.textContent = fill(w, which, { n: done, total: rows.length });
  },
);
