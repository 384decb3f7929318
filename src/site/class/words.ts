// The class kit's words: message files of their own beside the interface's, which other pages do not fetch.

import type en from '../i18n/en/class.json';

export type ClassWords = Readonly<Record<keyof typeof en, string>>;

const files = import.meta.glob<ClassWords>('../i18n/*/class.json', { import: 'default' });

/** In English where the language has none of its own, as the lessons. */
export const classWords = (language: string): Promise<ClassWords> =>
  (files[`../i18n/${language}/class.json`] ?? files['../i18n/en/class.json']!)();
