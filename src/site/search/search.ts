// The search: fetched when it is opened, with the index of the page's language. Works offline, as everything does.

import MiniSearch from 'minisearch';
import { siteRoot } from '../offline/site-root.ts';
import type { Found } from './found.ts';
import { wordsOf } from './words-of.ts';

const MOST_SHOWN = 20;
/** Characters of the text around the first word that was found. */
const AROUND = 60;

export interface Hit {
  readonly title: string;
  readonly where: string;
  readonly excerpt: string;
  readonly href: string;
}

/** @param locale The index to fetch. Resolves to the search over it. */
export async function openIndex(locale: string): Promise<(query: string) => readonly Hit[]> {
  const root = siteRoot();
  const response = await fetch(new URL(`${locale}/search.json`, root));
  if (!response.ok) throw new Error(`${response.status}`);
  const index = new MiniSearch<Found>({
    fields: ['title', 'where', 'text'],
    storeFields: ['title', 'where', 'text', 'path'],
    tokenize: wordsOf,
    searchOptions: {
      boost: { title: 4, where: 1.5 },
      prefix: (term) => term.length > 1,
      fuzzy: (term) => (term.length > 4 ? 0.2 : 0),
      combineWith: 'AND',
    },
  });
  index.addAll((await response.json()) as Found[]);
  return (query) =>
    index
      .search(query)
      .slice(0, MOST_SHOWN)
      .map((hit) => {
        const { title, where, text, path } = hit as unknown as Found;
        return { title, where, excerpt: excerptOf(text, hit.terms), href: new URL(`${locale}/${path}`, root).href };
      });
}

/** Begins and ends where a word does. */
export function excerptOf(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const found = terms.map((term) => lower.indexOf(term)).filter((at) => at >= 0);
  let start = Math.max(0, Math.min(...(found.length > 0 ? found : [0])) - AROUND);
  let end = Math.min(text.length, start + 3 * AROUND);
  while (isInWord(text, start)) start++;
  while (isInWord(text, end)) end--;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

/** Between two letters of a word: Han characters are words of their own. */
const isInWord = (text: string, at: number): boolean =>
  at > 0 && at < text.length && /^[\w-]{2}$/.test(text.slice(at - 1, at + 1));
