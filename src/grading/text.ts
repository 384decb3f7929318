// Text for a learner, in every language of the site.

export type Locale = 'en' | 'zh';
export const LOCALES: readonly Locale[] = ['en', 'zh'];

export type Text = Readonly<Record<Locale, string>>;

/** Names one after another, as each language sets them apart. */
export const listed = (names: readonly (string | number)[]): Text => ({ en: names.join(', '), zh: names.join('、') });

/** The same words in both languages: commands, values, an object's own message. */
export const plain = (words: string): Text => ({ en: words, zh: words });
