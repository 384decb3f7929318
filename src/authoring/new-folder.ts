// What a new lesson begins as in the builder: its head, and nothing that would have to be replaced.

import { LOCALES, type Text } from '#grading/text.ts';
import type { LessonFolder } from './folder.ts';
import { writtenPair } from './handwriting.ts';

/** @param name `15-session-affinity` */
export function newFolder(name: string, title: Text, summary: Text): LessonFolder {
  const head = [
    '# yaml-language-server: $schema=../../lesson.schema.json',
    writtenPair('title', title, 0),
    writtenPair('summary', summary, 0),
    writtenPair('minutes', 12, 0),
    writtenPair('start', { nodes: 3, provider: 'cloud' }, 0),
  ];
  return {
    name,
    files: {
      'lesson.yaml': `${head.join('\n')}\n`,
      ...Object.fromEntries(
        LOCALES.map((locale) => [`${locale}.mdx`, `---\n${writtenPair('title', title[locale], 0)}\n---\n`]),
      ),
    },
  };
}
