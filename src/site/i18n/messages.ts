// The interface's words in one language, as its folder has them: sentences in ICU's message syntax, with its plurals and dates.

import { IntlMessageFormat } from 'intl-messageformat';
import type en from './en/messages.json';
import { closed, opened } from './seams.ts';

export type Message = keyof typeof en;
export type Words = Readonly<Record<Message, string>>;

// Its own way asks the browser for all the languages that it can count in: on a phone a sixth of a second, at the first sentence.
IntlMessageFormat.resolveLocale = (locales) => new Intl.Locale([locales].flat()[0] ?? 'en');

const read = new WeakMap<Words, Map<Message, IntlMessageFormat>>();

/** Fills what stands in braces in a sentence. A date is given as milliseconds since the epoch. */
export function fill(words: Words, message: Message, values: Readonly<Record<string, string | number>>): string {
  const formats = read.get(words) ?? new Map<Message, IntlMessageFormat>();
  read.set(words, formats);
  // Nothing in a sentence is markup: what looks like it is text.
  const format =
    formats.get(message) ??
    new IntlMessageFormat(opened(words[message]), words.htmlLang, undefined, { ignoreTag: true });
  formats.set(message, format);
  return closed(format.format(values) as string);
}
