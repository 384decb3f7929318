// The words of the page about embedding: a file of their own, for <portolan-lab> brings those of embed.json along.

import type en from '../i18n/en/embedding.json';

export type EmbeddingWords = Readonly<Record<keyof typeof en, string>>;

const files = import.meta.glob<EmbeddingWords>('../i18n/*/embedding.json', { import: 'default' });

/** In English where the language has none of its own. */
export const embeddingWords = (language: string): Promise<EmbeddingWords> =>
  (files[`../i18n/${language}/embedding.json`] ?? files['../i18n/en/embedding.json']!)();
