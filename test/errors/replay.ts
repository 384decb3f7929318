// The errors of content/errors, each made to happen in a cluster as the playground has it: what its page shows is what is printed there.

import { readdirSync, readFileSync } from 'node:fs';
import { Lab, type Snapshot } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import type { Output } from '#machine/program.ts';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { documentOf } from '../../src/cli/documents.ts';
import { realTime } from '../../src/cli/real-time.ts';
import { type ErrorEntry, errorsIn } from '../../src/site/errors/entry.ts';

const FOLDER = new URL('../../content/errors/', import.meta.url);

export const ERRORS: readonly ErrorEntry[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => errorsIn(`content/errors/${file}`, readFileSync(new URL(file, FOLDER), 'utf8')));

export const SPOKEN = ['en', 'zh'] as const;
type Language = (typeof SPOKEN)[number];

/** `ID.zh.txt` is there only where the Chinese reader sees something else. */
export const shownFile = (id: string, language: Language = 'en'): URL =>
  new URL(`shown/${id}${language === 'en' ? '' : `.${language}`}.txt`, FOLDER);

type Way = Pick<ErrorEntry, 'begins' | 'files' | 'before'>;

/** A lab in which `before` has run, in its shell. */
async function labAfter<T>(
  { begins, files, before }: Way,
  snapshot: Snapshot | undefined,
  then: (lab: Lab, shell: LaptopShell) => T | Promise<T>,
): Promise<T> {
  const provider = begins === 'bare-metal' ? 'bare-metal' : 'cloud';
  const lab = new Lab({ documents: documentOf, provider, ...(snapshot && { snapshot }) });
  const stop = lab.drive(realTime);
  try {
    await lab.machines.warm();
    const { laptop } = lab.machines;
    for (const [name, text] of Object.entries(files)) laptop.files.write(`${laptop.homeDir}/${name}`, text);
    const shell = new LaptopShell(lab);
    for (const line of before) {
      const { exitCode, stderr } = await shell.capture(line);
      if (exitCode !== 0) throw new Error(`${line}\n${stderr}`);
    }
    return await then(lab, shell);
  } finally {
    stop();
  }
}

const isAssignment = (line: string): boolean => /^[A-Z]+=/.test(line);
const installs = (line: string): boolean => line.startsWith('kubectl apply -f https://');
const clusters = new Map<string, Promise<Snapshot>>();

/** How many lines another error begins with too. */
const sharedLines = ({ id, before }: ErrorEntry): number =>
  Math.max(
    ...ERRORS.filter((other) => other.id !== id).map((other) => {
      const differs = before.findIndex((line, at) => line !== other.before[at]);
      return differs < 0 ? before.length : differs;
    }),
  );

/** What has been installed is dear to make: those that begin with the same lines go on from one cluster. */
async function afterInstalling(error: ErrorEntry): Promise<{ readonly snapshot?: Snapshot; readonly left: Way }> {
  if (!error.before.some(installs)) return { left: error };
  const { begins, before } = error;
  const first = before.slice(0, sharedLines(error));
  const files = Object.fromEntries(
    Object.entries(error.files).filter(([name]) => first.some((line) => line.includes(name))),
  );
  const way = { begins, files, before: first };
  const key = JSON.stringify(way);
  let made = clusters.get(key);
  if (!made) clusters.set(key, (made = labAfter(way, undefined, (lab) => lab.snapshot())));
  // A shell's variables are no part of a cluster.
  return {
    snapshot: await made,
    left: { ...error, before: [...first.filter(isAssignment), ...before.slice(first.length)] },
  };
}

/** `$ ` and each line that shows the error, with what it prints; `why` speaks the reader's language. */
export async function shownBy(error: ErrorEntry): Promise<Readonly<Record<Language, string>>> {
  const { snapshot, left } = await afterInstalling(error);
  return labAfter(left, snapshot, async (_, shell) => {
    const shown = { en: new TextSink(), zh: new TextSink() };
    const both = new TextSink((text) => {
      for (const language of SPOKEN) shown[language].write(text);
    });
    const { signal } = new AbortController();
    const run = (line: string, to: Output) => shell.run(line, { stdin: nullInput, stdout: to, stderr: to, signal });
    for (const line of error.run) {
      both.write(`$ ${line}\n`);
      if (/^why\b/.test(line))
        for (const language of SPOKEN) await run(`LANGUAGE=${language} ${line}`, shown[language]);
      else await run(line, both);
    }
    return { en: shown.en.text, zh: shown.zh.text };
  });
}
