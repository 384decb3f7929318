// The course at build time: every lesson.yaml, read and held against the format. A lesson that breaks it breaks the build.

import { type Lesson, parseLesson, unfilledLesson } from '#grading/lesson.ts';
import { showProblem } from '#grading/problem.ts';

export interface CourseLesson {
  /** `02-clusterip` */
  readonly folder: string;
  /** Its place in the course, from the folder's number. */
  readonly number: number;
  /** With `${port}` where a learner's own value will stand. */
  readonly lesson: Lesson;
}

const files = import.meta.glob<string>('/content/lessons/*/lesson.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const course: readonly CourseLesson[] = Object.entries(files)
  .map(([path, text]) => {
    const file = path.replace(/^\//, '');
    const read = parseLesson(file, text);
    if ('problems' in read) throw new Error(`${file} is not a lesson:\n${read.problems.map(showProblem).join('\n')}`);
    const folder = file.split('/').at(-2) ?? '';
    return { folder, number: Number.parseInt(folder, 10) || 0, lesson: unfilledLesson(file, text) };
  })
  .sort((a, b) => a.number - b.number);

const prose = import.meta.glob('/content/lessons/*/*.mdx');

/** In the language, if it is written in it; else in English. */
export function lessonHref(language: string, slug: string): string {
  const folder = course.find(({ lesson }) => lesson.slug === slug)?.folder;
  return `/${prose[`/content/lessons/${folder}/${language}.mdx`] ? language : 'en'}/lessons/${slug}/`;
}

export function lessonByFolder(folder: string): CourseLesson | undefined {
  return course.find((entry) => entry.folder === folder);
}
