// `portolan lesson list|new|lint|test|preview|eject|export`: the authoring tools.

import { type Problem, showProblem } from '#grading/problem.ts';
import { lessonDirs, readLessonFolder } from './lesson-files.ts';
import { testLessons } from './lesson-test/lesson-test.ts';
import { lintFolders } from './lint-folders.ts';

const USAGE = `Usage: portolan lesson COMMAND [LESSON…]

Commands:
  list      The lessons there are
  new       Write the folder of a new lesson, to begin with
  lint      Hold lessons against the format, without playing them
  test      Play lessons: solutions pass, near misses fail with their own words; --json or --junit for other programs
  preview   A lesson's page, which follows its files as they are saved
  eject     A lesson for a real cluster: manifests, a kind configuration, the tasks as Markdown
  export    Lessons as a package for a learning platform: SCORM 1.2, SCORM 2004, cmi5

LESSON is a lesson's name or folder: clusterip, content/lessons/02-clusterip. Without one, list, lint and test take all.
\`portolan lesson COMMAND --help\` says more of new, preview, eject and export.
`;

/** Commands with options of their own, loaded when they are called. */
const AUTHORING: Readonly<Record<string, () => Promise<(args: string[]) => Promise<number>>>> = {
  new: async () => (await import('./authoring/new-lesson.ts')).newLesson,
  preview: async () => (await import('./authoring/preview.ts')).preview,
  eject: async () => (await import('./authoring/eject.ts')).eject,
  export: async () => (await import('./export/export.ts')).exportLessons,
};

type Command = (dirs: readonly string[], options: readonly string[]) => Promise<number>;
const TEST_OPTIONS = ['--json', '--junit'];

export async function lesson(args: string[]): Promise<number> {
  const [command, ...names] = args;
  if (command !== undefined && Object.hasOwn(AUTHORING, command)) return (await AUTHORING[command]!())(names);
  if (command === undefined || command === '--help' || command === '-h') {
    process.stdout.write(USAGE);
    return command === undefined ? 2 : 0;
  }
  const commands: Readonly<Record<string, Command>> = { list, lint, test };
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!run) {
    process.stderr.write(
      `portolan lesson: there is no command ${JSON.stringify(command)}; there are list, new, lint, test, preview, eject and export\n`,
    );
    return 2;
  }
  const options = names.filter((name) => name.startsWith('-'));
  if (options.includes('--help') || options.includes('-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const known = command === 'test' ? TEST_OPTIONS : [];
  const unknown = options.find((option) => !known.includes(option));
  if (unknown !== undefined) {
    const takes = ['names of lessons', ...known].join(', ');
    process.stderr.write(`portolan lesson ${command}: unknown option ${unknown}; it takes ${takes}\n`);
    return 2;
  }
  const named = names.filter((name) => !name.startsWith('-'));
  const dirs = lessonDirs();
  const slug = (dir: string): string => dir.replace(/^.*\/(?:\d+-)?/, '');
  const chosen =
    named.length === 0 ? dirs : named.map((name) => dirs.find((dir) => slug(dir) === slug(name.replace(/\/$/, ''))));
  const missing = chosen.findIndex((dir) => dir === undefined);
  if (missing >= 0) {
    process.stderr.write(
      `portolan lesson ${command}: there is no lesson ${JSON.stringify(named[missing])}; there are ${dirs.map(slug).join(', ')}\n`,
    );
    return 2;
  }
  return run(chosen as string[], options);
}

async function list(dirs: readonly string[]): Promise<number> {
  for (const dir of dirs) {
    const read = readLessonFolder(dir);
    if ('problems' in read) {
      tell(read.problems);
      continue;
    }
    const { slug, title, minutes, exercises } = read.folder.lesson;
    process.stdout.write(
      `${slug.padEnd(20)}${String(minutes).padStart(3)} min  ${String(exercises.length).padStart(2)} exercises  ${title.en} / ${title.zh}\n`,
    );
  }
  return 0;
}

function tell(problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(`${showProblem(problem)}\n`);
}

async function lint(dirs: readonly string[]): Promise<number> {
  const problems = [...(await lintFolders(dirs, { play: true })).values()].flat();
  tell(problems);
  process.stdout.write(
    problems.length === 0
      ? `${dirs.length === 1 ? '1 lesson keeps' : `${dirs.length} lessons keep`} to the format\n`
      : `${problems.length} problem${problems.length === 1 ? '' : 's'}\n`,
  );
  return problems.length === 0 ? 0 : 1;
}

async function test(dirs: readonly string[], options: readonly string[]): Promise<number> {
  // What keeps a lesson from being read, its own thread says.
  const readable = dirs.filter((dir) => !('problems' in readLessonFolder(dir)));
  const wrong = await lintFolders(readable, { play: false });
  const format = options.includes('--junit') ? 'junit' : options.includes('--json') ? 'json' : undefined;
  return testLessons(dirs, wrong, format ? { format } : {});
}
