// The builder's words: message files of their own beside the interface's, which other pages do not fetch.

import type en from '../i18n/en/builder.json';
import type enFields from '../i18n/en/builder-fields.json';

export type BuilderWords = Readonly<Record<keyof typeof en, string>>;
/** What fields of lesson.yaml are called: by their key, or where that is not enough by the key that holds it too. */
export type FieldWords = Readonly<Record<keyof typeof enFields, string>> & Readonly<Record<string, string | undefined>>;

const files = import.meta.glob<BuilderWords>('../i18n/*/builder.json', { import: 'default' });
const fields = import.meta.glob<FieldWords>('../i18n/*/builder-fields.json', { import: 'default' });

/** In English where the language has none of its own, as the lessons. */
export const builderWords = (language: string): Promise<BuilderWords> =>
  (files[`../i18n/${language}/builder.json`] ?? files['../i18n/en/builder.json']!)();

export const fieldWords = (language: string): Promise<FieldWords> =>
  (fields[`../i18n/${language}/builder-fields.json`] ?? fields['../i18n/en/builder-fields.json']!)();
