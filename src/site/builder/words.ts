// The builder's words: message files of their own beside the interface's, which other pages do not fetch.

import type en from '../i18n/en/builder.json';

export type BuilderWords = Readonly<Record<keyof typeof en, string>>;

const files = import.meta.glob<BuilderWords>('../i18n/*/builder.json', { import: 'default' });

/** In English where the language has none of its own, as the lessons. */
export const builderWords = (language: string): Promise<BuilderWords> =>
  (files[`../i18n/${language}/builder.json`] ?? files['../i18n/en/builder.json']!)();
