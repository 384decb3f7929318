// The search as a dialog on every page: by its button, or by `/` where nothing is being typed.

import { languageHere, wordsHere } from '../i18n/here.ts';
import { fill } from '../i18n/messages.ts';
import type { Hit } from './search.ts';

const dialog = document.querySelector<HTMLDialogElement>('[data-search-dialog]')!;
const input = dialog.querySelector('input')!;
const list = dialog.querySelector('ol')!;
const said = dialog.querySelector<HTMLElement>('[data-search-said]')!;
const w = await wordsHere();
let search: Promise<(query: string) => readonly Hit[]> | undefined;

export function openSearch(): void {
  if (dialog.open) return;
  dialog.showModal();
  input.select();
  void look();
}

input.addEventListener('input', () => void look());

async function look(): Promise<void> {
  search ??= import('./search.ts').then(({ openIndex }) => openIndex(languageHere));
  const query = input.value.trim();
  try {
    const found = await search;
    if (query !== input.value.trim()) return;
    show(query, query === '' ? [] : found(query));
  } catch (error) {
    search = undefined;
    said.textContent = fill(w, 'searchFailed', { reason: error instanceof Error ? error.message : String(error) });
  }
}

function show(query: string, hits: readonly Hit[]): void {
  said.textContent =
    query === ''
      ? ''
      : hits.length === 0
        ? fill(w, 'searchNone', { query })
        : fill(w, 'searchFound', { n: hits.length });
  list.replaceChildren(
    ...hits.map(({ title, where, excerpt, href }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = href;
      const name = document.createElement('strong');
      name.textContent = title;
      const place = document.createElement('span');
      place.textContent = where;
      const text = document.createElement('span');
      text.textContent = excerpt;
      link.append(name, place, text);
      // A place on this page is gone to; the dialog would stand before it.
      link.addEventListener('click', () => dialog.close());
      item.append(link);
      return item;
    }),
  );
}
