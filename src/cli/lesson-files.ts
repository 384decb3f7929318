// Lessons as they lie on disk.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { type Lesson, parseLesson } from '#grading/lesson.ts';
import { type Problem, showProblem } from '#grading/problem.ts';
import type { LabOptions } from '#lab/lab.ts';
import type { ReadDocument } from '#network/documents.ts';
import { documentOf } from './documents.ts';
import { projectDir } from './project-dir.ts';

export interface LessonFolder {
  readonly lesson: Lesson;
  /** `content/lessons/02-clusterip` */
  readonly dir: string;
  /** Prose by language; undefined where there is none. */
  readonly prose: Readonly<Record<string, string | undefined>>;
  readonly home: Readonly<Record<string, string>>;
  readonly start: readonly unknown[];
  /** Files of content/manifests. */
  readonly documents: ReadDocument;
}

export function lessonDirs(base = projectDir): readonly string[] {
  const lessons = join(base, 'content/lessons');
  return readdirSync(lessons)
    .filter((name) => statSync(join(lessons, name)).isDirectory())
    .sort()
    .map((name) => `content/lessons/${name}`);
}

export function readLessonFolder(
  dir: string,
  base = projectDir,
): { readonly folder: LessonFolder } | { readonly problems: readonly Problem[] } {
  const file = `${dir}/lesson.yaml`;
  if (!existsSync(join(base, file))) {
    return {
      problems: [
        {
          name: 'NoLessonFile',
          file,
          message: 'a lesson folder needs a lesson.yaml',
          hint: 'Write one, or copy that of another lesson.',
        },
      ],
    };
  }
  const parsed = parseLesson(file, readFileSync(join(base, file), 'utf8'));
  if ('problems' in parsed) return parsed;
  const { lesson } = parsed;
  const start: unknown[] = [];
  if (lesson.start.from !== undefined) {
    const path = `content/starts/${lesson.start.from}.yaml`;
    if (!existsSync(join(base, path))) {
      return {
        problems: [
          {
            name: 'NoSuchStart',
            file,
            path: 'start.from',
            message: `there is no ${path}`,
            hint: `Use one of: ${readdirSync(join(base, 'content/starts'))
              .map((n) => n.replace(/\.yaml$/, ''))
              .join(', ')}`,
          },
        ],
      };
    }
    const documents = parseYamlDocuments(readFileSync(join(base, path), 'utf8'));
    if ('error' in documents)
      return {
        problems: [
          { name: 'NotYaml', file: path, line: documents.line, message: documents.error, hint: 'Mend the YAML there.' },
        ],
      };
    start.push(...documents.ok);
  }
  const homeDir = join(base, dir, 'home');
  const home = existsSync(homeDir)
    ? Object.fromEntries(readdirSync(homeDir).map((name) => [name, readFileSync(join(homeDir, name), 'utf8')]))
    : {};
  const proseOf = (locale: string): string | undefined =>
    existsSync(join(base, dir, `${locale}.mdx`)) ? readFileSync(join(base, dir, `${locale}.mdx`), 'utf8') : undefined;
  const documentsOf: ReadDocument = (file) => documentOf(file, base);
  const prose = { en: proseOf('en'), zh: proseOf('zh') };
  return { folder: { lesson, dir, prose, home, start, documents: documentsOf } };
}

/** The lesson of a slug or folder name, `ID/EXERCISE` allowed: what a lab needs to stand at its start. */
export function lessonStart(id: string):
  | {
      readonly options: LabOptions;
      readonly objects: readonly unknown[];
      readonly folder: LessonFolder;
      readonly exercise: string | undefined;
    }
  | { readonly error: string } {
  const [slug, exercise] = id.split('/') as [string, string | undefined];
  const dirs = lessonDirs();
  const dir = dirs.find((d) => d.endsWith(`/${slug}`) || d.replace(/^.*\/\d+-/, '') === slug);
  if (!dir)
    return {
      error: `--lesson: there is no lesson ${JSON.stringify(slug)}; there are ${dirs.map((d) => d.replace(/^.*\/\d+-/, '')).join(', ')}`,
    };
  const read = readLessonFolder(dir);
  if ('problems' in read) return { error: read.problems.map(showProblem).join('\n') };
  const { folder } = read;
  const ids = folder.lesson.exercises.map((e) => e.id);
  if (exercise !== undefined && !ids.includes(exercise))
    return { error: `--lesson: ${slug} has no exercise ${JSON.stringify(exercise)}; it has ${ids.join(', ')}` };
  const { nodes, provider } = folder.lesson.start;
  return { options: { nodes, provider, home: folder.home }, objects: folder.start, folder, exercise };
}
