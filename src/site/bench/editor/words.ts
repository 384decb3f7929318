// The editor's own words: message files beside the interface's, fetched when it is opened.

import type en from '../../i18n/en/editor.json';

export type EditorWords = Readonly<Record<keyof typeof en, string>>;

const files = import.meta.glob<EditorWords>('../../i18n/*/editor.json', { import: 'default' });

/** In English where the language has none of its own. */
export const editorWords = (language: string): Promise<EditorWords> =>
  (files[`../../i18n/${language}/editor.json`] ?? files['../../i18n/en/editor.json']!)();
