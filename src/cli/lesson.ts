// `portolan lesson list|new|lint|test|preview|eject`: the authoring tools.

import { lintProse } from '#grading/lint.ts';
import { showProblem } from '#grading/problem.ts';
import { proofsOf } from '#grading/prove.ts';
import { type LessonFolder, lessonDirs, readLessonFolder } from './lesson-files.ts';
import { realTime } from './real-time.ts';

const USAGE = `Usage: portolan lesson COMMAND [LESSON…]

Commands:
  list      The lessons there are
  new       Write the folder of a new lesson, to begin with
  lint      Hold lessons against the format, without playing them
  test      Play lessons: solutions pass, near misses fail with their own words
  preview   A lesson's page, which follows its files as they are saved
  eject     A lesson for a real cluster: manifests, a kind configuration, the tasks as Markdown

LESSON is a lesson's name or folder: clusterip, content/lessons/02-clusterip. Without one, list, lint and test take all.
\`portolan lesson COMMAND --help\` says more of new, preview and eject.
`;

/** Commands with options of their own, loaded when they are called. */
const AUTHORING: Readonly<Record<string, () => Promise<(args: string[]) => Promise<number>>>> = {
  new: async () => (await import('./authoring/new-lesson.ts')).newLesson,
  preview: async () => (await import('./authoring/preview.ts')).preview,
  eject: async () => (await import('./authoring/eject.ts')).eject,
};

export async function lesson(args: string[]): Promise<number> {
  const [command, ...names] = args;
  if (command !== undefined && Object.hasOwn(AUTHORING, command)) return (await AUTHORING[command]!())(names);
  if (command === undefined || command === '--help' || command === '-h') {
    process.stdout.write(USAGE);
    return command === undefined ? 2 : 0;
  }
  const commands: Readonly<Record<string, (dirs: readonly string[]) => Promise<number>>> = { list, lint, test };
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!run) {
    process.stderr.write(
      `portolan lesson: there is no command ${JSON.stringify(command)}; there are list, new, lint, test, preview and eject\n`,
    );
    return 2;
  }
  const option = names.find((name) => name.startsWith('-'));
  if (option) {
    if (option === '--help' || option === '-h') {
      process.stdout.write(USAGE);
      return 0;
    }
    process.stderr.write(`portolan lesson ${command}: unknown option ${option}; it takes names of lessons only\n`);
    return 2;
  }
  const dirs = lessonDirs();
  const slug = (dir: string): string => dir.replace(/^.*\/(?:\d+-)?/, '');
  const chosen =
    names.length === 0 ? dirs : names.map((name) => dirs.find((dir) => slug(dir) === slug(name.replace(/\/$/, ''))));
  const missing = chosen.findIndex((dir) => dir === undefined);
  if (missing >= 0) {
    process.stderr.write(
      `portolan lesson ${command}: there is no lesson ${JSON.stringify(names[missing])}; there are ${dirs.map(slug).join(', ')}\n`,
    );
    return 2;
  }
  return run(chosen as string[]);
}

/** Lessons that can be read; what is wrong with the others goes to stderr. */
function readAll(dirs: readonly string[]): { readonly folders: readonly LessonFolder[]; readonly wrong: number } {
  const folders: LessonFolder[] = [];
  let wrong = 0;
  for (const dir of dirs) {
    const read = readLessonFolder(dir);
    const problems = 'problems' in read ? read.problems : lintProse(read.folder.lesson, dir, read.folder.prose);
    for (const problem of problems) process.stderr.write(`${showProblem(problem)}\n`);
    wrong += problems.length;
    if (!('problems' in read)) folders.push(read.folder);
  }
  return { folders, wrong };
}

async function list(dirs: readonly string[]): Promise<number> {
  const { folders } = readAll(dirs);
  for (const {
    lesson: { slug, title, minutes, exercises },
  } of folders) {
    process.stdout.write(
      `${slug.padEnd(20)}${String(minutes).padStart(3)} min  ${String(exercises.length).padStart(2)} exercises  ${title.en} / ${title.zh}\n`,
    );
  }
  return 0;
}

async function lint(dirs: readonly string[]): Promise<number> {
  const { wrong } = readAll(dirs);
  process.stdout.write(wrong === 0 ? `${dirs.length} lesson(s) keep to the format\n` : `${wrong} problem(s)\n`);
  return wrong === 0 ? 0 : 1;
}

async function test(dirs: readonly string[]): Promise<number> {
  const { folders, wrong } = readAll(dirs);
  let [passed, failed] = [0, wrong];
  for (const folder of folders) {
    for (const proof of proofsOf(folder, realTime)) {
      const problems = await proof.run();
      process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${folder.lesson.slug} · ${proof.name}\n`);
      for (const problem of problems) process.stderr.write(`${showProblem(problem)}\n`);
      if (problems.length === 0) passed++;
      else failed++;
    }
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
