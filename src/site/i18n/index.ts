// The languages of the interface, while the site is built: each is a folder beside this file.

import type { Locale, Text } from '#grading/text.ts';
import { contentIn } from './content.ts';
import { fill, type Message, type Words } from './messages.ts';

export { contentIn, fill, type Locale, type Message, type Words };

/** A folder's name: `en`. */
export type Language = string;

const folders = import.meta.glob<Words>('./*/messages.json', { import: 'default', eager: true });
const all: ReadonlyMap<Language, Words> = new Map(
  Object.entries(folders).map(([path, words]) => [path.split('/')[1]!, words]),
);

export const LANGUAGES: readonly Language[] = [...all.keys()];

export function words(language: Language): Words {
  const found = all.get(language);
  if (!found) throw new Error(`src/site/i18n has no folder ${language}`);
  return found;
}

export const others = (language: Language): readonly Language[] => LANGUAGES.filter((each) => each !== language);

/** Of a lesson's or the glossary's text, what stands on the page, and the `lang` it needs there. */
export function textIn(text: Text, language: Language): { readonly text: string; readonly lang: string | undefined } {
  const content = contentIn(language);
  return { text: text[content], lang: content === language ? undefined : words(content).htmlLang };
}
