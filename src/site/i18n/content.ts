// What teaches (lessons, glossary) is in some languages only; who reads the interface in another has it in English.

import { LOCALES, type Locale } from '#grading/text.ts';

export const contentIn = (language: string): Locale => LOCALES.find((locale) => locale === language) ?? 'en';
