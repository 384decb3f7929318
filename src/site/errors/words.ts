// The words of the pages about errors, and of what leads there: files of their own beside the interface's.

import type en from '../i18n/en/errors.json';

export type ErrorWords = Readonly<Record<keyof typeof en, string>>;

const files = import.meta.glob<ErrorWords>('../i18n/*/errors.json', { import: 'default' });

/** In English where the language has none of its own. */
export const errorWords = (language: string): Promise<ErrorWords> =>
  (files[`../i18n/${language}/errors.json`] ?? files['../i18n/en/errors.json']!)();
