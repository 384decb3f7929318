// `portolan sh`: the lesson terminal without the browser.

import { answerProgram } from '#grading/answer-program.ts';
import { beginProgram } from '#grading/begin-program.ts';
import { requiredBefore } from '#grading/required.ts';
import { setUp } from '#grading/set-up.ts';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { nullInput, readAll } from '#machine/text-input.ts';
import { documentOf } from './documents.ts';
import { applyFiles, labOptionSpecs, labOptionsOf } from './lab-options.ts';
import { lessonStart, nextSeedOf } from './lesson-files.ts';
import { nodeProcess } from './node-process.ts';
import { openApiOf } from './openapi.ts';
import { complain, type OptionSpec, optionsOf } from './options.ts';
import { ownImages } from './real-node/own-images.ts';
import { realTime } from './real-time.ts';

const specs: Readonly<Record<string, OptionSpec>> = {
  ...labOptionSpecs,
  c: { value: 'text', metavar: 'COMMAND', help: 'run COMMAND as a script and exit with its code' },
  help: { value: 'flag', help: 'print this' },
};

const ABOUT =
  'A shell on a laptop beside a fresh simulated cluster. Without -c it reads a script, or is interactive on a terminal.';

export async function sh(args: string[]): Promise<number> {
  const parsed = optionsOf({ name: 'sh', args: '[options]', about: ABOUT, specs }, args);
  if (typeof parsed === 'number') return parsed;
  if (parsed.rest.length > 0)
    return complain(
      `portolan sh: unexpected argument ${JSON.stringify(parsed.rest[0])}; give a command with -c, or a script on standard input`,
      2,
    );

  const seed = parsed.number('seed') ?? 1;
  const start = parsed.text('lesson') ? lessonStart(parsed.text('lesson')!, seed) : undefined;
  if (start && 'error' in start) return complain(`portolan sh: ${start.error}`, 2);
  const interactive = parsed.text('c') === undefined && process.stdin.isTTY === true;
  const images = ownImages(parsed.texts('image'), parsed.text('time'));
  if (images && 'error' in images) return complain(`portolan sh: ${images.error}`, 2);
  const answers = new Map<string, string>();
  let hasRun = false;
  await preload();
  const lab: Lab = new Lab({
    ...start?.options,
    ...labOptionsOf(parsed, interactive || images ? 'live' : 'instant', interactive ? Date.now() : undefined),
    ...images,
    openApi: openApiOf,
    documents: documentOf,
    env: interactive ? languageVariables() : {},
    ...(start && {
      programs: {
        answer: answerProgram(start.folder.lesson, answers),
        begin: beginProgram(start.folder.lesson, {
          nextSeed: (id) => nextSeedOf(start.folder, id, seed),
          enter: (id, wanted = seed) =>
            id === start.exercise && wanted === seed && !hasRun
              ? undefined
              : `portolan sh keeps one cluster: start it again with --lesson ${start.folder.lesson.slug}/${id}${wanted === 1 ? '' : ` --seed ${wanted}`}`,
        }),
      },
    }),
  });
  const stop = lab.drive(realTime);
  const given = parsed.text('c');
  const prompt = new LaptopShell(lab, interactive ? undefined : { isCommand: given !== undefined });
  prompt.onRecord = () => {
    hasRun = true;
  };
  const refusedStart = start && (await setUp(lab, start.start, start.folder));
  if (refusedStart) return complain(`portolan sh: the lesson's start was refused: ${refusedStart}`, 1);
  const refused = applyFiles(lab, parsed.texts('apply'));
  if (refused) return complain(`portolan sh: ${refused}`, 1);
  lab.settle();

  await lab.machines.warm();
  // A program that waits for ever (`kubectl get -w`) waits, as on a real machine: Node would end when nothing is due.
  const alive = setInterval(() => undefined, 2 ** 30);
  const exercise = start?.folder.lesson.exercises.find(({ id }) => id === start.exercise);
  if (start && exercise && !exercise.start) {
    for (const line of requiredBefore(start.folder.lesson, exercise).flatMap((e) => e.solution))
      await prompt.capture(line);
  }
  const real = nodeProcess(['sh']);
  let code: number;
  if (interactive) code = await (await import('./terminal.ts')).interact(lab, prompt);
  else {
    const script = given ?? (await readAll(real.stdin));
    const stdin = given === undefined ? nullInput : real.stdin;
    const io = { stdin, stdout: real.stdout, stderr: real.stderr, signal: real.signal };
    code = await prompt.runScript(script, io, given === undefined ? undefined : 'bash: -c');
  }
  stop();
  clearInterval(alive);
  await new Promise<void>((flushed) => process.stdout.write('', () => process.stderr.write('', () => flushed())));
  process.exit(code);
}

/** What says which language the person at the terminal reads. */
function languageVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LANG'].flatMap((name) => {
      const value = process.env[name];
      return value ? [[name, value]] : [];
    }),
  );
}
