// Lessons as they lie on disk.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { type Lesson, parseLesson, spotsIn, unfilledLesson } from '#grading/lesson.ts';
import { drawParams, nextSeed } from '#grading/params.ts';
import { type Problem, showProblem } from '#grading/problem.ts';
import type { LessonMaterial } from '#grading/seat.ts';
import type { LessonStart } from '#grading/start.ts';
import type { LabOptions } from '#lab/lab.ts';
import { nearest } from '#lab/why/deciding/finding.ts';
import type { ReadDocument } from '#network/documents.ts';
import { documentOf } from './documents.ts';
import { projectDir } from './project-dir.ts';

export interface LessonFolder extends LessonMaterial {
  /** Of lesson.yaml. */
  readonly text: string;
  /** `content/lessons/02-clusterip` */
  readonly dir: string;
  /** Prose by language; undefined where there is none. */
  readonly prose: Readonly<Record<string, string | undefined>>;
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
          line: 1,
          message: 'a lesson folder needs a lesson.yaml',
          hint: 'Write one, or let `portolan lesson new NAME` do it.',
        },
      ],
    };
  }
  const text = readFileSync(join(base, file), 'utf8');
  const parsed = parseLesson(file, text);
  if ('problems' in parsed) return parsed;
  const { lesson } = parsed;
  for (const { path, name } of startsOf(lesson)) {
    const problem = startProblem(name, base);
    if (!problem) continue;
    const shown = path.join('.').replace(/\.(\d+)/g, '[$1]');
    return {
      problems: [{ file, ...(problem.file === undefined && { ...spotsIn(text)(path), path: shown }), ...problem }],
    };
  }
  const homeDir = join(base, dir, 'home');
  const home = existsSync(homeDir)
    ? Object.fromEntries(readdirSync(homeDir).map((name) => [name, readFileSync(join(homeDir, name), 'utf8')]))
    : {};
  const proseOf = (locale: string): string | undefined =>
    existsSync(join(base, dir, `${locale}.mdx`)) ? readFileSync(join(base, dir, `${locale}.mdx`), 'utf8') : undefined;
  const documentsOf: ReadDocument = (file) => documentOf(file, base);
  const prose = { en: proseOf('en'), zh: proseOf('zh') };
  const starts = (name: string) => startObjects(name, base);
  return { folder: { lesson, text, dir, prose, home, starts, documents: documentsOf } };
}

const startPath = (name: string): string => `content/starts/${name}.yaml`;

function startsOf({ start, exercises }: Lesson): readonly {
  readonly path: readonly (string | number)[];
  readonly name: string;
}[] {
  return [
    ...start.from.map((name) => ({ path: ['start', 'from'], name })),
    ...exercises.flatMap((e, i) =>
      (e.start?.from ?? []).map((name) => ({ path: ['exercises', i, 'start', 'from'], name })),
    ),
  ];
}

function startObjects(name: string, base: string): readonly unknown[] | undefined {
  const path = join(base, startPath(name));
  if (!existsSync(path)) return undefined;
  const documents = parseYamlDocuments(readFileSync(path, 'utf8'));
  if ('error' in documents) throw new Error(`${startPath(name)}:${documents.line}: ${documents.error}`);
  return documents.ok;
}

function startProblem(name: string, base: string): (Omit<Problem, 'file'> & { readonly file?: string }) | undefined {
  const path = startPath(name);
  if (!existsSync(join(base, path)))
    return {
      name: 'NoSuchStart',
      message: `there is no ${path}`,
      hint: startHint(
        name,
        readdirSync(join(base, 'content/starts')).map((n) => n.replace(/\.yaml$/, '')),
      ),
    };
  const documents = parseYamlDocuments(readFileSync(join(base, path), 'utf8'));
  return 'error' in documents
    ? { name: 'NotYaml', file: path, line: documents.line, message: documents.error, hint: 'Mend the YAML there.' }
    : undefined;
}

function startHint(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near ? `Write it as: ${near}` : `Use one of: ${known.join(', ')}`;
}

/**
 * The lesson of a slug or folder name, `ID/EXERCISE` allowed: what a lab needs to stand at its start.
 *
 * @param seed What the lesson's params are drawn from.
 */
export function lessonStart(
  id: string,
  seed: number,
):
  | {
      readonly options: LabOptions;
      readonly start: LessonStart;
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
  const parsed = parseLesson(`${dir}/lesson.yaml`, read.folder.text, drawParams(read.folder.lesson.params, seed));
  if ('problems' in parsed) return { error: parsed.problems.map(showProblem).join('\n') };
  const folder = { ...read.folder, lesson: parsed.lesson };
  const { exercises } = folder.lesson;
  const ids = exercises.map((e) => e.id);
  if (exercise !== undefined && !ids.includes(exercise))
    return { error: `--lesson: ${slug} has no exercise ${JSON.stringify(exercise)}; it has ${ids.join(', ')}` };
  const start = exercises.find((e) => e.id === exercise)?.start ?? folder.lesson.start;
  return { options: { nodes: start.nodes, provider: start.provider, home: folder.home }, start, folder, exercise };
}

/** The next seed with which an exercise has another cluster. Undefined: it has the same with every seed. */
export function nextSeedOf({ dir, text, lesson }: LessonFolder, exercise: string, seed: number): number | undefined {
  const { exercises } = unfilledLesson(`${dir}/lesson.yaml`, text);
  return nextSeed(exercises.find(({ id }) => id === exercise)?.start, lesson.params, seed);
}
