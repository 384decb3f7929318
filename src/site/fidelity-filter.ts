// Of many notes on what is simulated, those that have all the words that are typed. Without a script all of them stand there.

import { wordsHere } from './i18n/here.ts';
import { fill } from './i18n/messages.ts';

const field = document.querySelector<HTMLInputElement>('[data-filter]')!;
const found = document.querySelector<HTMLElement>('[data-filter-found]')!;
const notes = [...document.querySelectorAll<HTMLElement>('[data-notes] li')];
/** Rooms and lists go where nothing of theirs is left; so do their lines of the contents. */
const groups = [...document.querySelectorAll<HTMLElement>('[data-notes], [data-room]')];

document.querySelector<HTMLElement>('[data-filter-field]')!.hidden = false;
field.addEventListener('input', () => {
  const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const note of notes) {
    const text = note.textContent.toLowerCase();
    note.hidden = !wanted.every((word) => text.includes(word));
  }
  for (const group of groups) {
    group.hidden = group.querySelector('li:not([hidden])') === null;
    const line = document.querySelector<HTMLElement>(`[data-contents] a[href="#${group.dataset['of']}"]`);
    if (line) (group.hasAttribute('data-notes') ? line.closest('li')! : line).toggleAttribute('hidden', group.hidden);
  }
  const n = notes.filter(({ hidden }) => !hidden).length;
  void wordsHere().then((words) => {
    found.textContent = wanted.length > 0 ? fill(words, 'fidelityFound', { n }) : '';
  });
});
