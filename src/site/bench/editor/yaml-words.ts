// What is said of YAML that is wrong, in the page's language: by the language server in its worker, and by its parser, which knows English only.

import type en from '../../i18n/en/yaml.json';

/** By the English text. */
export type YamlWords = Readonly<Partial<Record<keyof typeof en, string>>>;

// A language may have none, and English needs none: it is what is said.
const files = import.meta.glob<YamlWords>(['../../i18n/*/yaml.json', '!../../i18n/en/yaml.json'], {
  import: 'default',
});

export const yamlWords = async (language: string): Promise<YamlWords> =>
  (await files[`../../i18n/${language}/yaml.json`]?.()) ?? {};

const HOLE = /\\\{(\d)\\\}/g;

/** `text` in other words, what fills it too; as it is where there are none. */
export function inWords(words: YamlWords, text: string): string {
  for (const [english, other] of Object.entries(words)) {
    if (english === text) return other;
    const found = english.includes('{') && patternOf(english).exec(text)?.groups;
    if (found) return other.replace(/\{(\d)\}/g, (_, hole: string) => inWords(words, found[`_${hole}`]!));
  }
  return text;
}

const patternOf = (english: string): RegExp =>
  new RegExp(`^${english.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(HOLE, '(?<_$1>.+)')}$`, 's');
