// The builder's words. Who reads the interface in a language that the lessons do not have, has them in English, as the lessons.

import type { Locale } from '#grading/text.ts';
import { contentIn } from '../../i18n/content.ts';
import { type BuilderWords, en } from './en.ts';
import { zh } from './zh.ts';

export type { BuilderWords };

const ALL: Readonly<Record<Locale, BuilderWords>> = { en, zh };
export const builderWords = (language: string): BuilderWords => ALL[contentIn(language)];
