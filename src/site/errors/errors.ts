// The errors that have a page, while the site is built. An entry that is wrong breaks the build.

import type { Text } from '#grading/text.ts';
import { glossary } from '../glossary.ts';
import { course } from '../lessons.ts';
import { type ErrorEntry, errorsIn } from './entry.ts';

const files = import.meta.glob<string>('/content/errors/*.yaml', { query: '?raw', import: 'default', eager: true });
const shown = import.meta.glob<string>('/content/errors/shown/*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export interface ErrorPage extends ErrorEntry {
  /** The file's name: `connections`. */
  readonly group: string;
  /** Recorded: `$ curl web` and what it prints, which `why` does in the reader's language. */
  readonly shown: Text;
}

export const errors: readonly ErrorPage[] = Object.entries(files).flatMap(([path, text]) => {
  const file = path.slice(1);
  return errorsIn(file, text).map((error) => {
    const { id, lesson, terms } = error;
    const printed = shown[`/content/errors/shown/${id}.txt`];
    if (printed === undefined) throw new Error(`${file}: ${id} is not recorded; see test/errors.test.ts`);
    if (!course.some((one) => one.lesson.slug === lesson))
      throw new Error(`${file}: ${id} names the lesson ${lesson}, which there is not`);
    for (const term of terms)
      if (!glossary.some((entry) => entry.id === term))
        throw new Error(`${file}: ${id} names ${term}, which the glossary has not`);
    const own = shown[`/content/errors/shown/${id}.zh.txt`] ?? printed;
    return { ...error, group: path.split('/').at(-1)!.replace('.yaml', ''), shown: { en: printed, zh: own } };
  });
});

export const GROUPS = ['connections', 'http', 'objects', 'kubectl'] as const;
for (const { group } of errors)
  if (!GROUPS.some((known) => known === group)) throw new Error(`content/errors/${group}.yaml has no heading`);
