// The page's words by language.

import { en, type Words } from './en.ts';
import { zh } from './zh.ts';

export type Locale = 'en' | 'zh';
export type { Words };
export const LOCALES: readonly Locale[] = ['en', 'zh'];
export const HTML_LANG: Readonly<Record<Locale, string>> = { en: 'en', zh: 'zh-Hans' };

export function words(locale: Locale): Words {
  return locale === 'zh' ? zh : en;
}

export function other(locale: Locale): Locale {
  return locale === 'zh' ? 'en' : 'zh';
}

/** Fills `{name}` in a sentence. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
