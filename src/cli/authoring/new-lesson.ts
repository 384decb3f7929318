// `portolan lesson new`: asks what a lesson is about, and writes a folder that already keeps to the format and passes its own proofs.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { lessonDirs } from '../lesson-files.ts';
import { complain, type OptionSpec, optionsOf } from '../options.ts';
import { projectDir } from '../project-dir.ts';
import { type Answers, filesOf } from './template.ts';

const specs: Readonly<Record<string, OptionSpec>> = {
  number: { value: 'whole', metavar: 'N', help: 'its place in the course (default: after the last)' },
  'title-en': { value: 'text', metavar: 'TEXT', help: 'title in English' },
  'title-zh': { value: 'text', metavar: 'TEXT', help: 'title in Chinese' },
  'summary-en': { value: 'text', metavar: 'TEXT', help: 'one line in English' },
  'summary-zh': { value: 'text', metavar: 'TEXT', help: 'one line in Chinese' },
  minutes: { value: 'whole', metavar: 'N', help: 'how long it takes (default 12)' },
  help: { value: 'flag', help: 'print this' },
};

const ABOUT = `Writes content/lessons/NN-NAME with prose in every language, and an exercise with a check, hints, a solution and a near miss
to put your own in the place of. What is not given by an option is asked for on a terminal.`;

/** Where one is asked. */
export interface Dialogue {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

export interface Where {
  /** Undefined: nobody is asked, and the defaults stand. */
  readonly dialogue: Dialogue | undefined;
  /** The project in which the lesson is written. */
  readonly base: string;
}

const here = (): Where => ({
  dialogue: process.stdin.isTTY ? { input: process.stdin, output: process.stdout } : undefined,
  base: projectDir,
});

export async function newLesson(args: string[], { dialogue, base }: Where = here()): Promise<number> {
  const parsed = optionsOf({ name: 'lesson new', args: 'NAME [options]', about: ABOUT, specs }, args);
  if (typeof parsed === 'number') return parsed;
  const [slug, ...more] = parsed.rest;
  if (slug === undefined)
    return complain('portolan lesson new: give the lesson a name, as it stands in its address: session-affinity');
  if (more.length > 0)
    return complain(
      `portolan lesson new: unexpected argument ${JSON.stringify(more[0])}; a name is one word: ${[slug, ...more].join('-')}`,
    );
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug))
    return complain(
      `portolan lesson new: ${JSON.stringify(slug)} is no name; use small letters, digits and hyphens: session-affinity`,
    );
  const dirs = lessonDirs(base);
  const taken = dirs.find((dir) => dir.replace(/^.*\/\d+-/, '') === slug);
  if (taken) return complain(`portolan lesson new: there is a lesson ${slug} already, ${taken}; choose another name`);
  const number = parsed.number('number') ?? 1 + Math.max(0, ...dirs.map((dir) => Number(/(\d+)-/.exec(dir)?.[1] ?? 0)));

  const asked = await askFor(
    {
      'title-en': ['Title in English', words(slug)],
      'title-zh': ['Title in Chinese', words(slug)],
      'summary-en': ['What it is about, one line, in English', 'What a Service does for its callers'],
      'summary-zh': ['The same in Chinese', 'Service 为调用方做了什么'],
      minutes: ['Minutes', '12', wrongMinutes],
    },
    (name) => parsed.text(name),
    dialogue,
  );
  if (!asked) return complain('portolan lesson new: the input has ended before all was answered; nothing was written');
  const wrong = wrongMinutes(asked.minutes);
  if (wrong !== undefined) return complain(`portolan lesson new: ${wrong}`);
  const answers: Answers = {
    title: { en: asked['title-en'], zh: asked['title-zh'] },
    summary: { en: asked['summary-en'], zh: asked['summary-zh'] },
    minutes: Number(asked.minutes),
  };
  const dir = `content/lessons/${String(number).padStart(2, '0')}-${slug}`;
  const path = join(base, dir);
  if (existsSync(path) && readdirSync(path).length > 0)
    return complain(`portolan lesson new: ${dir} is there already, and not empty; remove it or choose another number`);
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(filesOf(answers))) writeFileSync(join(path, name), text);
  process.stdout.write(`${dir} written. Next:
  bin/portolan lesson preview ${slug}     see it while you write
  bin/portolan lesson lint ${slug}        hold it against the format
  bin/portolan lesson test ${slug}        play its solutions and its near misses
`);
  return 0;
}

const wrongMinutes = (said: string): string | undefined =>
  /^[1-9]\d*$/.test(said) ? undefined : `minutes is ${JSON.stringify(said)}; give a whole number above 0`;

const words = (slug: string): string => {
  const text = slug.replaceAll('-', ' ');
  return text[0]!.toUpperCase() + text.slice(1);
};

type Question = readonly [question: string, otherwise: string, wrong?: (said: string) => string | undefined];

/** What an option gives is not asked for; where nobody is asked, the default stands. Undefined: the answers broke off. */
async function askFor<Name extends string>(
  questions: Readonly<Record<Name, Question>>,
  given: (name: Name) => string | undefined,
  dialogue: Dialogue | undefined,
): Promise<Record<Name, string> | undefined> {
  const terminal = dialogue && createInterface(dialogue);
  // Lines that come before they are asked for, as from a paste, wait their turn.
  const lines = terminal?.[Symbol.asyncIterator]();
  const answers = {} as Record<Name, string>;
  for (const name of Object.keys(questions) as Name[]) {
    const [question, otherwise, wrong] = questions[name];
    let said = given(name);
    while (said === undefined && terminal && lines) {
      terminal.setPrompt(`${question} [${otherwise}]: `);
      terminal.prompt();
      const line = await lines.next();
      if (line.done) return undefined;
      const answer = line.value.trim() || otherwise;
      const complaint = wrong?.(answer);
      if (complaint === undefined) said = answer;
      else dialogue?.output.write(`${complaint}\n`);
    }
    answers[name] = said?.trim() || otherwise;
  }
  terminal?.close();
  return answers;
}
