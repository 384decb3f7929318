// The class kit's words. Who reads the interface in a language that the lessons do not have, has them in English, as the lessons.

import type { Locale } from '#grading/text.ts';
import { contentIn } from '../../i18n/content.ts';
import { type ClassWords, en } from './en.ts';
import { zh } from './zh.ts';

export type { ClassWords };

const ALL: Readonly<Record<Locale, ClassWords>> = { en, zh };
export const classWords = (language: string): ClassWords => ALL[contentIn(language)];
