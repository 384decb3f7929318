// The words of the page that offers WebContainer: files of their own beside the interface's, which other pages do not fetch.

import type en from '../i18n/en/webcontainer.json';

export type RuntimeWords = Readonly<Record<keyof typeof en, string>>;

const files = import.meta.glob<RuntimeWords>('../i18n/*/webcontainer.json', { import: 'default' });

/** In English where the language has none of its own. */
export const runtimeWords = (language: string): Promise<RuntimeWords> =>
  (files[`../i18n/${language}/webcontainer.json`] ?? files['../i18n/en/webcontainer.json']!)();
