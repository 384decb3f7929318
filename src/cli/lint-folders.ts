// `portolan lesson lint`: lessons on disk held against the format, and their place in the course.

import { lintLesson } from '#grading/lint/lint.ts';
import { type Anchors, courseAnchors } from '#grading/lint/prose.ts';
import type { Problem } from '#grading/problem.ts';
import { proseProofsOf } from '#grading/prove.ts';
import { type LessonFolder, lessonDirs, readLessonFolder } from './lesson-files.ts';
import { projectDir } from './project-dir.ts';
import { realTime } from './real-time.ts';

export interface LintOptions {
  /** Run the code blocks of the prose too, where a lesson has some and nothing else is wrong. */
  readonly play: boolean;
}

/** What is wrong, by folder. */
export async function lintFolders(
  dirs: readonly string[],
  { play }: LintOptions,
  base = projectDir,
): Promise<ReadonlyMap<string, readonly Problem[]>> {
  const all = lessonDirs(base);
  const read = new Map([...new Set([...all, ...dirs])].map((dir) => [dir, readLessonFolder(dir, base)] as const));
  const folders = [...read.values()].flatMap((one) => ('folder' in one ? [one.folder] : []));
  const anchors = courseAnchors(folders.map(({ lesson, prose }) => ({ slug: lesson.slug, prose })));
  const wrong = new Map<string, readonly Problem[]>();
  for (const dir of dirs) {
    const one = read.get(dir)!;
    const own = 'problems' in one ? one.problems : await problemsOf(one.folder, anchors, play);
    wrong.set(dir, [...placeProblems(dir, all), ...own]);
  }
  return wrong;
}

async function problemsOf(folder: LessonFolder, anchors: Anchors, play: boolean): Promise<readonly Problem[]> {
  const found = await lintLesson(folder, anchors);
  if (found.length > 0 || !play || !Object.values(folder.prose).some((prose) => /^(```|~~~)/m.test(prose ?? '')))
    return found;
  const played: Problem[] = [];
  for (const proof of proseProofsOf(folder, realTime)) played.push(...(await proof.run()));
  return played;
}

/** Its number and its name are its own. */
function placeProblems(dir: string, all: readonly string[]): readonly Problem[] {
  const [, name = ''] = /([^/]*)$/.exec(dir) ?? [];
  const [, number, slug] = /^(\d+)-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(name) ?? [];
  const at = { file: `${dir}/lesson.yaml`, line: 1, column: 1 };
  if (number === undefined)
    return [
      {
        ...at,
        name: 'FolderName',
        message: `the folder ${name} has no place in the course`,
        hint: 'Rename it: its number, a hyphen, its name in small letters: 15-session-affinity',
      },
    ];
  const twin = all.find((other) => other !== dir && new RegExp(`/0*${Number(number)}-|/\\d+-${slug}$`).test(other));
  return twin === undefined
    ? []
    : [
        {
          ...at,
          name: 'PlaceTaken',
          message: `${twin} has the same number or name`,
          hint: `Rename the folder, with the next free number: ${nextNumber(all)}-${slug}`,
        },
      ];
}

const nextNumber = (all: readonly string[]): number =>
  1 + Math.max(0, ...all.map((dir) => Number(/(\d+)-[^/]*$/.exec(dir)?.[1] ?? 0)));
