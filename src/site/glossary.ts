// content/glossary.yaml: the words of the lessons. An entry that is wrong breaks the build.

import { parse } from 'yaml';
import type { Locale } from '#grading/text.ts';
import text from '/content/glossary.yaml?raw';
import { course } from './lessons.ts';

export interface Entry {
  readonly id: string;
  readonly term: Readonly<Record<Locale, string>>;
  readonly means: Readonly<Record<Locale, string>>;
  /** The slug of the lesson that shows it. */
  readonly lesson: string;
}

export const glossary: readonly Entry[] = (parse(text) as readonly Entry[]).map((entry) => {
  const { id, term, means, lesson } = entry;
  if (!id || !term?.en || !term.zh || !means?.en || !means.zh)
    throw new Error(`content/glossary.yaml: ${id ?? 'an entry'} needs id, term and means, each in en and zh`);
  if (!course.some((c) => c.lesson.slug === lesson))
    throw new Error(`content/glossary.yaml: ${id} names the lesson ${lesson}, which there is not`);
  return entry;
});
