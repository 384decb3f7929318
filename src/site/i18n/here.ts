// The page's own words: only those of its language are fetched.

import type { Language, Words } from './index.ts';

const folders = import.meta.glob<Words>('./*/messages.json', { import: 'default' });

export const languageHere: Language = document.documentElement.dataset['locale'] ?? 'en';

export const wordsHere = (): Promise<Words> => folders[`./${languageHere}/messages.json`]!();
